"""The tutorial's VPC as plain boto3 sees it; expected values are the tutorial's and issue 3's."""

from types import SimpleNamespace

import pytest

from helpers import connect
from helpers.cloud import Cloud
from helpers.errors import BuildError
from helpers.lab import build, find
from tests.lab.watching import changes, cut_after, everything, watch

CALLS = 31  # 17 things with an id, 14 settings between them


SIDES = ("public-", "private-")


def default_target(cloud: Cloud, subnet_id: str) -> str:
    """Where the subnet's route table sends 0.0.0.0/0."""
    chosen = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    (table,) = cloud.client("ec2").describe_route_tables(Filters=chosen)["RouteTables"]
    (route,) = [each for each in table["Routes"] if each.get("DestinationCidrBlock") == "0.0.0.0/0"]
    return route.get("NatGatewayId") or route["GatewayId"]


def test_the_subnets_stand_in_two_zones_with_the_tutorials_ranges(cloud):
    lab = build(cloud)
    chosen = [{"Name": "vpc-id", "Values": [lab.ids["vpc"]]}]
    subnets = cloud.client("ec2").describe_subnets(Filters=chosen)["Subnets"]
    assert {(s["CidrBlock"], s["AvailabilityZone"], s["MapPublicIpOnLaunch"]) for s in subnets} == {
        ("10.0.1.0/24", "ap-northeast-2a", True),
        ("10.0.2.0/24", "ap-northeast-2c", False),
        ("10.0.3.0/24", "ap-northeast-2a", False),
        ("10.0.4.0/24", "ap-northeast-2c", False),
    }


def test_public_subnets_lead_to_the_internet_gateway_and_private_ones_to_the_nat_gateway(cloud):
    lab = build(cloud)
    targets = {role: default_target(cloud, lab.ids[role]) for role in lab.ids if role[:-1] in SIDES}
    igw, nat = lab.ids["igw"], lab.ids["nat"]
    assert targets == {"public-a": igw, "public-c": igw, "private-a": nat, "private-c": nat}


def test_the_vpc_has_both_dns_attributes(cloud):
    vpc_id = build(cloud).ids["vpc"]
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = cloud.client("ec2").describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute)
        assert answer[attribute[0].upper() + attribute[1:]]["Value"]


def test_the_private_instance_has_its_address_its_role_and_no_public_address(cloud):
    lab = build(cloud)
    ids = [lab.ids["private"], lab.ids["bastion"]]
    rows = cloud.client("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    by_id = {row["Instances"][0]["InstanceId"]: row["Instances"][0] for row in rows}
    private, bastion = (by_id[each] for each in ids)
    assert private["PrivateIpAddress"] == "10.0.3.20"
    assert private["IamInstanceProfile"]["Arn"].endswith("instance-profile/lab-ec2-s3")
    assert "PublicIpAddress" not in private
    assert bastion["PublicIpAddress"]


def test_ssh_comes_to_the_private_instance_from_the_bastion_only(cloud):
    lab = build(cloud)
    groups = cloud.client("ec2").describe_security_groups(GroupIds=[lab.ids["private-group"]])
    (rule,) = groups["SecurityGroups"][0]["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpRanges"]) == (22, 22, [])
    assert [pair["GroupId"] for pair in rule["UserIdGroupPairs"]] == [lab.ids["bastion-group"]]


def test_the_bucket_has_the_tutorials_name_here_and_the_accounts_number_in_it_on_aws(cloud):
    assert build(cloud).ids["bucket"] == "mys3gatewaytest001"
    cloud.backend = "aws"  # the same embedded backend, taken for AWS
    assert build(cloud, name="second").ids["bucket"] == f"mys3gatewaytest001-{cloud.account_id}-second"


def test_another_region_gets_its_own_first_and_third_zone():
    with connect("embedded", region="us-east-1", account="910100000001") as cloud:
        lab = build(cloud)
        ids = [lab.ids["public-a"], lab.ids["private-c"]]
        subnets = cloud.client("ec2").describe_subnets(SubnetIds=ids)["Subnets"]
        assert [subnet["AvailabilityZone"] for subnet in subnets] == ["us-east-1a", "us-east-1c"]


def test_a_second_build_sends_no_change_and_gives_the_same_ids(cloud):
    first = build(cloud)
    assert changes(cloud, lambda: build(cloud)) == []
    second = build(cloud)
    assert (second.ids, second.calls) == (first.ids, ())


def test_the_lab_keeps_the_calls_that_it_sent_with_real_ids(cloud):
    seen: list[str] = []
    seen += changes(cloud, lambda: seen.extend(call.operation for call in build(cloud).calls))
    assert seen[:CALLS] == seen[CALLS:]


def test_find_gives_the_ids_that_build_gave_and_nothing_where_nothing_was_built(cloud):
    assert find(cloud) is None
    assert build(cloud).ids == find(cloud).ids


def test_a_vpc_with_our_name_but_without_our_tag_is_not_taken_for_ours(cloud):
    ec2 = cloud.client("ec2")
    named = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "lab-vpc"}]}]
    foreign = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=named)["Vpc"]["VpcId"]
    lab = build(cloud)
    assert lab.ids["vpc"] != foreign
    lab.destroy()
    assert foreign in everything(cloud)


@pytest.mark.parametrize("number", range(CALLS))
def test_a_build_cut_at_any_change_can_be_repeated(cloud, number):
    sent = changes(cloud, lambda: stopped(cloud, number))
    assert len(sent) == number + 1
    sent += changes(cloud, lambda: build(cloud))
    assert len(sent) == CALLS  # nothing was made twice


@pytest.mark.parametrize("number", range(CALLS))
def test_a_half_built_lab_can_be_found_and_destroyed(cloud, number):
    before = everything(cloud)
    stopped(cloud, number)
    proof = find(cloud).destroy()
    assert proof.left == ()
    assert everything(cloud) == before


def stopped(cloud: Cloud, number: int) -> None:
    with pytest.raises(BuildError, match="carries on"):
        cut_after(cloud, number, lambda: build(cloud))


def test_on_aws_the_prices_are_told_before_the_first_change_and_not_when_nothing_is_made(cloud, capsys):
    cloud.backend = "aws"  # the same embedded backend, taken for AWS
    told: list[str] = []
    end = watch(cloud, "before-call.ec2.CreateVpc", lambda **_: told.append(capsys.readouterr().out))
    build(cloud)
    end()
    assert "CreateNatGateway: 0.059 USD an hour" in told[0]  # facts.md H, Seoul
    assert "lab.destroy()" in told[0]
    build(cloud)
    assert capsys.readouterr().out == ""


def test_elsewhere_a_build_prints_nothing(cloud, capsys):
    build(cloud)
    assert capsys.readouterr().out == ""


def test_an_instance_profile_that_ec2_does_not_know_yet_is_waited_for(cloud, monkeypatch):
    # in the words that aws/aws-sdk-js-v3 issue 5253 quotes
    text = "Value (lab-ec2-s3) is invalid. Invalid IAM Instance Profile name"
    pauses: list[float] = []
    monkeypatch.setattr("helpers.lab.building.time.sleep", pauses.append)

    def refuse(model, params, **_):
        if len(pauses) < 2 and "IamInstanceProfile" in str(params["body"]):
            error = {"Error": {"Code": "InvalidParameterValue", "Message": text}}
            return SimpleNamespace(status_code=400), {**error, "ResponseMetadata": {}}

    end = watch(cloud, "before-call.ec2.RunInstances", refuse)
    lab = build(cloud)
    end()
    assert len(pauses) == 2
    assert lab.ids["private"] in everything(cloud)


def test_an_unknown_blueprint_is_refused_with_the_names_that_there_are(cloud):
    with pytest.raises(BuildError, match="tutorial"):
        build(cloud, "tutoriel")
