"""What the explorer shows: a thin widget over the state, and the same without a kernel."""

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets
from botocore.exceptions import BotoCoreError, ClientError

from helpers.draw import Diagram
from helpers.errors import LabError
from helpers.path.words import verdict
from helpers.teach.tables import calls_in_three_ways
from helpers.texts import Message, message, render

if TYPE_CHECKING:
    from helpers.teach.explorer import Explorer

INTERNET_HOST = "198.51.100.1"
"""An address that is nobody's: RFC 5737, TEST-NET-2."""

_PORTS = {443: "https", 80: "http", 22: "ssh"}
_OTHER_REGION = {"us-east-1": "ap-northeast-2"}
_WIDE = ipywidgets.Layout(width="auto", max_width="100%")
_WRAPPED = ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 16px")
# JupyterLab gives a table's columns one width and breaks code in the middle of a word.
_STYLE = """<style>
.lab-explorer { overflow-x: auto }
.lab-explorer table { table-layout: auto }
.lab-explorer th:last-child { width: 22% }
.lab-explorer td { vertical-align: top }
.lab-explorer pre { white-space: pre-wrap; word-break: normal; overflow-wrap: normal }
</style>"""
_Choices = list[tuple[str, Any]]


class View:
    """The widget of one explorer; shown twice, it is the same twice."""

    def __init__(self, explorer: "Explorer") -> None:
        self.explorer = explorer
        self._drawing = False
        self._ends = {name: self._drop_down(name) for name in ("source", "destination", "port")}
        self._boxes = {switch_id: self._box(switch_id) for switch_id in explorer.switches}
        self._said = ipywidgets.HTML()
        self._picture = ipywidgets.HTML()
        self._calls = ipywidgets.HTML()
        self._failures = ipywidgets.Output()
        buttons = [self._button("undo", self._undo), self._button("refresh", self._refresh)]
        keys = ipywidgets.HTML(f"<small>{escape(render(message('explorer.keys')))}</small>")
        self.widget = ipywidgets.VBox(
            [
                ipywidgets.HBox([*self._ends.values()], layout=_WRAPPED),
                *self._boxes.values(),
                ipywidgets.HBox([*buttons, keys], layout=_WRAPPED),
                self._said,
                self._picture,
                self._calls,
                self._failures,
            ]
        )
        self._show()

    def bundle(self) -> dict[str, Any]:
        """The widget, and the static form beside it."""
        static = {"text/plain": as_text(self.explorer), "text/html": as_html(self.explorer)}
        return {**self.widget._repr_mimebundle_(), **static}

    def _drop_down(self, name: str) -> ipywidgets.Dropdown:
        drop_down = ipywidgets.Dropdown(
            description=render(message(f"explorer.{name}")),
            style={"description_width": "initial"},
            layout=_WIDE,
        )
        drop_down.observe(self._reacting(lambda value: self.explorer.choose(**{name: value})), "value")
        return drop_down

    def _box(self, switch_id: str) -> ipywidgets.Checkbox:
        words = render(self.explorer.switches[switch_id].label)
        box = ipywidgets.Checkbox(description=words, indent=False, layout=_WIDE)
        box.observe(self._reacting(lambda on: self._turn(switch_id, on)), "value")
        return box

    def _button(self, name: str, action: Callable[[], Message | None]) -> ipywidgets.Button:
        button = ipywidgets.Button(description=render(message(f"explorer.{name}")))
        button.on_click(lambda _: self._do(action))
        return button

    def _reacting(self, action: Callable[[Any], Message | None]) -> Callable[[Any], None]:
        """An observer that sends nothing when the view itself puts a value in its place."""

        def react(change: Any) -> None:
            if not self._drawing:
                self._do(lambda: action(change["new"]))

        return react

    def _do(self, action: Callable[[], Message | None]) -> None:
        """Act and show; what AWS refuses is said, what nobody foresaw appears below as it is."""
        self._failures.outputs = ()
        with self._failures:
            try:
                note = action()
            except ClientError as error:
                note = _refusal(error)
            except (BotoCoreError, LabError) as error:
                note = message("explorer.trouble", problem=error)
            self._show(note)

    def _turn(self, switch_id: str, on: bool) -> None:
        self.explorer.turn(switch_id, on)

    def _undo(self) -> Message:
        return message("explorer.undone" if self.explorer.undo() else "explorer.nothing-to-undo")

    def _refresh(self) -> Message:
        return message("explorer.read-again" if self.explorer.refresh() else "explorer.unchanged")

    def _show(self, note: Message | None = None) -> None:
        """Put everything as the state has it."""
        self._drawing = True
        try:
            self._show_choices()
            for switch_id, box in self._boxes.items():
                box.value = self.explorer.is_on(switch_id)
        finally:
            self._drawing = False
        told = f"{render(note)} " if note else ""
        self._said.value = _live(f"{told}{_verdict(self.explorer)}")
        self._picture.value = _styled(_picture(self.explorer))
        self._calls.value = _styled(_calls(self.explorer))

    def _show_choices(self) -> None:
        for name, choices in _choices(self.explorer).items():
            chosen = getattr(self.explorer, name)
            if chosen not in [value for _, value in choices]:
                choices.append((str(chosen), chosen))
            drop_down = self._ends[name]
            if drop_down.options != tuple(choices):
                drop_down.options = choices
            drop_down.value = chosen


def as_html(explorer: "Explorer") -> str:
    """Verdict, picture and switches as they are, in HTML that an untrusted notebook shows."""
    switches = "".join(f"<li>{escape(line)}</li>" for line in _switches(explorer))
    said = f"<p><b>{escape(_verdict(explorer))}</b></p>"
    return f"{said}<ul>{switches}</ul>{_picture(explorer)}{_calls(explorer)}"


def as_text(explorer: "Explorer") -> str:
    """The same in plain lines."""
    lines = [_verdict(explorer), *_switches(explorer), _cost(explorer)]
    return "\n".join([*lines, *(call.boto3() for call in explorer.calls)])


def _switches(explorer: "Explorer") -> Iterator[str]:
    for switch in explorer.switches.values():
        state = "on" if switch.is_on(explorer.network) else "off"
        yield f"{render(message(f'switch-state.{state}'))} {render(switch.label)}"


def _verdict(explorer: "Explorer") -> str:
    try:
        return render(verdict(explorer.path))
    except LabError as error:
        return str(error)


def _picture(explorer: "Explorer") -> str:
    try:
        figure = Diagram(explorer.path)._repr_html_()
    except LabError:  # the verdict says why there is no path
        return ""
    return f"{figure}<p>{escape(_cost(explorer))}</p>"


def _cost(explorer: "Explorer") -> str:
    try:
        bill = explorer.cost
    except LabError as error:
        return error.what
    head = message("explorer.cost", hours=bill.hours, gigabytes=bill.gigabytes)
    return f"{render(head)}: ${bill.total:.2f}"


def _calls(explorer: "Explorer") -> str:
    if not explorer.calls:
        return f"<p>{escape(render(message('explorer.no-calls')))}</p>"
    head = escape(render(message("explorer.calls")))
    return f"<p><b>{head}</b></p>{calls_in_three_ways(*explorer.calls)._repr_html_()}"


def _refusal(error: ClientError) -> Message:
    told = error.response["Error"]
    return message(
        "explorer.refused", operation=error.operation_name, code=told["Code"], text=_ended(told["Message"])
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."


def _live(text: str) -> str:
    """A line that a screen reader says when it changes."""
    return _styled(f'<div role="status" aria-live="polite">{escape(text)}</div>')


def _styled(html: str) -> str:
    """As JupyterLab shows a cell's HTML: pictures no wider than the cell, tables with rules."""
    return f'{_STYLE}<div class="jp-RenderedHTMLCommon lab-explorer">{html}</div>'


def _choices(explorer: "Explorer") -> dict[str, _Choices]:
    instances = [(_name(i), i.id) for i in explorer.instances]
    others = [choice for choice in instances if choice[1] != explorer.source]
    ports = [(render(message(f"explorer.{key}")), port) for port, key in _PORTS.items()]
    return {"source": instances, "destination": [*_services(explorer), *others], "port": ports}


def _name(instance: Any) -> str:
    return render(message("explorer.instance", name=instance.label, address=instance.private_ip_address))


def _services(explorer: "Explorer") -> Iterator[tuple[str, str]]:
    other = _OTHER_REGION.get(explorer.lab.cloud.region, "us-east-1")
    yield render(message("explorer.s3")), "s3"
    yield render(message("explorer.other-s3", region=other)), f"s3@{other}"
    yield render(message("explorer.dynamodb")), "dynamodb"
    yield render(message("explorer.sqs")), "sqs"
    yield render(message("explorer.internet", address=INTERNET_HOST)), INTERNET_HOST
