"""The Condition element: operators, what they compare, and what a missing key means.

AWS: IAM userguide, reference_policies_elements_condition_operators.html,
reference_policies_condition-logic-multiple-context-keys-or-values.html (several values: any of them; of a
negated operator: none of them) and reference_policies_condition-single-vs-multi-valued-context-keys.html.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.path.policy import comparing
from helpers.path.policy.matching import Context, texts

_OPERATOR = re.compile(r"(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?", re.IGNORECASE)

Test = Callable[[Any, Context], bool | None]
"""Does one value of the request fit any of the policy's?  None: no, and a variable had no value."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator's name, taken apart: `ForAnyValue:StringNotLikeIfExists`."""

    name: str
    negated: bool
    quantifier: str
    if_exists: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator, one key (in small letters) and the values that it is compared with."""

    operator: Operator
    key: str
    test: Test

    def holds(self, context: Context) -> bool:
        """Is the condition met?

        A variable without a value makes the statement void (reference_policies_variables.html): then the
        condition is not met, negated or not.
        """
        values = texts(context.get(self.key))
        if self.operator.name == "null":
            return bool(self.test("false" if values else "true", context))
        if not values or (self.operator.quantifier and values == ("",)):
            return self._without_values()
        results = [self.test(value, context) for value in values]
        return self._quantified(results)

    def _without_values(self) -> bool:
        """What a missing key means; an empty set for the two set operators."""
        if self.operator.if_exists or self.operator.quantifier == "forallvalues":
            return True
        return self.operator.negated and not self.operator.quantifier

    def _quantified(self, results: list[bool | None]) -> bool:
        if not self.operator.negated:
            return (all if self.operator.quantifier == "forallvalues" else any)(results)
        if None in results:
            return False
        return (any if self.operator.quantifier == "foranyvalue" else all)(not result for result in results)


def operator(name: str) -> Operator | None:
    """Take an operator's name apart; None where AWS has no such operator."""
    found = _OPERATOR.fullmatch(name)
    if found is None:
        return None
    quantifier, base, if_exists = (part.lower() for part in found.groups(default=""))
    positive, negated = _POSITIVE.get(base, (base, False))
    known = positive in _TESTS and not (positive == "null" and if_exists)
    return Operator(positive, negated, quantifier, bool(if_exists)) if known else None


def condition(parts: Operator, key: str, values: Sequence[str], *, variables: bool) -> Condition:
    """One line of a Condition block, its values prepared once for many requests."""
    return Condition(parts, key.lower(), _TESTS[parts.name](values, variables))


_TESTS: Mapping[str, Callable[[Sequence[str], bool], Test]] = {
    "stringequals": comparing.string_equals,
    "stringequalsignorecase": comparing.string_equals_ignore_case,
    "stringlike": comparing.string_like,
    "arnlike": comparing.arn_like,
    "ipaddress": comparing.ip_address,
    "bool": comparing.boolean,
    "null": comparing.boolean,
    "binaryequals": comparing.binary_equals,
    **{f"numeric{name}": comparing.numeric(name) for name in comparing.ORDERS},
    **{f"date{name}": comparing.date(name) for name in comparing.ORDERS},
}

_POSITIVE: Mapping[str, tuple[str, bool]] = {
    "stringnotequals": ("stringequals", True),
    "stringnotequalsignorecase": ("stringequalsignorecase", True),
    "stringnotlike": ("stringlike", True),
    "numericnotequals": ("numericequals", True),
    "datenotequals": ("dateequals", True),
    "notipaddress": ("ipaddress", True),
    "arnequals": ("arnlike", False),
    "arnnotequals": ("arnlike", True),
    "arnnotlike": ("arnlike", True),
}
"""Operators that are another one negated; ArnEquals and ArnLike behave identically."""
