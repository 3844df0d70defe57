"""Security groups: stateful sets of rules that can only allow.

AWS: vpc/latest/userguide/security-group-rules.html; fields: EC2 API reference, IpPermission,
SecurityGroup and SecurityGroupRule.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator

from helpers.network.base import Component, Id, RangeOfHost, Row, Rule, hand_down


class CidrRange(Row):
    """A CIDR in a security group rule."""

    cidr_ip: RangeOfHost
    description: str | None = None


class Ipv6Range(Row):
    """An IPv6 CIDR in a security group rule."""

    cidr_ipv6: str


class PrefixListReference(Row):
    """A prefix list in a security group rule."""

    prefix_list_id: str


class UserIdGroupPair(Row):
    """A security group in a security group rule: of the same VPC, or of a peered one (then with its VPC)."""

    group_id: str | None = None
    group_name: str | None = None
    user_id: str | None = None
    vpc_id: str | None = None
    vpc_peering_connection_id: str | None = None
    peering_status: str | None = None


class IpPermission(Rule):
    """One rule of a security group; `owner_id` is the group, `egress` its direction.

    For ICMP, `from_port` is the type and `to_port` the code, -1 for any.
    """

    egress: bool = Field(default=False, alias="@egress", exclude=True)
    ip_protocol: str
    from_port: int | None = None
    to_port: int | None = None
    ip_ranges: tuple[CidrRange, ...] = ()
    ipv6_ranges: tuple[Ipv6Range, ...] = ()
    prefix_list_ids: tuple[PrefixListReference, ...] = ()
    user_id_group_pairs: tuple[UserIdGroupPair, ...] = ()


class SecurityGroup(Component):
    """A security group: stateful, and it can only allow."""

    id_field = "group_id"

    group_id: Id
    group_name: str = ""
    description: str = ""
    vpc_id: str | None = None
    ip_permissions: tuple[IpPermission, ...] = ()
    ip_permissions_egress: tuple[IpPermission, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _own_rules(cls, data: Any) -> Any:
        data = hand_down(data, "GroupId", "IpPermissions", egress=False)
        return hand_down(data, "GroupId", "IpPermissionsEgress", egress=True)

    @property
    def label(self) -> str:
        """Its Name tag, else its group name, else its id."""
        return self.name or self.group_name or self.id


class SecurityGroupRule(Component):
    """A security group rule as `describe-security-group-rules` gives it: one source or destination each."""

    id_field = "security_group_rule_id"

    security_group_rule_id: Id
    group_id: Id
    is_egress: bool
    ip_protocol: str
    from_port: int | None = None
    to_port: int | None = None
    cidr_ipv4: RangeOfHost | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None
    referenced_group_info: UserIdGroupPair | None = None

    def as_permission(self) -> dict[str, Any]:
        """The same rule as `describe-security-groups` gives it."""
        both = {"FromPort": self.from_port, "ToPort": self.to_port}
        ports = {key: port for key, port in both.items() if port is not None and self.ip_protocol != "-1"}
        other = self.referenced_group_info
        peers = {
            "IpRanges": [{"CidrIp": str(self.cidr_ipv4)}] if self.cidr_ipv4 else [],
            "Ipv6Ranges": [{"CidrIpv6": self.cidr_ipv6}] if self.cidr_ipv6 else [],
            "PrefixListIds": [{"PrefixListId": self.prefix_list_id}] if self.prefix_list_id else [],
            "UserIdGroupPairs": [other.as_aws()] if other else [],
        }
        return {"IpProtocol": self.ip_protocol, **ports, **peers}


def groups_of(rules: Iterable[SecurityGroupRule]) -> Iterator[Mapping[str, Any]]:
    """The rows of the security groups that rules belong to, as far as the rules tell them."""
    by_group: dict[str, dict[str, Any]] = {}
    for rule in rules:
        group = by_group.setdefault(
            rule.group_id, {"GroupId": rule.group_id, "IpPermissions": [], "IpPermissionsEgress": []}
        )
        group["IpPermissionsEgress" if rule.is_egress else "IpPermissions"].append(rule.as_permission())
        if owner := (rule.model_extra or {}).get("GroupOwnerId"):
            group["OwnerId"] = owner
    yield from by_group.values()
