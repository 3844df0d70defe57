"""Destroy takes all of a lab and nothing else; what is there is read by plain boto3."""

from types import SimpleNamespace

import pytest

from helpers.cloud import Cloud
from helpers.errors import BuildError
from helpers.lab import build, find
from tests.lab.watching import changes, cut_after, everything, watch


def made_by_a_learner(cloud: Cloud, lab) -> None:
    """Everything that the lessons let a learner make inside the VPC, and an object in the bucket."""
    ec2, ids = cloud.client("ec2"), lab.ids
    place = {"VpcId": ids["vpc"]}
    name = f"com.amazonaws.{cloud.region}"
    ec2.create_vpc_endpoint(**place, ServiceName=f"{name}.s3", RouteTableIds=[ids["private-routes"]])
    ec2.create_vpc_endpoint(
        **place, ServiceName=f"{name}.sqs", VpcEndpointType="Interface", SubnetIds=[ids["private-a"]]
    )
    ec2.create_route_table(**place)
    subnet = ec2.create_subnet(**place, CidrBlock="10.0.9.0/24")["Subnet"]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet)
    ec2.create_network_acl(**place)
    groups = [ec2.create_security_group(**place, GroupName=n, Description=n)["GroupId"] for n in "xy"]
    for group, other in (groups, groups[::-1]):
        rule = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": other}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[rule])
    ec2.run_instances(ImageId="ami-1", MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=groups)
    cloud.client("s3").put_object(Bucket=ids["bucket"], Key="hello.txt", Body=b"hello")


def test_destroy_leaves_the_account_as_it_was(cloud):
    before = everything(cloud)
    proof = build(cloud).destroy()
    assert everything(cloud) == before
    assert proof.left == ()


def test_destroy_takes_what_the_learner_made_in_the_vpc(cloud):
    before = everything(cloud)
    lab = build(cloud)
    made_by_a_learner(cloud, lab)
    lab.destroy()
    assert everything(cloud) == before


def test_a_learners_own_elastic_ip_is_taken_off_but_kept(cloud):
    lab, ec2 = build(cloud), cloud.client("ec2")
    own = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=lab.ids["public-c"], AllocationId=own)
    lab.destroy()
    (address,) = ec2.describe_addresses()["Addresses"]
    assert (address["AllocationId"], address.get("AssociationId")) == (own, None)


def test_destroying_twice_is_no_error(cloud):
    lab = build(cloud)
    lab.destroy()
    assert lab.destroy().removed == ()


def test_two_labs_stand_side_by_side_and_one_goes_alone(cloud):
    first = build(cloud)
    alone = everything(cloud)
    second = build(cloud, name="other")
    assert set(first.ids.values()).isdisjoint(second.ids.values())
    second.destroy()
    assert everything(cloud) == alone
    assert changes(cloud, lambda: build(cloud)) == []


def test_role_profile_and_bucket_of_somebody_else_stay_though_their_names_are_ours(cloud):
    trust = '{"Version": "2012-10-17", "Statement": []}'
    cloud.client("iam").create_role(RoleName="lab-ec2-s3", AssumeRolePolicyDocument=trust)
    cloud.client("iam").create_instance_profile(InstanceProfileName="lab-ec2-s3")
    cloud.client("s3").create_bucket(
        Bucket="mys3gatewaytest001", CreateBucketConfiguration={"LocationConstraint": cloud.region}
    )
    cloud.client("s3").put_object(Bucket="mys3gatewaytest001", Key="precious", Body=b"1")
    with pytest.raises(BuildError, match="lab-ec2-s3"):
        build(cloud)
    find(cloud).destroy()
    theirs = {"lab-ec2-s3", "mys3gatewaytest001"}
    assert theirs <= everything(cloud)
    assert len(cloud.client("iam").list_roles()["Roles"]) == 1
    assert len(cloud.client("iam").list_instance_profiles()["InstanceProfiles"]) == 1
    assert cloud.client("s3").list_objects_v2(Bucket="mys3gatewaytest001")["KeyCount"] == 1


def test_a_bucket_of_somebody_else_is_not_taken_over(cloud):
    cloud.client("s3").create_bucket(
        Bucket="mys3gatewaytest001", CreateBucketConfiguration={"LocationConstraint": cloud.region}
    )
    cloud.client("s3").put_object(Bucket="mys3gatewaytest001", Key="precious", Body=b"1")
    with pytest.raises(BuildError, match="mys3gatewaytest001"):
        build(cloud)
    find(cloud).destroy()
    assert cloud.client("s3").list_objects_v2(Bucket="mys3gatewaytest001")["KeyCount"] == 1


def test_the_proof_names_what_is_left(cloud):
    lab = build(cloud)
    accepted = (SimpleNamespace(status_code=200), {"ResponseMetadata": {}})
    end = watch(cloud, "before-call.ec2.DeleteVpc", lambda **_: accepted)  # said to be done, not done
    proof = lab.destroy()
    end()
    assert proof.left == (lab.ids["vpc"],)
    assert lab.ids["vpc"] in repr(proof)
    assert lab.destroy().left == ()


REMOVALS = 37  # the changes that destroy sends for a lab with a learner's things in it


def test_every_change_of_a_destroy_is_among_those_that_the_next_test_cuts(cloud):
    lab = build(cloud)
    made_by_a_learner(cloud, lab)
    assert len(changes(cloud, lab.destroy)) == REMOVALS


@pytest.mark.parametrize("number", range(REMOVALS))
def test_a_destroy_cut_at_any_change_can_be_repeated(cloud, number):
    before = everything(cloud)
    lab = build(cloud)
    made_by_a_learner(cloud, lab)
    with pytest.raises(BuildError, match="again"):
        cut_after(cloud, number, lab.destroy)
    again = find(cloud)
    proof = (again or lab).destroy()
    assert proof.left == ()
    assert everything(cloud) == before
