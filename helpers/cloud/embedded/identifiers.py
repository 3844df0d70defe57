"""Identifiers as a function of (seed, account, Region, type, n-th of its type there).

AWS draws identifiers at random; a lesson needs the same ones in every run, whatever else was
called before.  The form is AWS's: a prefix and 17 hexadecimal digits
(https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html).
"""

import contextlib
import hashlib
import threading
from collections import Counter
from collections.abc import Iterator

SEED = "vpc-endpoint-lab"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_Key = tuple[str, str, str]

LOCK = threading.RLock()  # one request at a time: a check and the change after it belong together
_counts: Counter[_Key] = Counter()


class _Place(threading.local):
    """Whose request this thread answers, and what it has drawn for it."""

    def __init__(self) -> None:
        self.account = ""
        self.region = ""
        self.drawn: list[_Key] = []


_place = _Place()


@contextlib.contextmanager
def place(account: str, region: str) -> Iterator[list[_Key]]:
    """Draw within `account` and `region`; yields the list of what is drawn."""
    outer = _place.account, _place.region, _place.drawn
    _place.account, _place.region, _place.drawn = account, region, []
    try:
        yield _place.drawn
    finally:
        _place.account, _place.region, _place.drawn = outer


def give_back(drawn: list[_Key]) -> None:
    """A call that AWS refuses made nothing: its numbers go to the next one."""
    _counts.subtract(drawn)


def account() -> str:
    """The account whose request is being answered."""
    return _place.account


def region() -> str:
    """The Region whose request is being answered."""
    return _place.region


def number(kind: str) -> int:
    """The next number of `kind` in the present account and Region, from 1."""
    key = (_place.account, _place.region, kind)
    _counts[key] += 1
    _place.drawn.append(key)
    return _counts[key]


def digest(kind: str) -> bytes:
    """32 bytes for the next thing of `kind` in the present account and Region."""
    parts = (SEED, _place.account, _place.region, kind, str(number(kind)))
    return hashlib.sha256("/".join(parts).encode()).digest()


def resource_id(prefix: str = "", size: int = 17) -> str:
    """An EC2 resource id, such as vpc-0a1b…; a long one begins with 0 as AWS's do."""
    return f"{prefix}-{resource_digits(size, prefix)}"


def resource_digits(size: int = 8, kind: str = "digits") -> str:
    """`size` hexadecimal digits; 17 of them begin with 0."""
    text = digest(kind).hex()
    return ("0" + text)[:size] if size == 17 else text[:size]


def letters(kind: str, size: int, alphabet: str = _BASE32) -> str:
    """`size` characters of `alphabet`, for IAM's ids and keys."""
    stream = block = digest(kind)
    while len(stream) < size:
        block = hashlib.sha256(block).digest()
        stream += block
    return "".join(alphabet[byte % len(alphabet)] for byte in stream[:size])


def mac_address() -> str:
    """A locally administered MAC address."""
    return "02:" + digest("mac")[:5].hex(":")
