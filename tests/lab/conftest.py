"""A cloud of its own for each test."""

import itertools
from collections.abc import Iterator

import pytest

from helpers import connect
from helpers.cloud import Cloud

_numbers = itertools.count(1)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with connect("embedded", account=f"9100{next(_numbers):08d}") as connected:
        yield connected
