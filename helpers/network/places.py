"""In which account and Region a component is; AWS's rows do not all say so themselves.

The Region of a row is the first that is known of
1. what the caller says (`describe` knows its client's), or the innermost folder that is named after a
   Region (`us-east-1`, `prod-us-east-1`);
2. the row's own Availability Zone or ARN;
3. what the rows of its VPC say;
4. the Region that the other rows beside it speak of most often, service names included.

The account is the first that is known of the row's own `OwnerId` or ARN, its VPC's owner, what the caller
or the innermost folder named after a 12-digit account id says, and the owner named most often beside it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_COMPASS = "central|(?:north|south)(?:east|west)?|east|west"
_REGION = re.compile(rf"(?<![a-z0-9])([a-z]{{2,4}}(?:-[a-z]+)?-(?:{_COMPASS})-\d)(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)(\d{12})(?!\d)")
_OWN_ARNS = ("SubnetArn", "SecurityGroupArn", "PrefixListArn", "TransitGatewayArn", "LoadBalancerArn")
_OWNERS = ("OwnerId", "GroupOwnerId")
_SPEAK_OF_REGIONS = ("ServiceName", "PrefixListName")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """An account and a Region; an empty text where it is not known."""

    account: str = ""
    region: str = ""


def place_named(folders: Sequence[str]) -> Place:
    """The account and Region that folder names tell, the innermost folder last."""
    return Place(_first(_ACCOUNT, reversed(folders)), _first(_REGION, reversed(folders)))


class Locator:
    """Knows the account and Region of each row of one place; `told` is what the caller knows."""

    def __init__(self, rows: Iterable[Row], told: Place) -> None:
        self._told = told
        owners: Counter[str] = Counter()
        regions: Counter[str] = Counter()
        self._owner_of_vpc: dict[str, str] = {}
        self._region_of_vpc: dict[str, str] = {}
        for row in rows:
            owner, region, vpc = _own_account(row), _own_region(row), row.get("VpcId")
            owners.update(filter(None, [owner]))
            regions.update(filter(None, [region, _first(_REGION, map(row.get, _SPEAK_OF_REGIONS))]))
            if isinstance(vpc, str):
                self._region_of_vpc.setdefault(vpc, region) if region else None
                self._owner_of_vpc.update({vpc: owner} if owner and "CidrBlock" in row else {})
        self.place = Place(told.account or _most_common(owners), told.region or _most_common(regions))

    def of(self, row: Row) -> Place:
        """The account and Region of a row."""
        vpc = str(row.get("VpcId"))
        account = _own_account(row) or self._owner_of_vpc.get(vpc) or self.place.account
        region = self._told.region or _own_region(row) or self._region_of_vpc.get(vpc) or self.place.region
        return Place(account, region)


def _own_account(row: Row) -> str:
    reservation = row.get("@reservation")
    owners = [row.get(key) for key in _OWNERS]
    owners += [reservation.get("OwnerId")] if isinstance(reservation, Mapping) else []
    named = next((o for o in owners if isinstance(o, str) and o.isdecimal()), "")
    return named or _first(_ACCOUNT, (_arn_part(row, 4),))


def _own_region(row: Row) -> str:
    placement = row.get("Placement")
    zone = placement.get("AvailabilityZone") if isinstance(placement, Mapping) else None
    return _first(_REGION, (row.get("AvailabilityZone"), zone, _arn_part(row, 3)))


def _arn_part(row: Row, part: int) -> str:
    """A part of the row's own ARN: 3 is the Region, 4 the account."""
    arn = next((row[key] for key in _OWN_ARNS if isinstance(row.get(key), str)), "")
    return str([*arn.split(":"), *[""] * 5][part])


def _first(pattern: re.Pattern[str], texts: Iterable[object]) -> str:
    found = (pattern.search(text) for text in texts if isinstance(text, str))
    return next((match.group(1) for match in found if match), "")


def _most_common(counter: Counter[str]) -> str:
    """Of equals the first one read, so that the same files give the same answer."""
    return max(counter, key=counter.__getitem__, default="")
