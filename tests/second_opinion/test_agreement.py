"""The engine and the second opinion agree on generated networks, and on every case that once divided them.

A case says which side was wrong, and by which page; `"open": true` marks a fault of the engine that is not
mended yet. Once it is, its test fails as XPASS: set "open" to false. While any case is open, the run over the
generated networks is expected to fail too. A wider run:
python -m tests.second_opinion.compare --networks 100000 --seed 5000
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.second_opinion.compare import CASES, Tally, judge_rows, run
from tests.second_opinion.evaluator import Question
from tests.second_opinion.generate import network

NETWORKS = 5000


def case(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


PATHS = sorted(CASES.glob("*.json"))
OPEN = [path for path in PATHS if case(path)["open"]]


def marked(path: Path) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case(path)["note"])] if path in OPEN else []
    return pytest.param(path, id=path.stem, marks=marks)


@pytest.fixture(scope="module")
def tally() -> Tally:
    counted = run(range(NETWORKS))
    print(counted)
    return counted


@pytest.mark.parametrize("path", [marked(path) for path in PATHS])
def test_a_case_that_divided_them_does_so_no_more(path: Path) -> None:
    kept = case(path)
    assert judge_rows(kept["rows"], Question(**kept["question"])) == frozenset()


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in PATHS])
def test_a_case_says_which_side_was_wrong_and_why(path: Path) -> None:
    kept = case(path)
    assert kept["wrong"] in ("engine", "opinion", "undocumented")
    assert kept["note"]


@pytest.mark.xfail(bool(OPEN), strict=True, reason=f"{len(OPEN)} faults of the engine are open: see cases/")
def test_engine_and_second_opinion_agree_on_generated_networks(tally: Tally) -> None:
    assert tally.kinds == {}, str(tally)


def test_the_generated_questions_are_hard_enough(tally: Tally) -> None:
    """At least 30 % blocked, and every code that either side names stands in the way at least 20 times."""
    assert tally.networks == NETWORKS
    assert tally.asked - tally.reachable >= 0.3 * tally.asked
    rare = {code for code in {*tally.by_code, *tally.of_engine} if tally.by_code[code] < 20}
    assert rare == set(), str(tally)


def test_a_seed_makes_the_same_network_always() -> None:
    assert network(7) == network(7)
    assert network(7) != network(8)
