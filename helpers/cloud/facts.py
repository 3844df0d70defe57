"""The cloud room's data files, typed."""

from pydantic import BaseModel, ConfigDict

from helpers.data import DataFile, load


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PrefixListRow(_Row):
    """An AWS-managed prefix list of one Region; no `cidrs` where no ranges are known to us."""

    region: str
    service: str
    prefix_list_id: str
    cidrs: tuple[str, ...]
    cidrs_source: str | None


class PrefixLists(DataFile):
    """data/prefix_lists.json."""

    prefix_lists: tuple[PrefixListRow, ...]


class ServiceRow(_Row):
    """A service and one type of endpoint that it offers; `{region}` stands in its private name.

    `display` is what people call it, short enough for a picture's label.
    """

    name: str
    display: str
    type: str
    private_dns_name: str | None
    source: str


class HostedZoneRow(_Row):
    """The public hosted zone of a Region's vpce names."""

    region: str
    id: str
    source: str


class Services(DataFile):
    """data/services.json."""

    services: tuple[ServiceRow, ...]
    hosted_zones: tuple[HostedZoneRow, ...]


class DifferenceRow(_Row):
    """A sanity check of a lesson that a backend is known to fail, and the sentence to print."""

    id: str
    backend: str
    sentence: str


class Differences(DataFile):
    """data/differences.json."""

    differences: tuple[DifferenceRow, ...]


class PriceRow(_Row):
    """A price: `usd` for one `unit` of `item` in `region`."""

    item: str
    region: str
    usd: float
    unit: str
    source: str


class Prices(DataFile):
    """data/prices.json."""

    prices: tuple[PriceRow, ...]


def prefix_lists(region: str) -> tuple[PrefixListRow, ...]:
    """The AWS-managed prefix lists of `region` that the lab knows."""
    return tuple(row for row in load("prefix_lists", PrefixLists).prefix_lists if row.region == region)


def services() -> tuple[ServiceRow, ...]:
    """Each service and endpoint type, S3 twice as AWS lists it."""
    catalogue: Services = load("services", Services)
    return catalogue.services


def hosted_zone(region: str) -> str:
    """Id of the hosted zone of vpce names in `region`; us-east-1's where it is not known."""
    catalogue: Services = load("services", Services)
    zones = {row.region: row.id for row in catalogue.hosted_zones}
    return zones.get(region, zones["us-east-1"])


def differences(backend: str) -> dict[str, str]:
    """Known differences of `backend`: id of the sanity check -> sentence."""
    rows = load("differences", Differences).differences
    return {row.id: row.sentence for row in rows if row.backend == backend}
