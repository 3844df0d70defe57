"""What a lesson asks and shows: predictions, checks, challenges, the explorer, a call in three ways."""

from helpers.teach.challenge import Challenge, Feedback
from helpers.teach.explorer import Explorer
from helpers.teach.outbound import INTERNET_HOST, NAT_PLACE, SHORT_CUT, TWO_FAULTS
from helpers.teach.prediction import Prediction
from helpers.teach.route_game import RouteGame
from helpers.teach.sanity import if_served, refusal_of, sanity
from helpers.teach.selfcheck import self_check
from helpers.teach.stepper import Stepper
from helpers.teach.stepping_challenge import SteppingChallenge
from helpers.teach.tables import benefits, bills, built, routes, runs, three_ways
from helpers.teach.tutorial import CLOSED_GROUP, WRONG_TABLE

__all__ = [
    "CLOSED_GROUP",
    "INTERNET_HOST",
    "NAT_PLACE",
    "SHORT_CUT",
    "TWO_FAULTS",
    "WRONG_TABLE",
    "Challenge",
    "Explorer",
    "Feedback",
    "Prediction",
    "RouteGame",
    "Stepper",
    "SteppingChallenge",
    "benefits",
    "bills",
    "built",
    "if_served",
    "refusal_of",
    "routes",
    "runs",
    "sanity",
    "self_check",
    "three_ways",
]
