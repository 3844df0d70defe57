"""Read roles, their policies and bucket policies from a live backend.

Whoever may look at a VPC need not be allowed to look at IAM or S3: a refusal is a warning, not an error.
"""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from helpers.network.answers import Answer
from helpers.network.calls import Read, Session
from helpers.network.identities import InstanceProfile, ManagedPolicy

ROLES = Read(
    "RoleDetailList",
    "get_account_authorization_details",
    (),
    service="iam",
    brings=(InstanceProfile, ManagedPolicy),
)
BUCKETS = Read("BucketPolicies", "list_buckets", (), service="s3")
_POLICY = Read("Policy", "get_bucket_policy", (), service="s3")

_IDENTITIES = ["Role", "LocalManagedPolicy", "AWSManagedPolicy"]
_WITHOUT_AWS_OWN = _IDENTITIES[:2]  # LocalStack answers with all of AWS's policies, attached or not


def roles(session: Session) -> Iterator[Answer]:
    """The answers of IAM (API reference, GetAccountAuthorizationDetails)."""
    wanted = _WITHOUT_AWS_OWN if session.cloud.backend == "localstack" else _IDENTITIES
    for page in session.pages(ROLES, Filter=wanted):
        yield Answer({key: page.get(key, []) for key in ("RoleDetailList", "Policies")}, ROLES.method)


def buckets(session: Session) -> Iterator[Answer]:
    """The account's buckets with their policies, one answer."""
    pages = list(session.pages(BUCKETS))
    names = [bucket["Name"] for page in pages for bucket in page["Buckets"]]
    if pages:
        yield Answer({"BucketPolicies": {name: _policy(session, name) for name in names}}, BUCKETS.method)


def _policy(session: Session, bucket: str) -> str | None:
    """A bucket without a policy answers NoSuchBucketPolicy (S3 API reference, GetBucketPolicy)."""
    try:
        return next((str(page["Policy"]) for page in session.pages(_POLICY, Bucket=bucket)), None)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return None
        raise
