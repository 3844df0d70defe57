"""DB instances of Amazon RDS, each with a network interface in the subnet where it runs.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ec2.models.subnets import Subnet
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBInstance, DBSubnetGroup, RDSBackend
from moto.rds.responses import RDSResponse

from helpers.cloud.embedded import identifiers

_SERVICE = "amazon-rds"


class Databases(RDSBackend):
    """One account and Region."""

    __module__ = "moto.rds.models"  # moto finds a backend's urls by its module's name

    @property
    def ec2(self) -> Any:
        """The account's VPCs in this Region."""
        return ec2_backends[self.account_id][self.region_name]

    def create_subnet_group(
        self, subnet_name: str, description: str, subnets: list[Any], tags: list[dict[str, str]]
    ) -> DBSubnetGroup:
        """Subnets of one VPC in at least two Availability Zones (API CreateDBSubnetGroup)."""
        if subnet_name.lower() == "default":
            raise RDSClientError("InvalidParameterValue", "The parameter DBSubnetGroupName is default.")
        if subnet_name in self.subnet_groups:
            text = f"The DB subnet group '{subnet_name.lower()}' already exists."
            raise RDSClientError("DBSubnetGroupAlreadyExists", text)
        _check_subnets(subnets)
        return super().create_subnet_group(subnet_name, description, subnets, tags)

    def modify_db_subnet_group(
        self, subnet_name: str, description: str, subnets: list[Subnet]
    ) -> DBSubnetGroup:
        """The same holds for a changed group (API ModifyDBSubnetGroup)."""
        group = self.describe_db_subnet_groups(subnet_name)[0]
        _check_subnets(subnets)
        super().modify_db_subnet_group(subnet_name, description, subnets)
        self.subnet_groups[subnet_name] = group  # moto forgets it
        return group

    def delete_subnet_group(self, subnet_name: str) -> DBSubnetGroup:
        """Not while a DB instance is in it (API DeleteDBSubnetGroup)."""
        group = self.describe_db_subnet_groups(subnet_name)[0]
        if any(getattr(each, "db_subnet_group", None) is group for each in self.databases.values()):
            text = f"Cannot delete the subnet group '{subnet_name}' because a database is still using it."
            raise RDSClientError("InvalidDBSubnetGroupStateFault", text)
        return super().delete_subnet_group(subnet_name)

    def create_db_instance(self, db_kwargs: dict[str, Any]) -> DBInstance:
        """In the first subnet of its group, or of the Availability Zone asked for.

        With MultiAZ the standby has an interface in another zone (RDS guide, Multi-AZ DB instances).
        An instance of a cluster is kept as moto keeps it, without an interface.
        """
        if db_kwargs.get("db_cluster_identifier"):
            return super().create_db_instance(db_kwargs)
        group = self._subnet_group(db_kwargs)
        homes = _homes(group, db_kwargs.get("availability_zone"), bool(db_kwargs.get("multi_az")))
        groups = self._groups(group.vpc_id, db_kwargs.get("vpc_security_group_ids") or [])
        placed = {"availability_zone": homes[0].availability_zone, "vpc_security_group_ids": groups}
        made = super().create_db_instance({**dict(db_kwargs), **placed, "db_subnet_group_name": group.name})
        made.dbi_resource_id = "db-" + identifiers.letters("db", 26)
        for subnet in homes:
            self.ec2.add_service_interface(
                subnet, groups, _SERVICE, made.dbi_resource_id, "RDSNetworkInterface"
            )
        return made

    def modify_db_instance(self, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> DBInstance:
        """The interfaces follow VpcSecurityGroupIds (API ModifyDBInstance)."""
        database: Any = self.describe_db_instances(db_instance_identifier)[0]
        own = self.ec2.service_interfaces(database.dbi_resource_id)
        wanted = db_kwargs.get("vpc_security_group_ids") or []
        if own:
            self._groups(own[0].vpc_id, wanted)
        changed = super().modify_db_instance(db_instance_identifier, db_kwargs)
        for eni in own if wanted else ():
            eni._group_set = [self.ec2.get_security_group_from_id(each) for each in wanted]
        return changed

    def delete_db_instance(
        self,
        db_instance_identifier: str,
        final_db_snapshot_identifier: str | None = None,
        skip_final_snapshot: bool | None = False,
        delete_automated_backups: bool | None = True,
    ) -> DBInstance:
        """With a final snapshot or without, but one of the two must be said (API DeleteDBInstance)."""
        if not skip_final_snapshot and not final_db_snapshot_identifier:
            text = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
            raise RDSClientError("InvalidParameterCombination", text)
        gone = super().delete_db_instance(
            db_instance_identifier,
            final_db_snapshot_identifier,
            skip_final_snapshot,
            delete_automated_backups,
        )
        self.ec2.drop_service_interfaces(gone.dbi_resource_id)
        return gone

    def _subnet_group(self, db_kwargs: dict[str, Any]) -> DBSubnetGroup:
        """The one that is named, else the group "default" of the default VPC's subnets."""
        name = db_kwargs.get("db_subnet_group_name")
        if not name and "default" not in self.subnet_groups:
            subnets = list(self.ec2.get_default_subnets().values())
            super().create_subnet_group("default", "default", subnets, [])
        return self.describe_db_subnet_groups(name or "default")[0]

    def _groups(self, vpc_id: str, group_ids: Sequence[str]) -> list[str]:
        """The VPC's default group where none is named; each must be of the subnet group's VPC."""
        for group_id in group_ids:
            group = self.ec2.get_security_group_from_id(group_id)
            if not group:
                text = f"Invalid security group, groupId= {group_id}, groupName=."
                raise RDSClientError("InvalidParameterValue", text)
            if group.vpc_id != vpc_id:
                text = (
                    "The DB instance and EC2 security group are in different VPCs. "
                    f"The DB instance is in {vpc_id} and the EC2 security group is in {group.vpc_id}"
                )
                raise RDSClientError("InvalidParameterCombination", text)
        return list(group_ids) or [self.ec2.get_default_security_group(vpc_id).id]


class DatabaseResponse(RDSResponse):
    """Reads the request, writes the answer."""

    def create_db_subnet_group(self) -> ActionResult:
        """A subnet that is not there is InvalidSubnet (API CreateDBSubnetGroup)."""
        self._check_subnets()
        return super().create_db_subnet_group()

    def modify_db_subnet_group(self) -> ActionResult:
        """The same (API ModifyDBSubnetGroup)."""
        self._check_subnets()
        return super().modify_db_subnet_group()

    def _check_subnets(self) -> None:
        ec2: Any = ec2_backends[self.current_account][self.region]
        known = {subnet_id for zone in ec2.subnets.values() for subnet_id in zone}
        unknown = [each for each in self.params.get("SubnetIds", []) if each not in known]
        if unknown:
            raise RDSClientError("InvalidSubnet", f"Some input subnets in :{unknown} are invalid.")


def address(database: DBInstance) -> str:
    """The endpoint's name: instance, a token of the account and Region, Region."""
    token = hashlib.sha256(f"{database.account_id}/{database.region}/rds".encode()).hexdigest()[:12]
    return f"{database.db_instance_identifier}.{token}.{database.region}.rds.amazonaws.com"


def _check_subnets(subnets: Sequence[Subnet]) -> None:
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise RDSClientError("InvalidSubnet", "The subnets are not all in a common VPC.")
    zones = {subnet.availability_zone for subnet in subnets}
    if len(zones) < 2:
        raise RDSClientError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least 2 AZs.",
        )


def _homes(group: DBSubnetGroup, zone: str | None, standby: bool) -> list[Subnet]:
    """The subnet of the primary and, if asked for, the first one in another zone."""
    subnets: list[Subnet] = group._subnets
    primary = next((each for each in subnets if zone in (None, each.availability_zone)), None)
    if not primary:
        text = f"The DB subnet group {group.name} has no subnet in {zone}."
        raise RDSClientError("InvalidVPCNetworkStateFault", text)
    others = [each for each in subnets if each.availability_zone != primary.availability_zone]
    return [primary, *others[:1]] if standby else [primary]
