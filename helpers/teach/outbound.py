"""The challenges of lessons 02 and 03: the road out of the VPC, broken in ways that people meet."""

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Any

from helpers.cloud.calls import ApiCall, Result
from helpers.lab import Lab
from helpers.network import NetworkAcl, RouteTable, Subnet
from helpers.path import Path, trace
from helpers.teach.challenge import Challenge, Feedback
from helpers.texts import message

INTERNET_HOST = "198.51.100.7"
"""An address of the documentation range TEST-NET-2 (RFC 5737): some host that is none of AWS's."""

_DEFAULT = "0.0.0.0/0"
_ACL_RULE = 90
_EPHEMERAL_PORTS = {"From": 1024, "To": 65535}


def _path(lab: Lab, destination: str) -> Path:
    return trace(lab.network(), lab.ids["private"], destination)


def _route(lab: Lab, table: str, destination: str, **target: Any) -> ApiCall:
    """The call that gives a table a route, whether or not it has one to that destination."""
    found = lab.network().find(lab.ids[table])
    rows = found.routes if isinstance(found, RouteTable) else ()
    operation = "ReplaceRoute" if any(row.destination == destination for row in rows) else "CreateRoute"
    base = {"RouteTableId": lab.ids[table], "DestinationCidrBlock": destination}
    return ApiCall("ec2", operation, {**base, **target})


def _block_of_s3(lab: Lab) -> str:
    """The /24 that holds the address which the name of S3 leads to; longer than any row of the lab."""
    answer = _path(lab, "s3").hops[0].matched
    return str(IPv4Network(f"{answer}/24", strict=False))


# ---------------------------------------------------------------------- 02: the longer row


def _cut_short(lab: Lab) -> Sequence[ApiCall]:
    return [
        _route(lab, "private-routes", _DEFAULT, NatGatewayId=lab.ids["nat"]),
        _route(lab, "private-routes", _block_of_s3(lab), GatewayId=lab.ids["igw"]),
    ]


def _check_short_cut(lab: Lab) -> Feedback:
    path = _path(lab, "s3")
    if any(interface.association for interface in _own_interfaces(path)):
        return Feedback(False, message("challenge.short-cut.public-address"))
    if path.reachable:
        return Feedback(True, message("challenge.short-cut.solved", address=path.last_header.source))
    return Feedback(False, message("challenge.short-cut.open", why=path.explanations[0].message))


def _own_interfaces(path: Path) -> Sequence[Any]:
    own = (instance for instance in path.network.instances if instance.id == path.source_id)
    return [interface for instance in own for interface in path.network.interfaces_of(instance)]


def _drop_short_cut(lab: Lab) -> Sequence[ApiCall]:
    parameters = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": _block_of_s3(lab)}
    return [ApiCall("ec2", "DeleteRoute", parameters)]


# ---------------------------------------------------------------------- 03: the NAT gateway's place


def _put_nat_in_private_subnet(lab: Lab) -> Sequence[ApiCall]:
    subnet = lab.ids["private-a"]
    standing = [n for n in lab.network().nat_gateways if n.subnet_id == subnet and n.state == "available"]
    if standing:
        return [_route(lab, "private-routes", _DEFAULT, NatGatewayId=standing[0].id)]
    nat = {"SubnetId": subnet, "AllocationId": Result(0, "AllocationId")}
    tags = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "vpc-endpoint-lab", "Value": lab.name}]}]
    return [
        ApiCall("ec2", "AllocateAddress", {"Domain": "vpc", "TagSpecifications": tags}),
        ApiCall("ec2", "CreateNatGateway", nat),
        _route(lab, "private-routes", _DEFAULT, NatGatewayId=Result(1, "NatGateway.NatGatewayId")),
    ]


def _check_nat_place(lab: Lab) -> Feedback:
    s3, internet = _path(lab, "s3"), _path(lab, INTERNET_HOST)
    if s3.reachable and internet.reachable:
        return Feedback(True, message("challenge.nat-place.solved", address=internet.last_header.source))
    if s3.reachable:
        why = internet.explanations[0].message
        return Feedback(False, message("challenge.nat-place.s3-only", host=INTERNET_HOST, why=why))
    return Feedback(False, message("challenge.nat-place.open", why=s3.explanations[0].message))


def _use_public_nat(lab: Lab) -> Sequence[ApiCall]:
    return [_route(lab, "private-routes", _DEFAULT, NatGatewayId=lab.ids["nat"])]


# ---------------------------------------------------------------------- 03: two faults on one road


def _acl_entry(lab: Lab, operation: str, **more: Any) -> ApiCall:
    acl = _public_acl(lab)
    base = {"NetworkAclId": acl.id, "RuleNumber": _ACL_RULE, "Egress": False}
    return ApiCall("ec2", operation, {**base, **more})


def _public_acl(lab: Lab) -> NetworkAcl:
    network = lab.network()
    subnet = network.find(lab.ids["public-a"])
    acl = network.network_acl_of(subnet) if isinstance(subnet, Subnet) else None
    return acl or network.network_acls[0]


def _has_entry(lab: Lab) -> bool:
    return any(rule.rule_number == _ACL_RULE for rule in _public_acl(lab).rules(egress=False))


def _break_twice(lab: Lab) -> Sequence[ApiCall]:
    deny = {
        "Protocol": "6",
        "RuleAction": "deny",
        "CidrBlock": _DEFAULT,
        "PortRange": _EPHEMERAL_PORTS,
    }
    operation = "ReplaceNetworkAclEntry" if _has_entry(lab) else "CreateNetworkAclEntry"
    public = _route(lab, "public-routes", _DEFAULT, GatewayId=lab.ids["igw"])
    own = {"RouteTableId": lab.ids["public-routes"], "DestinationCidrBlock": _DEFAULT}
    gone = [] if public.operation == "CreateRoute" else [ApiCall("ec2", "DeleteRoute", own)]
    return [*_use_public_nat(lab), _acl_entry(lab, operation, **deny), *gone]


def _check_two_faults(lab: Lab) -> Feedback:
    path = _path(lab, INTERNET_HOST)
    if path.reachable:
        return Feedback(True, message("challenge.two-faults.solved"))
    key = "open" if path.blocked_at else "one-left"
    return Feedback(False, message(f"challenge.two-faults.{key}", why=path.explanations[0].message))


def _mend_both(lab: Lab) -> Sequence[ApiCall]:
    entry = [_acl_entry(lab, "DeleteNetworkAclEntry")] if _has_entry(lab) else []
    return [_route(lab, "public-routes", _DEFAULT, GatewayId=lab.ids["igw"]), *entry]


SHORT_CUT = Challenge("short-cut", _cut_short, _check_short_cut, 3, _drop_short_cut)
"""A row for S3's block leads from the private subnet straight to the internet gateway."""

NAT_PLACE = Challenge("nat-place", _put_nat_in_private_subnet, _check_nat_place, 3, _use_public_nat)
"""The default route leads to a NAT gateway that stands in the private subnet itself."""

TWO_FAULTS = Challenge("two-faults", _break_twice, _check_two_faults, 3, _mend_both)
"""The public table has lost its default route, and the network ACL denies the answers."""
