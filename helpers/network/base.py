"""The common form of everything that is read: frozen, fields named as AWS names them.

A model is made straight from a row of a `describe_*` answer (or of AWS CLI JSON) and is never
copied into another shape: the row that a route table shows is the object that a path's hop
names as the one that decided.  Fields that the lab does not know are kept.
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_pascal


def _text(value: Any) -> Any:
    """Numbers are no addresses in AWS's answers, though `ipaddress` would take 5 for 0.0.0.5."""
    if isinstance(value, (int, float)):
        raise ValueError("AWS writes it as text")
    return value


Ip = Annotated[IPv4Address, BeforeValidator(_text)]
Cidr = Annotated[IPv4Network, BeforeValidator(_text)]


class Row(BaseModel):
    """A piece of an AWS answer: frozen, snake_case fields for AWS's PascalCase keys, unknown keys kept."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        alias_generator=to_pascal,
        populate_by_name=True,
        hide_input_in_errors=True,
    )


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


class Component(Row):
    """Anything with an id in an account and a Region.

    `account` and `region` are where the component was read; AWS's rows do not all say so themselves.
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
