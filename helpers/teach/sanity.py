"""Sanity checks: a claim of the lesson, tried on the backend in front of the learner."""

import os
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from helpers.cloud import Cloud
from helpers.cloud.facts import differences
from helpers.errors import LabError
from helpers.texts import message, paragraph


class ClaimError(LabError):
    """A claim of a lesson does not hold on the backend, and no table said that it would not."""


def sanity(cloud: Cloud, check_id: str, claim: str, holds: bool) -> None:
    """Print whether a claim holds here.

    Where the backend is known to differ (`data/differences.json`), the difference is printed and the
    lesson goes on.

    Args:
        check_id: the check's name in the table of differences.
        claim: the sentence of the lesson that is at stake.
        holds: what the API state says.

    Raises:
        ClaimError: the claim fails where it should hold; with CI=true also if a difference that the
            table lists is gone, so that the table stays true.
    """
    known = differences(cloud.backend).get(check_id)
    if holds:
        if known and os.environ.get("CI") == "true":
            raise ClaimError("difference-gone", check=check_id, backend=cloud.backend)
        print(paragraph(message("sanity.holds", claim=claim)))
    elif known:
        print(paragraph(message("sanity.differs", claim=claim, difference=known)))
    else:
        raise ClaimError("claim-fails", claim=claim, backend=cloud.backend)


def refusal_of(call: Callable[[], Any]) -> str | None:
    """Make a call that AWS refuses, and return its code and message; None if it was accepted."""
    try:
        call()
    except ClientError as error:
        told = error.response["Error"]
        return f"{told['Code']}: {told['Message']}"
    return None


_NOT_SERVED = ("UnsupportedOperation", "InternalFailure")
"""How the embedded cloud and LocalStack refuse a service that they do not have."""


def if_served(cloud: Cloud, call: Callable[[], Any]) -> Any:
    """Make a call to a service that a backend may lack: then a line says so, and the answer is None.

    Raises:
        botocore.exceptions.ClientError: any other refusal, and every refusal of AWS.
    """
    try:
        return call()
    except ClientError as error:
        if cloud.backend == "aws" or error.response["Error"]["Code"] not in _NOT_SERVED:
            raise
        print(paragraph(message("sanity.not-served", operation=error.operation_name, backend=cloud.backend)))
        return None
