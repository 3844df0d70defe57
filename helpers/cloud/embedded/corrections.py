"""Puts every correction of moto in place; with moto_seam the only module that replaces its parts."""

from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any


def install() -> None:
    """Replace moto's classes and functions by the corrected ones."""
    _install_ec2()
    _install_addresses()
    _install_accounts()
    _install_tables()


@cache
def install_s3() -> None:
    """The same for S3, which is imported with its first request."""
    from helpers.cloud.embedded import accounts

    _moto("s3.models").s3_backends.bucket_accounts = accounts.OwnBucketNames()


@cache
def install_elbv2() -> None:
    """The same for Elastic Load Balancing."""
    from helpers.cloud.embedded import load_balancers

    models = _moto("elbv2.models")
    models.elbv2_backends.backend = load_balancers.LoadBalancers
    models.make_arn_for_load_balancer = load_balancers.load_balancer_arn
    models.make_arn_for_target_group = load_balancers.target_group_arn
    models.mock_random = SimpleNamespace(get_random_hex=load_balancers.hexadecimal)


@cache
def install_rds() -> None:
    """The same for Amazon RDS."""
    from helpers.cloud.embedded import databases

    models = _moto("rds.models")
    models.rds_backends.backend = databases.Databases
    models.DBInstance.address = property(databases.address)


def _moto(module: str) -> Any:
    """A module of moto's, untyped because parts of it are replaced."""
    return import_module(f"moto.{module}")


def _install_ec2() -> None:
    from helpers.cloud.embedded import routes
    from helpers.cloud.embedded.ec2 import LabEC2Backend, LabEC2Response

    _moto("ec2.models").ec2_backends.backend = LabEC2Backend
    _moto("ec2.urls").url_paths["{0}/"] = LabEC2Response.dispatch
    _moto("ec2.models.route_tables").Route.state = property(routes.state)


def _install_addresses() -> None:
    from helpers.cloud.embedded import addresses

    interfaces = _moto("ec2.models.elastic_network_interfaces")
    interfaces.random_public_ip = addresses.public_ip
    interfaces.generate_dns_from_ip = addresses.host_name
    _moto("ec2.models.elastic_ip_addresses").random_ip = addresses.elastic_ip
    _moto("ec2.models.nat_gateways").random_private_ip = str  # "": the subnet's lowest free one
    _moto("ec2.models.subnets").Subnet.get_available_subnet_ip = _take_lowest


def _take_lowest(subnet: Any, instance: Any) -> str:
    from helpers.cloud.embedded.addresses import lowest_free

    address = lowest_free(subnet)
    subnet.request_ip(address, instance)
    return address


def _install_accounts() -> None:
    from helpers.cloud.embedded import accounts

    _moto("iam.models").IAMBackend._init_aws_policies = accounts.managed_policies
    judge = _moto("core.authorization").ActionAuthenticatorMixin
    judge._authenticate_and_authorize_normal_action = accounts.allow


def _install_tables() -> None:
    from helpers.cloud.embedded import lean

    _moto("ec2.models.amis").load_resource = lean.load_images
    offerings = lean.Offerings()
    for user in ("instance_types", "instances", "spot_requests"):
        _moto(f"ec2.models.{user}").INSTANCE_TYPE_OFFERINGS = offerings
