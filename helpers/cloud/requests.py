"""A request that a service has received and that somebody must judge."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """Who asks for what, as a service sees it; the gate hands it to the policies.

    Attributes:
        action: IAM's name of the action, e.g. `s3:GetObject`; case does not matter.
        resource_arn: the resource asked for; `*` for actions without one, such as s3:ListAllMyBuckets.
        resource_account: the account that owns the resource, 12 digits.
        principal_arn: the caller: a user, a role session, a federated user, a root user; a service by its
            name (`ec2.amazonaws.com`); None for an anonymous request.
        principal_account: the caller's account; None for an anonymous request.
        via_endpoint: id of the VPC endpoint that the request came through, if any.
    """

    action: str
    resource_arn: str
    resource_account: str
    principal_arn: str | None
    principal_account: str | None
    via_endpoint: str | None = None
