"""The common form of everything that is read: frozen, fields named as AWS names them.

A model is made straight from a row of a `describe_*` answer (or of AWS CLI JSON) and is never
copied into another shape: the row that a route table shows is the object that a path's hop
names as the one that decided.  Fields that the lab does not know are kept.
"""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, StringConstraints
from pydantic.alias_generators import to_pascal

# Large accounts repeat the same few thousand texts in a hundred thousand rows.
_address = lru_cache(1 << 16)(IPv4Address)
_network = lru_cache(1 << 16)(IPv4Network)
_either = lru_cache(1 << 16)(ip_network)


@lru_cache(1 << 16)
def _any_host(text: str) -> IPv4Network:
    return IPv4Network(text, strict=False)


def _ip(value: Any) -> IPv4Address:
    return value if isinstance(value, IPv4Address) else _address(_text(value))


def _cidr(value: Any) -> IPv4Network:
    return value if isinstance(value, IPv4Network) else _network(_text(value))


def _either_cidr(value: Any) -> IPv4Network | IPv6Network:
    return value if isinstance(value, IPv4Network | IPv6Network) else _either(_text(value))


def _range(value: Any) -> IPv4Network:
    return value if isinstance(value, IPv4Network) else _any_host(_text(value))


def _text(value: Any) -> str:
    """Numbers are no addresses in AWS's answers, though `ipaddress` would take 5 for 0.0.0.5."""
    if not isinstance(value, str):
        raise ValueError("AWS writes it as text")
    return value


_AS_TEXT = PlainSerializer(str, when_used="unless-none")

Ip = Annotated[IPv4Address, PlainValidator(_ip), _AS_TEXT]
Cidr = Annotated[IPv4Network, PlainValidator(_cidr), _AS_TEXT]
EitherCidr = Annotated[IPv4Network | IPv6Network, PlainValidator(_either_cidr), _AS_TEXT]
RangeOfHost = Annotated[IPv4Network, PlainValidator(_range), _AS_TEXT]
"""A CIDR that may hold host bits as it was typed (10.0.3.20/24); it means the whole range."""
Id = Annotated[str, StringConstraints(min_length=1)]


class Row(BaseModel):
    """A piece of an AWS answer: frozen, snake_case fields for AWS's PascalCase keys, unknown keys kept."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=to_pascal,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    def as_aws(self) -> dict[str, Any]:
        """The row as AWS printed it: its keys, nothing that was not there."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, fallback=str)


class Tag(Row):
    """One tag of a component."""

    key: str
    value: str


class Rule(Row):
    """A row that decides about packets and knows which component it belongs to.

    `owner_id` is the route table, security group or network ACL that holds the row.
    """

    owner_id: str = Field(default="", alias="@owner", exclude=True)


def hand_down(data: Any, owner_key: str, *lists: str, **more: Any) -> Any:
    """Write the owner's id into each row of the named lists before they are parsed."""
    if not isinstance(data, Mapping):
        return data
    given = {"@owner": data.get(owner_key, ""), **{f"@{name}": value for name, value in more.items()}}
    filled = {
        name: [{**row, **given} if isinstance(row, Mapping) else row for row in data[name]]
        for name in lists
        if isinstance(data.get(name), (list, tuple))
    }
    return {**data, **filled}


_GONE = ("terminated", "deleted")


class Component(Row):
    """Anything with an id in an account and a Region.

    `account` owns it and `region` is where it is; AWS's rows do not all say so themselves
    (:mod:`helpers.network.places` has the rule).
    """

    id_field: ClassVar[str]

    account: str = Field(default="", alias="@account", exclude=True)
    region: str = Field(default="", alias="@region", exclude=True)
    tags: tuple[Tag, ...] = ()

    @property
    def id(self) -> str:
        """AWS's id of the component, e.g. `subnet-0a1b…`."""
        return str(getattr(self, self.id_field))

    @property
    def name(self) -> str | None:
        """The value of the Name tag, if there is one."""
        return next((tag.value for tag in self.tags if tag.key == "Name"), None)

    @property
    def label(self) -> str:
        """What a person calls it: its Name, else its id."""
        return self.name or self.id

    @property
    def is_gone(self) -> bool:
        """Terminated instances, deleted NAT gateways and endpoints are still described for a while."""
        state = getattr(self, "state", "")
        return str(getattr(state, "name", state)).lower() in _GONE
