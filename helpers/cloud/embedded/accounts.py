"""What moto shares between accounts and the lab keeps apart, and IAM's managed policies."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from helpers.cloud.embedded import identifiers

# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
MANAGED_POLICIES = ("AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "AmazonSSMManagedInstanceCore")


class OwnBucketNames(dict[str, Any]):
    """moto's one table of bucket names, seen by each account as its own.

    On AWS a bucket name is taken for everyone; in the lab another account is another world.
    """

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(_own(name), value)

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(_own(name))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(_own(str(name)))

    def pop(self, name: str, *default: Any) -> Any:
        """Remove the present account's bucket of this name."""
        return super().pop(_own(name), *default)

    def keys(self) -> Any:
        """Moto asks `name in names.keys()`."""
        return self

    def __iter__(self) -> Iterator[str]:
        own = _own("")
        return (name.removeprefix(own) for name in super().__iter__() if name.startswith(own))


def _own(name: str) -> str:
    return f"{identifiers.account()}/{name}"


def allow(response: Any, resource: str = "*") -> None:
    """No call is judged by IAM's policies, as the note on iam says; moto's judge would load S3 to say so."""


@cache
def managed_policy_data() -> dict[str, Any]:
    """AWS's documents of the policies that the lessons attach, as moto carries them in 3 MB of JSON."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data as text

    starts = {name: text.index(f'"{name}":') + len(f'"{name}":') for name in MANAGED_POLICIES}
    return {name: json.JSONDecoder().raw_decode(text, start)[0] for name, start in starts.items()}


def managed_policies(backend: Any) -> list[Any]:
    """The managed policies of one account; all 1,300 would cost a second each account."""
    from moto.iam.models import AWSManagedPolicy

    with identifiers.place(backend.account_id, "aws"):
        return [
            AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, data)
            for name, data in managed_policy_data().items()
        ]
