"""What a path costs: by the hour for what stands there, by the GB for what goes through."""

from dataclasses import dataclass

from helpers.cloud.facts import Prices
from helpers.data import load
from helpers.errors import PathError
from helpers.network import VpcEndpoint
from helpers.path.model import Hop, Layer, Path
from helpers.texts import message, render


@dataclass(frozen=True, slots=True)
class CostLine:
    """One item of a bill: `quantity` hours or GB of it at `usd` each, because of `component_id`."""

    item: str
    component_id: str
    quantity: float
    usd: float

    @property
    def total(self) -> float:
        """Quantity times price, in USD."""
        return self.quantity * self.usd


@dataclass(frozen=True, slots=True, repr=False)
class Cost:
    """The bill of a path for so many hours and GB; `date` is that of the prices."""

    lines: tuple[CostLine, ...]
    hours: float
    gigabytes: float
    date: str

    @property
    def total(self) -> float:
        """All lines together, in USD."""
        return sum(line.total for line in self.lines)

    def __repr__(self) -> str:
        return render(
            message("cost.total", total=f"{self.total:.2f}", hours=self.hours, gigabytes=self.gigabytes)
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{render(message(f'cost.head.{name}'))}</th>" for name in _COLUMNS)
        rows = "".join(_html_row(line) for line in self.lines)
        caption = render(message("cost.caption", date=self.date))
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table><p>{self}</p>"


_COLUMNS = ("item", "component", "quantity", "price", "total")


def _html_row(line: CostLine) -> str:
    item = render(message(f"cost.item.{line.item}"))
    cells = (item, line.component_id, f"{line.quantity:g}", f"${line.usd:.3f}", f"${line.total:.2f}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def cost(path: Path, hours: float, gigabytes: float, *, prices: Prices | None = None) -> Cost:
    """The bill for keeping the path's components for `hours` and sending `gigabytes` through them.

    Data transfer to a service of the same Region and from the internet is free; what a NAT gateway or
    an interface endpoint processes is billed both ways (aws.amazon.com/vpc/pricing, privatelink/pricing).

    Raises:
        PathError: hours or gigabytes are negative, or a price of the path's Region is missing.
    """
    if hours < 0 or gigabytes < 0:
        raise PathError("negative-quantity", hours=hours, gigabytes=gigabytes)
    table = prices or load("prices", Prices)
    own = {row.item: row.usd for row in table.prices if row.region == path.region}
    if not own:
        regions = ", ".join(sorted({row.region for row in table.prices}))
        raise PathError("no-prices", region=path.region, regions=regions)
    items = [entry for hop in path.hops for entry in _items(path, hop)]
    if missing := sorted({item for item, _, _ in items} - own.keys()):
        raise PathError("no-price", items=", ".join(missing), region=path.region)
    quantities = {"hour": hours, "gb": gigabytes}
    lines = tuple(
        CostLine(item, component_id, count * quantities[item.rpartition("-")[2]], own[item])
        for item, component_id, count in items
    )
    return Cost(lines, hours, gigabytes, table.date)


def _items(path: Path, hop: Hop) -> list[tuple[str, str, int]]:
    """(price item, component, how many) for which a hop is billed."""
    if hop.layer is Layer.NAT:
        return [("nat-gateway-hour", hop.component_id, 1), ("nat-gateway-gb", hop.component_id, 1)]
    if hop.layer is Layer.INTERNET_GATEWAY and hop.allowed:
        return [("public-ipv4-hour", str(hop.header_out.source), 1)]
    if hop.layer is not Layer.ENDPOINT:
        return []
    endpoint = path.network.get(VpcEndpoint, hop.component_id, path.region)
    kind = "gateway" if endpoint is None or endpoint.vpc_endpoint_type == "Gateway" else "interface"
    interfaces = 1 if endpoint is None or kind == "gateway" else len(endpoint.network_interface_ids)
    return [
        (f"{kind}-endpoint-hour", hop.component_id, interfaces),
        (f"{kind}-endpoint-gb", hop.component_id, 1),
    ]
