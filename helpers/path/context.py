"""What a service learns of a request from the road on which it came."""

from collections.abc import Mapping

from helpers.path.model import Path


def context_of(path: Path) -> Mapping[str, str]:
    """The network keys of a request's context that the service sees, as policies test them.

    Through an endpoint: aws:SourceVpce, aws:SourceVpc and aws:VpcSourceIp.  Without one: aws:SourceIp.
    Keys of the other road are absent; a path that does not arrive, or that ends in the VPC, has none.
    AWS: IAM userguide, reference_policies_condition-keys.html (network properties).
    """
    if not path.reachable:
        return {}
    source = str(path.last_header.source)
    if path.endpoint_id is None:
        return {"aws:SourceIp": source} if path.exposes_public_address else {}
    return {"aws:SourceVpce": path.endpoint_id, "aws:SourceVpc": path.vpc_id, "aws:VpcSourceIp": source}
