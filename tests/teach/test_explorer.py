"""The explorer sends real calls, shows the network as the API has it, and takes turns back."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import connect, trace
from helpers.cloud import Cloud
from helpers.errors import LabError
from helpers.lab import SWITCHES, Lab, build
from helpers.network import Network
from helpers.teach import Explorer

IDS = [switch.id for switch in SWITCHES]
_numbers = itertools.count(1)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with connect("embedded", account=f"9400{next(_numbers):08d}") as connected:
        yield connected


@pytest.fixture
def lab(cloud: Cloud) -> Lab:
    return build(cloud)


@pytest.fixture(scope="module")
def shared_lab() -> Iterator[Lab]:
    with connect("embedded", account="940100000001") as connected:
        yield build(connected)


def operations(cloud: Cloud, action: Callable[[], object]) -> list[str]:
    """Every EC2 call, reads too, that the lab's client sends."""
    seen: list[str] = []

    def note(model: Any, **_: Any) -> None:
        seen.append(model.name)

    events = cloud.client("ec2").meta.events
    events.register("before-call.ec2", note)
    try:
        action()
    finally:
        events.unregister("before-call.ec2", note)
    return seen


def delete_default_route(lab: Lab) -> None:
    """As the learner does it in another cell."""
    table = lab.ids["private-routes"]
    boto3.client("ec2").delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")


def delete_private_table(lab: Lab) -> None:
    ec2, table_id = boto3.client("ec2"), lab.ids["private-routes"]
    (table,) = ec2.describe_route_tables(RouteTableIds=[table_id])["RouteTables"]
    for association in table["Associations"]:
        ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    ec2.delete_route_table(RouteTableId=table_id)


# -- the state


def test_a_turn_sends_its_call_and_the_path_follows(lab: Lab) -> None:
    explorer = Explorer(lab)
    assert explorer.path.endpoint_id is None and explorer.cost.total > 0
    (call,) = explorer.turn("s3-endpoint", True)
    assert call.operation == "CreateVpcEndpoint"
    (endpoint,) = boto3.client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    assert explorer.path.endpoint_id == endpoint["VpcEndpointId"]
    assert explorer.cost.total == 0  # AWS: a gateway endpoint costs nothing


def test_a_turn_reads_only_what_its_call_can_have_changed(lab: Lab) -> None:
    explorer = Explorer(lab)
    sent = operations(lab.cloud, lambda: explorer.turn("nat-route", False))
    assert sent == ["DeleteRoute", "DescribeRouteTables"]
    assert operations(lab.cloud, lambda: explorer.turn("nat-route", False)) == []


def test_a_change_made_elsewhere_shows_at_the_next_refresh_and_nothing_is_read_without_one(lab: Lab) -> None:
    explorer = Explorer(lab)
    explorer.turn("https-out", False)
    assert operations(lab.cloud, explorer.refresh) == []
    delete_default_route(lab)
    assert explorer.is_on("nat-route")
    assert explorer.refresh() and not explorer.is_on("nat-route")
    assert not explorer.refresh()


def test_a_change_made_elsewhere_is_seen_before_a_turn(lab: Lab) -> None:
    explorer = Explorer(lab)
    delete_default_route(lab)
    assert explorer.turn("nat-route", False) == ()


def test_where_the_revision_is_unknown_every_refresh_reads(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cloud, "revision", None)
    explorer = Explorer(lab)
    full = operations(lab.cloud, lab.network)
    assert operations(lab.cloud, explorer.refresh) == full
    explorer.turn("nat-route", False)
    assert operations(lab.cloud, explorer.refresh) == full


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=6))
def test_after_any_turns_it_shows_the_network_as_it_is_and_undo_leads_back(
    shared_lab: Lab, turns: list[tuple[str, bool]]
) -> None:
    explorer = Explorer(shared_lab)
    states, paths = [], []
    for switch_id, on in turns:
        state, path = [explorer.is_on(each) for each in IDS], described(explorer)
        if explorer.turn(switch_id, on):
            states.append(state)
            paths.append(path)
        assert explorer.is_on(switch_id) is on
        assert explorer.network == shared_lab.network()
    while states:
        assert explorer.undo()
        assert [explorer.is_on(each) for each in IDS] == states.pop()
        assert described(explorer) == paths.pop()
        assert explorer.network == shared_lab.network()
    assert explorer.undo() == ()


def described(explorer: Explorer) -> str:
    """The path in words, whatever id its endpoint has."""
    return explorer.path.describe().replace(explorer.path.endpoint_id or "-", "the endpoint")


def test_undo_of_a_deleted_endpoint_makes_a_new_one_that_earlier_turns_are_taken_back_on(lab: Lab) -> None:
    explorer = Explorer(lab)
    explorer.turn("s3-endpoint", True)
    first = explorer.path.endpoint_id
    explorer.turn("s3-endpoint", False)
    for _ in range(2):  # the turn that is undone, and one that stands on the new endpoint
        explorer.undo()
        assert explorer.path.endpoint_id not in (None, first)
        explorer.turn("s3-endpoint", False)
    explorer.undo()
    assert [call.operation for call in explorer.undo()] == ["DeleteVpcEndpoints"]
    assert boto3.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []


def test_a_refused_call_leaves_the_state_as_the_api_has_it(lab: Lab) -> None:
    explorer = Explorer(lab)
    explorer.turn("nat-route", False)
    delete_private_table(lab)
    with pytest.raises(ClientError, match=r"InvalidRouteTableID\.NotFound"):  # EC2 API, Error codes
        explorer.turn("nat-route", True)
    assert not explorer.is_on("nat-route")
    assert explorer.network == lab.network()
    assert [call.operation for call in explorer.calls] == ["CreateRoute"]


def test_undo_of_what_somebody_took_away_already_is_refused_once(lab: Lab) -> None:
    explorer = Explorer(lab)
    explorer.turn("s3-endpoint", True)
    boto3.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[explorer.path.endpoint_id])
    with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
        explorer.undo()
    assert explorer.network == lab.network()
    assert explorer.undo() == ()


def test_ends_are_given_as_trace_takes_them_and_wrong_ones_change_nothing(lab: Lab) -> None:
    explorer = Explorer(lab, source="lab-bastion", destination="10.0.3.20", port=22)
    network = lab.network()
    assert explorer.path.component_ids == trace(network, "lab-bastion", "10.0.3.20", 22).component_ids
    for wrong in ({"source": "nobody"}, {"destination": "s4"}, {"port": 70000}):
        with pytest.raises(LabError):
            explorer.choose(**wrong)
    assert (explorer.source, explorer.destination, explorer.port) == (lab.ids["bastion"], "10.0.3.20", 22)


# -- what is shown


def said(explorer: Explorer) -> str:
    return str(explorer._view._said.value)


def box(explorer: Explorer, switch_id: str) -> Any:
    return explorer._view._boxes[switch_id]


def press(explorer: Explorer, name: str) -> None:
    buttons = [b for row in explorer._view.widget.children for b in getattr(row, "children", ())]
    next(b for b in buttons if getattr(b, "description", "") == name).click()


def test_the_widget_follows_a_box_a_choice_undo_and_refresh(lab: Lab) -> None:
    explorer = Explorer(lab)
    view = explorer._view
    assert "sees the source" in said(explorer) and 'aria-live="polite"' in said(explorer)
    box(explorer, "s3-endpoint").value = True
    assert "through endpoint vpce-" in said(explorer)
    assert "aws ec2 create-vpc-endpoint" in view._calls.value and "Create endpoint" in view._calls.value
    assert "vpce-" in view._picture.value and "$0.00" in view._picture.value
    view._ends["destination"].value = "dynamodb"
    assert explorer.destination == "dynamodb" and "public addresses" in said(explorer)
    press(explorer, "Undo")
    assert not box(explorer, "s3-endpoint").value and "Taken back." in said(explorer)
    press(explorer, "Undo")
    assert "nothing to take back" in said(explorer)
    delete_default_route(lab)
    press(explorer, "Refresh")
    assert not box(explorer, "nat-route").value and "read again" in said(explorer)
    press(explorer, "Refresh")
    assert "Nothing has changed" in said(explorer)


def test_a_box_whose_call_is_refused_stays_as_the_api_has_it_and_the_code_is_said(lab: Lab) -> None:
    explorer = Explorer(lab)
    box(explorer, "nat-route").value = False
    delete_private_table(lab)
    box(explorer, "nat-route").value = True
    assert not box(explorer, "nat-route").value
    assert "AWS refused CreateRoute with InvalidRouteTableID.NotFound" in said(explorer)
    assert "aws ec2 create-route" in explorer._view._calls.value


def test_a_destroyed_lab_is_told_and_nothing_breaks(lab: Lab) -> None:
    explorer = Explorer(lab)
    explorer._view  # noqa: B018 - shown before the lab went
    lab.destroy()
    press(explorer, "Refresh")
    assert "private" not in said(explorer) or "packets do not start there" in said(explorer)
    assert explorer._view._picture.value.count("<img") == 0
    box(explorer, "acl-denies-answers").value = True
    assert "has no VPC any more" in said(explorer)


def test_without_a_kernel_verdict_picture_and_switches_can_be_read(lab: Lab) -> None:
    explorer = Explorer(lab)
    explorer.turn("s3-endpoint", True)
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    for text in (bundle["text/plain"], bundle["text/html"]):
        assert "through endpoint vpce-" in text
        assert "[on] S3 gateway endpoint" in text and "[off] Network ACL rule" in text
    assert '<img alt="' in bundle["text/html"]
    assert "<style" not in bundle["text/html"] and "aria-" not in bundle["text/html"]


def test_shown_twice_it_is_the_same_widget(lab: Lab) -> None:
    explorer = Explorer(lab)
    key = "application/vnd.jupyter.widget-view+json"
    assert explorer._repr_mimebundle_()[key] == explorer._repr_mimebundle_()[key]


def test_the_lists_offer_services_instances_and_the_internet(lab: Lab) -> None:
    ends = Explorer(lab)._view._ends
    wanted = {"s3", "dynamodb", "s3@us-east-1", "198.51.100.1", lab.ids["bastion"]}
    assert wanted <= {value for _, value in ends["destination"].options}
    assert {value for _, value in ends["source"].options} == {lab.ids["private"], lab.ids["bastion"]}
    assert {443, 80, 22} == {value for _, value in ends["port"].options}


def test_each_end_that_is_offered_can_be_asked_about(lab: Lab) -> None:
    explorer = Explorer(lab)
    for name, drop_down in explorer._view._ends.items():
        for _, value in drop_down.options:
            drop_down.value = value
            assert getattr(explorer, name) == value
            assert "did not work" not in said(explorer)


def test_the_network_is_one_of_the_labs_vpc_only(lab: Lab) -> None:
    boto3.client("ec2").create_vpc(CidrBlock="172.16.0.0/16")
    explorer = Explorer(lab)
    explorer.turn("s3-endpoint", True)
    assert explorer.network == Network.describe(lab.cloud, [lab.ids["vpc"]])
