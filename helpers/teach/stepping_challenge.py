"""`SteppingChallenge`: before each decision of a path the learner says what will happen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from helpers.errors import LabError
from helpers.path import Path
from helpers.teach.pictures import Picture, Pictures, diagram_of, diagram_until
from helpers.teach.question_cards import questions_html, questions_text
from helpers.teach.questions import Question, question_of
from helpers.teach.steps import Step, layers_called, steps_of
from helpers.texts import Message, message, render


@dataclass(frozen=True)
class Answer:
    """What the learner said, whether it is right, and the words that explain."""

    choice: int
    right: bool
    words: tuple[Message, ...]

    def __repr__(self) -> str:
        return " ".join(render(part) for part in self.words)


class SteppingChallenge:
    """The questions of a path, one after another; the first answer to each counts.

    Way points and decisions that nobody could foresee are passed without a question.  After the
    last question, `next` leads to the end, where `question` is None and the score stands.

    Args:
        path: what `trace` returned.
        layers: ask about these only (dns, route, network_acl, security_group, nat, endpoint); None
            asks about all, which are many on the road through NAT.

    Raises:
        LabError: no such layer.
    """

    def __init__(self, path: Path, layers: str | Iterable[str] | None = None) -> None:
        self.path = path
        self.steps = steps_of(path)
        chosen = layers_called(layers)
        asked = (step for step in self.steps if step.group in chosen)
        self.questions = tuple(question for step in asked if (question := question_of(step)))
        self.answers: dict[int, Answer] = {}
        self.position = 0
        self.pictures = Pictures()

    @property
    def question(self) -> Question | None:
        """The present question; None at the end."""
        return None if self.is_finished else self.questions[self.position]

    @property
    def is_finished(self) -> bool:
        """Is every question behind?"""
        return self.position >= len(self.questions)

    @property
    def answered(self) -> Answer | None:
        """The answer to the present question, if there is one."""
        return self.answers.get(self.position)

    @property
    def score(self) -> int:
        """How many answers are right."""
        return sum(answer.right for answer in self.answers.values())

    @property
    def missed(self) -> tuple[Question, ...]:
        """The questions that were answered wrong."""
        return tuple(self.questions[place] for place, answer in self.answers.items() if not answer.right)

    @property
    def passed(self) -> tuple[Step, ...]:
        """The steps between the question before and the present one: what happened on the way."""
        start = self.questions[self.position - 1].step.number if self.position else 0
        end = self.question.step.number if self.question else len(self.steps) + 1
        return tuple(step for step in self.steps if start < step.number < end)

    def answer(self, choice: int) -> Answer:
        """Say what will happen; a second answer to the same question changes nothing.

        Args:
            choice: the number of a choice, 1 for the first.

        Raises:
            LabError: no such choice, or no question is left; nothing changes.
        """
        question = self.question
        if question is None:
            raise LabError("no-question-left", score=self.score, total=len(self.questions))
        if not 1 <= choice <= len(question.choices):
            raise LabError("no-such-answer", choice=choice, most=len(question.choices))
        return self.answers.setdefault(self.position, _judged(question, choice))

    def next(self) -> Question | None:
        """Go on to the next question once the present one is answered; returns the present one."""
        if self.answered:
            self.position += 1
        return self.question

    def restart(self) -> None:
        """Forget every answer and begin again."""
        self.answers.clear()
        self.position = 0

    @property
    def picture(self) -> Picture:
        """The way up to the question, with its step once it is answered; at the end the whole answer."""
        decided = self.answered is not None
        if self.question is None:
            last = self.steps[-1]
            return self.pictures.get("end", lambda: diagram_of(last))
        step = self.question.step
        return self.pictures.get((step.number, decided), lambda: diagram_until(step, decided=decided))

    def _repr_html_(self) -> str:
        return questions_html(self.questions)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from helpers.teach.stepping_view import SteppingView

        words = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return {**SteppingView(self).shown_in_cell(), **words}

    def __repr__(self) -> str:
        return questions_text(self.questions)


def _judged(question: Question, choice: int) -> Answer:
    said = question.choices[choice - 1]
    if said.right:
        return Answer(choice, True, (message("stepper.judge.right"), *question.because))
    why = (said.why_not,) if said.why_not else ()
    wrong = message("stepper.judge.wrong", said=said.words)
    right = message("stepper.judge.instead", right=question.choices[question.right].words)
    return Answer(choice, False, (wrong, *why, right, *question.because))
