"""Where API calls go: the embedded cloud, LocalStack or AWS."""

from helpers.cloud.calls import ApiCall, Result, send_all
from helpers.cloud.cloud import Cloud
from helpers.cloud.facts import differences
from helpers.cloud.plan import plan

__all__ = ["ApiCall", "Cloud", "Result", "differences", "plan", "send_all"]
