"""Print how fast and how large the lab is, beside what design.md promises: `python3 lab.py bench`.

Run it on a quiet machine.  What is measured in a process of its own starts cold.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from nbclient import NotebookClient
from nbformat import read

from helpers import Diagram, authorize, build, connect, trace
from helpers.path import ApiRequest, Policies, context_of
from helpers.path import Path as RoadPath

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "01-the-whole-story.ipynb"
MIB = 2**20
FIRST_VPC = """
from helpers import connect
connect("embedded").client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
"""
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


def ordinary_request(path: RoadPath) -> Callable[[], object]:
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
        ]
    kept.append(report("kernel memory after lesson 01", kernel_memory(), "MiB", 350))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
