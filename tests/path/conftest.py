"""The recorded accounts, where they are."""

from pathlib import Path

import pytest

ACCOUNTS = Path(__file__).parents[3] / "shared" / "accounts"


@pytest.fixture(scope="session")
def accounts() -> Path:
    if not ACCOUNTS.is_dir():
        pytest.skip("the recorded accounts are not beside the repository (../shared/accounts)")
    return ACCOUNTS
