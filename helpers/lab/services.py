"""Remove the load balancers and databases that stand in a VPC.

Their services are asked only where the VPC holds a network interface of theirs, so that a lab
without them needs no permission for them, and no backend that serves them.
"""

from typing import Any

import jmespath

from helpers.cloud import Cloud
from helpers.cloud.calls import ApiCall
from helpers.lab.listing import listed, until_none


def load_balancers(cloud: Cloud, vpc_id: str) -> list[str]:
    """Delete each load balancer of the VPC, then its target groups; their names.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-delete.html
    """
    if not _interfaces(cloud, vpc_id, "amazon-elb"):
        return []
    balancers = _rows(cloud, "elbv2", "DescribeLoadBalancers", f"LoadBalancers[?VpcId=='{vpc_id}']")
    for row in balancers:
        arn = {"LoadBalancerArn": row["LoadBalancerArn"]}
        ApiCall("elbv2", "DeleteLoadBalancer", arn).send(cloud)
        cloud.client("elbv2").get_waiter("load_balancers_deleted").wait(LoadBalancerArns=list(arn.values()))
    groups = _rows(cloud, "elbv2", "DescribeTargetGroups", f"TargetGroups[?VpcId=='{vpc_id}']")
    for row in groups:
        ApiCall("elbv2", "DeleteTargetGroup", {"TargetGroupArn": row["TargetGroupArn"]}).send(cloud)
    until_none(cloud, "DescribeNetworkInterfaces", _path("amazon-elb"), vpc_id)
    return [row["LoadBalancerName"] for row in balancers] + [row["TargetGroupName"] for row in groups]


def databases(cloud: Cloud, vpc_id: str) -> list[str]:
    """Delete each DB instance of the VPC without a final snapshot, then its subnet groups; their names.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
    """
    if not _interfaces(cloud, vpc_id, "amazon-rds"):
        return []
    instances = _rows(cloud, "rds", "DescribeDBInstances", f"DBInstances[?DBSubnetGroup.VpcId=='{vpc_id}']")
    names = [row["DBInstanceIdentifier"] for row in instances]
    for row in instances:
        if row["DBInstanceStatus"] != "deleting":
            gone = {"DBInstanceIdentifier": row["DBInstanceIdentifier"], "SkipFinalSnapshot": True}
            ApiCall("rds", "DeleteDBInstance", gone).send(cloud)
    for name in names:
        cloud.client("rds").get_waiter("db_instance_deleted").wait(DBInstanceIdentifier=name)
    groups = _rows(cloud, "rds", "DescribeDBSubnetGroups", f"DBSubnetGroups[?VpcId=='{vpc_id}']")
    for row in groups:
        name = row["DBSubnetGroupName"]
        ApiCall("rds", "DeleteDBSubnetGroup", {"DBSubnetGroupName": name}).send(cloud)
        names.append(name)
    until_none(cloud, "DescribeNetworkInterfaces", _path("amazon-rds"), vpc_id)
    return names


def _path(requester: str) -> str:
    return f"NetworkInterfaces[?RequesterId=='{requester}'].NetworkInterfaceId"


def _interfaces(cloud: Cloud, vpc_id: str, requester: str) -> list[str]:
    return listed(cloud, "DescribeNetworkInterfaces", _path(requester), "vpc-id", vpc_id)


def _rows(cloud: Cloud, service: str, operation: str, path: str) -> list[dict[str, Any]]:
    return jmespath.search(path, ApiCall(service, operation).send(cloud)) or []
