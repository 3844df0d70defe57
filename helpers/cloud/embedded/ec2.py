"""EC2 as the lessons need it: moto's classes with the corrections of each topic in front."""

from contextlib import suppress
from ipaddress import IPv4Network
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from helpers.cloud.embedded import identifiers, lean, services
from helpers.cloud.embedded.endpoints import DEFAULT_POLICY, Endpoints


class LabEC2Backend(Endpoints):
    """One account and Region."""

    __module__ = "moto.ec2.models"  # moto finds a backend's urls by its module's name

    def __init__(self, region_name: str, account_id: str) -> None:
        with identifiers.place(account_id, region_name):
            super().__init__(region_name, account_id)

    def describe_instance_types(self, instance_types: list[str] | None = None, filters: Any = None) -> Any:
        """Moto's rows, read with the first question."""
        self.instance_types = lean.instance_types()
        return super().describe_instance_types(instance_types, filters)


class LabEC2Response(EC2Response):
    """Reads the request, writes the answer."""

    def create_subnet(self) -> ActionResult:
        """AWS chooses a zone of the Region (API CreateSubnet); here the first, where moto draws one."""
        if not self._get_param("AvailabilityZone") and not self._get_param("AvailabilityZoneId"):
            self.params["AvailabilityZone"] = f"{self.region}a"
        return super().create_subnet()

    def create_route(self) -> Any:
        """A destination is kept in canonical form: 100.68.0.18/18 becomes 100.68.0.0/18 (API CreateRoute)."""
        self._keep_canonical("DestinationCidrBlock")
        return super().create_route()

    def replace_route(self) -> Any:
        """The same as for a new route (API ReplaceRoute)."""
        self._keep_canonical("DestinationCidrBlock")
        return super().replace_route()

    def create_network_acl_entry(self) -> Any:
        """The same as for a route (API CreateNetworkAclEntry)."""
        self._keep_canonical("CidrBlock")
        return super().create_network_acl_entry()

    def _keep_canonical(self, name: str) -> None:
        with suppress(ValueError):  # moto refuses what is no CIDR at all
            self.params[name] = str(IPv4Network(self._get_param(name, ""), strict=False))

    def describe_vpc_endpoint_services(self) -> ActionResult:
        """From the lab's catalogue; moto's own needs extras that are not installed."""
        zones = [zone.name for zone in self.ec2_backend.describe_availability_zones()]
        names, filters = self._get_param("ServiceNames", []), self._get_param("Filters", [])
        return ActionResult(services.describe(self.region, zones, names, filters))

    def modify_vpc_endpoint(self) -> ActionResult:
        """ResetPolicy puts the default policy back (API ModifyVpcEndpoint)."""
        answer = super().modify_vpc_endpoint()
        if self._get_bool_param("ResetPolicy"):
            self.ec2_backend.get_vpc_end_point(
                self._get_param("VpcEndpointId")
            ).policy_document = DEFAULT_POLICY
        return answer

    def delete_vpc_endpoints(self) -> ActionResult:
        """An unknown id is an item of Unsuccessful, no error (API DeleteVpcEndpoints)."""
        known: dict[str, Any] = self.ec2_backend.vpc_end_points
        unknown = [each for each in self._get_param("VpcEndpointIds", []) if each not in known]
        super().delete_vpc_endpoints()
        return ActionResult({"Unsuccessful": [_not_found(each) for each in unknown]})


def _not_found(vpce_id: str) -> dict[str, Any]:
    text = f"The Vpc Endpoint Id '{vpce_id}' does not exist"
    return {"ResourceId": vpce_id, "Error": {"Code": "InvalidVpcEndpointId.NotFound", "Message": text}}
