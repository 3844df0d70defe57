"""How many calls have changed the state of each account, whoever sent them."""

from collections import Counter

from werkzeug.wrappers import Request

# Names of reading actions, as CloudTrail's readOnly has them (awscloudtrail userguide, record contents).
_READS = ("Describe", "Get", "List", "Search", "Simulate", "Generate")
_READING_METHODS = ("GET", "HEAD", "OPTIONS")
_counts: Counter[str] = Counter()


def of(account: str) -> int:
    """State-changing calls that the account's services have accepted so far."""
    return _counts[account]


def count(account: str, service: str, request: Request) -> None:
    """Count an accepted call if it can have changed something."""
    if not _reads(service, request):
        _counts[account] += 1


def _reads(service: str, request: Request) -> bool:
    """STS only hands out credentials, and SelectObjectContent is a POST that reads."""
    if service == "s3":
        return request.method in _READING_METHODS or "select" in request.args
    return service == "sts" or request.values.get("Action", "").startswith(_READS)
