"""Each test has an account of its own, so that nothing is left over from another."""

import itertools

import pytest

_numbers = itertools.count(1)


@pytest.fixture
def account() -> str:
    return f"9000{next(_numbers):08d}"
