"""Read a network from folders of JSON as the AWS CLI prints it."""

import json
from pathlib import Path
from typing import Any

from helpers.errors import NetworkError
from helpers.network.network import Network
from helpers.network.parse import Answer, merge, parse


def load(*folders: str) -> Network:
    """Read one network from folders of AWS CLI JSON; each folder is one account and Region.

    Files are recognised by their top-level key (`Vpcs`, `Subnets`, `Reservations` …), whatever
    their names; any subset will do, and `warnings` says what is missing.

    Raises:
        NetworkError: no such folder, no JSON in it, malformed JSON, a row that is not of its kind;
            the message names file and field.
    """
    return merge(parse(_answers(Path(folder))) for folder in folders)


def _answers(folder: Path) -> list[Answer]:
    if not folder.is_dir():
        raise NetworkError("no-such-folder", folder=folder)
    files = sorted(file for file in folder.glob("*.json") if file.is_file())
    if not files:
        raise NetworkError("no-json-in-folder", folder=folder)
    return [Answer(_read(file), file.name) for file in files]


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise NetworkError("malformed-json", file=file.name, problem=error) from None
    if not isinstance(content, dict):
        raise NetworkError("not-an-answer", file=file.name)
    return content
