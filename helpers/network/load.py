"""Read a network from folders of JSON as the AWS CLI prints it."""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from helpers.errors import NetworkError
from helpers.network.answers import Answer
from helpers.network.kinds import BY_KEY
from helpers.network.network import Network
from helpers.network.parse import Reading, join, read
from helpers.network.places import place_named


def load(*folders: str | Path) -> Network:
    """Read one network from folders of AWS CLI JSON and all folders inside them.

    Files are recognised by their top-level key (`Vpcs`, `Subnets`, `Reservations` …), whatever
    their names; any subset will do, several files may hold pages of one call, and `warnings` says what is
    missing.  The files that lie together in one folder are one account and Region: that of the folder's
    name, else what the rows say; :mod:`helpers.network.places` has the whole rule.

    Raises:
        NetworkError: no such folder, no JSON in it, malformed JSON, nothing that the lab knows, a row that
            is not of its kind, one id with two contents; the message names file and field.
    """
    with _without_collection():
        return join([reading for folder in folders for reading in _readings(Path(folder))])


@contextmanager
def _without_collection() -> Iterator[None]:
    """Rows are no garbage while they are read; looking for some among them takes as long as the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _readings(folder: Path) -> Iterator[Reading]:
    by_folder: dict[Path, list[Path]] = {}
    for file in _files(folder):
        by_folder.setdefault(file.parent, []).append(file)
    answers = {inner: [_answer(file, folder) for file in files] for inner, files in by_folder.items()}
    _check_something_known([answer for found in answers.values() for answer in found])
    for inner, found in answers.items():
        names = (*folder.absolute().parts[-2:], *inner.relative_to(folder).parts)
        yield read(found, place_named(names))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise NetworkError("no-such-folder", folder=folder)
    found = (file for file in folder.rglob("*.json") if file.is_file())
    files = sorted(file for file in found if not _is_hidden(file.relative_to(folder)))
    if not files:
        raise NetworkError("no-json-in-folder", folder=folder)
    return files


def _is_hidden(file: Path) -> bool:
    """Editors and notebooks keep copies in folders such as .ipynb_checkpoints."""
    return any(part.startswith(".") for part in file.parts)


def _answer(file: Path, folder: Path) -> Answer:
    origin = file.relative_to(folder).as_posix()
    try:
        content = json.loads(file.read_bytes(), parse_constant=_no_number)
    except (ValueError, RecursionError, OSError) as error:
        raise NetworkError("malformed-json", file=origin, problem=error) from None
    if not isinstance(content, dict):
        raise NetworkError("not-an-answer", file=origin)
    return Answer(content, origin)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check_something_known(answers: Sequence[Answer]) -> None:
    if any(answer.content.keys() & _KNOWN for answer in answers):
        return
    first = next((answer for answer in answers if answer.content), answers[0])
    key = next(iter(first.content), "")
    raise NetworkError("nothing-known", file=first.origin, key=key, known=", ".join(list(BY_KEY)[:_NAMED]))


_KNOWN = {*BY_KEY, "VpcId", "Entries"}
_NAMED = 12
