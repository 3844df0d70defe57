"""What cannot be deleted yet, and what a deletion takes with it."""

from typing import Any, cast

from moto.ec2.models.iam_instance_profile import IamInstanceProfileAssociation
from moto.ec2.models.network_acls import NetworkAcl
from moto.ec2.models.security_groups import SecurityGroup
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPC

from helpers.cloud.embedded.refusals import in_use, refusal
from helpers.cloud.embedded.routes import Routes


class Dependencies(Routes):
    """Subnets, groups, ACLs, VPCs and instance profiles."""

    _vpc_being_deleted = ""

    def delete_subnet(self, subnet_id: str) -> Subnet:
        """Not while it holds a network interface (EC2 API, DeleteSubnet)."""
        subnet = self.get_subnet(subnet_id)
        if any(eni.subnet is subnet for eni in self.enis.values()):
            raise in_use("subnet", subnet_id)
        for table in self.route_tables.values():
            for association in [key for key, value in table._associations.items() if value == subnet_id]:
                del table._associations[association]
        for acl in self.network_acls.values():
            for association in [
                key for key, value in acl._associations.items() if value.subnet_id == subnet_id
            ]:
                del acl._associations[association]
        return super().delete_subnet(subnet_id)

    def create_security_group(self, *args: Any, **kwargs: Any) -> SecurityGroup:
        """The default group admits its own members.

        https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
        """
        group = super().create_security_group(*args, **kwargs)
        if kwargs.get("is_default"):
            members, every_port = [{"GroupId": group.id}], cast(str, None)
            self.authorize_security_group_ingress(
                group.id,
                "-1",
                every_port,
                every_port,
                [],
                source_groups=members,
                vpc_id=group.vpc_id,
            )
        return group

    def delete_security_group(self, name: str | None = None, group_id: str | None = None) -> None:
        """Not the default one, nor one that an interface, endpoint or rule uses.

        (EC2 API, DeleteSecurityGroup; Error codes: CannotDelete, DependencyViolation.)
        """
        group = self.get_security_group_from_id(group_id) if group_id else None
        if group and group.vpc_id != self._vpc_being_deleted:
            self._check_group(group)
        super().delete_security_group(name, group_id)

    def _check_group(self, group: SecurityGroup) -> None:
        if group.name == "default":
            text = f'the specified group: "{group.id}" name: "default" cannot be deleted by a user'
            raise refusal("CannotDelete", text)
        used = any(group in eni.group_set for eni in self.enis.values())
        others = (each for groups in self.groups.values() for each in groups.values() if each is not group)
        named = any(
            rule.source_group.get("GroupId") == group.id
            for other in others
            for rule in [*other.ingress_rules, *other.egress_rules]
        )
        if used or named:
            raise refusal("DependencyViolation", f"resource {group.id} has a dependent object")

    def create_network_acl(
        self, vpc_id: str, tags: list[dict[str, str]] | None = None, default: bool = False
    ) -> NetworkAcl:
        """A custom ACL begins with the deny of last resort both ways.

        https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
        """
        acl = super().create_network_acl(vpc_id, tags, default)
        for egress in () if default else (True, False):
            self.create_network_acl_entry(  # the star row: rule 32767 in DescribeNetworkAcls
                acl.id,
                32767,
                "-1",
                "deny",
                egress,
                "0.0.0.0/0",
                None,
                None,
                None,
                None,
                None,
            )
        return acl

    def delete_route_table(self, route_table_id: str) -> None:
        """Not the main one; an endpoint forgets a table that is deleted (DeleteRouteTable)."""
        table = self.get_route_table(route_table_id)
        if table.main_association_id and table.vpc_id != self._vpc_being_deleted:
            raise in_use("routeTable", route_table_id)
        super().delete_route_table(route_table_id)
        for endpoint in self.vpc_end_points.values():
            endpoint.route_table_ids = [each for each in endpoint.route_table_ids if each != route_table_id]

    def delete_vpc(self, vpc_id: str) -> VPC:
        """Not before what was made in it is gone (EC2 API, DeleteVpc); its own ACL goes along."""
        self.get_vpc(vpc_id)
        if self._holds_something(vpc_id):
            raise in_use("vpc", vpc_id)
        self._vpc_being_deleted = vpc_id
        try:
            vpc = super().delete_vpc(vpc_id)
        finally:
            self._vpc_being_deleted = ""
        for acl in [each for each in self.network_acls.values() if each.vpc_id == vpc_id]:
            del self.network_acls[acl.id]
        return vpc

    def _holds_something(self, vpc_id: str) -> bool:
        groups = (group.name != "default" for group in self.groups[vpc_id].values())
        acls = (not acl.default for acl in self.network_acls.values() if acl.vpc_id == vpc_id)
        endpoints = (each.vpc_id == vpc_id for each in self.vpc_end_points.values())
        return bool(self.internet_gateway_of(vpc_id)) or any(groups) or any(acls) or any(endpoints)

    def replace_iam_instance_profile_association(
        self,
        association_id: str,
        iam_instance_profile_name: str | None = None,
        iam_instance_profile_arn: str | None = None,
    ) -> IamInstanceProfileAssociation:
        """DescribeInstances shows the new profile (ReplaceIamInstanceProfileAssociation)."""
        made = super().replace_iam_instance_profile_association(
            association_id, iam_instance_profile_name, iam_instance_profile_arn
        )
        shown = {"Arn": made.iam_instance_profile.arn, "Id": made.iam_instance_profile.id}
        self.modify_instance_attribute(made.instance.id, "iam_instance_profile", shown)
        return made
