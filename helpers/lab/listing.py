"""What EC2 lists by a filter, and the wait until it lists nothing."""

import time
from typing import Any

import jmespath

from helpers.cloud import Cloud
from helpers.cloud.calls import ApiCall

_TRIES, _PAUSE_S = 60, 5


def listed(cloud: Cloud, operation: str, path: str, filter_name: str, value: str, **more: Any) -> list[Any]:
    """What `path` (JMESPath) finds in an EC2 describe's answer; `more` are filters with `_` for `-`."""
    key = "Filter" if operation == "DescribeNatGateways" else "Filters"
    filters = [{"Name": filter_name, "Values": [value]}]
    filters += [{"Name": n.replace("_", "-"), "Values": v} for n, v in more.items()]
    return jmespath.search(path, ApiCall("ec2", operation, {key: filters}).send(cloud)) or []


def until_none(cloud: Cloud, operation: str, path: str, vpc_id: str) -> None:
    """Wait up to five minutes until a listing of the VPC is empty, where botocore has no waiter."""
    for _ in range(_TRIES):
        if not listed(cloud, operation, path, "vpc-id", vpc_id):
            return
        time.sleep(_PAUSE_S)
