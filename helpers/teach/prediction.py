"""A question before the answer is seen."""

from html import escape
from typing import Any

import ipywidgets

from helpers.errors import LabError
from helpers.texts import message, paragraph, render


class Prediction:
    """A learner's guess among some choices; buttons in a live notebook, a list without a kernel.

    `value` is the choice, None as long as none was made.
    """

    def __init__(self, question: str, *choices: str) -> None:
        self.question = question
        self.choices = choices
        self.value: str | None = None

    def choose(self, choice: str) -> None:
        """Make the prediction by a plain call.

        Raises:
            LabError: it is none of the choices.
        """
        if choice not in self.choices:
            raise LabError("no-such-choice", choice=choice, choices=", ".join(self.choices))
        self.value = choice

    def reveal(self, answer: str, because: str) -> None:
        """Print the answer beside the prediction, and why."""
        key = "none" if self.value is None else "right" if self.value == answer else "wrong"
        print(paragraph(message(f"prediction.{key}", guess=self.value, answer=answer, because=because)))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        choices = "".join(f"<li>{escape(choice)}</li>" for choice in self.choices)
        bundle = {
            "text/plain": repr(self),
            "text/html": f"<p><b>{escape(self.question)}</b></p><ul>{choices}</ul>",
        }
        return {**self._widget()._repr_mimebundle_(), **bundle}

    def __repr__(self) -> str:
        return f"{self.question}\n" + "\n".join(f"  - {choice}" for choice in self.choices)

    def _widget(self) -> ipywidgets.VBox:
        """A button a choice: JupyterLab's own shortcuts take the arrow keys that a drop-down would need."""
        chosen = ipywidgets.HTML(self._chosen())
        buttons = [self._button(choice, chosen) for choice in self.choices]
        row = ipywidgets.Box(buttons, layout=ipywidgets.Layout(display="flex", flex_flow="row wrap"))
        return ipywidgets.VBox([ipywidgets.HTML(f"<b>{escape(self.question)}</b>"), row, chosen])

    def _button(self, choice: str, chosen: ipywidgets.HTML) -> ipywidgets.Button:
        button = ipywidgets.Button(
            description=choice, layout=ipywidgets.Layout(width="auto", flex="0 0 auto")
        )

        def press(_: ipywidgets.Button) -> None:
            self.choose(choice)
            chosen.value = self._chosen()

        button.on_click(press)
        return button

    def _chosen(self) -> str:
        """A line that a screen reader says when it changes."""
        key = "prediction.nothing" if self.value is None else "prediction.chosen"
        return f'<div role="status" aria-live="polite">{escape(render(message(key, guess=self.value)))}</div>'
