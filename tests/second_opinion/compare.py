"""Ask the engine and the second opinion the same questions, count, and keep each difference as a case.

    python -m tests.second_opinion.compare --networks 100000 --seed 0 [--processes 2] [--write]

`--write` puts a minimised case of each new kind of difference into tests/second_opinion/cases/.
"""

import argparse
import copy
import hashlib
import json
import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.errors import LabError
from helpers.network import Network
from helpers.path import trace
from tests.second_opinion.account import Rows
from tests.second_opinion.evaluator import INTERNET, Question, Verdict, evaluate
from tests.second_opinion.generate import network

CASES = Path(__file__).parent / "cases"
Pair = tuple[str | None, str]
Kind = tuple[str, ...]  # what differs and how, without ids: ("first", "NO_PATH", "BAD_STATE")


@dataclass(frozen=True)
class Answer:
    """What the engine said; `refused` is the error's class where it raised one."""

    reachable: bool = False
    pairs: tuple[Pair, ...] = ()
    endpoint: str | None = None
    seen: str | None = None
    refused: str | None = None


@contextmanager
def folders() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def load(rows: Rows, folder: Path) -> Network:
    """The network as the engine reads it: AWS CLI JSON, an attribute of the VPC in a file of its own."""
    for old in folder.iterdir():
        old.unlink()
    listed = {key: value for key, value in rows.items() if key != "VpcAttributes"}
    (folder / "all.json").write_text(json.dumps(listed), encoding="utf-8")
    for k, row in enumerate(rows.get("VpcAttributes", [])):
        (folder / f"attribute-{k}.json").write_text(json.dumps(row), encoding="utf-8")
    return Network.load(str(folder))


def engine(net: Network, question: Question) -> Answer:
    host = {}
    if question.destination.endswith(".amazonaws.com") and ".vpce." not in question.destination:
        host = {"resolver": lambda _: [question.public]}
    try:
        path = trace(net, question.source, question.destination, question.port, question.protocol, **host)
    except LabError as error:
        return Answer(refused=type(error).__name__)
    pairs = tuple((e.code, e.component_id) for e in path.explanations)
    return Answer(path.reachable, pairs, path.endpoint_id, str(path.last_header.source))


def differences(verdict: Verdict, answer: Answer) -> frozenset[Kind]:
    """How the engine's answer departs from one verdict; empty: it does not."""
    codes = [obstacle.code for obstacle in verdict.obstacles if not obstacle.optional]
    mine = "open" if verdict.reachable else str(codes[0])
    if answer.refused:
        return frozenset({("refused", mine, answer.refused)})
    first = answer.pairs[0] if answer.pairs else None
    if verdict.reachable != answer.reachable:
        return frozenset({("reachable", mine, "open" if answer.reachable else str(first and first[0]))})
    if verdict.reachable:
        told = {("endpoint",)} if verdict.endpoint != answer.endpoint else set()
        # Which address stands for the internet is the engine's choice.
        return frozenset(told | ({("seen",)} if verdict.seen not in (answer.seen, INTERNET) else set()))
    sure = next(k for k, obstacle in enumerate(verdict.obstacles) if not obstacle.optional)
    place = verdict.obstacles[sure].place
    at_first = [o for k, o in enumerate(verdict.obstacles) if k <= sure or o.place == place]
    found: set[Kind] = set()
    if first is None or not any(o.is_named_by(*first) for o in at_first):
        found.add(("first", mine, str(first and first[0])))
    for obstacle in verdict.obstacles:
        if not obstacle.optional and not any(obstacle.is_named_by(*pair) for pair in answer.pairs):
            found.add(("missing", str(obstacle.code)))
    for pair in answer.pairs:
        if not any(obstacle.is_named_by(*pair) for obstacle in verdict.obstacles):
            found.add(("extra", str(pair[0])))
    return frozenset(found)


def judge(
    rows: Rows, question: Question, net: Network
) -> tuple[frozenset[Kind], tuple[Verdict, ...], Answer]:
    """The least departure from any verdict that AWS's pages allow."""
    verdicts = evaluate(rows, question)
    answer = engine(net, question)
    least = min(
        (differences(verdict, answer) for verdict in verdicts), key=lambda kinds: (len(kinds), sorted(kinds))
    )
    return least, verdicts, answer


def judge_rows(rows: Rows, question: Question) -> frozenset[Kind]:
    with folders() as folder:
        return judge(rows, question, load(rows, folder))[0]


# ------------------------------------------------------------------------------- many networks


@dataclass
class Tally:
    networks: int = 0
    asked: int = 0
    reachable: int = 0
    by_code: Counter[str] = field(default_factory=Counter)  # traces in which an obstacle of that code stands
    of_engine: Counter[str] = field(default_factory=Counter)  # the same, as the engine names them
    kinds: Counter[frozenset[Kind]] = field(default_factory=Counter)
    examples: dict[frozenset[Kind], list[tuple[int, int]]] = field(
        default_factory=dict
    )  # (seed, which question)

    def take(self, other: "Tally") -> None:
        self.networks += other.networks
        self.asked += other.asked
        self.reachable += other.reachable
        self.by_code += other.by_code
        self.of_engine += other.of_engine
        self.kinds += other.kinds
        for kinds, seeds in other.examples.items():
            self.examples[kinds] = (self.examples.get(kinds, []) + seeds)[:5]

    def __str__(self) -> str:
        blocked = self.asked - self.reachable
        lines = [
            f"networks {self.networks}, asked {self.asked}, reachable {self.reachable}, "
            f"blocked {blocked} ({100 * blocked // max(1, self.asked)} %), different {self.kinds.total()}"
        ]
        lines.append("  opinion  engine  obstacle, in how many traces")
        codes = sorted({*self.by_code, *self.of_engine}, key=lambda code: -self.by_code[code])
        lines += [f"  {self.by_code[code]:7} {self.of_engine[code]:7}  {code}" for code in codes]
        for kinds, count in self.kinds.most_common():
            told = "; ".join(" ".join(kind) for kind in sorted(kinds))
            lines.append(f"  difference {count:6} {told}   e.g. {self.examples[kinds][:3]}")
        return "\n".join(lines)


def run(seeds: range) -> Tally:
    """Generate the networks of these seeds, ask both, count."""
    tally = Tally()
    with folders() as folder:
        for seed in seeds:
            rows, questions = network(seed)
            net = load(rows, folder)
            tally.networks += 1
            for k, question in enumerate(questions):
                kinds, verdicts, answer = judge(rows, question, net)
                tally.asked += 1
                tally.reachable += verdicts[0].reachable
                tally.by_code.update({str(o.code) for o in verdicts[0].obstacles if not o.optional})
                tally.of_engine.update({str(code) for code, _ in answer.pairs})
                if kinds:
                    tally.kinds[kinds] += 1
                    tally.examples.setdefault(kinds, []).append((seed, k))
    return tally


def run_spread(first: int, networks: int, processes: int) -> Tally:
    step = 500
    parts = [range(k, min(k + step, first + networks)) for k in range(first, first + networks, step)]
    total = Tally()
    with multiprocessing.Pool(processes) as pool:
        for part in pool.imap_unordered(run, parts):
            total.take(part)
    return total


# ------------------------------------------------------------------------------- cases


def without(rows: Rows, trail: tuple[Any, ...]) -> Rows:
    smaller = copy.deepcopy(rows)
    at: Any = smaller
    for key in trail[:-1]:
        at = at[key]
    del at[trail[-1]]
    return smaller


def droppable(rows: Rows) -> Iterator[tuple[Any, ...]]:
    """Rows that a smaller network may lack; what AWS always has (VPC, local routes) stays."""
    for key, listed in rows.items():
        if key in ("Vpcs", "VpcAttributes"):
            continue
        for k, row in enumerate(listed):
            yield key, k
            for part in (
                "Routes",
                "Entries",
                "IpPermissions",
                "IpPermissionsEgress",
                "Cidrs",
                "Groups",
                "DnsEntries",
            ):
                for j, one in enumerate(row.get(part, [])):
                    if not (isinstance(one, dict) and one.get("GatewayId") == "local"):
                        yield key, k, part, j
            for j in range(1, len(row.get("PrivateIpAddresses", []))):
                yield key, k, "PrivateIpAddresses", j


def sketch(rows: Rows, question: Question) -> tuple[Any, ...]:
    """What must not change while a case shrinks: the difference or, without one, both sides' codes."""
    with folders() as folder:
        kinds, verdicts, answer = judge(rows, question, load(rows, folder))
    if kinds:
        return (kinds,)
    codes = [sorted(str(o.code) for o in verdict.obstacles) for verdict in verdicts]
    return codes, sorted(str(code) for code, _ in answer.pairs), answer.reachable


def minimise(rows: Rows, question: Question) -> Rows:
    """Drop rows while the same difference stays."""
    whole = sketch(rows, question)

    def same(candidate: Rows) -> bool:
        try:
            return sketch(candidate, question) == whole
        except Exception:  # a smaller network that one side cannot read is no case
            return False

    shrunk = True
    while shrunk:
        shrunk = False
        for trail in reversed(list(droppable(rows))):
            try:
                smaller = without(rows, trail)
            except (IndexError, KeyError):
                continue
            if same(smaller):
                rows, shrunk = smaller, True
    return rows


def write_case(seed: int, which: int, name: str = "", **told: str) -> Path:
    """Keep a question of a generated network as a small case; `told`: note and wrong."""
    rows, questions = network(seed)
    question = questions[which]
    kinds = judge_rows(rows, question)
    rows = minimise(rows, question)
    with folders() as folder:
        _, verdicts, answer = judge(rows, question, load(rows, folder))
    digest = hashlib.sha256(repr(sorted(kinds)).encode()).hexdigest()[:8]
    opinion = [[[o.code, o.component] for o in v.obstacles] or ["open", v.endpoint, v.seen] for v in verdicts]
    case = {
        "note": told.get("note", ""),
        "wrong": told.get("wrong", ""),
        "open": bool(kinds),
        "found": f"seed {seed}, question {which}",
        "kinds": sorted(kinds),
        "opinion": opinion,
        "engine": answer.refused or list(answer.pairs) or ["open", answer.endpoint, answer.seen],
        "question": question._asdict(),
        "rows": rows,
    }
    path = CASES / f"{name or '-'.join(sorted(kinds)[0]).lower().replace('_', '-') + '-' + digest}.json"
    CASES.mkdir(exist_ok=True)
    path.write_text(json.dumps(case, indent=1) + "\n", encoding="utf-8")
    return path


def known() -> dict[frozenset[Kind], dict[str, Any]]:
    """The kept cases by kind of difference."""
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    return {frozenset(tuple(kind) for kind in case["kinds"]): case for case in cases}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--networks", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    start = time.perf_counter()
    tally = run_spread(options.seed, options.networks, options.processes)
    print(tally)
    print(f"{time.perf_counter() - start:.1f} s")
    if options.write:
        for kinds in tally.kinds:
            if kinds not in known():
                print(write_case(*tally.examples[kinds][0]))


if __name__ == "__main__":
    main()
