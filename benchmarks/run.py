"""Print how fast and how large the lab is, beside what design.md promises: `python3 lab.py bench`.

Run it on a quiet machine.  What is measured in a process of its own starts cold.
"""

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import large_network
import psutil
from nbclient import NotebookClient
from nbformat import read

from helpers import Diagram, authorize, build, connect, trace
from helpers.lab import Lab
from helpers.path import ApiRequest, Policies, context_of
from helpers.path import Path as RoutedPath
from helpers.teach import Explorer
from helpers.teach.explorer_view import View

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "01-the-whole-story.ipynb"
MIB = 2**20
FIRST_VPC = """
from helpers import connect
connect("embedded").client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
"""
LOAD = """
import sys, time
from pathlib import Path
import psutil
from helpers.network import Network
from helpers.path import trace
start = time.perf_counter()
network = Network.load(sys.argv[1])
seconds = time.perf_counter() - start
status = Path("/proc/self/status")  # ru_maxrss would count the parent's memory too
lines = status.read_text().splitlines() if status.exists() else []
highest = [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
peak = highest[0] if highest else psutil.Process().memory_info().rss / 2**20
source = network.instances[50].id
times = []
for _ in range(60):
    start = time.perf_counter()
    trace(network, source, "s3")
    times.append((time.perf_counter() - start) * 1000)
print(seconds, peak, sorted(times[10:])[25])
"""
hops = count()
numbers = iter(range(920000000001, 920000001000))


def milliseconds(action: Callable[[], object], times: int) -> float:
    """Median of several runs."""
    return statistics.median(once(action) for _ in range(times))


def once(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def cold_start() -> None:
    subprocess.run([sys.executable, "-c", FIRST_VPC], check=True, cwd=ROOT)


def first_call_of_an_account() -> None:
    with connect("embedded", account=str(next(numbers))) as cloud:
        cloud.client("ec2").describe_vpcs()


def tutorial_build() -> None:
    with connect("embedded", account=str(next(numbers))) as cloud:
        build(cloud)


def explorer_round_trip(lab: Lab) -> float:
    """From a ticked box to every output set anew: the call, reading back, path, picture, cost."""
    box = View(Explorer(lab)).widget.children[1]

    def tick() -> None:
        box.value = not box.value

    return milliseconds(tick, 8)


def ordinary_request(path: RoutedPath) -> Callable[[], object]:
    """A role's GetObject, judged by its own policy, an endpoint's default one and a bucket policy."""
    account, bucket = "111122223333", "arn:aws:s3:::amzn-s3-demo-bucket"
    session = f"arn:aws:sts::{account}:assumed-role/web/i-0123456789abcdef0"
    request = ApiRequest("s3:GetObject", f"{bucket}/report.csv", account, session, account, "vpce-1")
    reads = {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": [bucket, f"{bucket}/*"]}
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "Null": {"aws:SourceVpce": "false"}}
    only = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{bucket}/*"}
    policies = Policies(
        identity=({"Version": "2012-10-17", "Statement": [reads]},),
        resource={"Version": "2012-10-17", "Statement": [{**only, "Condition": elsewhere}]},
    )
    context = context_of(path)
    return lambda: authorize(request, policies, context)


def kernel_memory() -> float:
    """MiB resident in the kernel once lesson 01 has run to its end."""
    client = NotebookClient(read(LESSON, as_version=4), resources={"metadata": {"path": LESSON.parent}})
    with client.setup_kernel():
        for index, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, index)
        kernel = psutil.Process(client.km.provisioner.pid)
        return kernel.memory_info().rss / MIB


def large_load() -> tuple[float, float, float]:
    """Seconds to load the large network, the process's peak in MiB, and a trace in it in ms (median)."""
    with TemporaryDirectory() as folder:
        large_network.write(Path(folder))
        words = [sys.executable, "-c", LOAD, folder]
        run = subprocess.run(words, check=True, cwd=ROOT, capture_output=True, text=True)
    seconds, peak, trace_ms = map(float, run.stdout.split())
    return seconds, peak, trace_ms


def growth(path: RoutedPath) -> float:
    """MiB that a hundred redraws leave behind, after as many that fill the caches."""
    process = psutil.Process()
    redraws(path)
    before = process.memory_info().rss
    redraws(path)
    return (process.memory_info().rss - before) / MIB


def redraws(path: RoutedPath) -> None:
    """A hundred pictures as a stepper asks for them: hop after hop."""
    for number in range(100):
        redraw(path, number)
    gc.collect()


def redraw(path: RoutedPath, number: int) -> None:
    Diagram(path, hop=number % len(path.hops)).png()


def report(what: str, measured: float, unit: str, promised: float | None) -> bool:
    kept = promised is None or measured <= promised
    promise = "" if promised is None else f"{promised:g} {unit}"
    print(f"{what:<36}{measured:>9.1f} {unit:<4}{promise:>10}  {'' if kept else 'MISSED'}".rstrip())
    return kept


def main() -> int:
    """Exit status 1 if a promise is not kept."""
    print(f"{'what':<36}{'measured':>14}{'promised':>10}")
    kept = [report("cold start to the first VPC", milliseconds(cold_start, 3) / 1000, "s", 3)]
    with connect("embedded", account=str(next(numbers))) as cloud:
        lab = build(cloud)
        network, private = lab.network(), lab.ids["private"]
        path = trace(network, private, "s3")
        Diagram(path).png(100)  # the first figure loads fonts
        kept += [
            report("fresh account", milliseconds(first_call_of_an_account, 5), "ms", 200),
            report("tutorial build", milliseconds(tutorial_build, 5), "ms", None),
            report("one trace", milliseconds(lambda: trace(network, private, "s3"), 200) * 1000, "µs", 500),
            report(
                "authorize, ordinary policies", milliseconds(ordinary_request(path), 500) * 1000, "µs", 100
            ),
            report("one figure", milliseconds(lambda: Diagram(path).png(100), 5), "ms", 300),
            report("redraw for another hop", milliseconds(lambda: redraw(path, next(hops)), 26), "ms", 250),
            report("memory grown by 100 redraws", growth(path), "MiB", 2),
            report("explorer round trip", explorer_round_trip(lab), "ms", 500),
        ]
    seconds, peak, trace_ms = large_load()
    kept += [
        report("load of a large network", seconds, "s", 3),
        report("memory of a large network's load", peak, "MiB", 500),
        report("one trace in a large network", trace_ms, "ms", 2),
    ]
    kept.append(report("kernel memory after lesson 01", kernel_memory(), "MiB", 350))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
