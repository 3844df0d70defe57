"""Application Load Balancers, each with a network interface in every one of its subnets.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
"""

from collections.abc import Sequence
from typing import Any

from moto.ec2.models.subnets import Subnet
from moto.elbv2.exceptions import DuplicateLoadBalancerName, ELBClientError, SubnetNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer

from helpers.cloud.embedded import identifiers

_SERVICE = "amazon-elb"


class LoadBalancers(ELBv2Backend):
    """One account and Region."""

    __module__ = "moto.elbv2.models"  # moto finds a backend's urls by its module's name

    @property
    def ec2_backend(self) -> Any:
        """The account's VPCs in this Region, as the lab corrects them."""
        return super().ec2_backend

    def create_load_balancer(
        self,
        name: str,
        security_groups: list[str],
        subnet_ids: list[str],
        subnet_mappings: list[dict[str, str]] | None = None,
        scheme: str | None = None,
        loadbalancer_type: str | None = None,
        ip_address_type: str = "ipv4",
        tags: list[dict[str, str]] | None = None,
    ) -> FakeLoadBalancer:
        """The same settings again answer the same load balancer; the VPC's default group by default."""
        if loadbalancer_type not in (None, "application"):
            raise NotImplementedError(f"CreateLoadBalancer of Type {loadbalancer_type}")
        subnets = self._subnets([*subnet_ids, *(each["SubnetId"] for each in subnet_mappings or [])])
        groups, scheme = self._groups(subnets[0].vpc_id, security_groups), scheme or "internet-facing"
        self._check_internet(subnets[0].vpc_id, scheme)
        present = next((each for each in self.load_balancers.values() if each.name == name), None)
        if present:
            return _same(present, subnets, groups, scheme)
        ids = [subnet.id for subnet in subnets]
        made = super().create_load_balancer(
            name, groups, ids, None, scheme, "application", ip_address_type, tags
        )
        made.dns_name = self._dns_name(name, scheme)
        for subnet in subnets:
            self._add_interface(made, subnet)
        return made

    def delete_load_balancer(self, arn: str) -> None:
        """Its interfaces go along; not while deletion protection is on (API DeleteLoadBalancer)."""
        found = self.load_balancers.get(arn)
        if found and found.attrs.get("deletion_protection.enabled") == "true":
            text = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            raise ELBClientError("OperationNotPermitted", text)
        super().delete_load_balancer(arn)
        self.ec2_backend.drop_service_interfaces(arn)

    def set_security_groups(self, arn: str, sec_groups: list[str]) -> None:
        """The interfaces follow (API SetSecurityGroups)."""
        super().set_security_groups(arn, sec_groups)
        for eni in self.ec2_backend.service_interfaces(arn):
            eni._group_set = [self.ec2_backend.get_security_group_from_id(each) for each in sec_groups]

    def set_subnets(self, arn: str, subnets: list[str], subnet_mappings: list[dict[str, Any]]) -> list[Any]:
        """Interfaces in subnets that are left go, those in new ones come (API SetSubnets)."""
        answer = super().set_subnets(arn, subnets, subnet_mappings)
        balancer, present = self.load_balancers[arn], self.ec2_backend.service_interfaces(arn)
        kept = {subnet.id for subnet in balancer.subnets}
        for eni in present:
            if eni.subnet_id not in kept:
                del self.ec2_backend.enis[eni.id]
        for subnet in balancer.subnets:
            if subnet.id not in {eni.subnet_id for eni in present}:
                self._add_interface(balancer, subnet)
        return answer

    def _add_interface(self, balancer: FakeLoadBalancer, subnet: Subnet) -> None:
        self.ec2_backend.add_service_interface(
            subnet,
            balancer.security_groups,
            _SERVICE,
            balancer.arn,
            f"ELB {balancer.arn.partition('loadbalancer/')[2]}",
            balancer.scheme == "internet-facing",
        )

    def _subnets(self, subnet_ids: Sequence[str]) -> list[Subnet]:
        """From at least two Availability Zones, one of each, all of one VPC."""
        known = {subnet.id: subnet for zone in self.ec2_backend.subnets.values() for subnet in zone.values()}
        if not set(subnet_ids) <= set(known):
            raise SubnetNotFoundError()
        subnets = [known[each] for each in subnet_ids]
        zones = {subnet.availability_zone for subnet in subnets}
        if len(zones) < 2:
            text = "At least two subnets in two different Availability Zones must be specified"
            raise ELBClientError("ValidationError", text)
        if len(zones) < len(subnets):
            text = "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
            raise ELBClientError("InvalidConfigurationRequest", text)
        if len({subnet.vpc_id for subnet in subnets}) > 1:
            text = "All subnets must belong to the same VPC"
            raise ELBClientError("InvalidConfigurationRequest", text)
        return subnets

    def _groups(self, vpc_id: str, group_ids: Sequence[str]) -> list[str]:
        for group_id in group_ids:
            group = self.ec2_backend.get_security_group_from_id(group_id)
            if not group or group.vpc_id != vpc_id:
                text = f"One or more security groups are invalid: {group_id}"
                raise ELBClientError("InvalidSecurityGroup", text)
        return list(group_ids) or [self.ec2_backend.get_default_security_group(vpc_id).id]

    def _check_internet(self, vpc_id: str, scheme: str) -> None:
        if scheme == "internet-facing" and not self.ec2_backend.internet_gateway_of(vpc_id):
            raise ELBClientError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")

    def _dns_name(self, name: str, scheme: str) -> str:
        digits = int.from_bytes(identifiers.digest("load-balancer-name")[:4], "big") % 10**9 + 10**9
        head = "internal-" if scheme == "internal" else ""
        return f"{head}{name}-{digits}.{self.region_name}.elb.amazonaws.com"


def load_balancer_arn(account_id: str, lb_id: str, name: str, region_name: str) -> str:
    """ARN with the account's next 16 digits for a load balancer in place of moto's `lb_id`."""
    return _arn(account_id, region_name, f"loadbalancer/app/{name}", "load-balancer")


def target_group_arn(account_id: str, tg_id: str, name: str, region_name: str) -> str:
    """The same for a target group."""
    return _arn(account_id, region_name, f"targetgroup/{name}", "target-group")


def hexadecimal(size: int = 0, *, length: int = 0) -> str:
    """Digits of a listener or rule; moto asks by `length` for those that the ARNs above draw."""
    return "" if length else identifiers.resource_digits(size, "listener")


def _arn(account_id: str, region_name: str, path: str, kind: str) -> str:
    digits = identifiers.resource_digits(16, kind)
    return f"arn:aws:elasticloadbalancing:{region_name}:{account_id}:{path}/{digits}"


def _same(
    present: FakeLoadBalancer, subnets: Sequence[Subnet], groups: Sequence[str], scheme: str
) -> FakeLoadBalancer:
    """ "If you attempt to create multiple load balancers with the same settings, each call succeeds." """
    settings = {subnet.id for subnet in subnets}, set(groups), scheme
    if settings != (
        {subnet.id for subnet in present.subnets},
        set(present.security_groups),
        present.scheme,
    ):
        raise DuplicateLoadBalancerName()
    return present
