"""What a stepper shows in HTML: opaque light panels with dark words, legible in both of JupyterLab's themes.

Styles stand in the elements, and every meaning stands in words too, since JupyterLab drops styles
and roles from the output of an untrusted notebook.
"""

from collections.abc import Iterable, Sequence
from html import escape

from helpers.draw.palette import FAINT, INK, MUTED, PAPER, PRIVATE, PUBLIC_TEXT, STOP, WHITE, WINNER
from helpers.path import Header, Path
from helpers.path.words import obstacles, verdict
from helpers.teach.decisions import decision_of
from helpers.teach.pictures import Picture
from helpers.teach.steps import Step
from helpers.teach.tables import Table
from helpers.texts import Message, message, render

CHANGED = "#FBE9DD"
"""Vermilion of Okabe and Ito, paled: behind the field that an address translation rewrote."""

_PANEL = (
    f"background:{WHITE};color:{INK};border:1px solid {FAINT};border-radius:4px;"
    "padding:6px 10px;font-size:13px;line-height:1.45;box-sizing:border-box;"
)
_CELL = f"text-align:left;padding:2px 12px 2px 4px;border-bottom:1px solid {FAINT};vertical-align:top;"


def panel(body: str, *, height: str = "", edge: str = FAINT, attributes: str = "") -> str:
    """A light panel; with a height it stays as it is and scrolls, by keyboard too.

    A wide table inside must not widen it: the widgets' columns would grow over the page's edge.
    """
    size = f"height:{height};overflow:auto;contain:inline-size;" if height else ""
    focus = ' tabindex="0"' if height else ""
    return f'<div style="{_PANEL}border-left:5px solid {edge};{size}"{focus} {attributes}>{body}</div>'


def status(text: str, *, height: str, edge: str = PRIVATE) -> str:
    """A panel that assistive technology says when its words change."""
    return panel(escape(text), height=height, edge=edge, attributes='role="status" aria-live="polite"')


def alert(text: str) -> str:
    """What went wrong in a callback, said at once; nothing where nothing did."""
    if not text:
        return ""
    title = escape(render(message("stepper.went-wrong")))
    body = f'<b>{title}</b><pre style="white-space:pre-wrap;margin:4px 0 0;color:{INK}">{escape(text)}</pre>'
    return panel(body, edge=STOP, attributes='role="alert"')


def live_html(step: Step, note: str, height: str) -> str:
    """The line that says the step in words; a black edge where the packet ends."""
    words = f"{step.describe()} {note}".strip()
    return status(words, height=height, edge=STOP if step.stops else PRIVATE)


def header_html(step: Step, height: str = "") -> str:
    """The packet before and after the step, with what changed marked by a sign, a word and a colour."""
    head = _row([_text(f"stepper.column.{name}") for name in ("field", "before", "after")], "th")
    before, after = _ends(step.hop.header_in), _ends(step.hop.header_out)
    rows = "".join(_header_row(name, before[name], after[name]) for name in before)
    zone = escape(_text(f"stepper.zone.{'stopped' if step.stops else step.hop.zone}"))
    body = f"<b>{escape(_text('stepper.header'))}</b>{_table(head + rows)}<div>{zone}</div>"
    return panel(body, height=height, attributes=_region("stepper.header"))


def _ends(header: Header) -> dict[str, str]:
    source = _end(header.source, header.source_port)
    return {
        "from": source,
        "to": _end(header.destination, header.destination_port),
        "protocol": header.protocol,
    }


def _end(address: object, port: int | None) -> str:
    return str(address) if port is None else f"{address}:{port}"


def _header_row(name: str, before: str, after: str) -> str:
    field = _text(f"stepper.end-{name}")
    if before == after:
        return _row([field, before, after])
    marked = f"{after} ◀ {_text('stepper.rewritten')}"
    return _row([field, before, marked], style=f"background:{CHANGED};color:{PUBLIC_TEXT};font-weight:bold;")


def rules_html(step: Step, height: str = "") -> str:
    """The rule that decided and those that lost, each with its reason; at a stop, what mends it."""
    decision = decision_of(step)
    parts = [f"<b>{escape(_text('stepper.rules'))}</b> {escape(step.component)}"]
    if decision.rows:
        head = _row(map(render, decision.head), "th")
        parts.append(
            _table(head + "".join(_rule_row(row.cells, row.outcome, row.wins) for row in decision.rows))
        )
    else:
        key = "way-point" if step.is_way_point else "no-rows"
        parts.append(f"<div>{escape(_text(f'stepper.{key}'))}</div>")
    if step.stops:
        parts.append(_items(_obstacles(step)))
    edge = STOP if step.stops else FAINT
    return panel("".join(parts), height=height, edge=edge, attributes=_region("stepper.rules"))


def _rule_row(cells: Sequence[str], outcome: Message, wins: bool) -> str:
    style = f"background:{WINNER};color:{INK};font-weight:bold;" if wins else f"color:{MUTED};"
    return _row([*cells, render(outcome)], style=style)


def _obstacles(step: Step) -> list[str]:
    """What stops the packet here and further on, with the calls that mend it."""
    return list(obstacles(step.explanations))


def _items(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def picture_html(picture: Picture, tallest: int) -> str:
    """The picture in the room that the tallest one so far needed, so that the page below does not jump."""
    fitted = f"width:100%;height:auto;aspect-ratio:{picture.width}/{picture.height}"
    image = _image(picture, f'style="display:block;{fitted}"')
    room = f"max-width:{picture.width}px;aspect-ratio:{picture.width}/{tallest};background:{PAPER};"
    return f'<figure style="margin:0;{room}">{image}</figure>'


def figure_html(picture: Picture) -> str:
    """The picture with its caption as plain HTML, which an untrusted notebook shows too."""
    image = _image(picture, f'width="{picture.width}"')
    return f"<figure>{image}<figcaption>{escape(picture.caption)}</figcaption></figure>"


def _image(picture: Picture, size: str) -> str:
    return f'<img alt="{escape(picture.alt)}" src="data:image/png;base64,{picture.data}" {size}>'


def step_html(step: Step) -> str:
    """A step as a cell's output."""
    return panel(escape(step.describe())) + header_html(step) + rules_html(step)


def steps_table(steps: Sequence[Step]) -> Table:
    """All steps, there and back, as a table of plain HTML and as text."""
    head = ("step", "way", "component", "decision", "header")
    rows = tuple(
        (
            str(step.number),
            _text(f"stepper.way.{step.half}"),
            step.component,
            f"{'✗ ' if step.stops else ''}{render(step.sentence)}",
            str(step.hop.header_out),
        )
        for step in steps
    )
    return Table(tuple(message(f"stepper.column.{name}") for name in head), rows)


def whole_html(path: Path, steps: Sequence[Step], figure: str) -> str:
    """The static form: verdict, picture of the whole path, table of all steps, what stands in the way."""
    items = [text for step in steps if step.stops for text in _obstacles(step)]
    told = _items(items) if items else ""
    verdict_ = f"<p><b>{escape(render(verdict(path)))}</b></p>"
    return f"{verdict_}{figure}{steps_table(steps)._repr_html_()}{told}"


def whole_text(path: Path, steps: Sequence[Step]) -> str:
    """The static form as text."""
    items = [text for step in steps if step.stops for text in _obstacles(step)]
    return "\n".join([render(verdict(path)), repr(steps_table(steps)), *items])


def _table(rows: str) -> str:
    style = f"table-layout:auto;border-collapse:collapse;margin:2px 0;font-size:13px;color:{INK}"
    return f'<table style="{style}">{rows}</table>'


def _row(cells: Iterable[str], kind: str = "td", style: str = "") -> str:
    scope = ' scope="col"' if kind == "th" else ""
    inside = "".join(f'<{kind}{scope} style="{_CELL}">{escape(cell)}</{kind}>' for cell in cells)
    return f'<tr style="background:{WHITE};{style}">{inside}</tr>'


def _region(key: str) -> str:
    return f'role="region" aria-label="{escape(_text(key))}"'


def _text(key: str) -> str:
    return render(message(key))
