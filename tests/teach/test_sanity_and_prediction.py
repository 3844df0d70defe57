"""Sanity checks tell the truth about each backend; predictions get an answer, made or not."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from helpers import teach
from helpers.errors import LabError
from helpers.teach.sanity import ClaimError

EMBEDDED = SimpleNamespace(backend="embedded")
LOCALSTACK = SimpleNamespace(backend="localstack")
KNOWN = "01-sqs-gateway-refused"
CLAIM = "SQS has no gateway endpoint."


def test_a_claim_that_holds_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    teach.sanity(EMBEDDED, KNOWN, CLAIM, True)
    assert capsys.readouterr().out == f"✓ {CLAIM}\n"


def test_a_claim_that_fails_where_it_should_hold_stops_the_lesson() -> None:
    with pytest.raises(ClaimError, match="does not hold on the backend embedded"):
        teach.sanity(EMBEDDED, KNOWN, CLAIM, False)


def test_a_known_difference_is_printed_and_the_lesson_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    teach.sanity(LOCALSTACK, KNOWN, CLAIM, False)
    assert "differs here: LocalStack accepts a gateway endpoint for SQS" in capsys.readouterr().out


def test_a_difference_that_is_gone_fails_in_ci_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    teach.sanity(LOCALSTACK, KNOWN, CLAIM, True)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ClaimError, match="differences"):
        teach.sanity(LOCALSTACK, KNOWN, CLAIM, True)


@pytest.mark.parametrize(
    ("choice", "words"),
    [(None, "No prediction made"), ("once", "You predicted once"), ("twice", "You predicted it: twice")],
)
def test_a_prediction_is_answered(choice: str | None, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    guess = teach.Prediction("How often?", "once", "twice")
    if choice:
        guess.choose(choice)
    guess.reveal("twice", "Because.")
    told = capsys.readouterr().out
    assert words in told and "twice" in told and "Because." in told


def test_a_choice_that_is_not_offered_is_refused() -> None:
    guess = teach.Prediction("How often?", "once", "twice")
    with pytest.raises(LabError, match="is none of the choices"):
        guess.choose("never")
    assert guess.value is None


def test_a_name_that_looks_like_html_is_shown_as_it_is() -> None:
    hostile = "<script>alert('x')</script>"
    guess = teach.Prediction(f"Is it {hostile}?", hostile, "no")
    guess.choose(hostile)
    widget = guess._widget()
    shown = [
        guess._repr_mimebundle_()["text/html"],
        *(w.value for w in (widget.children[0], widget.children[2])),
    ]
    assert not [text for text in shown if "<script>" in text]
    assert all("&lt;script&gt;" in text for text in shown)


def test_pressing_a_button_is_the_same_as_the_call_and_is_said_aloud() -> None:
    guess = teach.Prediction("How often?", "once", "twice")
    _, buttons, said = guess._widget().children
    assert "Nothing chosen" in said.value
    for button in reversed(buttons.children):
        button.click()
        assert guess.value == button.description
        assert f"You chose: {button.description}" in said.value
    assert 'aria-live="polite"' in said.value


def test_without_a_kernel_the_question_and_its_choices_can_be_read() -> None:
    bundle = teach.Prediction("How often?", "once", "twice")._repr_mimebundle_()
    assert {"text/plain", "text/html"} <= bundle.keys()
    for text in (bundle["text/plain"], bundle["text/html"]):
        assert all(words in text for words in ("How often?", "once", "twice"))


def refused(code: str) -> Callable[[], None]:
    def call() -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "CreateLoadBalancer")

    return call


@pytest.mark.parametrize(
    ("backend", "code"), [("embedded", "UnsupportedOperation"), ("localstack", "InternalFailure")]
)
def test_a_service_that_the_backend_lacks_is_said_so_and_the_lesson_goes_on(
    backend: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teach.if_served(SimpleNamespace(backend=backend), refused(code)) is None
    assert "CreateLoadBalancer is not served here" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("backend", "code"), [("embedded", "InvalidSubnet"), ("aws", "UnsupportedOperation")]
)
def test_any_other_refusal_and_every_one_of_aws_is_raised(backend: str, code: str) -> None:
    with pytest.raises(ClientError):
        teach.if_served(SimpleNamespace(backend=backend), refused(code))


def test_a_call_that_is_served_gives_its_answer() -> None:
    assert teach.if_served(SimpleNamespace(backend="aws"), lambda: {"LoadBalancers": []}) == {
        "LoadBalancers": []
    }
