"""What a list of calls will make, at what price an hour, told before it is made."""

from collections.abc import Sequence

from helpers.cloud.calls import ApiCall
from helpers.cloud.cloud import Cloud
from helpers.cloud.facts import Prices
from helpers.data import load
from helpers.texts import Message, message, render

_HOURLY = {"CreateNatGateway": "nat-gateway-hour", "AllocateAddress": "public-ipv4-hour"}
_UNKNOWN = ("RunInstances", "CreateLoadBalancer", "CreateDBInstance")


def plan(cloud: Cloud, calls: Sequence[ApiCall]) -> str:
    """What `calls` make in `cloud`, the known prices an hour in USD, and how to remove it."""
    made = [call for call in calls if call.operation.startswith(("Create", "Allocate", "Run"))]
    prices = [_usd(call, cloud.region) for call in made]
    rows = [
        message("cloud.plan.row", operation=call.operation, price=_told(usd))
        for call, usd in zip(made, prices, strict=True)
        if usd != 0
    ]
    total = f"{sum(usd or 0 for usd in prices):.3f}"
    head = message("cloud.plan.head", count=len(made), account=cloud.account_id, region=cloud.region)
    lines = [head, *rows, message("cloud.plan.total", usd=total), message("cloud.plan.remove")]
    return "\n".join(map(render, lines))


def _usd(call: ApiCall, region: str) -> float | None:
    """USD an hour; None where data/prices.json does not say."""
    if call.operation in _HOURLY:
        return _price(_HOURLY[call.operation], region)
    if call.operation == "CreateVpcEndpoint" and call.parameters.get("VpcEndpointType") == "Interface":
        price = _price("interface-endpoint-hour", region)
        return None if price is None else price * len(call.parameters.get("SubnetIds", ()))
    return None if call.operation in _UNKNOWN else 0.0


def _price(item: str, region: str) -> float | None:
    rows = load("prices", Prices).prices
    return next((row.usd for row in rows if (row.item, row.region) == (item, region)), None)


def _told(usd: float | None) -> Message:
    return message("cloud.plan.unknown") if usd is None else message("cloud.plan.price", usd=f"{usd:g}")
