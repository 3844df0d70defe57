"""Switches of the tutorial's VPC: one thing each that decides about S3, put and removed by real calls."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from helpers.cloud.calls import ApiCall
from helpers.errors import BuildError
from helpers.lab.blueprint import TAG
from helpers.lab.building import Lab
from helpers.network import (
    Component,
    IpPermission,
    Network,
    NetworkAcl,
    NetworkAclEntry,
    Route,
    RouteTable,
    SecurityGroup,
    VpcEndpoint,
)
from helpers.texts import Message, message

Part = TypeVar("Part", bound=Component)
Calls = Sequence[ApiCall]

_ANYWHERE = "0.0.0.0/0"
_HTTPS = 443
_EPHEMERAL = {"From": 1024, "To": 65535}
_BEFORE_RULE_100 = 90
_TCP = ("tcp", "6")


@dataclass(frozen=True)
class Switch:
    """Something of a lab that is there or not, and the calls that make it so.

    Attributes:
        id: its name; what a learner reads stands in the texts under `switch.<id>`.
        is_on: whether a network has it.
        make, remove: the calls for a network that has it not, or has it.
    """

    id: str
    is_on: Callable[[Network], bool]
    make: Callable[[Lab, Network], Calls]
    remove: Callable[[Lab, Network], Calls]

    def on(self, lab: Lab, network: Network | None = None) -> tuple[ApiCall, ...]:
        """The calls that switch it on; none where it is on.

        Args:
            lab: whose parts the calls name.
            network: the lab's network as it is; None reads it.
        """
        now = network or lab.network()
        return () if self.is_on(now) else tuple(self.make(lab, now))

    def off(self, lab: Lab, network: Network | None = None) -> tuple[ApiCall, ...]:
        """The calls that switch it off; none where it is off.  Arguments as for `on`."""
        now = network or lab.network()
        return tuple(self.remove(lab, now)) if self.is_on(now) else ()

    @property
    def label(self) -> Message:
        """What it is, in words."""
        return message(f"switch.{self.id}")


def _parts(network: Network, kind: type[Part], role: str) -> Iterator[Part]:
    """The lab's own part of that role, told by its tags as build wrote them."""
    for component in network.all(kind):
        tags = {tag.key: tag.value for tag in component.tags}
        if TAG in tags and tags.get("Name") == f"{tags[TAG]}-{role}":
            yield component


def _private_table(network: Network) -> RouteTable | None:
    return next(_parts(network, RouteTable, "private-routes"), None)


# -- the S3 gateway endpoint on the private subnets' route table


def _s3_endpoints(network: Network) -> list[VpcEndpoint]:
    """Gateway endpoints for S3 in the VPC; deleted ones may stay listed for a while."""
    return [
        endpoint
        for endpoint in network.vpc_endpoints
        if endpoint.vpc_endpoint_type == "Gateway"
        and endpoint.service_name == f"com.amazonaws.{endpoint.region}.s3"
        and endpoint.state.lower() in ("available", "pending")
    ]


def _endpoints_on_table(network: Network) -> list[VpcEndpoint]:
    table = _private_table(network)
    return [e for e in _s3_endpoints(network) if table and table.id in e.route_table_ids]


def _associate_endpoint(lab: Lab, network: Network) -> Calls:
    """An S3 endpoint that stands in the VPC already gets one more table; else one is created."""
    table = lab.ids["private-routes"]
    for endpoint in _s3_endpoints(network):
        parameters = {"VpcEndpointId": endpoint.id, "AddRouteTableIds": [table]}
        return [ApiCall("ec2", "ModifyVpcEndpoint", parameters)]
    create = {
        "VpcId": lab.ids["vpc"],
        "ServiceName": f"com.amazonaws.{lab.cloud.region}.s3",
        "VpcEndpointType": "Gateway",
        "RouteTableIds": [table],
    }
    return [ApiCall("ec2", "CreateVpcEndpoint", create)]


def _remove_endpoint(lab: Lab, network: Network) -> Calls:
    """An endpoint that serves other tables too keeps them."""
    table = lab.ids["private-routes"]
    endpoint = _endpoints_on_table(network)[0]
    if endpoint.route_table_ids == (table,):
        return [ApiCall("ec2", "DeleteVpcEndpoints", {"VpcEndpointIds": [endpoint.id]})]
    parameters = {"VpcEndpointId": endpoint.id, "RemoveRouteTableIds": [table]}
    return [ApiCall("ec2", "ModifyVpcEndpoint", parameters)]


# -- the private subnets' default route to the NAT gateway


def _default_routes(network: Network) -> list[Route]:
    table = _private_table(network)
    return [r for r in (table.routes if table else ()) if str(r.destination_cidr_block) == _ANYWHERE]


def _has_nat_route(network: Network) -> bool:
    return any(route.nat_gateway_id and route.state == "active" for route in _default_routes(network))


def _default_route(lab: Lab) -> dict[str, Any]:
    return {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": _ANYWHERE}


def _lead_to_nat(lab: Lab, network: Network) -> Calls:
    operation = "ReplaceRoute" if _default_routes(network) else "CreateRoute"
    return [ApiCall("ec2", operation, {**_default_route(lab), "NatGatewayId": lab.ids["nat"]})]


def _remove_nat_route(lab: Lab, network: Network) -> Calls:
    return [ApiCall("ec2", "DeleteRoute", _default_route(lab))]


# -- the private instance's security group lets HTTPS out


def _https_rules(network: Network) -> list[IpPermission]:
    groups = _parts(network, SecurityGroup, "private-group")
    return [rule for group in groups for rule in group.ip_permissions_egress if _lets_https(rule)]


def _lets_https(rule: IpPermission) -> bool:
    if rule.ip_protocol == "-1":
        return True
    first, last = rule.from_port, rule.to_port
    holds = first is not None and last is not None and (first == -1 or first <= _HTTPS <= last)
    return rule.ip_protocol in _TCP and holds


def _let_https_out(lab: Lab, network: Network) -> Calls:
    https = {"IpProtocol": "tcp", "FromPort": _HTTPS, "ToPort": _HTTPS, "IpRanges": [{"CidrIp": _ANYWHERE}]}
    return [_group_call("AuthorizeSecurityGroupEgress", lab, [https])]


def _let_no_https_out(lab: Lab, network: Network) -> Calls:
    """Every rule that lets it out goes, AWS's first one for all traffic among them."""
    return [_group_call("RevokeSecurityGroupEgress", lab, [*map(_as_given, _https_rules(network))])]


def _group_call(operation: str, lab: Lab, permissions: list[dict[str, Any]]) -> ApiCall:
    return ApiCall("ec2", operation, {"GroupId": lab.ids["private-group"], "IpPermissions": permissions})


def _as_given(rule: IpPermission) -> dict[str, Any]:
    """The rule as the API takes it, without the lists that are empty."""
    row = rule.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: value for name, value in row.items() if value != []}


# -- the network ACL drops the answers on their way into the subnet


def _denials(network: Network) -> Iterator[NetworkAclEntry]:
    """Inbound rules that deny the ports to which answers come (vpc/latest/userguide/nacl-ephemeral-ports)."""
    acl = _private_acl(network)
    for entry in acl.rules(egress=False) if acl else ():
        ports = entry.port_range.model_dump(by_alias=True) if entry.port_range else None
        denies = entry.rule_action == "deny" and entry.protocol in _TCP
        if denies and ports == _EPHEMERAL and str(entry.cidr_block) == _ANYWHERE:
            yield entry


def _private_acl(network: Network) -> NetworkAcl | None:
    """The ACL that guards the private subnets; in the tutorial's VPC it is the default one, of all four."""
    table = _private_table(network)
    ids = [association.subnet_id for association in table.associations] if table else []
    subnet = next((s for s in network.subnets if s.id in ids), None)
    return network.network_acl_of(subnet) if subnet else None


def _deny_answers(lab: Lab, network: Network) -> Calls:
    """A number below 100, as the default ACL's rule 100 allows everything and the lowest match decides."""
    acl = _private_acl(network)
    if acl is None:
        raise BuildError("no-vpc", name=lab.name)
    taken = {rule.rule_number for rule in acl.rules(egress=False)}
    number = next(n for n in range(_BEFORE_RULE_100, 0, -1) if n not in taken)
    deny = {"Protocol": "6", "RuleAction": "deny", "CidrBlock": _ANYWHERE, "PortRange": _EPHEMERAL}
    return [ApiCall("ec2", "CreateNetworkAclEntry", {**_inbound(acl.id, number), **deny})]


def _allow_answers(lab: Lab, network: Network) -> Calls:
    rules = [_inbound(entry.owner_id, entry.rule_number) for entry in _denials(network)]
    return [ApiCall("ec2", "DeleteNetworkAclEntry", rule) for rule in rules]


def _inbound(acl_id: str, number: int) -> dict[str, Any]:
    return {"NetworkAclId": acl_id, "RuleNumber": number, "Egress": False}


S3_ENDPOINT = Switch(
    "s3-endpoint", lambda network: bool(_endpoints_on_table(network)), _associate_endpoint, _remove_endpoint
)
"""An S3 gateway endpoint is associated with the private subnets' route table."""

NAT_ROUTE = Switch("nat-route", _has_nat_route, _lead_to_nat, _remove_nat_route)
"""The private subnets' default route leads to a NAT gateway that is there."""

HTTPS_OUT = Switch(
    "https-out", lambda network: bool(_https_rules(network)), _let_https_out, _let_no_https_out
)
"""The private instance's security group has an outbound rule for TCP port 443."""

ACL_DENIES_ANSWERS = Switch(
    "acl-denies-answers", lambda network: any(_denials(network)), _deny_answers, _allow_answers
)
"""The private subnets' network ACL denies inbound TCP to ephemeral ports: answers are lost."""

SWITCHES = (S3_ENDPOINT, NAT_ROUTE, HTTPS_OUT, ACL_DENIES_ANSWERS)
"""The switches of the tutorial's VPC, in the order in which the explorer shows them."""
