"""Where API calls go: the embedded cloud, LocalStack or AWS."""

from helpers.cloud.calls import ApiCall, Result, send_all
from helpers.cloud.cloud import Cloud

__all__ = ["ApiCall", "Cloud", "Result", "send_all"]
