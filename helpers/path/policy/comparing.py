"""What each family of condition operators compares: one value of the request with a policy's values.

Each function prepares the policy's values once and gives the test of one request value.
AWS: IAM userguide, reference_policies_elements_condition_operators.html.
"""

import base64
import binascii
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from ipaddress import ip_address as _ip
from typing import Any

from helpers.path.policy.matching import Context, Token, Variable, compiled, filled, glob, tokens

Test = Callable[[Any, Context], bool | None]

ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": operator.eq,
    "lessthan": operator.lt,
    "lessthanequals": operator.le,
    "greaterthan": operator.gt,
    "greaterthanequals": operator.ge,
}
"""The comparisons of the Numeric… and Date… operators."""

_ARN_PARTS = 6
_EPOCH = re.compile(r"[+-]?\d{5,}(?:\.\d+)?")
_YEAR_OR_MONTH = re.compile(r"\d{4}(?:-\d{2})?")


def string_equals(values: Sequence[str], variables: bool) -> Test:
    """Exact and case-sensitive; wildcards are plain characters."""
    return _string(values, variables, wildcards=False)


def string_like(values: Sequence[str], variables: bool) -> Test:
    """Case-sensitive, with `*` and `?`."""
    return _string(values, variables, wildcards=True)


def string_equals_ignore_case(values: Sequence[str], variables: bool) -> Test:
    """Exact, whatever the case."""
    return _string(values, variables, wildcards=False, flags=re.IGNORECASE)


def boolean(values: Sequence[str], variables: bool) -> Test:
    """`true` or `false`, whatever the case."""
    return _string(values, variables, wildcards=False, flags=re.IGNORECASE)


def _string(values: Sequence[str], variables: bool, *, wildcards: bool, flags: int = 0) -> Test:
    patterns = [tokens(value, wildcards=wildcards, variables=variables) for value in values]
    varying = [pattern for pattern in patterns if _varies(pattern)]
    fixed = [glob(filled(pattern, {}) or ()) for pattern in patterns if not _varies(pattern)]
    always = compiled("|".join(fixed), flags) if fixed else None

    def test(value: Any, context: Context) -> bool | None:
        text = str(value)
        if always and always.fullmatch(text):
            return True
        sources = [_source(pattern, context) for pattern in varying]
        if any(source is not None and compiled(source, flags).fullmatch(text) for source in sources):
            return True
        return None if None in sources else False

    return test


def _varies(pattern: Sequence[Token]) -> bool:
    return any(isinstance(token, Variable) for token in pattern)


def _source(pattern: Sequence[Token], context: Context) -> str | None:
    pieces = filled(pattern, context)
    return None if pieces is None else glob(pieces)


def arn_like(values: Sequence[str], variables: bool) -> Test:
    """Case-sensitive; each of the six segments by itself, with `*` and `?` (ArnEquals is the same)."""
    tests = [_arn(value, variables) for value in values]

    def test(value: Any, context: Context) -> bool | None:
        results = [one(str(value), context) for one in tests]
        return True if True in results else None if None in results else False

    return test


def _arn(pattern: str, variables: bool) -> Test:
    if pattern == "*":
        return lambda value, _: value.startswith("arn:")
    segments = [string_like([part], variables) for part in pattern.split(":", _ARN_PARTS - 1)]

    def test(value: Any, context: Context) -> bool | None:
        parts = value.split(":", _ARN_PARTS - 1)
        if len(parts) != len(segments) or len(segments) != _ARN_PARTS:
            return False
        results = [segment(part, context) for segment, part in zip(segments, parts, strict=True)]
        return False if False in results else None if None in results else True

    return test


Address = IPv4Address | IPv6Address


def ip_address(values: Sequence[str], _: bool) -> Test:
    """An address in a CIDR range of its own family; an address without a prefix length is itself only."""
    networks = [network for value in values if (network := _network(value))]

    def test(value: Any, _: Context) -> bool:
        address = _address(str(value))
        return address is not None and any(address in network for network in networks)

    return test


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _address(text: str) -> Address | None:
    try:
        return _ip(text)
    except ValueError:
        return None


def binary_equals(values: Sequence[str], _: bool) -> Test:
    """Byte for byte; the policy's value is base64, the request's is bytes or base64 too."""
    wanted = {decoded for value in values if (decoded := _decoded(value)) is not None}

    def test(value: Any, _: Context) -> bool:
        return (value if isinstance(value, bytes) else _decoded(str(value))) in wanted

    return test


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def numeric(order: str) -> Callable[[Sequence[str], bool], Test]:
    """Whole and decimal numbers in one of the ORDERS; what is no number never matches."""
    return _ordered(ORDERS[order], _number)


def date(order: str) -> Callable[[Sequence[str], bool], Test]:
    """Points in time in one of the ORDERS: ISO 8601 as W3C profiles it, or seconds since 1970."""
    return _ordered(ORDERS[order], _time)


def _ordered(
    compare: Callable[[Any, Any], bool], read: Callable[[str], Any]
) -> Callable[[Sequence[str], bool], Test]:
    def prepare(values: Sequence[str], _: bool) -> Test:
        wanted = [number for value in values if (number := read(value)) is not None]

        def test(value: Any, _: Context) -> bool:
            own = read(str(value))
            return own is not None and any(compare(own, other) for other in wanted)

        return test

    return prepare


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _time(text: str) -> datetime | None:
    text = text.strip()
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        if _YEAR_OR_MONTH.fullmatch(text):
            text = f"{text}-01-01"[: len("2026-01-01")]
        time = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
