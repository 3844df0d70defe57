"""Load balancers and databases live in a VPC by network interfaces that AWS makes and manages.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html

Description, RequesterId, InterfaceType and Attachment are those of published answers of
DescribeNetworkInterfaces; error codes are those of the API reference of each operation.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

import helpers
from helpers.cloud import ApiCall
from helpers.texts import render

SEOUL = "ap-northeast-2"
CIDRS = ("10.0.1.0/24", "10.0.3.0/24")
DATABASE = {
    "DBInstanceIdentifier": "orders",
    "DBInstanceClass": "db.t3.micro",
    "Engine": "postgres",
    "MasterUsername": "learner",
    "MasterUserPassword": "not-a-secret",
    "AllocatedStorage": 20,
}


@pytest.fixture
def net(account: str) -> Iterator[SimpleNamespace]:
    """A VPC with subnets in zones a and c, a security group and the three clients."""
    with helpers.connect(account=account) as cloud:
        ec2, elb, rds = (cloud.client(name) for name in ("ec2", "elbv2", "rds"))
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [subnet(ec2, vpc, cidr, zone) for cidr, zone in zip(CIDRS, "ac", strict=True)]
        group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
        yield SimpleNamespace(
            cloud=cloud, ec2=ec2, elb=elb, rds=rds, vpc=vpc, subnets=subnets, group=group, account=account
        )


def subnet(ec2: Any, vpc: str, cidr: str, zone: str) -> str:
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"{SEOUL}{zone}")
    return str(made["Subnet"]["SubnetId"])


def balancer(net: SimpleNamespace, **more: Any) -> dict[str, Any]:
    wish = {"Name": "web", "Subnets": net.subnets, "SecurityGroups": [net.group], "Scheme": "internal"}
    return dict(net.elb.create_load_balancer(**{**wish, **more})["LoadBalancers"][0])


def database(net: SimpleNamespace, **more: Any) -> dict[str, Any]:
    net.rds.create_db_subnet_group(
        DBSubnetGroupName="data", DBSubnetGroupDescription="both zones", SubnetIds=net.subnets
    )
    wish = {**DATABASE, "DBSubnetGroupName": "data", "VpcSecurityGroupIds": [net.group]}
    return dict(net.rds.create_db_instance(**{**wish, **more})["DBInstance"])


def interfaces(net: SimpleNamespace, requester: str) -> list[dict[str, Any]]:
    wish = [
        {"Name": "vpc-id", "Values": [net.vpc]},
        {"Name": "requester-id", "Values": [requester]},
        {"Name": "requester-managed", "Values": ["true"]},
    ]
    return list(net.ec2.describe_network_interfaces(Filters=wish)["NetworkInterfaces"])


def refused(call: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return str(caught.value.response["Error"]["Code"])


def assert_managed(eni: dict[str, Any], net: SimpleNamespace, service: str) -> None:
    assert (eni["RequesterId"], eni["RequesterManaged"], eni["Status"]) == (service, True, "in-use")
    assert (eni["InterfaceType"], eni["OwnerId"]) == ("interface", net.account)
    assert [group["GroupId"] for group in eni["Groups"]] == [net.group]
    attachment = eni["Attachment"]
    assert (attachment["InstanceOwnerId"], attachment["DeviceIndex"]) == (service, 1)
    assert "InstanceId" not in attachment
    assert attachment["AttachmentId"].startswith("eni-attach-")


# -- load balancers -----------------------------------------------------------------------------


def test_a_load_balancer_has_an_interface_with_a_private_address_in_each_subnet(net: SimpleNamespace) -> None:
    made = balancer(net)
    suffix = re.fullmatch(
        rf"arn:aws:elasticloadbalancing:{SEOUL}:{net.account}:loadbalancer/(app/web/[0-9a-f]{{16}})",
        made["LoadBalancerArn"],
    )
    assert suffix
    enis = {eni["SubnetId"]: eni for eni in interfaces(net, "amazon-elb")}
    assert list(enis) == net.subnets
    for cidr, eni in zip(CIDRS, enis.values(), strict=True):
        assert_managed(eni, net, "amazon-elb")
        assert eni["Description"] == f"ELB {suffix[1]}"
        assert ip_address(eni["PrivateIpAddress"]) in ip_network(cidr)
        assert "Association" not in eni
    assert re.fullmatch(rf"internal-web-\d+\.{SEOUL}\.elb\.amazonaws\.com", made["DNSName"])
    assert net.elb.describe_load_balancers(Names=["web"])["LoadBalancers"][0]["State"]["Code"] == "active"


def test_an_internet_facing_one_needs_an_internet_gateway_and_has_the_services_public_addresses(
    net: SimpleNamespace,
) -> None:
    """Scheme is internet-facing by default (API CreateLoadBalancer)."""
    wish = {"Name": "web", "Subnets": net.subnets}
    assert refused(net.elb.create_load_balancer, **wish) == "InvalidSubnet"
    gateway = net.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    net.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=net.vpc)
    made = net.elb.create_load_balancer(**wish)["LoadBalancers"][0]
    assert made["Scheme"] == "internet-facing"
    assert made["DNSName"].startswith("web-")
    default = net.ec2.describe_security_groups(GroupIds=made["SecurityGroups"])["SecurityGroups"]
    assert [(group["GroupName"], group["VpcId"]) for group in default] == [("default", net.vpc)]
    for eni in interfaces(net, "amazon-elb"):
        assert eni["Association"]["IpOwnerId"] == "amazon-elb"
        assert "AllocationId" not in eni["Association"]


def test_subnets_are_of_two_zones_one_of_each(net: SimpleNamespace) -> None:
    second = subnet(net.ec2, net.vpc, "10.0.2.0/24", "a")
    create = net.elb.create_load_balancer
    assert refused(create, Name="web", Subnets=net.subnets[:1], Scheme="internal") == "ValidationError"
    same_zone = [net.subnets[0], second]
    assert refused(create, Name="web", Subnets=same_zone, Scheme="internal") == "ValidationError"
    three = [*net.subnets, second]
    assert refused(create, Name="web", Subnets=three, Scheme="internal") == "InvalidConfigurationRequest"
    unknown = [net.subnets[0], "subnet-0123456789abcdef0"]
    assert refused(create, Name="web", Subnets=unknown, Scheme="internal") == "SubnetNotFound"
    assert interfaces(net, "amazon-elb") == []


def test_the_same_settings_again_make_nothing_and_others_are_refused(net: SimpleNamespace) -> None:
    """ "This operation is idempotent" (API CreateLoadBalancer); DuplicateLoadBalancerName otherwise."""
    assert balancer(net)["LoadBalancerArn"] == balancer(net)["LoadBalancerArn"]
    assert len(interfaces(net, "amazon-elb")) == 2
    with pytest.raises(ClientError, match="DuplicateLoadBalancerName"):
        balancer(net, SecurityGroups=[])


def test_a_security_group_is_of_the_load_balancers_vpc(net: SimpleNamespace) -> None:
    other = net.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    group = net.ec2.create_security_group(GroupName="far", Description="far", VpcId=other)["GroupId"]
    with pytest.raises(ClientError, match="InvalidSecurityGroup"):
        balancer(net, SecurityGroups=[group])


def test_interfaces_follow_new_subnets_and_groups(net: SimpleNamespace) -> None:
    """API SetSubnets: "The specified subnets replace the previously enabled subnets."."""
    arn, kept = balancer(net)["LoadBalancerArn"], net.subnets[1]
    third = subnet(net.ec2, net.vpc, "10.0.5.0/24", "b")
    before = {eni["SubnetId"]: eni["NetworkInterfaceId"] for eni in interfaces(net, "amazon-elb")}
    net.elb.set_subnets(LoadBalancerArn=arn, Subnets=[kept, third])
    after = {eni["SubnetId"]: eni["NetworkInterfaceId"] for eni in interfaces(net, "amazon-elb")}
    assert set(after) == {kept, third}
    assert after[kept] == before[kept]
    net.group = net.ec2.create_security_group(GroupName="new", Description="new", VpcId=net.vpc)["GroupId"]
    net.elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[net.group])
    for eni in interfaces(net, "amazon-elb"):
        assert_managed(eni, net, "amazon-elb")


def test_deleting_it_removes_the_interfaces_unless_it_is_protected(net: SimpleNamespace) -> None:
    """API DeleteLoadBalancer: OperationNotPermitted while deletion protection is on."""
    arn = balancer(net)["LoadBalancerArn"]
    for value in ("true", "false"):
        protection = [{"Key": "deletion_protection.enabled", "Value": value}]
        net.elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protection)
        if value == "true":
            assert refused(net.elb.delete_load_balancer, LoadBalancerArn=arn) == "OperationNotPermitted"
            assert len(interfaces(net, "amazon-elb")) == 2
    net.elb.delete_load_balancer(LoadBalancerArn=arn)
    assert interfaces(net, "amazon-elb") == []
    assert net.elb.describe_load_balancers()["LoadBalancers"] == []


def test_other_kinds_of_load_balancer_are_refused_in_words(net: SimpleNamespace) -> None:
    with pytest.raises(ClientError, match=r"embedded cloud does not know this call: .*network"):
        balancer(net, Type="network")
    with pytest.raises(ClientError, match="embedded cloud does not know this call: Classic"):
        net.cloud.client("elb").describe_load_balancers()


# -- databases ----------------------------------------------------------------------------------


def test_a_database_has_one_interface_in_the_subnet_of_its_zone(net: SimpleNamespace) -> None:
    made = database(net, AvailabilityZone=f"{SEOUL}c")
    assert (made["DBInstanceStatus"], made["AvailabilityZone"]) == ("available", f"{SEOUL}c")
    assert made["DBSubnetGroup"]["VpcId"] == net.vpc
    assert made["Endpoint"]["Address"].startswith("orders.")
    assert made["Endpoint"]["Address"].endswith(f".{SEOUL}.rds.amazonaws.com")
    [eni] = interfaces(net, "amazon-rds")
    assert_managed(eni, net, "amazon-rds")
    assert (eni["Description"], eni["SubnetId"]) == ("RDSNetworkInterface", net.subnets[1])
    assert ip_address(eni["PrivateIpAddress"]) in ip_network(CIDRS[1])


def test_a_multi_az_database_has_its_standby_in_another_zone(net: SimpleNamespace) -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html"""
    database(net, MultiAZ=True)
    assert [eni["SubnetId"] for eni in interfaces(net, "amazon-rds")] == net.subnets


def test_a_subnet_group_covers_two_zones_of_one_vpc(net: SimpleNamespace) -> None:
    """API CreateDBSubnetGroup: at least two AZs; Errors."""
    create, wish = net.rds.create_db_subnet_group, {"DBSubnetGroupDescription": "d"}
    one = {"DBSubnetGroupName": "data", "SubnetIds": net.subnets[:1], **wish}
    assert refused(create, **one) == "DBSubnetGroupDoesNotCoverEnoughAZs"
    other = net.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    far = subnet(net.ec2, other, "10.1.1.0/24", "c")
    assert refused(create, **{**one, "SubnetIds": [net.subnets[0], far]}) == "InvalidSubnet"
    assert refused(create, **{**one, "SubnetIds": ["subnet-0123456789abcdef0"]}) == "InvalidSubnet"
    both = {**one, "SubnetIds": net.subnets}
    assert refused(create, **{**both, "DBSubnetGroupName": "default"}) == "InvalidParameterValue"
    create(**both)
    assert refused(create, **both) == "DBSubnetGroupAlreadyExists"
    third = subnet(net.ec2, net.vpc, "10.0.5.0/24", "b")
    net.rds.modify_db_subnet_group(DBSubnetGroupName="data", SubnetIds=[*net.subnets, third])
    [group] = net.rds.describe_db_subnet_groups(DBSubnetGroupName="data")["DBSubnetGroups"]
    assert {row["SubnetIdentifier"] for row in group["Subnets"]} == {*net.subnets, third}


def test_without_a_subnet_group_it_stands_in_the_default_vpc(net: SimpleNamespace) -> None:
    """API CreateDBInstance: the default DB subnet group, and the VPC's default security group."""
    made = net.rds.create_db_instance(**DATABASE)["DBInstance"]
    default = net.ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]
    assert made["DBSubnetGroup"]["DBSubnetGroupName"] == "default"
    assert made["DBSubnetGroup"]["VpcId"] == default["VpcId"]
    assert interfaces(net, "amazon-rds") == []
    net.vpc = default["VpcId"]
    assert len(interfaces(net, "amazon-rds")) == 1


def test_a_database_that_cannot_stand_there_is_refused_and_nothing_is_made(net: SimpleNamespace) -> None:
    """API CreateDBInstance, Errors; the codes for groups are those of published answers."""
    net.rds.create_db_subnet_group(
        DBSubnetGroupName="data", DBSubnetGroupDescription="d", SubnetIds=net.subnets
    )
    wish = {**DATABASE, "DBSubnetGroupName": "data"}
    other = net.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    far = net.ec2.create_security_group(GroupName="far", Description="far", VpcId=other)["GroupId"]
    for more, code in (
        ({"VpcSecurityGroupIds": [far]}, "InvalidParameterCombination"),
        ({"VpcSecurityGroupIds": ["sg-0123456789abcdef0"]}, "InvalidParameterValue"),
        ({"AvailabilityZone": f"{SEOUL}b"}, "InvalidVPCNetworkStateFault"),
        ({"DBSubnetGroupName": "unknown"}, "DBSubnetGroupNotFoundFault"),
    ):
        assert refused(net.rds.create_db_instance, **{**wish, **more}) == code
    assert interfaces(net, "amazon-rds") == []
    assert net.rds.describe_db_instances()["DBInstances"] == []


def test_its_interface_follows_new_groups_and_goes_with_it(net: SimpleNamespace) -> None:
    """API ModifyDBInstance, DeleteDBInstance (a final snapshot or none, but one must be said)."""
    database(net)
    net.group = net.ec2.create_security_group(GroupName="new", Description="new", VpcId=net.vpc)["GroupId"]
    orders = {"DBInstanceIdentifier": "orders"}
    net.rds.modify_db_instance(**orders, VpcSecurityGroupIds=[net.group], ApplyImmediately=True)
    assert_managed(interfaces(net, "amazon-rds")[0], net, "amazon-rds")
    remove_group = {"DBSubnetGroupName": "data"}
    assert refused(net.rds.delete_db_subnet_group, **remove_group) == "InvalidDBSubnetGroupStateFault"
    assert refused(net.rds.delete_db_instance, **orders) == "InvalidParameterCombination"
    net.rds.delete_db_instance(**orders, SkipFinalSnapshot=True)
    assert interfaces(net, "amazon-rds") == []
    net.rds.delete_db_subnet_group(**remove_group)


# -- both ---------------------------------------------------------------------------------------


def test_the_interfaces_are_not_the_learners_to_change(net: SimpleNamespace) -> None:
    """ "You can't detach a requester-managed network interface", nor change more than its tags."""
    balancer(net)
    database(net)
    managed = [*interfaces(net, "amazon-elb"), *interfaces(net, "amazon-rds")]
    assert len(managed) == 3
    for eni in managed:
        this = {"NetworkInterfaceId": eni["NetworkInterfaceId"]}
        assert refused(net.ec2.delete_network_interface, **this) == "InvalidParameterValue"
        detach = {"AttachmentId": eni["Attachment"]["AttachmentId"], "Force": True}
        assert refused(net.ec2.detach_network_interface, **detach) == "AuthFailure"
        change = {**this, "Description": {"Value": "mine"}}
        assert refused(net.ec2.modify_network_interface_attribute, **change) == "AuthFailure"
    assert [*interfaces(net, "amazon-elb"), *interfaces(net, "amazon-rds")] == managed


def test_subnets_groups_and_the_vpc_stay_while_they_are_used(net: SimpleNamespace) -> None:
    """EC2 API, DeleteSubnet, DeleteSecurityGroup, DeleteVpc: DependencyViolation."""
    arn = balancer(net)["LoadBalancerArn"]
    database(net)
    for step in ("with both", "with the database"):
        assert refused(net.ec2.delete_subnet, SubnetId=net.subnets[0]) == "DependencyViolation", step
        assert refused(net.ec2.delete_security_group, GroupId=net.group) == "DependencyViolation", step
        assert refused(net.ec2.delete_vpc, VpcId=net.vpc) == "DependencyViolation", step
        net.elb.delete_load_balancer(LoadBalancerArn=arn)
    net.rds.delete_db_instance(DBInstanceIdentifier="orders", SkipFinalSnapshot=True)
    for each in net.subnets:
        net.ec2.delete_subnet(SubnetId=each)
    net.ec2.delete_security_group(GroupId=net.group)
    net.ec2.delete_vpc(VpcId=net.vpc)


@pytest.mark.parametrize("again", ["once", "twice"])
def test_destroy_removes_both_from_the_labs_vpc_and_nothing_from_another(account: str, again: str) -> None:
    with helpers.connect(account=account) as cloud:
        lab = helpers.build(cloud)
        elb, rds, ec2 = (cloud.client(name) for name in ("elbv2", "rds", "ec2"))
        subnets = [lab.ids["public-a"], lab.ids["public-c"]]
        here = SimpleNamespace(elb=elb, rds=rds, subnets=subnets, group=lab.ids["private-group"])
        balancer(here, Scheme="internet-facing")
        database(here)
        elb.create_target_group(Name="targets", Protocol="HTTP", Port=80, VpcId=lab.ids["vpc"])
        rds.create_db_instance(**{**DATABASE, "DBInstanceIdentifier": "elsewhere"})
        shown = [str(eni.description) for eni in lab.network().network_interfaces]
        assert len([words for words in shown if words.startswith("ELB app/web/")]) == 2
        assert "RDSNetworkInterface" in shown
        removal = lab.destroy()
        assert {"web", "targets", "orders", "data"} <= set(removal.removed)
        assert removal.left == ()
        assert elb.describe_load_balancers()["LoadBalancers"] == []
        assert elb.describe_target_groups()["TargetGroups"] == []
        names = [row["DBInstanceIdentifier"] for row in rds.describe_db_instances()["DBInstances"]]
        assert names == ["elsewhere"]
        assert lab.ids["vpc"] not in [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]]
        if again == "twice":
            assert lab.destroy().removed == ()


STORY = """
import json, sys, helpers
cloud = helpers.connect(account="444455556667")
ec2, elb, rds = (cloud.client(name) for name in ("ec2", "elbv2", "rds"))
extra = sys.argv[1] == "extra"
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"ap-northeast-2{z}")
           ["Subnet"]["SubnetId"] for n, z in ((1, "a"), (3, "c"))]
if extra:
    for _ in range(20):
        elb.describe_load_balancers(); rds.describe_db_instances(); ec2.describe_images()
        ec2.describe_instance_types(InstanceTypes=["t3.micro"])
    elb.create_target_group(Name="t", Protocol="HTTP", Port=80, VpcId=vpc)
    try: elb.create_load_balancer(Name="bad", Subnets=subnets[:1])
    except Exception: pass
    try: rds.create_db_instance(DBInstanceIdentifier="bad", DBInstanceClass="db.t3.micro", Engine="no")
    except Exception: pass
made = elb.create_load_balancer(Name="web", Subnets=subnets, Scheme="internal")["LoadBalancers"][0]
rds.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="d", SubnetIds=subnets)
data = rds.create_db_instance(DBInstanceIdentifier="db", DBInstanceClass="db.t3.micro", Engine="postgres",
    MasterUsername="u", MasterUserPassword="password1", AllocatedStorage=20, DBSubnetGroupName="g")
enis = ec2.describe_network_interfaces()["NetworkInterfaces"]
print(json.dumps([made["LoadBalancerArn"], made["DNSName"], data["DBInstance"]["DbiResourceId"],
    data["DBInstance"]["Endpoint"]["Address"], [eni["NetworkInterfaceId"] for eni in enis],
    [eni["Attachment"]["AttachmentId"] for eni in enis]]))
"""


def test_identifiers_depend_on_what_was_made_of_their_type_alone() -> None:
    def told(kind: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", STORY, kind], capture_output=True, text=True, check=True, timeout=120
        )
        return json.loads(done.stdout)

    assert told("quiet") == told("extra")


def test_a_first_vpc_loads_no_service_that_it_does_not_need() -> None:
    script = """
import sys, helpers
helpers.connect().client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
wanted = ("moto.s3", "moto.elbv2", "moto.rds", "matplotlib", "ipywidgets", "helpers.network")
print([name for name in wanted if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("service", "operation"),
    [("elbv2", "CreateLoadBalancer"), ("elbv2", "DeleteLoadBalancer"), ("rds", "CreateDBSubnetGroup"),
     ("rds", "CreateDBInstance"), ("rds", "DeleteDBInstance"), ("rds", "DeleteDBSubnetGroup")],
)  # fmt: skip
def test_the_console_place_is_named(service: str, operation: str) -> None:
    words = render(ApiCall(service, operation).console())
    assert words.startswith(("EC2 > Load Balancers", "RDS > "))
