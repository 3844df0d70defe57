"""Pictures of what the embedded cloud answers, where a made-up network would only repeat our own guess."""

from collections.abc import Iterator

import pytest

from helpers import build, connect
from helpers.draw import Diagram
from helpers.draw.scene import Icon, Text
from helpers.lab import Lab
from helpers.path import trace
from tests.draw.faults import faults_in


@pytest.fixture
def lab() -> Iterator[Lab]:
    with connect("embedded", account="920000000001") as cloud:
        yield build(cloud)


def test_a_load_balancer_and_a_database_that_a_learner_makes_are_drawn_as_such(lab: Lab) -> None:
    subnets = [lab.ids["public-a"], lab.ids["public-c"]]
    lab.cloud.client("elbv2").create_load_balancer(Name="web", Subnets=subnets, Scheme="internal")
    rds = lab.cloud.client("rds")
    privates = [lab.ids["private-a"], lab.ids["private-c"]]
    rds.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="d", SubnetIds=privates)
    rds.create_db_instance(
        DBInstanceIdentifier="orders",
        DBInstanceClass="db.t3.micro",
        Engine="mysql",
        AllocatedStorage=20,
        MasterUsername="a",
        MasterUserPassword="a-password",
        DBSubnetGroupName="g",
    )
    picture = Diagram(trace(lab.network(), "lab-private", "s3"))
    kinds = [mark.kind for mark in picture.scene.marks if isinstance(mark, Icon)]
    assert kinds.count("load_balancer") == 2 and kinds.count("database") == 1
    words = [mark.text for mark in picture.scene.marks if isinstance(mark, Text)]
    assert words.count("load balancer") == words.count("web") == 2 and words.count("database") == 1
    assert faults_in(picture) == []
