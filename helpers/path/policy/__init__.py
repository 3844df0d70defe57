"""May the request pass: policies read, matched and weighed as AWS does."""

from helpers.path.policy.checking import check_policy
from helpers.path.policy.decision import Decision, Policies
from helpers.path.policy.evaluation import authorize
from helpers.path.policy.grammar import Complaint

__all__ = ["Complaint", "Decision", "Policies", "authorize", "check_policy"]
