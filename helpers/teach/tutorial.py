"""The challenges of lesson 01, in the tutorial's VPC."""

from collections.abc import Sequence

from helpers.cloud.calls import ApiCall
from helpers.lab import Lab
from helpers.network import Route
from helpers.path import Layer, Path, trace
from helpers.teach.challenge import Challenge, Feedback
from helpers.texts import message


def _path(lab: Lab) -> Path:
    return trace(lab.network(), lab.ids["private"], "s3")


def _endpoints(lab: Lab) -> list[str]:
    """The VPC's endpoints in use; deleted ones may stay listed for a while."""
    return [endpoint.id for endpoint in lab.network().vpc_endpoints if endpoint.is_available]


def _create_on(lab: Lab, *tables: str) -> ApiCall:
    parameters = {
        "VpcId": lab.ids["vpc"],
        "ServiceName": f"com.amazonaws.{lab.cloud.region}.s3",
        "VpcEndpointType": "Gateway",
        "RouteTableIds": [lab.ids[table] for table in tables],
    }
    return ApiCall("ec2", "CreateVpcEndpoint", parameters)


def _has_nat_route(lab: Lab) -> bool:
    table = next(t for t in lab.network().route_tables if t.id == lab.ids["private-routes"])
    return any(route.nat_gateway_id for route in table.routes)


def _without_nat(lab: Lab) -> list[ApiCall]:
    if not _has_nat_route(lab):
        return []
    parameters = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
    return [ApiCall("ec2", "DeleteRoute", parameters)]


def _without_endpoints(lab: Lab) -> list[ApiCall]:
    found = _endpoints(lab)
    return [ApiCall("ec2", "DeleteVpcEndpoints", {"VpcEndpointIds": found})] if found else []


def _put_on_wrong_table(lab: Lab) -> Sequence[ApiCall]:
    return [*_without_endpoints(lab), *_without_nat(lab), _create_on(lab, "public-routes")]


def _check_wrong_table(lab: Lab) -> Feedback:
    path = _path(lab)
    passes_nat = any(hop.layer is Layer.NAT for hop in path.hops)
    if path.reachable and path.endpoint_id and not passes_nat:
        if _is_public(path):
            return Feedback(False, message("challenge.wrong-table.other-table"))
        return Feedback(True, message("challenge.wrong-table.solved", endpoint=path.endpoint_id))
    if path.reachable:
        return Feedback(False, message("challenge.wrong-table.through-nat"))
    if not _endpoints(lab):
        return Feedback(False, message("challenge.wrong-table.no-endpoint"))
    return Feedback(False, message("challenge.wrong-table.open", why=path.explanations[0].message))


def _is_public(path: Path) -> bool:
    """Does the table that the packet's subnet reads lead to an internet gateway?"""
    hop = next(hop for hop in path.hops if hop.layer is Layer.ROUTE)
    rows = [hop.decided_by, *(lost.rule for lost in hop.lost)]
    return any(isinstance(row, Route) and row.target.startswith("igw-") for row in rows)


def _move_to_right_table(lab: Lab) -> Sequence[ApiCall]:
    parameters = {"VpcEndpointId": _endpoints(lab)[0], "AddRouteTableIds": [lab.ids["private-routes"]]}
    return [ApiCall("ec2", "ModifyVpcEndpoint", parameters)]


def _close_group(lab: Lab) -> Sequence[ApiCall]:
    group = {"GroupIds": [lab.ids["private-group"]]}
    found = lab.cloud.client("ec2").describe_security_groups(**group)["SecurityGroups"][0]
    calls = [*_without_endpoints(lab), _create_on(lab, "private-routes")]
    if rules := found["IpPermissionsEgress"]:
        parameters = {"GroupId": found["GroupId"], "IpPermissions": rules}
        calls.append(ApiCall("ec2", "RevokeSecurityGroupEgress", parameters))
    return calls


def _check_closed_group(lab: Lab) -> Feedback:
    path = _path(lab)
    if path.reachable:
        wide = _widest_rule(lab, path)
        key = "wide" if wide else "solved"
        words = message(f"challenge.closed-group.{key}", endpoint=path.endpoint_id or "-", rule=wide)
        return Feedback(True, words)
    code = path.explanations[0].code
    key = "open" if code in ("ENI_SG_RULES_MISMATCH", "SG_HAS_NO_RULES") else "other"
    return Feedback(False, message(f"challenge.closed-group.{key}", why=path.explanations[0].message))


def _widest_rule(lab: Lab, path: Path) -> str:
    """An outbound rule that lets out more than HTTPS to S3's ranges, as text; empty where there is none."""
    group = next(g for g in path.network.security_groups if g.id == lab.ids["private-group"])
    s3 = next(pl for pl in path.network.prefix_lists if pl.prefix_list_name.endswith(".s3"))
    for rule in group.ip_permissions_egress:
        ranges = [row.cidr_ip for row in rule.ip_ranges]
        if (rule.ip_protocol, rule.from_port, rule.to_port) != ("tcp", 443, 443):
            return f"{rule.ip_protocol} {', '.join(map(str, ranges))}".strip()
        wider = [r for r in ranges if not any(r.subnet_of(own) for own in s3.cidrs)]
        if wider:
            return f"tcp 443 {wider[0]}"
    return ""


def _open_group(lab: Lab) -> Sequence[ApiCall]:
    """The narrow mend: HTTPS to S3's prefix list, as AWS's guide for gateway endpoints shows it."""
    network = lab.network()
    endpoint = _path(lab).region
    name = f"com.amazonaws.{endpoint}.s3"
    prefix_list = next(pl for pl in network.prefix_lists if pl.prefix_list_name == name)
    https = {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "PrefixListIds": [{"PrefixListId": prefix_list.id}],
    }
    parameters = {"GroupId": lab.ids["private-group"], "IpPermissions": [https]}
    return [ApiCall("ec2", "AuthorizeSecurityGroupEgress", parameters)]


WRONG_TABLE = Challenge("wrong-table", _put_on_wrong_table, _check_wrong_table, 3, _move_to_right_table)
"""The endpoint stands on the public subnets' table, and the NAT route is gone."""

CLOSED_GROUP = Challenge("closed-group", _close_group, _check_closed_group, 3, _open_group)
"""The endpoint is right, and the instance's security group lets nothing out."""
