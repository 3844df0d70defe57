"""Each switch makes what it says and takes it away again, as plain boto3 and the trace see it."""

import json
import re
from collections.abc import Callable
from itertools import product

import pytest

from helpers import trace
from helpers.cloud import ApiCall, Cloud, send_all
from helpers.lab import ACL_DENIES_ANSWERS, HTTPS_OUT, NAT_ROUTE, S3_ENDPOINT, SWITCHES, Lab, Switch, build
from helpers.lab.inverse import inverse
from helpers.network import Network
from helpers.path import Path
from helpers.texts import render
from tests.lab.watching import changes, everything

EACH = pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.id)
BUILT = {"s3-endpoint": False, "nat-route": True, "https-out": True, "acl-denies-answers": False}


@pytest.fixture
def lab(cloud: Cloud) -> Lab:
    return build(cloud)


def send(lab: Lab, calls: tuple[ApiCall, ...]) -> list[str]:
    return changes(lab.cloud, lambda: send_all(lab.cloud, calls))


def flip(lab: Lab, switch: Switch) -> tuple[ApiCall, ...]:
    return switch.off(lab) if switch.is_on(lab.network()) else switch.on(lab)


def to_s3(lab: Lab) -> Path:
    return trace(lab.network(), lab.ids["private"], "s3")


def test_in_the_tutorials_vpc_as_built_the_road_through_nat_is_on(lab: Lab) -> None:
    network = lab.network()
    assert {switch.id: switch.is_on(network) for switch in SWITCHES} == BUILT


@EACH
def test_switching_there_and_back_sends_calls_and_what_is_so_already_sends_none(
    lab: Lab, switch: Switch
) -> None:
    for _ in range(4):
        was = switch.is_on(lab.network())
        stay, turn = (switch.on, switch.off) if was else (switch.off, switch.on)
        assert stay(lab) == ()
        sent = turn(lab)
        assert send(lab, sent) == [call.operation for call in sent] != []
        assert switch.is_on(lab.network()) is not was


@EACH
def test_a_known_network_is_not_read_again(lab: Lab, switch: Switch) -> None:
    network = lab.network()
    lab.cloud.close()  # a client made now would be a new one: none is
    assert (switch.on(lab, network) == ()) is BUILT[switch.id]
    assert (switch.off(lab, network) == ()) is not BUILT[switch.id]
    assert lab.cloud._clients == {}


@EACH
def test_every_call_is_named_in_the_console_and_can_be_read(lab: Lab, switch: Switch) -> None:
    for call in (*flip(lab, switch), *(send(lab, flip(lab, switch)) and flip(lab, switch))):
        assert call.console().key == f"console.ec2.{call.operation}"
        assert call.boto3().startswith("ec2.") and call.cli().startswith("aws ec2 ")
    assert render(switch.label)


def test_the_endpoint_takes_the_road_from_nat_as_its_prefix_list_is_longer(lab: Lab) -> None:
    send(lab, S3_ENDPOINT.on(lab))
    path = to_s3(lab)
    assert path.reachable and path.endpoint_id
    send(lab, S3_ENDPOINT.off(lab))
    assert to_s3(lab).endpoint_id is None
    assert lab.ids["nat"] in to_s3(lab).component_ids


def test_an_endpoint_of_another_table_is_associated_and_keeps_its_other_table(lab: Lab) -> None:
    ec2 = lab.cloud.client("ec2")
    name, public = f"com.amazonaws.{lab.cloud.region}.s3", lab.ids["public-routes"]
    made = ec2.create_vpc_endpoint(VpcId=lab.ids["vpc"], ServiceName=name, RouteTableIds=[public])
    wanted = made["VpcEndpoint"]["VpcEndpointId"]
    tables: list[set[str]] = []
    for calls in (S3_ENDPOINT.on, S3_ENDPOINT.off):
        assert send(lab, calls(lab)) == ["ModifyVpcEndpoint"]
        (endpoint,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[wanted])["VpcEndpoints"]
        tables.append(set(endpoint["RouteTableIds"]))
    assert tables == [{public, lab.ids["private-routes"]}, {public}]


def test_a_default_route_that_leads_elsewhere_is_replaced(lab: Lab) -> None:
    default = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
    lab.cloud.client("ec2").replace_route(**default, GatewayId=lab.ids["igw"])
    assert send(lab, NAT_ROUTE.on(lab)) == ["ReplaceRoute"]
    assert NAT_ROUTE.is_on(lab.network())


def test_without_either_route_the_packet_finds_no_way(lab: Lab) -> None:
    send(lab, NAT_ROUTE.off(lab))
    assert [e.code for e in to_s3(lab).explanations] == ["NO_ROUTE_TO_DESTINATION"]


def test_without_the_groups_rule_the_packet_does_not_leave_the_instance(lab: Lab) -> None:
    send(lab, HTTPS_OUT.off(lab))
    path = to_s3(lab)
    assert path.blocked_at and path.blocked_at.component_id == lab.ids["private-group"]
    send(lab, HTTPS_OUT.on(lab))
    groups = lab.cloud.client("ec2").describe_security_groups(GroupIds=[lab.ids["private-group"]])
    (rule,) = groups["SecurityGroups"][0]["IpPermissionsEgress"]
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
    assert to_s3(lab).reachable


def test_a_rule_for_another_port_stays_and_does_not_count_as_https(lab: Lab) -> None:
    send(lab, HTTPS_OUT.off(lab))
    group = {"GroupId": lab.ids["private-group"]}
    dns = {"IpProtocol": "tcp", "FromPort": 53, "ToPort": 53, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    lab.cloud.client("ec2").authorize_security_group_egress(**group, IpPermissions=[dns])
    assert not HTTPS_OUT.is_on(lab.network())
    send(lab, HTTPS_OUT.on(lab))
    send(lab, HTTPS_OUT.off(lab))
    (left,) = next(g for g in lab.network().security_groups if g.id == group["GroupId"]).ip_permissions_egress
    assert left.from_port == 53


@pytest.mark.parametrize("road", [(), (S3_ENDPOINT,)], ids=["nat", "endpoint"])
def test_the_acl_lets_the_request_out_and_drops_the_answer(lab: Lab, road: tuple[Switch, ...]) -> None:
    for switch in road:
        send(lab, switch.on(lab))
    send(lab, ACL_DENIES_ANSWERS.on(lab))
    path = to_s3(lab)
    assert path.blocked_at is None and not path.reachable  # AWS: network ACLs are stateless
    assert path.explanations[0].code == "SUBNET_ACL_RESTRICTION"


def test_the_acl_rule_takes_a_free_number(lab: Lab) -> None:
    acl = next(acl for acl in lab.network().network_acls if acl.is_default)
    lab.cloud.client("ec2").create_network_acl_entry(
        NetworkAclId=acl.id, RuleNumber=90, Protocol="6", RuleAction="allow", Egress=False,
        CidrBlock="198.51.100.0/24", PortRange={"From": 22, "To": 22},
    )  # fmt: skip
    (call,) = ACL_DENIES_ANSWERS.on(lab)
    assert call.parameters["RuleNumber"] == 89
    send(lab, (call,))
    send(lab, ACL_DENIES_ANSWERS.off(lab))
    now = next(each for each in lab.network().network_acls if each.id == acl.id)
    assert [rule.rule_number for rule in now.rules(egress=False)] == [90, 100, 32767]


@EACH
def test_every_state_of_the_switch_equals_a_full_reading_after_the_call(lab: Lab, switch: Switch) -> None:
    network = lab.network()
    for _ in range(3):
        for call in flip(lab, switch):
            call.send(lab.cloud)
            network = network.after(lab.cloud, call)
            assert network == lab.network()


def taken_back(lab: Lab, calls: tuple[ApiCall, ...]) -> None:
    """Send calls, then their inverses in reverse order."""
    for call in calls:
        before = lab.network()
        answer = call.send(lab.cloud)
        for back in inverse(call, answer, before):
            back.send(lab.cloud)


def without_endpoint_ids(network: Network) -> str:
    dumped = json.dumps([c.model_dump(mode="json") for c in network.components], sort_keys=True)
    for endpoint in network.vpc_endpoints:
        dumped = dumped.replace(endpoint.id, "vpce-any")
    return re.sub(r'"CreationTimestamp": "[^"]*"', "", dumped)


def leads_to_internet_gateway(lab: Lab) -> None:
    default = {"RouteTableId": lab.ids["private-routes"], "DestinationCidrBlock": "0.0.0.0/0"}
    lab.cloud.client("ec2").replace_route(**default, GatewayId=lab.ids["igw"])


def own_endpoint(*tables: str) -> Callable[[Lab], None]:
    policy = {"Effect": "Allow", "Principal": "*", "Action": "s3:ListAllMyBuckets", "Resource": "*"}

    def create(lab: Lab) -> None:
        lab.cloud.client("ec2").create_vpc_endpoint(
            VpcId=lab.ids["vpc"],
            ServiceName=f"com.amazonaws.{lab.cloud.region}.s3",
            RouteTableIds=[lab.ids[table] for table in tables],
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
            TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "mine"}]}],
        )

    return create


def nothing(lab: Lab) -> None:
    """The lab as built."""


@pytest.mark.parametrize(
    ("switch", "prepare"),
    [
        (S3_ENDPOINT, nothing),
        (S3_ENDPOINT, own_endpoint("private-routes")),
        (S3_ENDPOINT, own_endpoint("public-routes")),
        (S3_ENDPOINT, own_endpoint("public-routes", "private-routes")),
        (NAT_ROUTE, nothing),
        (NAT_ROUTE, leads_to_internet_gateway),
        (HTTPS_OUT, nothing),
        (ACL_DENIES_ANSWERS, nothing),
    ],
)
def test_taken_back_the_network_is_as_it_was_but_for_the_id_of_a_new_endpoint(
    lab: Lab, switch: Switch, prepare: Callable[[Lab], None]
) -> None:
    prepare(lab)
    for _ in range(2):
        before = without_endpoint_ids(lab.network())
        taken_back(lab, flip(lab, switch))
        assert without_endpoint_ids(lab.network()) == before
        send(lab, flip(lab, switch))


@pytest.mark.parametrize("flipped", [*product([True, False], repeat=2)])
def test_the_lab_can_be_destroyed_in_any_state_of_the_switches(
    cloud: Cloud, flipped: tuple[bool, ...]
) -> None:
    before = everything(cloud)
    lab = build(cloud)
    routes, filters = flipped  # routes and filters are removed at different stages of a destroy
    for switch in SWITCHES[: 2 * routes] + SWITCHES[4 - 2 * filters :]:
        send(lab, flip(lab, switch))
    assert lab.destroy().left == ()
    assert everything(cloud) == before
