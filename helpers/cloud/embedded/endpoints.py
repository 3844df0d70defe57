"""VPC endpoints.

https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpcs import VPCEndPoint

from helpers.cloud import facts
from helpers.cloud.embedded import identifiers
from helpers.cloud.embedded.addresses import lowest_free, manage
from helpers.cloud.embedded.dependencies import Dependencies
from helpers.cloud.embedded.refusals import refusal

DEFAULT_POLICY = json.dumps(VPCEndPoint.DEFAULT_POLICY)


class Endpoints(Dependencies):
    """Each call checks everything first and changes afterwards, so that nothing is half-made."""

    def create_vpc_endpoint(  # type: ignore[override]
        self,
        vpc_id: str,
        service_name: str,
        endpoint_type: str | None,
        policy_document: str | None,
        route_table_ids: list[str],
        subnet_ids: list[str] | None = None,
        client_token: str | None = None,
        security_group_ids: list[str] | None = None,
        tags: dict[str, str] | None = None,
        private_dns_enabled: bool | None = None,
    ) -> VPCEndPoint:
        """Type Gateway unless another is given; its routes appear by themselves."""
        kind = endpoint_type or "Gateway"
        self.get_vpc(vpc_id)
        service = check_service(self.region_name, service_name, kind)
        check_policy(policy_document)
        self._check_places(vpc_id, service_name, kind, route_table_ids, subnet_ids or [])
        private_dns = kind == "Interface" and bool(private_dns_enabled)
        if private_dns:
            self._check_private_dns(vpc_id, service_name, service)
        groups = self._groups(vpc_id, kind, security_group_ids or [])
        made = VPCEndPoint(  # type: ignore[abstract]
            self, identifiers.resource_id("vpce"), vpc_id, service_name, kind,
            policy_document or DEFAULT_POLICY, [], [], client_token=client_token,
            security_group_ids=groups, tags=tags, private_dns_enabled=private_dns,
            destination_prefix_list_id=self._prefix_list_id(service_name, kind),
        )  # fmt: skip
        self.vpc_end_points[made.id] = made
        self._add_tables(made, route_table_ids)
        self._add_subnets(made, subnet_ids or [])
        return made

    def modify_vpc_endpoint(
        self,
        vpc_id: str,
        policy_doc: str | None,
        add_subnets: list[str] | None,
        remove_subnets: list[str] | None,
        remove_route_tables: list[str] | None,
        add_route_tables: list[str] | None,
        add_security_groups: list[str] | None,
        remove_security_groups: list[str] | None,
    ) -> None:
        """Routes and interfaces follow (API ModifyVpcEndpoint); `vpc_id` is the endpoint's id."""
        endpoint = self.get_vpc_end_point(vpc_id)
        kind = str(endpoint.vpc_endpoint_type)
        check_policy(policy_doc)
        new_tables = [each for each in add_route_tables or [] if each not in endpoint.route_table_ids]
        new_subnets = [each for each in add_subnets or [] if each not in (endpoint.subnet_ids or [])]
        self._check_places(
            endpoint.vpc_id, endpoint.service_name, kind, new_tables, new_subnets, endpoint.subnet_ids or []
        )
        new_groups = self._groups(endpoint.vpc_id, kind, add_security_groups or [], none_is_default=False)
        endpoint.policy_document = policy_doc or endpoint.policy_document
        self._remove_tables(endpoint, remove_route_tables or [])
        self._add_tables(endpoint, new_tables)
        self._change_groups(endpoint, new_groups, remove_security_groups or [])
        self._remove_subnets(endpoint, remove_subnets or [])
        self._add_subnets(endpoint, new_subnets)

    def delete_vpc_endpoints(self, vpce_ids: list[str] | None = None) -> None:
        """Deletes those that exist, with their routes and interfaces."""
        for vpce_id in vpce_ids or []:
            endpoint = self.vpc_end_points.pop(vpce_id, None)
            if endpoint:
                self._remove_tables(endpoint, list(endpoint.route_table_ids))
                self._remove_subnets(endpoint, list(endpoint.subnet_ids or []))

    def _check_places(
        self,
        vpc_id: str,
        service_name: str,
        kind: str,
        route_table_ids: Sequence[str],
        subnet_ids: Sequence[str],
        present: Sequence[str] = (),
    ) -> None:
        if route_table_ids and kind != "Gateway":
            text = "Route table IDs are only supported for Gateway type VPC Endpoint."
            raise refusal("InvalidParameter", text)
        if subnet_ids and kind == "Gateway":
            text = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
            raise refusal("InvalidParameter", text)
        for route_table_id in route_table_ids:
            self._check_table(vpc_id, service_name, self.get_route_table(route_table_id))
        self._check_zones(vpc_id, subnet_ids, present)

    def _check_table(self, vpc_id: str, service_name: str, table: RouteTable) -> None:
        if table.vpc_id != vpc_id:
            text = f"route table {table.id} and network {vpc_id} belong to different networks"
            raise refusal("InvalidParameterValue", text)
        prefix_list = self.prefix_list_of(service_name)
        if prefix_list:
            self.check_prefix_list_free(table, prefix_list.id)

    def _check_zones(self, vpc_id: str, subnet_ids: Sequence[str], present: Sequence[str]) -> None:
        zones = {self.get_subnet(each).availability_zone for each in present}
        for subnet_id in subnet_ids:
            subnet = self.get_subnet(subnet_id)
            if subnet.vpc_id != vpc_id:
                text = f"subnet {subnet_id} and network {vpc_id} belong to different networks"
                raise refusal("InvalidParameterValue", text)
            if subnet.availability_zone in zones:
                raise _duplicate_zone(subnet_id)
            zones.add(subnet.availability_zone)

    def _check_private_dns(self, vpc_id: str, service_name: str, service: facts.ServiceRow) -> None:
        if not service.private_dns_name:
            text = (
                "Private DNS can't be enabled because the service "
                f"{service_name} does not provide a private DNS name."
            )
            raise refusal("InvalidParameter", text)
        vpc = self.get_vpc(vpc_id)
        if not (_is_on(vpc.enable_dns_support) and _is_on(vpc.enable_dns_hostnames)):
            raise refusal(
                "InvalidParameter",
                "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames "
                f"VPC attributes set to true for {vpc_id}",
            )
        others = (each for each in self.vpc_end_points.values() if each.vpc_id == vpc_id)
        if any(each.service_name == service_name and each.private_dns_enabled for each in others):
            name = service.private_dns_name.format(region=self.region_name)
            raise refusal(
                "InvalidParameter",
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain "
                f"for {name} in the VPC {vpc_id}",
            )

    def _groups(
        self, vpc_id: str, kind: str, group_ids: Sequence[str], none_is_default: bool = True
    ) -> list[str]:
        for group_id in group_ids:
            group = self.get_security_group_from_id(group_id)
            if not group or group.vpc_id != vpc_id:
                text = f"The security group '{group_id}' does not exist in VPC '{vpc_id}'"
                raise refusal("InvalidGroup.NotFound", text)
        if group_ids or kind == "Gateway" or not none_is_default:
            return list(group_ids)
        default: Any = self.get_security_group_from_name("default", vpc_id=vpc_id)
        return [default.id]

    def _prefix_list_id(self, service_name: str, kind: str) -> str | None:
        prefix_list = self.prefix_list_of(service_name)
        return prefix_list.id if kind == "Gateway" and prefix_list else None

    def _add_tables(self, endpoint: VPCEndPoint, route_table_ids: Sequence[str]) -> None:
        for route_table_id in route_table_ids:
            EC2Backend.create_route(  # past our own check: this is the endpoint's route
                self,
                route_table_id,
                None,
                destination_prefix_list_id=endpoint.destination_prefix_list_id,
                gateway_id=endpoint.id,
            )
            endpoint.route_table_ids.append(route_table_id)

    def _remove_tables(self, endpoint: VPCEndPoint, route_table_ids: Sequence[str]) -> None:
        for route_table_id in set(route_table_ids) & set(endpoint.route_table_ids):
            EC2Backend.delete_route(self, route_table_id, str(endpoint.destination_prefix_list_id))
            endpoint.route_table_ids.remove(route_table_id)

    def _add_subnets(self, endpoint: VPCEndPoint, subnet_ids: Sequence[str]) -> None:
        for subnet_id in subnet_ids:
            subnet = self.get_subnet(subnet_id)
            eni = self.create_network_interface(
                subnet, lowest_free(subnet), group_ids=endpoint.security_group_ids
            )
            manage(eni, f"VPC Endpoint Interface {endpoint.id}", "vpc_endpoint")
            endpoint.network_interface_ids.append(eni.id)
            endpoint.subnet_ids = [*(endpoint.subnet_ids or []), subnet_id]
        if endpoint.vpc_endpoint_type == "Interface":
            endpoint.dns_entries = self._dns_entries(endpoint)

    def _remove_subnets(self, endpoint: VPCEndPoint, subnet_ids: Sequence[str]) -> None:
        for eni_id in list(endpoint.network_interface_ids):
            if self.enis[eni_id].subnet_id in subnet_ids:
                del self.enis[eni_id]
                endpoint.network_interface_ids.remove(eni_id)
        endpoint.subnet_ids = [each for each in endpoint.subnet_ids or [] if each not in subnet_ids]

    def _change_groups(self, endpoint: VPCEndPoint, added: Sequence[str], removed: Sequence[str]) -> None:
        kept = [each for each in endpoint.security_group_ids if each not in removed]
        endpoint.security_group_ids = [*kept, *(each for each in added if each not in kept)]
        groups = [self.get_security_group_from_id(each) for each in endpoint.security_group_ids]
        for eni_id in endpoint.network_interface_ids:
            self.enis[eni_id]._group_set = [group for group in groups if group]

    def _dns_entries(self, endpoint: VPCEndPoint) -> list[dict[str, str]]:
        """Regional name, zonal names, private name (PrivateLink guide, interface endpoints: DNS)."""
        service = endpoint.service_name.split(".", 3)[-1]
        tail = f"{service}.{self.region_name}.vpce.amazonaws.com"
        star = "*." if service == "s3" else ""
        head = f"{star}{endpoint.id}-{hashlib.sha256(endpoint.id.encode()).hexdigest()[:8]}"
        zones = [self.get_subnet(each).availability_zone for each in endpoint.subnet_ids or []]
        names = [f"{head}.{tail}", *(f"{head}-{zone}.{tail}" for zone in zones)]
        entries = [_entry(name, facts.hosted_zone(self.region_name)) for name in names]
        private = find_service(endpoint.service_name, self.region_name, "Interface")
        if endpoint.private_dns_enabled and private and private.private_dns_name:
            hidden = "Z" + hashlib.sha256(endpoint.vpc_id.encode()).hexdigest()[:13].upper()
            entries.append(_entry(private.private_dns_name.format(region=self.region_name), hidden))
        return entries


def find_service(service_name: str, region: str, kind: str) -> facts.ServiceRow | None:
    """The row of the catalogue for this full name and type."""
    rows = (row for row in facts.services() if f"com.amazonaws.{region}.{row.name}" == service_name)
    return next((row for row in rows if row.type == kind), None)


def check_service(region: str, service_name: str, kind: str) -> facts.ServiceRow:
    """The service, if it offers `kind`; InvalidServiceName or InvalidParameter as AWS says it."""
    types = [row.type for row in facts.services() if f"com.amazonaws.{region}.{row.name}" == service_name]
    if not types:
        raise refusal("InvalidServiceName", f"The Vpc Endpoint Service '{service_name}' does not exist")
    service = find_service(service_name, region, kind)
    if not service:
        available = ", ".join(types)
        text = f"Endpoint type ({kind}) does not match available service types ([{available}])."
        raise refusal("InvalidParameter", text)
    return service


def check_policy(document: str | None) -> None:
    """InvalidPolicyDocument unless it is JSON with a Statement (EC2 API, Error codes)."""
    if not document:
        return
    try:
        policy = json.loads(document)
    except ValueError as error:
        raise refusal("InvalidPolicyDocument", f"Invalid policy document: not JSON: {error}") from None
    if not isinstance(policy, dict) or "Statement" not in policy:
        raise refusal("InvalidPolicyDocument", "Invalid policy document: it has no Statement")


def _is_on(attribute: Any) -> bool:
    return str(attribute).lower() == "true"


def _entry(name: str, hosted_zone_id: str) -> dict[str, str]:
    return {"dns_name": name, "hosted_zone_id": hosted_zone_id}


def _duplicate_zone(subnet_id: str) -> Exception:
    return refusal(
        "DuplicateSubnetsInSameZone",
        f"Found another VPC endpoint subnet in the availability zone of {subnet_id}. VPC endpoint subnets "
        "should be in different availability zones supported by the VPC endpoint service.",
    )
