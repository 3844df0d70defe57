"""Addresses: private ones from the subnet, public ones from 203.0.113.0/24 (RFC 5737)."""

import ipaddress
from typing import Any

from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpn_gateway import VPCGatewayAttachment

from helpers.cloud.embedded import identifiers
from helpers.cloud.embedded.prefix_lists import PrefixLists
from helpers.cloud.embedded.refusals import refusal

_PUBLIC = "203.0.113."


def elastic_ip() -> str:
    """Elastic IP addresses in order: .10 to .99."""
    return f"{_PUBLIC}{10 + (identifiers.number('elastic-ip') - 1) % 90}"


def public_ip() -> str:
    """Addresses that a subnet gives to its instances, in order: .100 to .249."""
    return f"{_PUBLIC}{100 + (identifiers.number('public-ip') - 1) % 150}"


def host_name(address: str, dns_type: str = "internal") -> str:
    """Amazon's DNS host name (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html)."""
    region, dashed = identifiers.region(), address.split("/")[0].replace(".", "-")
    first = region == "us-east-1"
    if address.startswith(_PUBLIC):
        return f"ec2-{dashed}.{'compute-1' if first else region + '.compute'}.amazonaws.com"
    return f"ip-{dashed}.{'ec2' if first else region + '.compute'}.internal"


def lowest_free(subnet: Subnet) -> str:
    """The lowest free address after the four that AWS reserves.

    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    """
    enis = subnet.ec2_backend.enis.values()
    taken = {
        row["PrivateIpAddress"] for eni in enis for row in eni.private_ip_addresses if eni.subnet is subnet
    }
    taken |= set(subnet._subnet_ips)
    network = ipaddress.ip_network(subnet.cidr_block)
    for offset in range(4, network.num_addresses - 1):
        if str(network[offset]) not in taken:
            return str(network[offset])
    raise refusal("InsufficientFreeAddressesInSubnet", f"The subnet '{subnet.id}' has no free address.")


class Addresses(PrefixLists):
    """Network interfaces, Elastic IPs, NAT gateways, internet gateways."""

    def create_network_interface(
        self, subnet: Any, private_ip_address: Any, *args: Any, **kwargs: Any
    ) -> NetworkInterface:
        """An interface without a wish gets the lowest free address of its subnet.

        One that an instance brings ends with it (RunInstances, DeleteOnTermination of the
        primary interface).
        """
        home = self.get_subnet(subnet) if isinstance(subnet, str) else subnet
        if "device_index" in kwargs:
            kwargs["delete_on_termination"] = True
        if not private_ip_address and not (args and args[0]):
            private_ip_address = lowest_free(home)
        return super().create_network_interface(home, private_ip_address, *args, **kwargs)

    def release_address(self, address: str | None = None, allocation_id: str | None = None) -> None:
        """An address in use is InvalidIPAddress.InUse (EC2 API, ReleaseAddress)."""
        found = (
            self.address_by_ip([address]) if address else self.address_by_allocation([allocation_id or ""])
        )
        if found[0].association_id:
            raise refusal("InvalidIPAddress.InUse", f"Address {found[0].public_ip} is in use.")
        super().release_address(address, allocation_id)

    def disassociate_address(self, address: str | None = None, association_id: str | None = None) -> None:
        """A NAT gateway keeps its address (EC2 guide, requester-managed network interfaces)."""
        found = (
            self.address_by_ip([address]) if address else self.address_by_association([association_id or ""])
        )
        if _managed(found[0]):
            raise refusal("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.")
        super().disassociate_address(address, association_id)

    def create_nat_gateway(
        self,
        subnet_id: str,
        allocation_id: str,
        tags: dict[str, str] | None = None,
        connectivity_type: str | None = "public",
    ) -> NatGateway:
        """A public one needs an Elastic IP that is free and an attached internet gateway.

        https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
        """
        kind = connectivity_type or "public"
        if kind == "public":
            self._check_public_nat(subnet_id, allocation_id)
        made = super().create_nat_gateway(subnet_id, allocation_id, tags, kind)
        manage(made._eni, f"Interface for NAT Gateway {made.id}", "nat_gateway")
        return made

    def _check_public_nat(self, subnet_id: str, allocation_id: str | None) -> None:
        vpc_id = self.get_subnet(subnet_id).vpc_id
        if not allocation_id:
            raise refusal("MissingParameter", "The request must contain the parameter AllocationId")
        if self.address_by_allocation([allocation_id])[0].association_id:
            text = f"Elastic IP address {allocation_id} is already associated"
            raise refusal("Resource.AlreadyAssociated", text)
        if not self.internet_gateway_of(vpc_id):
            raise refusal("Gateway.NotAttached", f"Network {vpc_id} has no Internet gateway attached")

    def delete_nat_gateway(self, nat_gateway_id: str) -> NatGateway:
        """Frees the Elastic IP, without releasing it, and drops the interface.

        https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
        """
        if nat_gateway_id not in self.nat_gateways:
            raise refusal("NatGatewayNotFound", f"NAT gateway {nat_gateway_id} was not found")
        gateway = super().delete_nat_gateway(nat_gateway_id)
        gateway._eni.requester_managed = False
        for address in self.addresses:
            if address.eni is gateway._eni:
                self.disassociate_address(address=address.public_ip)
        self.enis.pop(gateway._eni.id, None)
        return gateway

    def attach_internet_gateway(self, internet_gateway_id: str, vpc_id: str) -> VPCGatewayAttachment:
        """A VPC has at most one internet gateway (EC2 API, AttachInternetGateway)."""
        if self.internet_gateway_of(vpc_id):
            text = f"Network {vpc_id} already has an internet gateway attached"
            raise refusal("InvalidParameterValue", text)
        return super().attach_internet_gateway(internet_gateway_id, vpc_id)

    def detach_internet_gateway(self, internet_gateway_id: str, vpc_id: str) -> None:
        """The VPC must hold no mapped public address (EC2 API, DetachInternetGateway)."""
        if any(eni.public_ip for eni in self.enis.values() if eni.vpc_id == vpc_id):
            raise refusal(
                "DependencyViolation",
                f"Network {vpc_id} has some mapped public address(es). "
                "Please unmap those public address(es) before detaching the gateway.",
            )
        super().detach_internet_gateway(internet_gateway_id, vpc_id)

    def internet_gateway_of(self, vpc_id: str) -> InternetGateway | None:
        """The internet gateway attached to the VPC."""
        gateways = self.internet_gateways.values()
        return next((each for each in gateways if each.vpc and each.vpc.id == vpc_id), None)


def manage(eni: NetworkInterface, description: str, interface_type: str) -> None:
    """Make `eni` a service's own.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
    """
    eni.description = description
    eni.interface_type = interface_type
    eni.requester_managed = True
    eni.status = "in-use"


def _managed(address: ElasticAddress) -> bool:
    return bool(address.eni and address.eni.requester_managed)
