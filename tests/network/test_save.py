"""What `save` writes, `load` reads again: nothing that was read is lost."""

import string
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers.errors import NetworkError
from helpers.network import Network, NetworkAcl
from helpers.network.parse import Answer, parse
from tests.network.folders import ENI, OTHER, OWNER, SUBNET, VPC, folder, in_order, keys, rows_in
from tests.path import networks as n


def again(network: Network) -> Network:
    """The network after it was saved and loaded."""
    with TemporaryDirectory() as place:
        network.save(place)
        return Network.load(place)


@pytest.mark.parametrize("account", ["vpc-endpoint-gateway", "nat-gateway"])
def test_a_recorded_account_is_saved_row_by_row_as_it_was(
    accounts: Path, tmp_path: Path, account: str
) -> None:
    network = Network.load(accounts / account)
    network.save(tmp_path)
    assert rows_in(tmp_path) == rows_in(accounts / account)
    loaded = Network.load(tmp_path)
    assert loaded.components == network.components
    assert keys(loaded) == keys(network)


def test_a_live_network_is_saved_whole(tmp_path: Path) -> None:
    with helpers.connect(account="920000000003") as cloud:
        helpers.build(cloud)
        network = Network.describe(cloud)
    network.save(tmp_path)
    assert Network.load(tmp_path) == network
    assert {file.parent.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.json")} == {
        f"{network.vpcs[0].account}/{network.vpcs[0].region}"
    }


def test_none_stays_none_and_unknown_stays_unknown() -> None:
    asked = parse([Answer({"Vpcs": [VPC], "Subnets": [SUBNET], "NatGateways": []}, "test")])
    loaded = again(asked)
    assert loaded.answered == asked.answered
    assert loaded.was_read(helpers.network.NatGateway)
    assert not loaded.was_read(NetworkAcl)


def test_dns_attributes_are_saved_as_describe_vpc_attribute_answers(tmp_path: Path) -> None:
    n.network(n.setting("Vpcs", n.VPC, EnableDnsHostnames=False)).save(tmp_path)
    rows = rows_in(tmp_path)
    assert rows["EnableDnsSupport"] == [{"Value": True}]
    assert rows["EnableDnsHostnames"] == [{"Value": False}]
    (vpc,) = Network.load(tmp_path).vpcs
    assert (vpc.enable_dns_support, vpc.enable_dns_hostnames) == (True, False)


def test_accounts_and_regions_keep_apart(tmp_path: Path) -> None:
    for account, region in ((OWNER, "eu-west-1"), (OTHER, "eu-west-1"), (OTHER, "us-gov-west-1")):
        folder(tmp_path / "in" / account / region, vpcs={"Vpcs": [{**VPC, "OwnerId": account}]})
    both = Network.load(tmp_path / "in")
    assert again(both).components == both.components
    assert len({(vpc.account, vpc.region) for vpc in both.vpcs}) == 3


def test_a_folder_with_json_in_it_is_not_written_into(tmp_path: Path) -> None:
    network = n.network()
    network.save(tmp_path / "one")
    with pytest.raises(NetworkError, match="one"):
        network.save(tmp_path / "one")
    network.save(tmp_path / "two")


def test_an_empty_network_is_saved_as_one(tmp_path: Path) -> None:
    Network(()).save(tmp_path)
    assert Network.load(tmp_path).components == ()


TEXT = st.text(string.ascii_letters + string.digits + "-/._ é한", min_size=1, max_size=12)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
LATER = st.dictionaries(TEXT.map(lambda name: f"New{name}"), JSON, max_size=3)
"""Fields that AWS may add one day."""


@st.composite
def accounts_of_any_shape(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Some kinds of rows, each with fields that the lab does not know, and a key that it does not know."""
    rows: dict[str, list[dict[str, Any]]] = n.tutorial()
    n.endpoint_on("rtb-private")(rows)
    n.interface_endpoint("sqs", "sqs.ap-northeast-2.amazonaws.com", [])(rows)
    instances = rows.pop("Instances")
    kept = draw(st.sets(st.sampled_from(sorted(rows))))
    rows = {key: [{**row, **draw(LATER)} for row in rows[key]] for key in sorted(kept)}
    for table in rows.get("RouteTables", []):
        table["Routes"] = [{**route, **draw(LATER)} for route in table["Routes"]]
    owner = draw(st.sampled_from([OWNER, OTHER]))
    rows["Reservations"] = [
        {"ReservationId": f"r-{number}", "OwnerId": owner, **draw(LATER), "Instances": [instance]}
        for number, instance in enumerate(instances)
    ]
    rows["PrefixLists"] = [
        {"PrefixListId": "pl-1", "Cidrs": ["3.5.140.0/22", "2600::/40"]},
        {"PrefixListId": "pl-2", "OwnerId": owner, "Entries": [{"Cidr": "10.9.0.0/16", "Description": "x"}]},
    ]
    return {**rows, draw(TEXT): [draw(LATER)]}


@settings(max_examples=60, deadline=None)
@given(accounts_of_any_shape(), st.sampled_from(["", "eu-north-1"]))
def test_whatever_is_read_comes_back(rows: dict[str, list[dict[str, Any]]], region: str) -> None:
    network = parse([Answer(rows, "test")], region=region)
    with TemporaryDirectory() as place:
        network.save(place)
        loaded = Network.load(place)
        written = rows_in(Path(place))
    assert keys(loaded) == keys(network)
    assert (loaded.components, loaded.answered) == (network.components, network.answered)
    assert [rest.content for rest in loaded.unread] == [rest.content for rest in network.unread]
    vpcs = [{k: v for k, v in row.items() if k != "EnableDnsSupport"} for row in rows.get("Vpcs", [])]
    wanted = {**rows, "Vpcs": vpcs}
    for key, given_rows in wanted.items():
        assert written.get(key, []) == in_order(given_rows)


def test_an_interface_without_ipv4_is_kept(tmp_path: Path) -> None:
    native = {k: v for k, v in ENI.items() if k != "PrivateIpAddress"}
    row = {**native, "Ipv6Native": True, "Ipv6Addresses": [{"Ipv6Address": "2600:1f14::1"}]}
    folder(tmp_path / "in", enis={"NetworkInterfaces": [row]})
    network = Network.load(tmp_path / "in")
    network.save(tmp_path / "out")
    assert rows_in(tmp_path / "out") == {"NetworkInterfaces": [row]}
    assert network.find("eni-1").id == "eni-1"


def test_what_is_json_and_no_unicode_is_kept() -> None:
    network = parse([Answer({"Vpcs": [{**VPC, "Later": "\ud800", "Count": 10**30}]}, "test")])
    assert again(network).components == network.components
