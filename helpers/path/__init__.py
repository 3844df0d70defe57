"""Where does the packet go, what does the service see, what does it cost: pure functions on a Network."""

from helpers.path.context import context_of
from helpers.path.cost import Cost, CostLine, cost
from helpers.path.model import DnsAnswer, Explanation, Header, Hop, Layer, Lost, Path, Zone
from helpers.path.services import Resolver, Service
from helpers.path.tracing import trace

__all__ = [
    "Cost",
    "CostLine",
    "DnsAnswer",
    "Explanation",
    "Header",
    "Hop",
    "Layer",
    "Lost",
    "Path",
    "Resolver",
    "Service",
    "Zone",
    "context_of",
    "cost",
    "trace",
]
