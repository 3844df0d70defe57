"""Where does the packet go, may the request pass, what does it cost: pure functions on a Network."""

from helpers.cloud.requests import ApiRequest
from helpers.path.context import context_of, request_context
from helpers.path.cost import Cost, CostLine, cost
from helpers.path.model import DnsAnswer, Explanation, Header, Hop, Layer, Lost, Path, Zone
from helpers.path.permission import Permission, can
from helpers.path.policy import Complaint, Decision, Policies, authorize, check_policy
from helpers.path.services import Resolver, Service
from helpers.path.tracing import trace

__all__ = [
    "ApiRequest",
    "Complaint",
    "Cost",
    "CostLine",
    "Decision",
    "DnsAnswer",
    "Explanation",
    "Header",
    "Hop",
    "Layer",
    "Lost",
    "Path",
    "Permission",
    "Policies",
    "Resolver",
    "Service",
    "Zone",
    "authorize",
    "can",
    "check_policy",
    "context_of",
    "cost",
    "request_context",
    "trace",
]
