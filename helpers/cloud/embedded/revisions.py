"""How many calls can have changed the state of each account, whoever sent them.

Refused ones count too: moto may have done a part of a call before it refuses the rest, and reading again
for nothing is harmless where overlooking a change is not.
"""

from collections import Counter

from werkzeug.wrappers import Request

# Names of reading actions, as CloudTrail's readOnly has them (awscloudtrail userguide, record contents).
_READS = ("Describe", "Get", "List", "Search", "Simulate", "Generate")
_READING_METHODS = ("GET", "HEAD", "OPTIONS")
_counts: Counter[str] = Counter()


def of(account: str) -> int:
    """Calls so far that can have changed something in the account."""
    return _counts[account]


def count(account: str, service: str, request: Request) -> None:
    """Count a call if it can have changed something."""
    if not _reads(service, request):
        _counts[account] += 1


def _reads(service: str, request: Request) -> bool:
    """STS only hands out credentials, and SelectObjectContent is a POST that reads."""
    if service == "s3":
        selects = request.method == "POST" and "select" in request.args
        return request.method in _READING_METHODS or selects
    return service == "sts" or request.values.get("Action", "").startswith(_READS)
