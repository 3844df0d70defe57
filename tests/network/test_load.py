"""Folders of AWS CLI JSON: what loads, what is warned of, what is refused with file and field named.

Expected contents: the recorded files of ../shared/accounts themselves, read here with json alone.
"""

import copy
import json
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from helpers.errors import NetworkError
from helpers.network import Network
from tests.network.folders import OTHER, OWNER, SUBNET, VPC, folder, keys
from tests.path import networks as n

ACCOUNTS = ("vpc-endpoint-gateway", "nat-gateway")


def refused(path: Path, **answers: Any) -> str:
    with pytest.raises(NetworkError) as caught:
        Network.load(folder(path, **answers))
    return str(caught.value)


def rows(accounts: Path, account: str, key: str) -> list[dict[str, Any]]:
    return list(json.loads((accounts / account / f"{key}.json").read_text(encoding="utf-8"))[key])


@pytest.mark.parametrize("account", ACCOUNTS)
def test_recorded_accounts_load_whole(accounts: Path, account: str) -> None:
    network = Network.load(str(accounts / account))
    reservations = rows(accounts, account, "Reservations")
    assert [i.id for i in network.instances] == [
        i["InstanceId"] for r in reservations for i in r["Instances"]
    ]
    assert [s.id for s in network.subnets] == [s["SubnetId"] for s in rows(accounts, account, "Subnets")]
    recorded = {t["RouteTableId"]: len(t["Routes"]) for t in rows(accounts, account, "RouteTables")}
    assert {table.id: len(table.routes) for table in network.route_tables} == recorded
    assert {vpc.account for vpc in network.vpcs} == {rows(accounts, account, "Vpcs")[0]["OwnerId"]}


def test_the_region_is_read_off_the_rows(accounts: Path) -> None:
    both = Network.load(*(str(accounts / account) for account in ACCOUNTS))
    assert [vpc.region for vpc in both.vpcs] == ["us-east-1", "us-east-2"]
    assert len(both.instances) == 5


def test_instances_load_flat_and_in_reservations(tmp_path: Path) -> None:
    flat, nested = tmp_path / "flat", tmp_path / "nested"
    flat.mkdir()
    nested.mkdir()
    one = {"InstanceId": "i-1"}
    first = Network.load(folder(flat, a={"Instances": [one]}))
    second = Network.load(folder(nested, b={"Reservations": [{"Instances": [one]}, {"Instances": []}]}))
    assert first.instances == second.instances != ()


def test_files_are_known_by_their_key_not_by_their_name(tmp_path: Path) -> None:
    assert Network.load(folder(tmp_path, holiday={"Vpcs": [VPC]})).vpcs[0].id == "vpc-1"


def test_an_unknown_key_is_kept_out_and_named(tmp_path: Path) -> None:
    network = Network.load(
        folder(tmp_path, vpcs={"Vpcs": [VPC]}, other={"Zebras": [{}], "Apes": [{}], "No": []})
    )
    told = [str(warning) for warning in network.warnings if "other.json" in str(warning)]
    assert ["Apes" in told[0], "Zebras" in told[1], len(told)] == [True, True, 2]


def test_an_unknown_field_is_kept(tmp_path: Path) -> None:
    (vpc,) = Network.load(folder(tmp_path, vpcs={"Vpcs": [{**VPC, "Colour": "green"}]})).vpcs
    assert vpc.model_dump(by_alias=True)["Colour"] == "green"


def test_dns_attributes_join_their_vpc(tmp_path: Path) -> None:
    """Two answers of describe-vpc-attribute, each with the id and one attribute."""
    off = {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": False}}
    on = {"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": True}}
    (vpc,) = Network.load(folder(tmp_path, a=off, b=on, c={"Vpcs": [VPC]})).vpcs
    assert (vpc.enable_dns_support, vpc.enable_dns_hostnames) == (False, True)


def test_managed_prefix_lists_beside_prefix_lists_do_not_clash(tmp_path: Path) -> None:
    """describe-managed-prefix-lists has the same top-level key, OwnerId AWS and no Cidrs (facts.md A7)."""
    named = {"PrefixListId": "pl-1", "PrefixListName": "x"}
    network = Network.load(
        folder(
            tmp_path,
            a={"PrefixLists": [{**named, "OwnerId": "AWS"}]},
            b={"PrefixLists": [{**named, "Cidrs": ["3.5.140.0/22"]}]},
            c={"PrefixLists": [{**named, "OwnerId": "AWS"}]},
            d={"Vpcs": [{**VPC, "OwnerId": "111122223333"}]},
        )
    )
    assert [str(cidr) for cidr in network.prefix_lists[0].cidrs] == ["3.5.140.0/22"]
    assert network.vpcs[0].account == "111122223333"


def test_a_prefix_list_without_cidrs_is_warned_of_where_a_route_needs_it(tmp_path: Path) -> None:
    route = {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"}
    table = {"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": [route]}
    listed = {"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "x"}]}
    network = Network.load(folder(tmp_path, a={"RouteTables": [table]}, b=listed))
    told = [w.values["prefix_list"] for w in network.warnings if w.key.endswith(".unknown-prefix-list")]
    assert told == ["pl-1"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"Vpcs": [', ""),
        ("[]", "object"),
        ('{"Vpcs": {}}', "Vpcs"),
        ('{"Vpcs": null}', "Vpcs"),
        ('{"Vpcs": ["vpc-1"]}', "Vpcs"),
        ('{"Reservations": [5]}', "Reservations"),
        ('{"Reservations": [{"Instances": 5}]}', "Instances"),
        ('{"Reservations": [{"Instances": [5]}]}', "Instances"),
        ('{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/99"}]}', "CidrBlock"),
        ('{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.1/16"}]}', "CidrBlock"),
        ('{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": 167772160}]}', "CidrBlock"),
        ('{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": true}]}', "CidrBlock"),
        ('{"Vpcs": [{"CidrBlock": "10.0.0.0/16"}]}', "VpcId"),
        (
            '{"RouteTables": [{"RouteTableId": "r", "VpcId": "v", "Routes": [{"State": 5}]}]}',
            "Routes.0.State",
        ),
        ('{"SecurityGroups": [{"GroupId": "g", "IpPermissions": 5}]}', "IpPermissions"),
        ('{"SecurityGroups": [{"GroupId": {}}]}', "GroupId"),
        ('{"Subnets": [{"SubnetId": "", "VpcId": "v", "CidrBlock": "10.0.0.0/24"}]}', "SubnetId"),
        ('{"VpcId": "v", "EnableDnsSupport": true}', "EnableDnsSupport"),
    ],
)
def test_malformed_input_is_refused_with_file_and_field(tmp_path: Path, text: str, says: str) -> None:
    error = refused(tmp_path, broken=text)
    assert "broken.json" in error
    assert says in error


def test_a_folder_that_is_missing_or_empty(tmp_path: Path) -> None:
    assert "describe-" in refused(tmp_path)
    with pytest.raises(NetworkError) as caught:
        Network.load(str(tmp_path / "absent"))
    assert "absent" in str(caught.value)


def test_one_id_with_two_contents_names_the_second_file(tmp_path: Path) -> None:
    other = {**VPC, "CidrBlock": "10.1.0.0/16"}
    assert "b.json" in refused(tmp_path, a={"Vpcs": [VPC]}, b={"Vpcs": [other]})


def test_a_file_as_powershell_writes_it_loads(tmp_path: Path) -> None:
    (tmp_path / "vpcs.json").write_text(json.dumps({"Vpcs": [VPC]}), encoding="utf-16")
    assert len(Network.load(str(tmp_path)).vpcs) == 1


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 5), st.just("x"), st.just([]), st.just({}), st.just([1])
)


def places(value: Any, trail: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The trail of keys to every value inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [trail, *(place for key, child in inside for place in places(child, (*trail, key)))]


def mutate(answer: Any, trail: tuple[Any, ...], junk: Any, remove: bool) -> Any:
    answer = copy.deepcopy(answer)
    parent = answer
    for key in trail[:-1]:
        parent = parent[key]
    if remove:
        del parent[trail[-1]]
    else:
        parent[trail[-1]] = junk
    return answer


def read_or_refuse(folder: Path, named: str) -> None:
    """Load, ask for all that a network tells, save: only a NetworkError that names the file may come out."""
    try:
        network = Network.load(folder)
    except NetworkError as error:
        assert named in str(error)
        return
    assert all(map(str, network.warnings))
    for component in network.components:
        assert component.id
        assert repr(component)
        assert network.get(type(component), component.id, component.region) is not None
    for table in network.route_tables:
        network.routes_of(table).outcomes(IPv4Address("10.0.0.1"))
    with TemporaryDirectory() as place:
        network.save(place)
        assert Network.load(place).components == network.components


@seed(20261125)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_broken_only_a_network_or_a_network_error_comes_out(
    accounts: Path, tmp_path: Path, data: st.DataObject
) -> None:
    account = data.draw(st.sampled_from(ACCOUNTS))
    file = data.draw(st.sampled_from(sorted(path.name for path in (accounts / account).glob("*.json"))))
    answer = json.loads((accounts / account / file).read_text(encoding="utf-8"))
    trail = data.draw(st.sampled_from(places(answer)[1:]))
    (tmp_path / "only.json").write_text(
        json.dumps(mutate(answer, trail, data.draw(JUNK), data.draw(st.booleans())))
    )
    read_or_refuse(tmp_path, "only.json")


@seed(20261125)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_account_with_values_swapped_between_its_files_is_read_or_refused(
    accounts: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """Two values of any kind change places: an id for a CIDR, a list for a text, a row for a number."""
    account = accounts / data.draw(st.sampled_from(ACCOUNTS))
    files = ("Vpcs", "Subnets", "RouteTables", "NetworkInterfaces", "SecurityGroups", "NetworkAcls")
    names = [data.draw(st.sampled_from(files)) for _ in range(2)]
    answers = {name: json.loads((account / f"{name}.json").read_text(encoding="utf-8")) for name in files}
    trails = [data.draw(st.sampled_from(places(answers[name])[1:])) for name in names]
    values = [at(answers[name], trail) for name, trail in zip(names, trails, strict=True)]
    for name, trail, value in zip(names, trails, reversed(values), strict=True):
        if reaches(answers[name], trail):
            answers[name] = mutate(answers[name], trail, value, remove=False)
    for name, answer in answers.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
    read_or_refuse(tmp_path, ".json")


def at(value: Any, trail: tuple[Any, ...]) -> Any:
    for key in trail:
        value = value[key]
    return value


def reaches(value: Any, trail: tuple[Any, ...]) -> bool:
    """Does the trail still lead somewhere, after the first of the two values has changed?"""
    try:
        return at(value, trail) is not None
    except (KeyError, IndexError, TypeError):
        return False


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"Vpcs": NaN}', '{"Vpcs": ' + "9" * 5000 + "}", "\ufeff{", "", "\x00"]
)
def test_what_no_reader_of_json_can_read_is_one_error(tmp_path: Path, text: str) -> None:
    assert "broken.json" in refused(tmp_path, broken=text)


def test_a_folder_of_which_nothing_is_known_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, odd={"Vpc": [VPC]})
    assert "odd.json" in error
    assert '"Vpc"' in error


def test_pages_of_one_call_are_one_listing(tmp_path: Path) -> None:
    pages = [{"Subnets": [{**SUBNET, "SubnetId": f"subnet-{n}"}], "NextToken": "x"} for n in (1, 2)]
    last = {"Subnets": [{**SUBNET, "SubnetId": "subnet-3"}, {**SUBNET, "SubnetId": "subnet-1"}]}
    network = Network.load(folder(tmp_path, a=pages[0], b=pages[1], c=last))
    assert [subnet.id for subnet in network.subnets] == ["subnet-1", "subnet-2", "subnet-3"]
    assert "more-pages" not in keys(network)


def test_a_page_that_promises_more_is_warned_of(tmp_path: Path) -> None:
    network = Network.load(folder(tmp_path, a={"Subnets": [SUBNET], "NextToken": "x"}))
    assert "more-pages" in keys(network)


def test_hidden_copies_of_editors_are_not_read(tmp_path: Path) -> None:
    folder(tmp_path / ".ipynb_checkpoints", vpcs={"Vpcs": [{**VPC, "CidrBlock": "10.1.0.0/16"}]})
    assert len(Network.load(folder(tmp_path, vpcs={"Vpcs": [VPC]})).vpcs) == 1


def test_the_same_row_in_two_folders_is_one_component_and_a_different_one_an_error(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in "abc")
    for place, cidr in ((first, "10.0.0.0/16"), (second, "10.0.0.0/16"), (third, "10.1.0.0/16")):
        folder(place, vpcs={"Vpcs": [{**VPC, "CidrBlock": cidr, "OwnerId": OWNER}]})
    assert len(Network.load(first, second).vpcs) == 1
    with pytest.raises(NetworkError, match="vpc-1"):
        Network.load(first, third)


def test_of_a_shared_subnet_the_owners_row_counts(tmp_path: Path) -> None:
    """Participants see the subnet without the owner's tags (vpc/latest/userguide/vpc-sharing.html)."""
    tags = [{"Key": "Name", "Value": "shared"}]
    mine, theirs = tmp_path / OWNER / "eu-west-1", tmp_path / OTHER / "eu-west-1"
    folder(mine, a={"Subnets": [{**SUBNET, "OwnerId": OWNER, "Tags": tags}]})
    folder(theirs, a={"Subnets": [{**SUBNET, "OwnerId": OWNER}]}, b={"Vpcs": [{**VPC, "OwnerId": OTHER}]})
    for folders in ((mine, theirs), (theirs, mine)):
        (subnet,) = Network.load(*folders).subnets
        assert (subnet.name, subnet.account) == ("shared", OWNER)
    assert Network.load(tmp_path).find("subnet-1").name == "shared"


EVERY_KIND = {
    **n.tutorial(),
    "SecurityGroupRules": [
        {
            "SecurityGroupRuleId": "sgr-1",
            "GroupId": "sg-9",
            "IsEgress": True,
            "IpProtocol": "-1",
            "ReferencedGroupInfo": {"GroupId": "sg-1"},
        }
    ],
    "Entries": [{"Cidr": "10.0.0.0/8"}],
    "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "State": "available"}],
    "TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "SubnetIds": ["s"]}],
    "DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [{"Key": "k", "Values": []}]}],
    "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}}],
    "VpnGateways": [{"VpnGatewayId": "vgw-1", "VpcAttachments": [{"VpcId": "vpc-1"}]}],
    "VpcId": "vpc-1",
    "EnableDnsSupport": {"Value": True},
}


@seed(20261125)
@settings(max_examples=200, deadline=None)
@given(st.sampled_from(places(EVERY_KIND)[1:]), JUNK | st.just("\ud800"), st.booleans())
def test_rows_of_every_kind_may_be_broken(trail: tuple[Any, ...], junk: Any, remove: bool) -> None:
    with TemporaryDirectory() as place:
        answer = mutate(EVERY_KIND, trail, junk, remove)
        Path(place, "only.json").write_text(json.dumps(answer), encoding="utf-8")
        read_or_refuse(Path(place), "only.json")
