"""Facts as data files, each row with its source and date; nothing here is written from memory.

Every file is JSON with a `source` (where the facts were read), a `date` (of that source) and
its rows.  A room reads a file through :func:`load` with a pydantic model that says its shape.
"""

from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

_FOLDER = Path(__file__).parent


class DataFile(BaseModel):
    """What every data file says of itself; a room's own model adds the rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    date: str


FileModel = TypeVar("FileModel", bound=DataFile)


@cache
def load(name: str, model: type[FileModel]) -> FileModel:
    """Read `name`.json as `model`, once a process.

    Raises:
        pydantic.ValidationError: the file has not the model's shape.
    """
    return model.model_validate_json((_FOLDER / f"{name}.json").read_bytes())
