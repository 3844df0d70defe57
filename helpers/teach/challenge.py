"""Break it and fix it: a fault made by API calls, a check that takes any right mend, graded hints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpers.cloud.calls import ApiCall, send_all
from helpers.lab import Lab
from helpers.texts import Message, message, paragraph, render


@dataclass(frozen=True)
class Feedback:
    """What a check found: solved or not, and a message that helps."""

    solved: bool
    message: Message

    def __repr__(self) -> str:
        mark = render(message(f"challenge.{'solved' if self.solved else 'open'}"))
        return paragraph(message("challenge.feedback", mark=mark, words=self.message))


@dataclass(frozen=True)
class Challenge:
    """A fault to find and mend.

    Attributes:
        id: its name; the story and the hints stand in the texts under `challenge.<id>`.
        breaks: the calls that make the fault in a lab.
        check: looks at the lab as it is now and never raises on an untouched fault.
        hints: how many hints the texts hold.
        solution: calls that mend it, for whoever gives up; others may be as right.
    """

    id: str
    breaks: Callable[[Lab], Sequence[ApiCall]]
    check: Callable[[Lab], Feedback]
    hints: int
    solution: Callable[[Lab], Sequence[ApiCall]]

    def start(self, lab: Lab) -> None:
        """Make the fault and tell the story."""
        send_all(lab.cloud, self.breaks(lab))
        print(paragraph(message(f"challenge.{self.id}.story")))
        name = f"teach.{self.id.upper().replace('-', '_')}"
        print(paragraph(message("challenge.help", name=name, hints=self.hints)))

    def hint(self, number: int = 1) -> None:
        """Print a hint: 1 is the gentlest; past the last one, the last."""
        chosen = max(1, min(number, self.hints))
        print(paragraph(message(f"challenge.{self.id}.hint-{chosen}")))

    def solve(self, lab: Lab) -> None:
        """Send the solution, printing each call before it is sent."""
        answers: list[dict[str, object]] = []
        for call in self.solution(lab):
            print(call.boto3())
            answers.append(call.send(lab.cloud, answers))
