"""AWS-managed prefix lists with their real ids and ranges.

https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
"""

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.managed_prefixes import ManagedPrefixList

from helpers.cloud import facts
from helpers.cloud.embedded.refusals import refusal


class PrefixLists(EC2Backend):
    """Prefix lists: one a gateway service and Region, owned by AWS, without a version."""

    def create_default_pls(self) -> None:
        """The lists of data/prefix_lists.json; a Region that is not there has none."""
        for row in facts.prefix_lists(self.region_name):
            made = _aws_managed(self, row)
            self.managed_prefix_lists[made.id] = made

    def describe_managed_prefix_lists(
        self, prefix_list_ids: list[str] | None = None, filters: Any = None
    ) -> list[ManagedPrefixList]:
        """An unknown id is InvalidPrefixListID.NotFound (EC2 API, Error codes)."""
        for prefix_list_id in prefix_list_ids or []:
            self._known_prefix_list(prefix_list_id)
        return super().describe_managed_prefix_lists(prefix_list_ids, filters)

    def get_managed_prefix_list_entries(self, prefix_list_id: str) -> ManagedPrefixList:
        """An unknown id is InvalidPrefixListID.NotFound (EC2 API, Error codes)."""
        return self._known_prefix_list(prefix_list_id)

    def _known_prefix_list(self, prefix_list_id: str) -> ManagedPrefixList:
        if prefix_list_id not in self.managed_prefix_lists:
            text = f"The prefix list ID '{prefix_list_id}' does not exist"
            raise refusal("InvalidPrefixListID.NotFound", text)
        return self.managed_prefix_lists[prefix_list_id]

    def prefix_list_of(self, service_name: str) -> ManagedPrefixList | None:
        """The list that a gateway endpoint of `service_name` routes by."""
        lists = self.managed_prefix_lists.values()
        return next((each for each in lists if each.prefix_list_name == service_name), None)


def _aws_managed(backend: EC2Backend, row: facts.PrefixListRow) -> ManagedPrefixList:
    made = ManagedPrefixList(
        backend,
        region=row.region,
        address_family="IPv4",
        entry=[{"Cidr": cidr} for cidr in row.cidrs],
        prefix_list_name=f"com.amazonaws.{row.region}.{row.service}",
        owner_id="AWS",
    )
    made.id = row.prefix_list_id
    made.prefix_list_arn = made.arn(row.region, "aws")
    made.version = None  # "AWS-managed prefix lists … no version number" (DescribeManagedPrefixLists)
    vars(made)["cidrs"] = list(row.cidrs)  # DescribePrefixLists answers them inline
    return made
