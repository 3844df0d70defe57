"""Pictures of a VPC and of the paths in it, made from the network alone."""

from helpers.draw.diagram import Diagram
from helpers.draw.layout import Layout, layout

__all__ = ["Diagram", "Layout", "layout"]
