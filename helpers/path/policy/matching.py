"""Patterns of a policy: wildcards, ARNs by segment, and policy variables.

AWS: IAM userguide, reference_policies_elements_resource.html, reference_policies_variables.html.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Context = Mapping[str, Any]
"""The context of a request with its keys in small letters: keys are not case-sensitive."""

_SPECIAL = ("*", "?", "$")
_PIECE = re.compile(r"\$\{[^{}]*\}|[*?]")
_WILDCARD = re.compile(r"[*?]")
_NAME = re.compile(r"\s*([^\s,']+)\s*(?:,\s*'([^']*)'\s*)?")
_ARN_PARTS = 6


@dataclass(frozen=True, slots=True)
class Variable:
    """`${key}` or `${key, 'default'}`; the key in small letters."""

    key: str
    default: str | None = None

    def value(self, context: Context) -> str | None:
        """What stands for it; None where the request has no such key.

        A key with several values cannot be a variable
        (reference_policies_condition-single-vs-multi-valued-context-keys.html).
        """
        values = texts(context.get(self.key))
        return str(values[0]) if len(values) == 1 else self.default


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*` (any characters) or `?` (one character)."""

    many: bool


Token = str | Variable | Wildcard


def texts(value: Any) -> tuple[Any, ...]:
    """The values of a context key as text; bytes stay bytes, and a missing key has none."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(text for item in value for text in texts(item))
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (value,) if isinstance(value, bytes) else (str(value),)


def tokens(text: str, *, wildcards: bool, variables: bool) -> tuple[Token, ...]:
    """Cut a policy's text into literal pieces, wildcards and variables.

    `variables`: the document is of version 2012-10-17; an older one has `${…}` as plain characters.
    """
    return tuple(_joined(_cut(text, wildcards, variables)))


def _cut(text: str, wildcards: bool, variables: bool) -> Iterator[Token]:
    end = 0
    for found in (_PIECE if variables else _WILDCARD).finditer(text):
        yield text[end : found.start()]
        yield _token(found[0], wildcards)
        end = found.end()
    yield text[end:]


def _token(piece: str, wildcards: bool) -> Token:
    if piece in ("*", "?"):
        return Wildcard(piece == "*") if wildcards else piece
    name = piece[2:-1]
    parts = _NAME.fullmatch(name)
    if name in _SPECIAL or parts is None:
        return name if name in _SPECIAL else piece
    return Variable(parts[1].lower(), parts[2])


def _joined(pieces: Iterable[Token]) -> Iterator[Token]:
    """Neighbouring literals as one, a row of `*` as one: long rows cost a matcher dear."""
    last: Token = ""
    for piece in pieces:
        if isinstance(last, str) and isinstance(piece, str):
            last += piece
        elif not (isinstance(piece, Wildcard) and piece.many and piece == last):
            if last != "":
                yield last
            last = piece
    if last != "":
        yield last


def filled(pattern: Iterable[Token], context: Context) -> tuple[str | Wildcard, ...] | None:
    """The pattern with its variables filled in, their values taken literally; None where one has no value."""
    pieces: list[str | Wildcard] = []
    for token in pattern:
        value = token.value(context) if isinstance(token, Variable) else token
        if value is None:
            return None
        pieces.append(value)
    return tuple(pieces)


def glob(pieces: Iterable[str | Wildcard]) -> str:
    """The regular expression of a pattern.

    What stands between two `*` is taken at its first place and never given back (atomic groups), so that
    no pattern costs more than one look along the text for each piece.
    """
    runs: list[list[str]] = [[]]
    for piece in pieces:
        if isinstance(piece, Wildcard) and piece.many:
            runs.append([])
        else:
            runs[-1].append("." if isinstance(piece, Wildcard) else re.escape(piece))
    first, *rest = ("".join(run) for run in runs)
    if not rest:
        return first
    return first + "".join(f"(?>.*?{run})" for run in rest[:-1]) + ".*" + rest[-1]


@lru_cache(maxsize=4096)
def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled expression; kept, as the same variables come again and again."""
    return re.compile(source, re.DOTALL | flags)


@dataclass(frozen=True, slots=True)
class ArnPattern:
    """One entry of Resource or NotResource: the first five segments as an expression, the rest as tokens."""

    head: str
    tail: tuple[Token, ...]

    def expression(self, context: Context) -> re.Pattern[str] | None:
        """The expression for one request; None where a variable has no value."""
        pieces = filled(self.tail, context)
        return None if pieces is None else compiled(self.head + glob(pieces))


def arn_pattern(text: str, *, variables: bool) -> ArnPattern:
    """Read an entry of Resource.

    A `*` at the end of a segment may reach over its colon, one before other characters may not; the last
    segment is the resource's own name, in which a colon is a character like others.  Variables count in
    that last segment only.
    """
    parts = text.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return ArnPattern("", tokens(text, wildcards=True, variables=False))
    head = "".join(f"{_segment(part)}:" for part in parts[:-1])
    return ArnPattern(head, tokens(parts[-1], wildcards=True, variables=variables))


def _segment(part: str) -> str:
    body, end = (part[:-1], ".*") if part.endswith("*") else (part, "")
    pieces = tokens(body, wildcards=True, variables=False)
    return "".join(re.escape(p) if isinstance(p, str) else _within(p) for p in pieces) + end


def _within(piece: Token) -> str:
    return "[^:]*" if isinstance(piece, Wildcard) and piece.many else "[^:]"


@dataclass(frozen=True, slots=True)
class Resources:
    """The entries of Resource or NotResource: those that are the same for every request, and the others."""

    fixed: re.Pattern[str] | None
    varying: tuple[ArnPattern, ...]

    def match(self, arn: str, context: Context) -> bool | None:
        """Does an entry name the resource?  None: no entry does, but one has a variable without a value."""
        if self.fixed and self.fixed.fullmatch(arn):
            return True
        expressions = [pattern.expression(context) for pattern in self.varying]
        if any(expression and expression.fullmatch(arn) for expression in expressions):
            return True
        return None if None in expressions else False


def resources(entries: Iterable[str], *, variables: bool) -> Resources:
    """Read the entries of Resource or NotResource."""
    patterns = [arn_pattern(entry, variables=variables) for entry in entries]
    varying = tuple(p for p in patterns if any(isinstance(token, Variable) for token in p.tail))
    fixed = [
        pattern.head + glob(filled(pattern.tail, {}) or ()) for pattern in patterns if pattern not in varying
    ]
    return Resources(compiled("|".join(fixed)) if fixed else None, varying)


@dataclass(frozen=True, slots=True)
class Actions:
    """The entries of Action or NotAction; actions are not case-sensitive (…elements_action.html)."""

    exact: frozenset[str]
    wild: re.Pattern[str] | None

    def match(self, action: str) -> bool:
        """Does an entry name the action (given in small letters)?"""
        return action in self.exact or bool(self.wild and self.wild.fullmatch(action))


def actions(entries: Iterable[str]) -> Actions:
    """Read the entries of Action or NotAction."""
    lower = [entry.lower() for entry in entries]
    wild = [_plain_glob(entry) for entry in lower if "*" in entry or "?" in entry]
    exact = frozenset(entry for entry in lower if "*" not in entry and "?" not in entry)
    return Actions(exact, compiled("|".join(wild)) if wild else None)


def _plain_glob(text: str) -> str:
    return glob(filled(tokens(text, wildcards=True, variables=False), {}) or ())
