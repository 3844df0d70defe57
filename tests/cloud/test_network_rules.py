"""Addresses, routes and deletions of the embedded cloud behave as AWS documents it.

Expected values: the EC2 API reference page of the operation that a test's name speaks of, the EC2
API's Error codes page, and fidelity.md's list of checks (A25, B04, B07, I01, I06, K01, K13, L05, L19).
"""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

import helpers

IMAGE = "ami-06e9e3574a0459db2"
TRUST = json.dumps(
    {
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ]
    }
)


@pytest.fixture
def net(account: str) -> Iterator[SimpleNamespace]:
    """A VPC with a public subnet, an attached internet gateway and a NAT gateway."""
    with helpers.connect(account=account) as cloud:
        ec2 = cloud.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
        igw = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
        eip = ec2.allocate_address(Domain="vpc")
        nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=eip["AllocationId"])["NatGateway"]
        yield SimpleNamespace(
            ec2=ec2, iam=cloud.client("iam"), vpc=vpc, subnet=subnet, igw=igw, eip=eip, nat=nat
        )


def run(net: SimpleNamespace, subnet: str, **more: Any) -> dict[str, Any]:
    answer = net.ec2.run_instances(
        ImageId=IMAGE, InstanceType="t3.micro", MinCount=1, MaxCount=1, SubnetId=subnet, **more
    )
    return dict(answer["Instances"][0])


def refused(call: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return str(caught.value.response["Error"]["Code"])


def test_a_nat_gateway_has_an_address_of_its_subnet_and_an_elastic_ip(net: SimpleNamespace) -> None:
    address = net.nat["NatGatewayAddresses"][0]
    assert (address["PrivateIp"], address["PublicIp"]) == ("10.0.1.4", "203.0.113.10")
    eni = net.ec2.describe_network_interfaces(NetworkInterfaceIds=[address["NetworkInterfaceId"]])
    row = eni["NetworkInterfaces"][0]
    assert row["Description"] == f"Interface for NAT Gateway {net.nat['NatGatewayId']}"
    assert (row["InterfaceType"], row["RequesterManaged"]) == ("nat_gateway", True)
    assert row["Association"]["PublicIp"] == "203.0.113.10"


def test_its_elastic_ip_cannot_be_released_before_the_gateway_is_gone(net: SimpleNamespace) -> None:
    allocation = net.eip["AllocationId"]
    assert refused(net.ec2.release_address, AllocationId=allocation) == "InvalidIPAddress.InUse"
    net.ec2.delete_nat_gateway(NatGatewayId=net.nat["NatGatewayId"])
    net.ec2.release_address(AllocationId=allocation)
    assert net.ec2.describe_addresses()["Addresses"] == []


def test_an_internet_gateway_stays_while_a_public_address_is_mapped(net: SimpleNamespace) -> None:
    wish = {"InternetGatewayId": net.igw, "VpcId": net.vpc}
    assert refused(net.ec2.detach_internet_gateway, **wish) == "DependencyViolation"
    net.ec2.delete_nat_gateway(NatGatewayId=net.nat["NatGatewayId"])
    net.ec2.detach_internet_gateway(**wish)


def test_a_route_to_a_deleted_nat_gateway_is_a_blackhole(net: SimpleNamespace) -> None:
    table = net.ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    net.ec2.create_route(
        RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=net.nat["NatGatewayId"]
    )
    net.ec2.delete_nat_gateway(NatGatewayId=net.nat["NatGatewayId"])
    rows = net.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert {row["DestinationCidrBlock"]: row["State"] for row in rows} == {
        "10.0.0.0/16": "active",
        "0.0.0.0/0": "blackhole",
    }


def test_a_route_to_a_deleted_peering_connection_is_a_blackhole(net: SimpleNamespace) -> None:
    """API_Route: blackhole means that the route's target is not available."""
    table = net.ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    peer = net.ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    made = net.ec2.create_vpc_peering_connection(VpcId=net.vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    peering = {"VpcPeeringConnectionId": made["VpcPeeringConnectionId"]}
    net.ec2.accept_vpc_peering_connection(**peering)
    net.ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.8.0.0/16", **peering)

    def state() -> str:
        rows = net.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return {row["DestinationCidrBlock"]: row["State"] for row in rows}["10.8.0.0/16"]

    assert state() == "active"
    net.ec2.delete_vpc_peering_connection(**peering)
    assert state() == "blackhole"


def test_a_clean_up_in_the_wrong_order_is_refused_and_in_the_right_order_works(net: SimpleNamespace) -> None:
    assert refused(net.ec2.delete_subnet, SubnetId=net.subnet) == "DependencyViolation"
    assert refused(net.ec2.delete_vpc, VpcId=net.vpc) == "DependencyViolation"
    group = net.ec2.create_security_group(GroupName="web", Description="web", VpcId=net.vpc)["GroupId"]
    instance = run(net, net.subnet, SecurityGroupIds=[group])["InstanceId"]
    assert refused(net.ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    net.ec2.terminate_instances(InstanceIds=[instance])
    net.ec2.delete_security_group(GroupId=group)
    net.ec2.delete_nat_gateway(NatGatewayId=net.nat["NatGatewayId"])
    net.ec2.delete_subnet(SubnetId=net.subnet)
    net.ec2.detach_internet_gateway(InternetGatewayId=net.igw, VpcId=net.vpc)
    net.ec2.delete_vpc(VpcId=net.vpc)
    left = net.ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [net.vpc]}])
    assert left["NetworkAcls"] == []


def test_instances_get_public_addresses_only_where_the_subnet_gives_them(net: SimpleNamespace) -> None:
    private = net.ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.0.3.0/24")["Subnet"]["SubnetId"]
    net.ec2.modify_subnet_attribute(SubnetId=net.subnet, MapPublicIpOnLaunch={"Value": True})
    ids = [
        run(net, net.subnet)["InstanceId"],
        run(net, private, PrivateIpAddress="10.0.3.20")["InstanceId"],
    ]
    rows = net.ec2.describe_instances(InstanceIds=ids)["Reservations"]
    bastion, inside = (row["Instances"][0] for row in rows)
    assert (bastion["PrivateIpAddress"], bastion["PublicIpAddress"]) == ("10.0.1.5", "203.0.113.100")
    assert (inside["PrivateIpAddress"], inside.get("PublicIpAddress")) == ("10.0.3.20", None)
    assert inside["PrivateDnsName"] == "ip-10-0-3-20.ap-northeast-2.compute.internal"


def test_the_default_group_admits_itself_and_a_new_acl_denies(net: SimpleNamespace) -> None:
    mine = [{"Name": "vpc-id", "Values": [net.vpc]}]
    group = net.ec2.describe_security_groups(Filters=mine)["SecurityGroups"][0]
    assert [pair["GroupId"] for pair in group["IpPermissions"][0]["UserIdGroupPairs"]] == [group["GroupId"]]
    acl = net.ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]["NetworkAclId"]
    entries = net.ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    assert {(each["RuleNumber"], each["RuleAction"], each["Egress"]) for each in entries} == {
        (32767, "deny", True),
        (32767, "deny", False),
    }


def test_a_replaced_role_shows_in_describe_instances(net: SimpleNamespace) -> None:
    for name in ("one", "two"):
        net.iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        net.iam.create_instance_profile(InstanceProfileName=name)
        net.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    instance = run(net, net.subnet)["InstanceId"]
    made = net.ec2.associate_iam_instance_profile(InstanceId=instance, IamInstanceProfile={"Name": "one"})
    association = made["IamInstanceProfileAssociation"]["AssociationId"]
    net.ec2.replace_iam_instance_profile_association(
        AssociationId=association, IamInstanceProfile={"Name": "two"}
    )
    row = net.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    assert row["IamInstanceProfile"]["Arn"].endswith(":instance-profile/two")


@pytest.mark.parametrize(
    "policy", ["AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "AmazonSSMManagedInstanceCore"]
)
def test_awss_managed_policies_can_be_attached(net: SimpleNamespace, policy: str) -> None:
    arn = f"arn:aws:iam::aws:policy/{policy}"
    net.iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    net.iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    attached = net.iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"]
    assert [each["PolicyArn"] for each in attached] == [arn]
    version = net.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = net.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert document["Statement"][0]["Effect"] == "Allow"


def test_no_route_can_take_the_place_of_the_local_one(account):
    """VPC guide, Route tables: the local route is added to every table; EC2 error code RouteAlreadyExists."""
    with helpers.connect("embedded", account=account) as cloud:
        ec2 = cloud.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        with pytest.raises(ClientError, match="RouteAlreadyExists"):
            ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.0.0.0/16", GatewayId=gateway)
        routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        assert [route["GatewayId"] for route in routes] == ["local"]


def test_a_destination_with_host_bits_is_kept_in_canonical_form(account):
    """EC2 API, CreateRoute: 100.68.0.18/18 is modified to 100.68.0.0/18."""
    with helpers.connect("embedded", account=account) as cloud:
        lab = helpers.build(cloud)
        cloud.client("ec2").create_route(
            RouteTableId=lab.ids["private-routes"],
            DestinationCidrBlock="100.68.0.18/18",
            NatGatewayId=lab.ids["nat"],
        )
        table = lab.network().find(lab.ids["private-routes"])
        assert "100.68.0.0/18" in [route.destination for route in table.routes]


def test_a_group_rule_with_host_bits_means_the_whole_range(account):
    with helpers.connect("embedded", account=account) as cloud:
        lab = helpers.build(cloud)
        rule = {"IpProtocol": "tcp", "FromPort": 88, "ToPort": 88, "IpRanges": [{"CidrIp": "10.0.1.9/24"}]}
        group = {"GroupId": lab.ids["private-group"], "IpPermissions": [rule]}
        cloud.client("ec2").authorize_security_group_ingress(**group)
        assert helpers.trace(lab.network(), "lab-bastion", "lab-private", 88).reachable
