"""How a correction refuses a call."""

from moto.ec2.exceptions import EC2ClientError


def refusal(code: str, text: str) -> EC2ClientError:
    """AWS's error `code` (EC2 API, Error codes) with `text`, to be raised."""
    return EC2ClientError(code, text)


def in_use(kind: str, resource_id: str) -> EC2ClientError:
    """DependencyViolation in EC2's words."""
    return refusal(
        "DependencyViolation", f"The {kind} '{resource_id}' has dependencies and cannot be deleted."
    )
