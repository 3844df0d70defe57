"""What a blueprint is made of: steps, each an API call and the look that finds its result again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from botocore.exceptions import ClientError

from helpers.cloud import Cloud
from helpers.cloud.calls import ApiCall
from helpers.errors import BuildError

TAG = "vpc-endpoint-lab"
"""The tag that marks what a lab made; its value is the lab's name."""

_ABSENT = ("NoSuchEntity", "NoSuchBucket", "NoSuchTagSet", "404")


@dataclass(frozen=True)
class Ref:
    """The id of an earlier step of the blueprint, by its role."""

    role: str


@dataclass(frozen=True)
class Look:
    """A reading call, and the JMESPath of its answer that is there once the step is done."""

    call: ApiCall
    path: str

    def found(self, cloud: Cloud, ids: Mapping[str, str]) -> Any:
        """What the path gives now, or None: AWS says that there is no such thing, or the list is empty."""
        try:
            answer = resolved(self.call, ids).send(cloud)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
        return jmespath.search(self.path, answer) or None


@dataclass(frozen=True)
class BucketLook:
    """Finds the lab's bucket, which is tagged by a second call: moto drops the tags of CreateBucket.

    Ours is one with our tag, or one that is empty and has no tag, as a build leaves it that was cut
    between the two calls.  Any other bucket of that name is somebody's, and is left alone.
    """

    bucket: str
    name: str

    def found(self, cloud: Cloud, ids: Mapping[str, str]) -> Any:
        """The bucket's name, or None where there is none.

        Raises:
            BuildError: the name is taken by a bucket that is not the lab's.
        """
        named = {"Bucket": self.bucket}
        content = Look(ApiCall("s3", "ListObjectVersions", named), "[Name, Versions, DeleteMarkers]")
        held = content.found(cloud, ids)
        if held is None:
            return None
        tags = Look(ApiCall("s3", "GetBucketTagging", named), "TagSet").found(cloud, ids)
        if is_ours(tags, self.name) or not (tags or held[1] or held[2]):
            return self.bucket
        raise BuildError("bucket-taken", bucket=self.bucket)


def is_ours(tags: Any, name: str) -> bool:
    """Whether `tags`, as AWS lists them or None, hold the tag of the lab `name`."""
    return any((tag["Key"], tag["Value"]) == (TAG, name) for tag in tags or ())


@dataclass(frozen=True)
class Step:
    """One call of a blueprint.

    Attributes:
        role: the name under which later steps and the learner find the result.
        look: finds the result of an earlier run, so that building twice makes nothing twice.
        make: the call; its parameters may hold :class:`Ref`.
        waiter: botocore's waiter for the result, given the look's own parameters, if AWS takes time.
    """

    role: str
    look: Look | BucketLook
    make: ApiCall
    waiter: str | None = None


def resolved(call: ApiCall, ids: Mapping[str, str]) -> ApiCall:
    """The call with every Ref replaced by the id that it stands for."""
    return ApiCall(call.service, call.operation, _filled(call.parameters, ids))


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, Ref):
        return ids[value.role]
    if isinstance(value, Mapping):
        return {key: _filled(item, ids) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(item, ids) for item in value]
    return value
