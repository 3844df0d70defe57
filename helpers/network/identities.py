"""Who acts and on what: roles, instance profiles, managed policies and buckets, with their documents.

They are read from `aws iam get-account-authorization-details`, and bucket policies from
`{"BucketPolicies": {name: document}}`.  IAM knows no Regions: what belongs to it is found by its ARN, in
whatever Region's answers it was read.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator, Field

from helpers.network.base import Component, Row

if TYPE_CHECKING:
    from helpers.network.network import Network


def _document(value: Any) -> Any:
    """IAM's API sends documents as URL-encoded JSON, S3's as JSON text; boto3 and the AWS CLI parse IAM's."""
    if not isinstance(value, str):
        return value
    return json.loads(value if value.lstrip().startswith("{") else unquote(value))


Document = Annotated[Mapping[str, Any], BeforeValidator(_document)]


class InlinePolicy(Row):
    """A policy that is part of its role."""

    policy_name: str
    policy_document: Document


class AttachedPolicy(Row):
    """The name of a managed policy that is attached to a role."""

    policy_arn: str
    policy_name: str = ""


class Boundary(Row):
    """The managed policy that is a role's permissions boundary."""

    permissions_boundary_arn: str


class _Identity(Component):
    """A part of IAM: found by its ARN, the same in every Region."""

    id_field = "arn"

    arn: str


class InstanceProfile(_Identity):
    """An instance profile: what an instance is given, with one role in it (EC2 userguide, iam-roles…)."""

    instance_profile_name: str
    roles: tuple[Mapping[str, Any], ...] = ()

    @property
    def role_arn(self) -> str | None:
        """The ARN of its role; None for a profile without one."""
        return next((str(role["Arn"]) for role in self.roles if role.get("Arn")), None)


class Role(_Identity):
    """An IAM role with its trust policy, its inline policies and the names of its managed ones."""

    role_name: str
    role_id: str = ""
    assume_role_policy_document: Document | None = None
    role_policy_list: tuple[InlinePolicy, ...] = ()
    attached_managed_policies: tuple[AttachedPolicy, ...] = ()
    permissions_boundary: Boundary | None = None

    @property
    def label(self) -> str:
        """Its name."""
        return self.role_name


class PolicyVersion(Row):
    """One version of a managed policy."""

    document: Document | None = None
    is_default_version: bool = False


class ManagedPolicy(_Identity):
    """A managed policy, AWS's or the customer's own; its default version counts."""

    policy_name: str = ""
    policy_version_list: tuple[PolicyVersion, ...] = ()

    @property
    def document(self) -> Mapping[str, Any] | None:
        """The document of the default version; None where it was not read."""
        return next((v.document for v in self.policy_version_list if v.is_default_version), None)


class Bucket(Component):
    """An S3 bucket and its policy; `policy` is None where it has none."""

    id_field = "arn"

    bucket_name: str = Field(alias="BucketName")
    policy: Document | None = None

    @property
    def arn(self) -> str:
        """Its ARN, which holds no Region and no account."""
        return f"arn:aws:s3:::{self.bucket_name}"

    @property
    def label(self) -> str:
        """Its name."""
        return self.bucket_name


def role_called(network: "Network", arn: str | None) -> Role | None:
    """The role with that ARN, if it was read."""
    return next((role for role in network.all(Role) if role.arn == arn), None)


def role_of_profile(network: "Network", arn: str | None) -> Role | None:
    """The role in the instance profile with that ARN; None without a profile, or where it was not read."""
    profile = next((profile for profile in network.all(InstanceProfile) if profile.arn == arn), None)
    return role_called(network, profile.role_arn) if profile else None


def documents_of(network: "Network", role: Role) -> tuple[Mapping[str, Any], ...]:
    """Every identity-based policy of a role that was read: its inline ones, then the managed ones."""
    managed = (document_called(network, policy.policy_arn) for policy in role.attached_managed_policies)
    inline = (policy.policy_document for policy in role.role_policy_list)
    return (*inline, *(document for document in managed if document is not None))


def document_called(network: "Network", arn: str) -> Mapping[str, Any] | None:
    """The document of a managed policy; None where it was not read."""
    return next((policy.document for policy in network.all(ManagedPolicy) if policy.arn == arn), None)


def unread_policies(network: "Network") -> Iterator[tuple[Role, str]]:
    """Each role with the ARN of a policy that is attached to it and whose document was not read."""
    for role in network.all(Role):
        named = [policy.policy_arn for policy in role.attached_managed_policies]
        if role.permissions_boundary:
            named.append(role.permissions_boundary.permissions_boundary_arn)
        yield from ((role, arn) for arn in named if document_called(network, arn) is None)


def bucket_called(network: "Network", arn: str) -> Bucket | None:
    """The bucket of a bucket's or an object's ARN, if it was read."""
    own = arn.partition("/")[0]
    return next((bucket for bucket in network.all(Bucket) if bucket.arn == own), None)
