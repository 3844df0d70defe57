"""The walk of one packet through a VPC: every decision becomes a hop, every obstacle an explanation.

A filter that refuses does not end the walk, so that all obstacles of the road are found; a
missing route or a component in a bad state does, as no further road is known.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from helpers.cloud.calls import ApiCall
from helpers.network import (
    Instance,
    NatGateway,
    Network,
    NetworkAclEntry,
    NetworkInterface,
    Route,
    SecurityGroup,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from helpers.network.base import Row
from helpers.network.routing import Match, Outcome
from helpers.path import gateways, mends
from helpers.path.filters import Verdict, network_acl_verdict, security_group_verdict
from helpers.path.model import DnsAnswer, Explanation, Header, Hop, Layer, Lost, Zone
from helpers.path.services import Service
from helpers.texts import message


@dataclass
class Walk:
    """A packet under way; `header` is the packet now, `place` the symbol where it stands.

    `reply` marks the walk of an answer: security groups let it pass, network ACLs do not know it.
    """

    network: Network
    vpc: Vpc
    header: Header
    service: Service | None
    reply: bool = False
    place: str = ""
    hops: list[Hop] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    translations: dict[IPv4Address, tuple[NatGateway, Header]] = field(default_factory=dict)
    passed_nats: set[str] = field(default_factory=set)
    arrived: bool = False
    _end: int | None = None

    def hops_walked(self) -> tuple[Hop, ...]:
        """The hops up to the first obstacle, that one included."""
        return tuple(self.hops[: self._end])

    def decide(
        self,
        component_id: str,
        kind: str,
        layer: Layer,
        *,
        out: Header | None = None,
        decided_by: Row | DnsAnswer | None = None,
        lost: tuple[Lost, ...] = (),
        zone: Zone = Zone.PRIVATE,
        matched: str | None = None,
        allowed: bool = True,
    ) -> None:
        """Write down a hop and let the packet leave it as `out`."""
        after = out or self.header
        place = self.place or component_id
        self.hops.append(
            Hop(
                component_id, kind, self.header, after, layer, decided_by, lost, zone, matched, place, allowed
            )
        )
        self.header = after

    def obstacle(
        self, code: str | None, component_id: str, key: str, mend: tuple[ApiCall, ...] = (), **values: object
    ) -> None:
        """Say what stands in the way at the hop just written down."""
        words = message(f"explain.{key}", component=component_id, header=self.header, **values)
        self.explanations.append(Explanation(code, component_id, words, mend))
        if self._end is None:
            self._end = len(self.hops)

    # ------------------------------------------------------------------ leaving an interface

    def start(self, interface: NetworkInterface, subnet: Subnet) -> None:
        """The packet leaves an interface: instance, interface, security group, then out of the subnet."""
        self.place = interface.instance_id or interface.id
        self._instance(interface)
        self.decide(interface.id, "network_interface", Layer.INTERFACE)
        self._security_group(interface, egress=True)
        self.leave(subnet, interface)

    def leave(self, subnet: Subnet, interface: NetworkInterface | None) -> None:
        """Towards a neighbour in the subnet directly, else through the network ACL to the router.

        Traffic inside a subnet meets no network ACL: AWS, vpc/latest/userguide/vpc-network-acls.html.
        """
        if self._home() == subnet.id:
            self.deliver(subnet)
            return
        self.network_acl(subnet, egress=True)
        self._route(subnet, interface)

    def _instance(self, interface: NetworkInterface) -> None:
        instance = self.network.get(Instance, interface.instance_id, interface.region)
        if instance is None:
            return
        running = instance.state.name == "running"
        self.decide(instance.id, "instance", Layer.INSTANCE, allowed=running)
        if not running:
            mend = mends.start_instance(instance.id)
            self.obstacle("BAD_STATE", instance.id, "instance-not-running", mend, state=instance.state.name)

    # ------------------------------------------------------------------ filters

    def _security_group(self, interface: NetworkInterface, *, egress: bool) -> None:
        """The interface's groups judge the packet; unknown where none was read."""
        if interface.interface_type == "nat_gateway" or not interface.groups:
            return
        if not any(self.network.get(SecurityGroup, g.group_id, interface.region) for g in interface.groups):
            return
        if self.reply:
            self._filter_hop(interface.groups[0].group_id, "security_group", Verdict(True, None, None, ()))
            return
        verdict = security_group_verdict(self.network, interface, self.header, egress=egress)
        group_id = getattr(verdict.rule, "owner_id", "") or interface.groups[0].group_id
        self._filter_hop(group_id, "security_group", verdict)
        if not verdict.allowed:
            code = "ENI_SG_RULES_MISMATCH" if verdict.lost else "SG_HAS_NO_RULES"
            mend = mends.open_security_group(interface, self.header, egress=egress)
            self.obstacle(code, group_id, _directed("security-group", egress), mend)

    def network_acl(self, subnet: Subnet, *, egress: bool) -> None:
        """The subnet's network ACL judges the packet, answers included; unknown where none was read."""
        acl = self.network.network_acl_of(subnet)
        if acl is None:
            return
        verdict = network_acl_verdict(acl, self.header, egress=egress)
        self._filter_hop(acl.id, "network_acl", verdict)
        if not verdict.allowed:
            rule = verdict.rule
            number = rule.rule_number if isinstance(rule, NetworkAclEntry) else mends.LAST_RULE_NUMBER + 1
            self.obstacle(
                "SUBNET_ACL_RESTRICTION",
                acl.id,
                _directed("network-acl", egress),
                mends.open_network_acl(acl, self.header, number, egress=egress, reply=self.reply),
                rule="*" if number > mends.LAST_RULE_NUMBER else number,
                subnet=subnet.label,
            )

    def _filter_hop(self, component_id: str, layer: str, verdict: Verdict) -> None:
        self.decide(
            component_id,
            layer,
            Layer(layer),
            decided_by=verdict.rule,
            lost=verdict.lost,
            matched=verdict.matched,
            allowed=verdict.allowed,
        )

    # ------------------------------------------------------------------ the router

    def _route(self, subnet: Subnet, interface: NetworkInterface | None) -> None:
        self.place = f"router/{self.vpc.id}"
        table = self.network.route_table_of(subnet)
        if table is None:
            self.decide(self.place, "router", Layer.ROUTE, allowed=False)
            self.obstacle("NO_ROUTE_TO_DESTINATION", subnet.id, "no-route-table", subnet=subnet.label)
            return
        index = self.network.routes_of(table)
        match = index.longest_prefix_match(self.header.destination)
        usable = match is not None and match.route.state == "active"
        self._route_hop(match, index.outcomes(self.header.destination), usable)
        if match and usable:
            self._follow(match.route, subnet, interface)
            return
        gap = mends.Gap(self.network, self.vpc, table, interface, self.header.destination, self.service)
        mend = mends.replace_blackhole(gap, match.route) if match else mends.give_route(gap)
        code, key = ("BAD_STATE_ROUTE", "blackhole") if match else ("NO_ROUTE_TO_DESTINATION", "no-route")
        target = match.route.target if match else ""
        self.obstacle(code, table.id, key, mend, subnet=subnet.label, table=table.label, target=target)

    def _route_hop(
        self,
        match: Match | None,
        outcomes: list[tuple[Route, IPv4Network | None, Outcome]],
        usable: bool,
    ) -> None:
        lost = tuple(
            Lost(route, outcome, str(cidr) if cidr else None)
            for route, cidr, outcome in outcomes
            if outcome is not Outcome.WINS
        )
        self.decide(
            self.place,
            "router",
            Layer.ROUTE,
            decided_by=match.route if match else None,
            lost=lost,
            matched=str(match.cidr) if match else None,
            allowed=usable,
        )

    def _follow(self, route: Route, subnet: Subnet, interface: NetworkInterface | None) -> None:
        target = route.target
        self.place = ""
        if target == "local":
            self._local(subnet)
        elif target.startswith("nat-"):
            gateways.nat(self, target, subnet)
        elif target.startswith("igw-"):
            gateways.internet_gateway(self, target, interface)
        elif target.startswith("vpce-"):
            gateways.gateway_endpoint(self, target)
        else:
            self.decide(target, "other", Layer.ROUTE, decided_by=route, allowed=False)
            self.obstacle("UNSUPPORTED_COMPONENT", target, "unsupported")

    def _local(self, subnet: Subnet) -> None:
        if self._home():
            self.deliver(subnet)
            return
        self.decide(self.vpc.id, "vpc", Layer.INTERFACE, allowed=False)
        self.obstacle("UNKNOWN_DESTINATION", self.vpc.id, "no-interface-there")

    # ------------------------------------------------------------------ arriving at an address of the VPC

    def _home(self) -> str | None:
        """The subnet of the destination: of the NAT gateway that awaits the answer, or of an interface."""
        if self.reply and self.header.destination in self.translations:
            return self.translations[self.header.destination][0].subnet_id
        interface = self.network.interface_at(self.vpc.id, self.header.destination)
        return interface.subnet_id if interface else None

    def deliver(self, from_subnet: Subnet | None) -> None:
        """Hand the packet to whoever has its destination address; a NAT gateway knows each answer once."""
        translation = self.translations.pop(self.header.destination, None) if self.reply else None
        interface = self.network.interface_at(self.vpc.id, self.header.destination)
        if translation:
            self._nat_back(*translation, interface, from_subnet)
        elif interface:
            self._arrive(interface, from_subnet)

    def _arrive(self, interface: NetworkInterface, from_subnet: Subnet | None) -> None:
        """The packet reaches an interface, from another subnet through that subnet's network ACL."""
        endpoint = self._endpoint_of(interface)
        self.place = (endpoint.id if endpoint else interface.instance_id) or interface.id
        subnet = self.network.get(Subnet, interface.subnet_id, interface.region)
        self._into(subnet, from_subnet)
        self._security_group(interface, egress=False)
        self.decide(interface.id, "network_interface", Layer.INTERFACE)
        self._instance(interface)
        self.arrived = True
        if endpoint:
            self._interface_endpoint(endpoint)

    def _interface_endpoint(self, endpoint: VpcEndpoint) -> None:
        self.decide(endpoint.id, "vpc_endpoint", Layer.ENDPOINT, decided_by=endpoint, zone=Zone.AWS)
        self.place = ""
        self.decide(endpoint.service_name, "service", Layer.SERVICE, zone=Zone.AWS)

    def _endpoint_of(self, interface: NetworkInterface) -> VpcEndpoint | None:
        owned = (e for e in self.network.vpc_endpoints if interface.id in e.network_interface_ids)
        return next(owned, None)

    def _into(self, subnet: Subnet | None, from_subnet: Subnet | None) -> None:
        """Into a subnet through its network ACL, unless the packet was in it already."""
        if subnet and (from_subnet is None or subnet.id != from_subnet.id):
            self.network_acl(subnet, egress=False)

    def _nat_back(
        self,
        gateway: NatGateway,
        original: Header,
        interface: NetworkInterface | None,
        from_subnet: Subnet | None,
    ) -> None:
        self.place = gateway.id
        subnet = self.network.get(Subnet, gateway.subnet_id, gateway.region)
        self._into(subnet, from_subnet)
        out = self.header.changed(destination=original.source, destination_port=original.source_port)
        row = gateway.nat_gateway_addresses[0]
        self.decide(gateway.id, "nat_gateway", Layer.NAT, out=out, decided_by=row)
        if subnet:
            self.leave(subnet, interface)


def _directed(key: str, egress: bool) -> str:
    return f"{key}-{'egress' if egress else 'ingress'}"
