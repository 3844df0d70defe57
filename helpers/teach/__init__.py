"""What a lesson asks and shows: predictions, checks, challenges, the explorer, a call in three ways."""

from helpers.teach.challenge import Challenge, Feedback
from helpers.teach.explorer import Explorer
from helpers.teach.prediction import Prediction
from helpers.teach.sanity import refusal_of, sanity
from helpers.teach.selfcheck import self_check
from helpers.teach.tables import routes, runs, three_ways
from helpers.teach.tutorial import CLOSED_GROUP, WRONG_TABLE

__all__ = [
    "CLOSED_GROUP",
    "WRONG_TABLE",
    "Challenge",
    "Explorer",
    "Feedback",
    "Prediction",
    "refusal_of",
    "routes",
    "runs",
    "sanity",
    "self_check",
    "three_ways",
]
