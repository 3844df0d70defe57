"""The stepping challenge in a live notebook: a question, a button for each choice, feedback, a score."""

from typing import Any

import ipywidgets

from helpers.teach import in_cell
from helpers.teach.cards import picture_html, status
from helpers.teach.controls import button, closed, row, tall, wide
from helpers.teach.guarded import Guard
from helpers.teach.question_cards import question_html, score_html
from helpers.teach.stepping_challenge import SteppingChallenge
from helpers.texts import Message, message, render

_ASKED_HEIGHT, _TOLD_HEIGHT = tall(3), tall(5)


class SteppingView:
    """A thin view over a `SteppingChallenge`."""

    def __init__(self, challenge: SteppingChallenge) -> None:
        self.challenge = challenge
        self.guard = Guard()
        self.asked, self.told, self.picture = (ipywidgets.HTML(layout=wide()) for _ in range(3))
        most = max((len(question.choices) for question in challenge.questions), default=0)
        self.choices = [self._choice(number) for number in range(1, most + 1)]
        self.next = button("stepper.next-question", self.guard.around(self._next))
        self.again = button("stepper.again", self.guard.around(self._restart))
        self.widget = ipywidgets.VBox(
            (
                self.asked,
                ipywidgets.VBox(self.choices, layout=wide()),
                row(self.next, self.again),
                self.told,
                self.guard.pane,
                self.picture,
            )
        )
        self._begin()

    def shown_in_cell(self) -> dict[str, Any]:
        """The widget's bundle for the running cell; views of the cell's run before are closed."""
        in_cell.showing(self)
        return dict(self.widget._repr_mimebundle_())

    def close(self) -> None:
        """Let the widgets go."""
        closed(self.widget)

    def _choice(self, number: int) -> ipywidgets.Button:
        layout = ipywidgets.Layout(width="100%", height="auto", min_height="30px", margin="1px 0")
        made = ipywidgets.Button(layout=layout)
        made.on_click(self.guard.around(lambda: self._answer(number)))
        return made

    def _answer(self, number: int) -> None:
        answer = self.challenge.answer(number)
        self._ask()
        self._tell(repr(answer))

    def _next(self) -> None:
        if self.challenge.question and not self.challenge.answered:
            self._tell(render(message("stepper.choose-first")))
            return
        self.challenge.next()
        self._ask()
        self._tell(self._summary())

    def _restart(self) -> None:
        self.challenge.restart()
        self._begin()

    def _begin(self) -> None:
        self._ask()
        self._tell(self._summary())

    def _ask(self) -> None:
        """Show the present question; buttons stay in place, so that the keyboard does not lose them."""
        self.asked.value = self._asked()
        question, answered = self.challenge.question, self.challenge.answered
        for place, made in enumerate(self.choices):
            used = question is not None and place < len(question.choices)
            made.layout.display = "" if used else "none"
            if question is not None and used:
                mark = _mark(question.choices[place].right, place + 1 == answered.choice) if answered else ""
                made.description = f"{mark}{render(question.choices[place].words)}"
        self.picture.value = picture_html(self.challenge.picture, self.challenge.pictures.tallest)

    def _asked(self) -> str:
        question, score = self.challenge.question, self.challenge.score
        total = len(self.challenge.questions)
        if question is None:
            return score_html(self._score(), self.challenge.missed, _ASKED_HEIGHT)
        way = message(f"stepper.half.{question.step.half}")
        number = self.challenge.position + 1
        title = message("stepper.question", number=number, total=total, way=way, score=score)
        return question_html(title, question, _ASKED_HEIGHT)

    def _score(self) -> Message:
        return message("stepper.score", score=self.challenge.score, total=len(self.challenge.questions))

    def _summary(self) -> str:
        """What happened since the question before, then the question for the ear, or the score."""
        passed = [step.sentence for step in self.challenge.passed]
        question = self.challenge.question
        return " ".join(map(render, [*passed, question.words if question else self._score()]))

    def _tell(self, text: str) -> None:
        self.told.value = status(text, height=_TOLD_HEIGHT)


def _mark(right: bool, said: bool) -> str:
    return "✓ " if right else "✗ " if said else ""
