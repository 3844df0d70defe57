"""Every sentence that the helpers show, by key.

One catalogue file a language stands beside this module (`en.toml`).  The rest of the
package carries :class:`Message` values about and never a finished sentence, so that a
lesson can be shown in another language without touching the engine.
"""

import os
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT_LANGUAGE = "en"
_FOLDER = Path(__file__).parent
_PRINTED_WIDTH = 88


@dataclass(frozen=True)
class Message:
    """A sentence before it is worded: the catalogue key and the values it speaks of.

    A value may itself be a Message; it is worded in the same language.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return render(self)


def message(key: str, /, **values: Any) -> Message:
    """Build a :class:`Message`; `message("route.wins", cidr="0.0.0.0/0")`."""
    return Message(key, values)


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, as two-letter codes, sorted."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def render(message: Message, language: str | None = None) -> str:
    """Word a message.

    Args:
        message: what to say.
        language: a code of :func:`languages`; None takes `LAB_LANG`, else English.
            A language, or a key within it, that has no catalogue falls back to English.

    Raises:
        KeyError: the key stands in no catalogue, or a value that its sentence names is missing.
    """
    chosen = language or os.environ.get("LAB_LANG") or DEFAULT_LANGUAGE
    template = _catalogue(chosen).get(message.key) or _catalogue(DEFAULT_LANGUAGE)[message.key]
    worded = {
        name: render(value, chosen) if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    return template.format_map(worded)


def paragraph(message: Message) -> str:
    """A message in lines of at most 88 characters, the second and later ones indented.

    JupyterLab breaks longer printed lines inside words.
    """
    fold = textwrap.TextWrapper(
        _PRINTED_WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(map(fold.fill, render(message).splitlines()))


@cache
def _catalogue(language: str) -> dict[str, str]:
    file = _FOLDER / f"{language}.toml"
    if not file.is_file():
        return {}
    return dict(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def _flatten(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            rows += _flatten(value, f"{prefix}{name}.")
        else:
            rows.append((prefix + name, value.strip()))
    return rows
