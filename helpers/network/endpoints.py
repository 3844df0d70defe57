"""Ends that AWS puts into a VPC: VPC endpoints of every type, Instance Connect Endpoints, load balancers.

Fields: EC2 API reference, the data types of the same names.
"""

from helpers.network.base import Component, Id, Row
from helpers.network.components import GroupReference


class DnsEntry(Row):
    """A name that an interface endpoint answers to; `hosted_zone_id` tells its private name apart."""

    dns_name: str = ""
    hosted_zone_id: str | None = None


class DnsOptions(Row):
    """How an endpoint's names are answered (EC2 API reference, DnsOptions)."""

    dns_record_ip_type: str | None = None
    private_dns_only_for_inbound_resolver_endpoint: bool | None = None
    private_dns_preference: str | None = None
    private_dns_specified_domains: tuple[str, ...] = ()


class LastError(Row):
    """Why an endpoint failed."""

    code: str = ""
    message: str = ""


class VpcEndpoint(Component):
    """A VPC endpoint of any type and in any state."""

    id_field = "vpc_endpoint_id"

    vpc_endpoint_id: Id
    vpc_id: str
    service_name: str = ""
    vpc_endpoint_type: str = "Gateway"
    state: str = "available"
    policy_document: str | None = None
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    network_interface_ids: tuple[str, ...] = ()
    groups: tuple[GroupReference, ...] = ()
    ip_address_type: str = "ipv4"
    private_dns_enabled: bool = False
    dns_entries: tuple[DnsEntry, ...] = ()
    dns_options: DnsOptions = DnsOptions()
    requester_managed: bool = False
    service_region: str | None = None
    failure_reason: str | None = None
    last_error: LastError | None = None

    @property
    def is_available(self) -> bool:
        """AWS writes states in camel case on the wire and in Pascal case in its SDK model."""
        return self.state.lower() == "available"


class InstanceConnectEndpoint(Component):
    """An EC2 Instance Connect Endpoint; it is no VPC endpoint."""

    id_field = "instance_connect_endpoint_id"

    instance_connect_endpoint_id: Id
    vpc_id: str
    subnet_id: str = ""
    state: str = ""


class LoadBalancer(Component):
    """An Application, Network or Gateway Load Balancer (Elastic Load Balancing API, version 2015-12-01)."""

    id_field = "load_balancer_arn"

    load_balancer_arn: Id
    load_balancer_name: str = ""
    vpc_id: str | None = None

    @property
    def name(self) -> str | None:
        """The load balancer's own name; its description holds no tags."""
        return self.load_balancer_name or None


class TargetGroup(Component):
    """Where a load balancer sends requests."""

    id_field = "target_group_arn"

    target_group_arn: Id
    target_group_name: str = ""
    vpc_id: str | None = None

    @property
    def name(self) -> str | None:
        """The target group's own name; its description holds no tags."""
        return self.target_group_name or None
