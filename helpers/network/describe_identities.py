"""Read roles, their policies and bucket policies from a live backend.

Whoever may look at a VPC need not be allowed to look at IAM or S3: a refusal is a warning, not an error.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from helpers.network.parse import Answer
from helpers.texts import Message, message

if TYPE_CHECKING:
    from helpers.cloud import Cloud

_IDENTITIES = ["Role", "LocalManagedPolicy", "AWSManagedPolicy"]


def read_identities(cloud: "Cloud") -> tuple[list[Answer], list[Message]]:
    """The answers about roles and buckets, and a warning for each thing that could not be read."""
    answers: list[Answer] = []
    refused: list[Message] = []
    for what, read in (("IAM roles", _roles), ("S3 buckets", _buckets)):
        try:
            answers += read(cloud)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            refused.append(message("network.warning.not-readable", what=what, code=code))
    return answers, refused


def _roles(cloud: "Cloud") -> Iterator[Answer]:
    pages = cloud.client("iam").get_paginator("get_account_authorization_details")
    for page in pages.paginate(Filter=_IDENTITIES):
        keys = ("RoleDetailList", "Policies")
        yield Answer({key: page.get(key, []) for key in keys}, "get_account_authorization_details")


def _buckets(cloud: "Cloud") -> Iterator[Answer]:
    s3 = cloud.client("s3")
    names = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    yield Answer({"BucketPolicies": {name: _policy(s3, name) for name in names}}, "get_bucket_policy")


def _policy(s3: Any, bucket: str) -> str | None:
    """A bucket without a policy answers NoSuchBucketPolicy."""
    try:
        return str(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return None
        raise
