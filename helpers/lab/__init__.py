"""Build a blueprint's network, find it again, and remove it with a proof."""

from helpers.lab.building import Lab, build, find
from helpers.lab.removal import Removal

__all__ = ["Lab", "Removal", "build", "find"]
