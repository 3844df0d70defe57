"""Build a blueprint's network, find it again, change it by switches, and remove it with a proof."""

from helpers.lab.building import Lab, build, find
from helpers.lab.removal import Removal
from helpers.lab.switches import ACL_DENIES_ANSWERS, HTTPS_OUT, NAT_ROUTE, S3_ENDPOINT, SWITCHES, Switch

__all__ = [
    "ACL_DENIES_ANSWERS",
    "HTTPS_OUT",
    "NAT_ROUTE",
    "S3_ENDPOINT",
    "SWITCHES",
    "Lab",
    "Removal",
    "Switch",
    "build",
    "find",
]
