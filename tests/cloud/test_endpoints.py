"""Gateway and interface endpoints of the embedded cloud behave as AWS documents it.

Expected values: facts.md (A1, A5, A7, A8, B1, B3, C1, C2), which cites the AWS page of each.
"""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

import helpers

S3 = "com.amazonaws.ap-northeast-2.s3"
SEOUL_S3 = {
    "3.5.140.0/22", "3.5.144.0/23", "3.5.184.0/21", "52.219.144.0/22", "52.219.148.0/23",
    "52.219.202.0/23", "52.219.204.0/22", "52.219.56.0/22", "52.219.60.0/23",
}  # facts.md C2  # fmt: skip


@pytest.fixture
def net(account: str) -> Iterator[SimpleNamespace]:
    """A VPC with two subnets and two route tables, and the client."""
    with helpers.connect(account=account) as cloud:
        ec2 = cloud.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"ap-northeast-2{zone}")["Subnet"][
                "SubnetId"
            ]
            for cidr, zone in (("10.0.1.0/24", "a"), ("10.0.3.0/24", "c"))
        ]
        tables = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
        yield SimpleNamespace(ec2=ec2, vpc=vpc, subnets=subnets, tables=tables)


def endpoint(net: SimpleNamespace, *tables: str, **more: Any) -> dict[str, Any]:
    answer = net.ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName=S3, RouteTableIds=list(tables), **more)
    return dict(answer["VpcEndpoint"])


def routes(net: SimpleNamespace, table: str) -> list[dict[str, Any]]:
    return list(net.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"])


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_prefix_lists_have_seouls_ids_and_ranges(net: SimpleNamespace) -> None:
    rows = {row["PrefixListId"]: row for row in net.ec2.describe_prefix_lists()["PrefixLists"]}
    assert set(rows) == {"pl-78a54011", "pl-48a54021"}
    assert set(rows["pl-78a54011"]["Cidrs"]) == SEOUL_S3
    entries = net.ec2.get_managed_prefix_list_entries(PrefixListId="pl-78a54011")["Entries"]
    assert {entry["Cidr"] for entry in entries} == SEOUL_S3
    managed = net.ec2.describe_managed_prefix_lists(PrefixListIds=["pl-48a54021"])["PrefixLists"][0]
    assert managed["OwnerId"] == "AWS"
    assert "Version" not in managed


def test_a_gateway_endpoint_puts_its_route_into_every_table(net: SimpleNamespace) -> None:
    made = endpoint(net, *net.tables)
    assert (made["VpcEndpointType"], made["State"]) == ("Gateway", "available")
    assert json.loads(made["PolicyDocument"])["Version"] == "2008-10-17"
    for table in net.tables:
        assert {
            "DestinationPrefixListId": "pl-78a54011",
            "GatewayId": made["VpcEndpointId"],
            "Origin": "CreateRoute",
            "State": "active",
        } in routes(net, table)


def test_its_route_cannot_be_changed_by_hand(net: SimpleNamespace) -> None:
    made, table = endpoint(net, net.tables[0]), net.tables[0]
    for call, more in (("delete_route", {}), ("replace_route", {"GatewayId": "local"})):
        with pytest.raises(ClientError) as caught:
            getattr(net.ec2, call)(RouteTableId=table, DestinationPrefixListId="pl-78a54011", **more)
        assert code(caught) == "InvalidParameterValue"
    with pytest.raises(ClientError):
        net.ec2.create_route(
            RouteTableId=net.tables[1], DestinationCidrBlock="3.5.140.0/22", GatewayId=made["VpcEndpointId"]
        )
    assert len(routes(net, table)) == 2
    assert len(routes(net, net.tables[1])) == 1


def test_a_second_endpoint_of_the_service_on_a_table_leaves_nothing_half_made(net: SimpleNamespace) -> None:
    endpoint(net, net.tables[0])
    with pytest.raises(ClientError) as caught:
        endpoint(net, net.tables[1], net.tables[0])
    assert code(caught) == "RouteAlreadyExists"
    assert len(net.ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1
    assert len(routes(net, net.tables[1])) == 1


def test_modify_moves_the_route_and_delete_removes_it(net: SimpleNamespace) -> None:
    made = endpoint(net, net.tables[0])["VpcEndpointId"]
    net.ec2.modify_vpc_endpoint(
        VpcEndpointId=made, AddRouteTableIds=[net.tables[1]], RemoveRouteTableIds=[net.tables[0]]
    )
    assert [len(routes(net, table)) for table in net.tables] == [1, 2]
    answer = net.ec2.delete_vpc_endpoints(VpcEndpointIds=[made, "vpce-00000000000000000"])
    assert [each["Error"]["Code"] for each in answer["Unsuccessful"]] == ["InvalidVpcEndpointId.NotFound"]
    assert [len(routes(net, table)) for table in net.tables] == [1, 1]
    with pytest.raises(ClientError):
        net.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])


def test_a_policy_is_kept_checked_and_reset(net: SimpleNamespace) -> None:
    wish = json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": "*"}]}
    )
    made = endpoint(net, net.tables[0], PolicyDocument=wish)
    assert made["PolicyDocument"] == wish
    with pytest.raises(ClientError) as caught:
        net.ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], PolicyDocument="no json")
    assert code(caught) == "InvalidPolicyDocument"
    net.ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], ResetPolicy=True)
    policy = net.ec2.describe_vpc_endpoints()["VpcEndpoints"][0]["PolicyDocument"]
    assert json.loads(policy)["Statement"][0]["Action"] == "*"


@pytest.mark.parametrize(
    ("service", "expected", "text"),
    [
        (
            "sqs",
            "InvalidParameter",
            "Endpoint type (Gateway) does not match available service types ([Interface]).",
        ),
        ("nowhere", "InvalidServiceName", "does not exist"),
    ],
)
def test_a_wrong_service_is_refused_in_awss_words(
    net: SimpleNamespace, service: str, expected: str, text: str
) -> None:
    with pytest.raises(ClientError) as caught:
        net.ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName=f"com.amazonaws.ap-northeast-2.{service}")
    assert code(caught) == expected
    assert text in str(caught.value)


def test_another_vpcs_table_is_refused_and_gains_no_route(net: SimpleNamespace) -> None:
    other = net.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    table = net.ec2.create_route_table(VpcId=other)["RouteTable"]["RouteTableId"]
    with pytest.raises(ClientError):
        endpoint(net, net.tables[0], table)
    assert len(routes(net, table)) == len(routes(net, net.tables[0])) == 1
    assert net.ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_an_interface_endpoint_has_addresses_groups_and_names_as_on_aws(net: SimpleNamespace) -> None:
    net.ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsHostnames={"Value": True})
    made = net.ec2.create_vpc_endpoint(
        VpcId=net.vpc,
        ServiceName="com.amazonaws.ap-northeast-2.sqs",
        VpcEndpointType="Interface",
        SubnetIds=net.subnets,
        PrivateDnsEnabled=True,
    )["VpcEndpoint"]
    assert [group["GroupName"] for group in made["Groups"]] == ["default"]
    names = [entry["DnsName"] for entry in made["DnsEntries"]]
    assert names[0].startswith(f"{made['VpcEndpointId']}-")
    assert names[0].endswith(".sqs.ap-northeast-2.vpce.amazonaws.com")
    assert "-ap-northeast-2a.sqs." in names[1]
    assert names[-1] == "sqs.ap-northeast-2.amazonaws.com"
    enis = net.ec2.describe_network_interfaces(NetworkInterfaceIds=made["NetworkInterfaceIds"])[
        "NetworkInterfaces"
    ]
    assert [eni["PrivateIpAddress"] for eni in enis] == ["10.0.1.4", "10.0.3.4"]
    assert {(eni["InterfaceType"], eni["RequesterManaged"], eni["Status"]) for eni in enis} == {
        ("vpc_endpoint", True, "in-use")
    }
    assert enis[0]["Description"] == f"VPC Endpoint Interface {made['VpcEndpointId']}"


def test_services_list_s3_twice_and_take_filters(net: SimpleNamespace) -> None:
    details = net.ec2.describe_vpc_endpoint_services(ServiceNames=[S3])["ServiceDetails"]
    assert [each["ServiceType"][0]["ServiceType"] for each in details] == ["Gateway", "Interface"]
    gateways = net.ec2.describe_vpc_endpoint_services(
        Filters=[{"Name": "service-type", "Values": ["Gateway"]}]
    )
    assert gateways["ServiceNames"] == [f"com.amazonaws.ap-northeast-2.{name}" for name in ("dynamodb", "s3")]
    with pytest.raises(ClientError) as caught:
        net.ec2.describe_vpc_endpoint_services(ServiceNames=["com.amazonaws.ap-northeast-2.nothing"])
    assert code(caught) == "InvalidServiceName"
