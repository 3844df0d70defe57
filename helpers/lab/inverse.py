"""The calls that take an API call back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic.alias_generators import to_pascal

from helpers.cloud.calls import ApiCall
from helpers.network import Network, NetworkAclEntry, Route, VpcEndpoint
from helpers.network.rules import ROUTE_TARGETS

Answer = Mapping[str, Any]
_Inverse = Callable[[ApiCall, Answer, Network], list[ApiCall]]

_DESTINATIONS = ("DestinationCidrBlock", "DestinationPrefixListId", "DestinationIpv6CidrBlock")
_EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_TABLE_LISTS = {
    "AddRouteTableIds": "RemoveRouteTableIds",
    "RemoveRouteTableIds": "AddRouteTableIds",
}


def inverse(call: ApiCall, answer: Answer, before: Network) -> tuple[ApiCall, ...]:
    """The calls that take `call` back, to be sent in order; what is made anew gets a new id.

    Args:
        call: a call as it was sent, of an operation that a switch sends.
        answer: what AWS answered.
        before: the network as it was before the call.
    """
    return tuple(_INVERSES[call.operation](call, answer, before))


def _delete_created(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
    endpoint_id = answer["VpcEndpoint"]["VpcEndpointId"]
    return [ApiCall("ec2", "DeleteVpcEndpoints", {"VpcEndpointIds": [endpoint_id]})]


def _create_deleted(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
    deleted = call.parameters["VpcEndpointIds"]
    return [_like(endpoint) for endpoint in before.vpc_endpoints if endpoint.id in deleted]


def _like(endpoint: VpcEndpoint) -> ApiCall:
    """A gateway endpoint with the tables, the policy and the tags of one that was."""
    parameters: dict[str, Any] = {
        "VpcId": endpoint.vpc_id,
        "ServiceName": endpoint.service_name,
        "VpcEndpointType": endpoint.vpc_endpoint_type,
        "RouteTableIds": list(endpoint.route_table_ids),
    }
    if not _allows_all(endpoint.policy_document):
        parameters["PolicyDocument"] = endpoint.policy_document
    if endpoint.tags:
        tags = [{"Key": tag.key, "Value": tag.value} for tag in endpoint.tags]
        parameters["TagSpecifications"] = [{"ResourceType": "vpc-endpoint", "Tags": tags}]
    return ApiCall("ec2", "CreateVpcEndpoint", parameters)


def _allows_all(policy: str | None) -> bool:
    """The policy that AWS gives an endpoint created without one (vpc/latest/privatelink, default policy)."""
    statements = json.loads(policy)["Statement"] if policy else [_EVERYTHING]
    return bool(statements == [_EVERYTHING])


def _swap_tables(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
    parameters = {_TABLE_LISTS.get(name, name): value for name, value in call.parameters.items()}
    return [ApiCall("ec2", "ModifyVpcEndpoint", parameters)]


def _delete_route(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
    return [ApiCall("ec2", "DeleteRoute", _place_of(call))]


def _route_back(operation: str) -> _Inverse:
    def calls(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
        place = _place_of(call)
        rows = [r for t in before.route_tables if t.id == place["RouteTableId"] for r in t.routes]
        route = next(row for row in rows if row.destination in place.values())
        return [ApiCall("ec2", operation, {**place, **_target(route)})]

    return calls


def _place_of(call: ApiCall) -> dict[str, Any]:
    return {
        name: call.parameters[name] for name in ("RouteTableId", *_DESTINATIONS) if name in call.parameters
    }


def _target(route: Route) -> dict[str, str]:
    name = next(name for name in ROUTE_TARGETS if getattr(route, name))
    return {to_pascal(name): route.target}


def _same_with(operation: str) -> _Inverse:
    return lambda call, answer, before: [ApiCall("ec2", operation, call.parameters)]


def _delete_entry(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
    return [ApiCall("ec2", "DeleteNetworkAclEntry", _number_of(call))]


def _create_entry(call: ApiCall, answer: Answer, before: Network) -> list[ApiCall]:
    number = _number_of(call)
    entries = (entry for acl in before.network_acls for entry in acl.entries)
    entry = next(e for e in entries if _number_in(e) == number)
    row = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    return [ApiCall("ec2", "CreateNetworkAclEntry", {**number, **row})]


def _number_of(call: ApiCall) -> dict[str, Any]:
    return {name: call.parameters[name] for name in ("NetworkAclId", "RuleNumber", "Egress")}


def _number_in(entry: NetworkAclEntry) -> dict[str, Any]:
    return {"NetworkAclId": entry.owner_id, "RuleNumber": entry.rule_number, "Egress": entry.egress}


_INVERSES: Mapping[str, _Inverse] = {
    "CreateVpcEndpoint": _delete_created,
    "DeleteVpcEndpoints": _create_deleted,
    "ModifyVpcEndpoint": _swap_tables,
    "CreateRoute": _delete_route,
    "DeleteRoute": _route_back("CreateRoute"),
    "ReplaceRoute": _route_back("ReplaceRoute"),
    "AuthorizeSecurityGroupEgress": _same_with("RevokeSecurityGroupEgress"),
    "RevokeSecurityGroupEgress": _same_with("AuthorizeSecurityGroupEgress"),
    "CreateNetworkAclEntry": _delete_entry,
    "DeleteNetworkAclEntry": _create_entry,
}
