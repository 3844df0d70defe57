"""What a stepping challenge shows in HTML and as text."""

from collections.abc import Iterable, Sequence
from html import escape

from helpers.teach.cards import panel
from helpers.teach.questions import Question
from helpers.texts import Message, message, render


def question_html(title: Message, question: Question, height: str) -> str:
    """The present question under its number and the score so far."""
    head = f"<b>{escape(render(title))}</b>"
    return panel(f"{head}<div>{escape(render(question.words))}</div>", height=height)


def score_html(title: Message, missed: Iterable[Question], height: str) -> str:
    """The score, and what every question that was missed is about."""
    items = [render(part) for question in missed for part in question.because]
    head = f"<b>{escape(render(title))}</b>"
    again = f"<div>{escape(render(message('stepper.missed')))}</div>{_items(items)}" if items else ""
    return panel(head + again, height=height)


def questions_html(questions: Sequence[Question]) -> str:
    """All questions with their choices, each answer folded away, for a reader without a kernel."""
    asked = "".join(f"<li>{_asked(question)}</li>" for question in questions)
    return f"<p><b>{escape(render(message('stepper.questions')))}</b></p><ol>{asked}</ol>"


def _asked(question: Question) -> str:
    answer = " ".join(map(render, (question.choices[question.right].words, *question.because)))
    title = escape(render(message("stepper.answer")))
    folded = f"<details><summary>{title}</summary><div>{escape(answer)}</div></details>"
    return f"{escape(render(question.words))}{_items(_choices(question))}{folded}"


def questions_text(questions: Sequence[Question]) -> str:
    """All questions with their choices as text."""
    lines = [render(message("stepper.questions"))]
    for number, question in enumerate(questions, 1):
        lines.append(f"{number}. {render(question.words)}")
        lines += [f"   - {choice}" for choice in _choices(question)]
    return "\n".join(lines)


def _choices(question: Question) -> list[str]:
    return [render(choice.words) for choice in question.choices]


def _items(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
