"""Routes and route tables.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from typing import Any

from moto.ec2.models.route_tables import Route, RouteTable

from helpers.cloud.embedded.interfaces import Interfaces
from helpers.cloud.embedded.refusals import refusal


def state(route: Route) -> str:
    """blackhole when the target is gone (VPC guide, Route tables: route state)."""
    nat, gateway, peering = route.nat_gateway, route.gateway, route.vpc_pcx
    gone = (
        (nat is not None and nat.state == "deleted")
        or (getattr(gateway, "id", "").startswith("igw-") and getattr(gateway, "vpc", None) is None)
        or (route.instance is not None and route.instance.state == "terminated")
        or (peering is not None and peering._status.code == "deleted")
    )
    return "blackhole" if gone else "active"


class Routes(Interfaces):
    """What route-table calls refuse."""

    def create_route(
        self, route_table_id: str, destination_cidr_block: Any, *args: Any, **kwargs: Any
    ) -> Route:
        """No endpoint as a target by hand, no gateway of another VPC, no second route to a list."""
        table = self.get_route_table(route_table_id)
        self._check_target(table, kwargs.get("gateway_id"), kwargs.get("nat_gateway_id"))
        self._check_not_local(table, destination_cidr_block)
        prefix_list_id = kwargs.get("destination_prefix_list_id") or (args[1] if len(args) > 1 else None)
        if prefix_list_id:
            self.check_prefix_list_free(table, prefix_list_id)
        return super().create_route(route_table_id, destination_cidr_block, *args, **kwargs)

    def delete_route(
        self, route_table_id: str, destination_cidr_block: Any, *args: Any, **kwargs: Any
    ) -> Route:
        """An endpoint's route and the local route stay."""
        self._check_own(route_table_id, [destination_cidr_block, *args, *kwargs.values()], "remove")
        return super().delete_route(route_table_id, destination_cidr_block, *args, **kwargs)

    def replace_route(
        self, route_table_id: str, destination_cidr_block: Any, *args: Any, **kwargs: Any
    ) -> Route:
        """An endpoint's route stays; the new target is checked as a new route's."""
        table = self.get_route_table(route_table_id)
        self._check_own(route_table_id, [destination_cidr_block, *args[:2]], "replace")
        nat_gateway_id = kwargs.get("nat_gateway_id") or (args[2] if len(args) > 2 else None)
        self._check_target(table, kwargs.get("gateway_id"), nat_gateway_id)
        return super().replace_route(route_table_id, destination_cidr_block, *args, **kwargs)

    def _check_not_local(self, table: RouteTable, destination: Any) -> None:
        """RouteAlreadyExists (EC2 API, Error codes): the local route already has the VPC's own range."""
        if any(route.local and route.destination_cidr_block == destination for route in table.routes):
            raise refusal("RouteAlreadyExists", f"The route identified by {destination} already exists.")

    def check_prefix_list_free(self, table: RouteTable, prefix_list_id: str) -> None:
        """RouteAlreadyExists (EC2 API, Error codes) when the table has a route to the list."""
        if any(route.destination_prefix_list_id == prefix_list_id for route in table.routes):
            text = (
                f"route table {table.id} already has a route with destination-prefix-list-id {prefix_list_id}"
            )
            raise refusal("RouteAlreadyExists", text)

    def associate_route_table(
        self, route_table_id: str, gateway_id: str | None = None, subnet_id: str | None = None
    ) -> str:
        """Table and subnet are of one VPC, and a subnet has one table (AssociateRouteTable)."""
        table = self.get_route_table(route_table_id)
        if subnet_id and self.get_subnet(subnet_id).vpc_id != table.vpc_id:
            raise _different_networks(route_table_id, f"subnet {subnet_id}")
        other = [each for each in self.route_tables.values() if subnet_id in each._associations.values()]
        if subnet_id and other and other[0] is not table:
            text = f"the specified association for route table {other[0].id} "
            raise refusal("Resource.AlreadyAssociated", f"{text}conflicts with an existing association")
        return super().associate_route_table(route_table_id, gateway_id, subnet_id)

    def _check_target(self, table: RouteTable, gateway_id: str | None, nat_gateway_id: str | None) -> None:
        if gateway_id and gateway_id.startswith("vpce-"):
            text = f"cannot add VPC endpoint route {gateway_id} to route table {table.id}"
            raise refusal("InvalidParameterValue", text)
        if gateway_id and gateway_id.startswith("igw-"):
            vpc: Any = self.get_internet_gateway(gateway_id).vpc
            if not vpc or vpc.id != table.vpc_id:
                raise _different_networks(table.id, f"network gateway {gateway_id}")
        if nat_gateway_id and nat_gateway_id not in self.nat_gateways:
            text = f"The natGateway ID '{nat_gateway_id}' does not exist"
            raise refusal("InvalidNatGatewayID.NotFound", text)

    def _check_own(self, route_table_id: str, destinations: list[Any], verb: str) -> None:
        for route in self.get_route_table(route_table_id).routes:
            target = route.gateway_id or ""
            if _destination(route) in destinations and target.startswith("vpce-"):
                text = f"cannot {verb} VPC endpoint route {target} in route table {route_table_id}"
                raise refusal("InvalidParameterValue", text)
            if _destination(route) in destinations and route.local and verb == "remove":
                text = f"cannot remove local route {_destination(route)} in route table {route_table_id}"
                raise refusal("InvalidParameterValue", text)


def _destination(route: Route) -> str | None:
    return (
        route.destination_prefix_list_id or route.destination_cidr_block or route.destination_ipv6_cidr_block
    )


def _different_networks(route_table_id: str, other: str) -> Exception:
    text = f"route table {route_table_id} and {other} belong to different networks"
    return refusal("InvalidParameterValue", text)
