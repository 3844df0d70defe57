"""The stepper's widget in the kernel: buttons, boxes, Play, errors; and its form without a kernel."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from ipywidgets.widgets.widget import _instances

from helpers.path import trace
from helpers.teach import Stepper, in_cell
from helpers.teach.stepper_view import StepperView
from helpers.teach.steps import LayerGroup
from tests.path import networks as n

T = TypeVar("T")


@pytest.fixture
def stepper() -> Stepper:
    return Stepper(trace(n.network(), "private", "s3"), seconds=0.001)


@pytest.fixture
def view(stepper: Stepper) -> StepperView:
    return StepperView(stepper)


def elsewhere(call: Callable[[], T]) -> T:
    """The call's result from a thread of its own: playwright's event loop stays in that of the suite."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


def in_a_loop(run: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return elsewhere(lambda: asyncio.run(run()))


def test_buttons_move_the_state_and_the_live_line_says_the_step(view: StepperView) -> None:
    for name, number in (("next", 2), ("next", 3), ("back", 2), ("last", 24), ("next", 24), ("first", 1)):
        view.buttons[name].click()
        assert view.stepper.position == number
        assert f"Step {number} of 24, on the way" in view.live.value
    assert 'role="status" aria-live="polite"' in view.live.value


def test_every_control_has_words_for_its_name(view: StepperView) -> None:
    buttons = [*view.buttons.values(), view.play]
    assert [button.description for button in buttons] == ["First", "Back", "Next", "Last", "Play"]
    assert not any(button.icon or button.disabled for button in buttons)
    named = [box.description for box in view.boxes.values()]
    assert named == ["DNS", "route", "network ACL", "security group", "NAT", "endpoint"]


def test_a_check_box_filters_and_follows_a_filter_set_by_a_call(view: StepperView) -> None:
    view.boxes[LayerGroup.DNS].value = False
    assert view.stepper.layers == frozenset(LayerGroup) - {"dns"}
    assert "Step 2 of 24" in view.live.value and "The filter shows 23 of 24 steps" in view.live.value
    view.stepper.filter(["route", "nat"])
    assert {layer for layer, box in view.boxes.items() if box.value} == {"route", "nat"}
    assert view.stepper.layers == {"route", "nat"}


def test_the_panels_show_the_changed_header_and_the_rule(view: StepperView) -> None:
    for step in view.stepper.steps:
        if step.hop.component_id == "nat-1":
            break
        view.stepper.next()
    assert re.search(r"10\.0\.3\.20:49152.*10\.0\.1\.5:1024 ◀ changed", view.header.value)
    assert "▶ 10.0.3.20 becomes 10.0.1.5" in view.rules.value
    alt = re.search(r'<img alt="([^"]+)"', view.picture.value)
    assert alt and "Hop 3 is highlighted" in unescape(alt[1])


def test_play_goes_to_the_end_and_begins_again_from_there(view: StepperView) -> None:
    seen: list[int] = []
    view.stepper.watch(lambda: seen.append(view.stepper.position))

    async def played() -> None:
        view.play.click()
        assert view.play.description == "Pause"
        while view.player.is_playing:
            await asyncio.sleep(0)

    view.stepper.filter("route")
    shown = [step.number for step in view.stepper.shown]
    seen.clear()
    in_a_loop(played)
    assert seen == shown[1:] and view.play.description == "Play"
    seen.clear()
    in_a_loop(played)
    assert seen == shown


@pytest.mark.parametrize("stop", ["pause", "back", "close"])
def test_play_ends_by_pause_by_another_button_and_with_its_view(view: StepperView, stop: str) -> None:
    async def stopped() -> int:
        view.play.click()
        while view.stepper.position < 3:
            await asyncio.sleep(0)
        view.close() if stop == "close" else (view.play if stop == "pause" else view.buttons[stop]).click()
        stood = view.stepper.position
        for _ in range(100):
            await asyncio.sleep(0.0001)
        assert view.stepper.position == stood
        return len(asyncio.all_tasks()) - 1

    assert in_a_loop(stopped) == 0
    assert not view.player.is_playing


def broken(*_: object) -> Any:
    raise ZeroDivisionError("no picture today")


def test_an_error_in_a_callback_stands_in_the_widget_until_the_next_one_works(
    view: StepperView, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(view.stepper.pictures, "get", broken)
        view.buttons["next"].click()
        assert 'role="alert"' in view.guard.pane.value
        assert "ZeroDivisionError: no picture today" in view.guard.pane.value
    view.buttons["next"].click()
    assert view.guard.pane.value == ""


def test_an_error_while_it_plays_stops_it_and_is_shown(
    view: StepperView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view.stepper.pictures, "get", broken)

    async def played() -> None:
        view.play.click()
        while view.player.is_playing:
            await asyncio.sleep(0)

    in_a_loop(played)
    assert "no picture today" in view.guard.pane.value and view.play.description == "Play"


def test_play_without_an_event_loop_says_so(view: StepperView) -> None:
    elsewhere(view.play.click)
    assert "no running event loop" in view.guard.pane.value
    assert view.play.description == "Play"


def test_pictures_are_drawn_when_looked_at_and_the_latest_few_are_kept(stepper: Stepper) -> None:
    repr(stepper)
    assert len(stepper.pictures) == 0
    stepper._repr_mimebundle_()
    assert len(stepper.pictures) == 1  # the static form and the live one share it
    for _ in stepper.steps:
        stepper.next()
        assert stepper.picture.data
    assert len(stepper.pictures) == 12


class Shell:
    """IPython's shell, as far as a view asks it which cell runs."""

    def __init__(self) -> None:
        self.cell, self.run = "a", "1"

    def get_parent(self) -> dict[str, Any]:
        return {"metadata": {"cellId": self.cell}, "header": {"msg_id": self.run}}


def test_running_a_cell_again_closes_its_views_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    shell, closed = Shell(), []
    monkeypatch.setattr(in_cell, "get_ipython", lambda: shell)
    monkeypatch.setattr(in_cell, "_SHOWN", {})

    def show(name: str, cell: str, run: str) -> None:
        shell.cell, shell.run = cell, run
        in_cell.showing(SimpleNamespace(close=lambda: closed.append(name)))

    show("first", "a", "1")
    show("beside it", "a", "1")
    show("elsewhere", "b", "2")
    assert closed == []
    show("again", "a", "3")
    assert closed == ["first", "beside it"]
    show("no cell named", "", "4")
    show("once more", "a", "5")
    assert closed == ["first", "beside it", "again"]


def test_a_closed_view_follows_no_more_and_leaves_no_widget(stepper: Stepper) -> None:
    before = set(_instances)
    view = StepperView(stepper)
    assert set(_instances) > before
    view.close()
    stepper.next()
    assert "Step 1 of" in view.live.value
    assert set(_instances) == before


def test_without_a_kernel_picture_and_table_of_all_steps_stand_there(stepper: Stepper) -> None:
    bundle = stepper._repr_mimebundle_()
    html, text = bundle["text/html"], bundle["text/plain"]
    assert html.count("<tr>") == 1 + 24
    assert re.search(r'<figure><img alt="[^"]{60,}" src="data:image/png;base64,', html)
    assert not re.search(r"<style|aria-|role=|<svg|<script", html)
    for step in stepper.steps:
        assert str(step.hop.header_out) in html and str(step.hop.header_out) in text
    assert text.count("\n") == 1 + 24
