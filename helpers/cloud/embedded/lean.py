"""What moto reads as it is imported, put off until it is asked for: two fifths of a cold start.

As it comes, moto makes three boto3 sessions to list the Regions, which each read EC2's service
model, and reads 150,000 rows of instance types of every Region and Availability Zone.
"""

import contextlib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import boto3
import botocore.session

from helpers.cloud import environment

_TABLES = "ec2/resources/instance_type"
_AMIS_OF_ECS = "ec2/resources/ecs/optimized_amis"


@cache
def session() -> boto3.Session:
    """One for all accounts and for moto: reading EC2's service model anew costs 200 ms and 20 MB a session.

    It reads the lab's own config file, whatever the environment says when a client is made.
    """
    core = botocore.session.Session()
    for name, value in environment.own_files().items():
        core.set_config_variable(name, value)
    return boto3.session.Session(botocore_session=core)  # boto3.Session is this function at times


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """While moto is imported, a new session is the lab's own one, and tables of instance types are empty."""
    made_before, boto3.Session = boto3.Session, session
    try:
        utils: Any = import_module("moto.utilities.utils")
        whole = utils.load_resource
        utils.load_resource = lambda name: {} if name.startswith(_TABLES) else whole(name)
        try:
            yield
        finally:
            utils.load_resource = whole
    finally:
        boto3.Session = made_before


def load_images(name: str) -> Any:
    """Moto's images of a Region without the 1,200 that are for Amazon ECS: 40 ms of each new account."""
    if name.startswith(_AMIS_OF_ECS):
        raise FileNotFoundError(name)  # as moto takes it where a Region has none
    return _load(name)


_Rows = list[dict[str, Any]]


class Offerings(dict[str, "_Regions"]):
    """Rows of DescribeInstanceTypeOfferings by location type and Region, read a Region at a time."""

    def __missing__(self, location_type: str) -> "_Regions":
        return self.setdefault(location_type, _Regions(location_type))


class _Regions(dict[str, _Rows]):
    def __init__(self, location_type: str) -> None:
        super().__init__()
        self.location_type = location_type

    def __missing__(self, region: str) -> _Rows:
        try:
            rows = _load(f"{_TABLES}_offerings/{self.location_type}/{region}.json")
        except FileNotFoundError:
            raise KeyError(region) from None
        return self.setdefault(region, [{**row, "LocationType": self.location_type} for row in rows])

    def get(self, region: str, default: Any = None) -> Any:
        """The Region's rows, or `default` for a Region that moto does not know."""
        try:
            return self[region]
        except KeyError:
            return default


@cache
def instance_types() -> list[Any]:
    """Rows of DescribeInstanceTypes."""
    module: Any = import_module("moto.ec2.models.instance_types")
    module.INSTANCE_TYPES.update(_load(f"{_TABLES}s.json"))
    return [module.InstanceType(name) for name in module.INSTANCE_TYPES]


def _load(name: str) -> Any:
    from moto.utilities.utils import load_resource

    return load_resource(name)
