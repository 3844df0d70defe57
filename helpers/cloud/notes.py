"""What a backend is, and what it gets wrong about a topic, in words of the texts."""

from collections.abc import Sequence

from helpers.errors import LabError
from helpers.texts import message, paragraph

TOPICS = (
    "bucket",
    "database",
    "endpoint-services",
    "gateway-endpoint",
    "iam",
    "instance",
    "load-balancer",
    "nat-gateway",
    "policy",
    "prefix-list",
)


def note(backend: str, region: str, account_id: str, topics: Sequence[str]) -> str:
    """One line on the backend and one a topic.

    Raises:
        LabError: a topic that has no note; it lists those that have.
    """
    for topic in topics:
        if topic not in TOPICS:
            raise LabError("cloud.unknown-topic", topic=topic, topics=", ".join(TOPICS))
    lines = [message(f"note.{backend}.backend", region=region, account=account_id)]
    lines += [message(f"note.{backend}.{topic}") for topic in topics]
    return "\n".join(map(paragraph, lines))
