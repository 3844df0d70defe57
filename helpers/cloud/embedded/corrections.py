"""Puts every correction of moto in place; with moto_seam the only module that replaces its parts."""

from typing import Any


def install() -> None:
    """Replace moto's classes and functions by the corrected ones."""
    _install_ec2()
    _install_addresses()
    _install_accounts()


def _install_ec2() -> None:
    import moto.ec2.urls
    from moto.ec2.models import ec2_backends
    from moto.ec2.models.route_tables import Route

    from helpers.cloud.embedded import routes
    from helpers.cloud.embedded.ec2 import LabEC2Backend, LabEC2Response

    ec2_backends.backend = LabEC2Backend
    moto.ec2.urls.url_paths["{0}/"] = LabEC2Response.dispatch
    setattr(Route, "state", property(routes.state))


def _install_addresses() -> None:
    import moto.ec2.models.elastic_ip_addresses as elastic_ips
    import moto.ec2.models.elastic_network_interfaces as interfaces
    import moto.ec2.models.nat_gateways as nat_gateways
    from moto.ec2.models.subnets import Subnet

    from helpers.cloud.embedded import addresses

    setattr(elastic_ips, "random_ip", addresses.elastic_ip)
    setattr(interfaces, "random_public_ip", addresses.public_ip)
    setattr(interfaces, "generate_dns_from_ip", addresses.host_name)
    setattr(nat_gateways, "random_private_ip", lambda: "")  # the subnet's lowest free one is taken
    setattr(Subnet, "get_available_subnet_ip", _take_lowest)


def _take_lowest(subnet: Any, instance: Any) -> str:
    from helpers.cloud.embedded.addresses import lowest_free

    address = lowest_free(subnet)
    subnet.request_ip(address, instance)
    return address


def _install_accounts() -> None:
    from moto.iam.models import IAMBackend
    from moto.s3.models import s3_backends

    from helpers.cloud.embedded import accounts

    setattr(IAMBackend, "_init_aws_policies", accounts.managed_policies)
    setattr(s3_backends, "bucket_accounts", accounts.OwnBucketNames())
