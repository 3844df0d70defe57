"""Challenge mode: real rows and addresses as choices, one right answer, feedback, a score."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import LabError
from helpers.network import Network
from helpers.path import trace
from helpers.teach import SteppingChallenge
from helpers.teach.pictures import diagram_until
from helpers.teach.questions import Question
from helpers.teach.stepping_view import SteppingView
from helpers.teach.steps import Half
from helpers.texts import render
from tests.path import networks as n
from tests.path.test_properties import DESTINATIONS, SOURCES, networks


def challenge(*changes: n.Change, layers: str | None = None, destination: str = "s3") -> SteppingChallenge:
    return SteppingChallenge(trace(n.network(*changes), "private", destination), layers)


def words(question: Question | None) -> list[str]:
    assert question is not None
    return [render(choice.words) for choice in question.choices]


def right(question: Question | None) -> str:
    assert question is not None
    return render(question.choices[question.right].words)


@settings(max_examples=150, deadline=None)
@given(networks(), SOURCES, DESTINATIONS)
def test_each_question_has_one_right_answer_among_different_choices(
    network: Network, source: str, destination: str
) -> None:
    path = trace(network, source, destination)
    for question in SteppingChallenge(path).questions:
        assert sum(choice.right for choice in question.choices) == 1
        assert len(question.choices) >= 2
        # Generated ACLs may use a rule number twice, which AWS refuses.
        assert len(set(words(question))) == len(question.choices) or question.step.group == "network_acl"
        assert render(question.words) and all(render(part) for part in question.because)


@settings(max_examples=100, deadline=None)
@given(networks(), DESTINATIONS, st.data())
def test_whatever_is_answered_the_end_comes_and_the_score_counts_first_answers(
    network: Network, destination: str, data: st.DataObject
) -> None:
    asked = SteppingChallenge(trace(network, "private", destination))
    expected = 0
    while asked.question is not None:
        question = asked.question
        assert asked.next() is question  # an answer comes first
        choice = data.draw(st.integers(1, len(question.choices)))
        answer = asked.answer(choice)
        expected += question.right == choice - 1
        assert answer.right == (question.right == choice - 1)
        assert asked.answer(question.right + 1) is answer
        assert repr(answer).startswith("✓" if answer.right else "✗")
        asked.next()
    assert asked.is_finished and asked.score == expected
    assert len(asked.missed) == len(asked.questions) - expected


def test_routes_are_asked_with_the_tables_own_rows_in_its_order() -> None:
    """The prefix list holds a longer match: vpc/latest/userguide/route-tables-priority.html."""
    asked = challenge(n.endpoint_on("rtb-private"), layers="route")
    assert words(asked.question) == [
        "10.0.0.0/16 → local",
        "0.0.0.0/0 → nat-1",
        f"{n.S3_LIST} (com.amazonaws.{n.REGION}.s3) → vpce-s3",
        "none of them: the packet is lost",
    ]
    told = repr(asked.answer(2))
    assert "0.0.0.0/0 holds 3.5.140.1 too, but 3.5.140.0/22 is longer" in told
    assert f"Right is: {n.S3_LIST}" in told and "leads to vpce-s3" in told


def test_without_a_route_the_last_choice_is_right() -> None:
    asked = challenge(n.routes("rtb-private"), layers="route")
    assert right(asked.question) == "none of them: the packet is lost"
    assert "no route that holds the destination" in repr(asked.answer(2))


def test_an_acl_asks_for_the_rule_by_number() -> None:
    rules = [n.entry(90, True, "deny", **n.ports(80, 80)), n.entry(100, True), n.entry(32767, True, "deny")]
    asked = challenge(n.acl_rules("acl-private", *rules), layers="network_acl")
    assert right(asked.question).startswith("rule 100: allow")
    assert "Rule 90 is for other ports" in repr(asked.answer(1))
    asked.restart()
    assert "rule 100 matches before it" in repr(asked.answer(3))


def test_a_security_group_lets_the_answer_pass_without_a_rule() -> None:
    """Stateful: vpc/latest/userguide/security-group-rules.html."""
    there, back = challenge(layers="security_group").questions
    assert "one of the group's rules allows it" in right(there)
    assert "the group knows the connection" in right(back) and back.step.half is Half.BACK


def test_nat_asks_for_the_address_and_explains_that_the_public_one_comes_later() -> None:
    asked = challenge(layers="nat")
    assert words(asked.question)[:-1] == [n.S3_ADDRESS, n.NAT_ADDRESS, n.PRIVATE, n.NAT_PUBLIC]  # by number
    assert right(asked.question) == n.NAT_ADDRESS
    assert "the internet gateway puts the public one in its place" in repr(asked.answer(4))
    rights = [right(question) for question in asked.questions]
    assert rights == [n.NAT_ADDRESS, n.NAT_PUBLIC, n.NAT_ADDRESS, n.PRIVATE]


def test_an_endpoint_leaves_the_source_address() -> None:
    """vpc/latest/privatelink/gateway-endpoints.html."""
    asked = challenge(n.endpoint_on("rtb-private"), layers="endpoint")
    assert right(asked.question) == n.PRIVATE
    assert n.NAT_PUBLIC in words(asked.question)


@pytest.mark.parametrize(
    ("changes", "destination", "answer"),
    [
        ((), "s3", "a public address"),
        ((n.endpoint_on("rtb-private"),), "s3", "a public address"),
        (
            (n.interface_endpoint("sqs", f"sqs.{n.REGION}.amazonaws.com", [n.ALL_TRAFFIC]),),
            "sqs",
            "a private address",
        ),
        ((n.setting("Vpcs", n.VPC, EnableDnsSupport=False),), "s3", "nothing"),
    ],
)
def test_dns_asks_for_a_public_or_a_private_address(
    changes: tuple[n.Change, ...], destination: str, answer: str
) -> None:
    """Private DNS belongs to interface endpoints: privatelink/privatelink-access-aws-services.html."""
    assert right(challenge(*changes, layers="dns", destination=destination).question) == answer


@pytest.mark.parametrize("choice", [0, 9, -1])
def test_a_choice_that_is_not_there_is_refused_and_changes_nothing(choice: int) -> None:
    asked = challenge()
    with pytest.raises(LabError, match="no choice"):
        asked.answer(choice)
    assert asked.answered is None and asked.position == 0


def test_nothing_tells_the_answer_before_it_is_given() -> None:
    """The picture ends where the packet stands, and the words of the way so far name no later hop."""
    asked = challenge(layers="route")
    alt = asked.picture.alt
    assert "acl-private allows it" in alt and "nat-1" not in alt and "rtb-private" not in alt
    asked.answer(1)
    assert "leads to nat-1" in asked.picture.alt and "igw-1" not in asked.picture.alt


def test_room_and_symbols_of_the_picture_stay_while_the_way_grows() -> None:
    asked = challenge(layers="nat")
    symbols = set()
    while asked.question:
        for decided in (False, True):
            drawn = diagram_until(asked.question.step, decided=decided)
            symbols.add(tuple((s.id, s.rect) for s in drawn.layout.symbols))
        asked.answer(1)
        asked.next()
    assert len(symbols) == 1


def test_the_widget_asks_judges_and_ends_with_the_score() -> None:
    view = SteppingView(challenge(layers="dns"))
    assert "Question 1 of 1" in view.asked.value and "What does it answer" in view.told.value
    view.next.click()
    assert "Choose an answer first" in view.told.value
    assert [button.description for button in view.choices] == [
        "a public address",
        "a private address",
        "nothing",
    ]
    view.choices[1].click()
    assert "✗ You said: a private address" in view.told.value
    assert [button.description[:1] for button in view.choices] == ["✓", "✗", "n"]
    view.next.click()
    assert "The end: 0 of 1 right." in view.told.value and "Look again at" in view.asked.value
    assert all(button.layout.display == "none" for button in view.choices)
    view.again.click()
    assert "Question 1 of 1" in view.asked.value and view.choices[0].layout.display != "none"


def test_without_a_kernel_questions_stand_there_with_their_answers_folded() -> None:
    bundle = challenge()._repr_mimebundle_()
    assert bundle["text/html"].count("<details>") == 16
    assert not re.search(r"<style|aria-|role=", bundle["text/html"])
    assert "Which route wins" in bundle["text/plain"] and "✓" not in bundle["text/plain"]
