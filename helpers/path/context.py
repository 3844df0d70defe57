"""What a service learns of a request: from the road on which it came, and from who sent it."""

from collections.abc import Mapping
from typing import Any

from helpers.cloud.requests import ApiRequest
from helpers.network import Vpc, VpcEndpoint
from helpers.path.model import DnsAnswer, Path
from helpers.path.policy.principals import caller
from helpers.path.services import service_at_host

_KNOW_THE_VPC = ("s3", "s3express")
_KNOW_THE_ENDPOINTS_ACCOUNT = ("s3", "s3express", "dynamodb")
"""Services that fill in aws:SourceVpcArn and aws:VpceAccount: reference_policies_condition-keys.html."""

_TYPES = {
    "anonymous": "Anonymous",
    "root": "Account",
    "user": "User",
    "session": "AssumedRole",
    "role": "AssumedRole",
    "federated": "FederatedUser",
}
"""Values of aws:PrincipalType: reference_policies_variables.html, principal key values."""


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


def request_context(request: ApiRequest, path: Path, user_id: str | None = None) -> dict[str, Any]:
    """The whole context of a request that came along a path: road, caller, and the request itself.

    Args:
        request: who asks for what.
        path: the road; its network keys are those of :func:`context_of`.
        user_id: aws:userid, the unique id of a user, or a session's `AROA…:session name`.

    What only the service knows of its own request (s3:prefix and the like) is the caller's to add.
    AWS: IAM userguide, reference_policies_condition-keys.html.
    """
    return {
        **context_of(path),
        **_of_the_service(request, path),
        **_of_the_caller(request, user_id),
        "aws:SecureTransport": "true",
        "aws:RequestedRegion": _region_called(path),
        "aws:ViaAWSService": "false",
    }


def _region_called(path: Path) -> str:
    """The Region of the endpoint that the name of the request leads to."""
    answers = (hop.decided_by for hop in path.hops if isinstance(hop.decided_by, DnsAnswer))
    called = next((service for answer in answers if (service := service_at_host(answer.name))), None)
    return called.region if called else path.region


def _of_the_service(request: ApiRequest, path: Path) -> dict[str, str]:
    """Keys of the road that only some services fill in."""
    service = request.action.lower().partition(":")[0]
    endpoint = path.network.get(VpcEndpoint, path.endpoint_id, path.region)
    vpc = path.network.get(Vpc, path.vpc_id, path.region)
    found = {}
    if path.reachable and endpoint and vpc and service in _KNOW_THE_VPC:
        found["aws:SourceVpcArn"] = f"arn:aws:ec2:{vpc.region}:{vpc.account}:vpc/{vpc.id}"
    if path.reachable and endpoint and service in _KNOW_THE_ENDPOINTS_ACCOUNT:
        found["aws:VpceAccount"] = endpoint.account
    return found


def _of_the_caller(request: ApiRequest, user_id: str | None) -> dict[str, str]:
    """aws:username belongs to IAM users only; a key without a value is left out."""
    who = caller(request.principal_arn, request.principal_account, None, user_id)
    name = (request.principal_arn or "").rpartition("/")[2] if who.kind == "user" else None
    keys = {
        **who.keys(),
        "aws:PrincipalType": _TYPES.get(who.kind),
        "aws:PrincipalIsAWSService": "true" if who.kind == "service" else "false",
        "aws:username": name,
        "aws:userid": user_id or (who.account if who.kind == "root" else None),
    }
    return {key: value for key, value in keys.items() if value}
