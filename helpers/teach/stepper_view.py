"""The stepper in a live notebook: text buttons, check boxes, and panels that follow the state."""

from collections.abc import Callable
from typing import Any

import ipywidgets

from helpers.teach import in_cell
from helpers.teach.cards import header_html, live_html, picture_html, rules_html
from helpers.teach.controls import button, closed, column, label, row, tall, wide
from helpers.teach.guarded import Guard
from helpers.teach.playing import Player
from helpers.teach.stepper import Stepper
from helpers.teach.steps import LayerGroup
from helpers.texts import message, render

_LIVE_HEIGHT, _CARD_HEIGHT = tall(3), "176px"
_MOVES = ("first", "back", "next", "last")


class StepperView:
    """A thin view over a `Stepper`, which it follows and moves; it keeps only Play's state."""

    def __init__(self, stepper: Stepper) -> None:
        self.stepper = stepper
        self.guard = Guard()
        self.player = Player(self._advance, self._name_play, stepper.seconds)
        self.buttons = {name: button(f"stepper.{name}", self._moving(name)) for name in _MOVES}
        self.play = button("stepper.play", self.guard.around(self._toggle_play))
        self.boxes = {layer: self._box(layer) for layer in LayerGroup}
        self.live, self.picture = (ipywidgets.HTML(layout=wide()) for _ in range(2))
        self.header, self.rules = (ipywidgets.HTML(layout=column(share)) for share in (45, 54))
        self.widget = self._assembled()
        self._unwatch = stepper.watch(self.refresh)
        self.refresh()

    def _assembled(self) -> ipywidgets.VBox:
        return ipywidgets.VBox(
            (
                row(*self.buttons.values(), self.play),
                row(label("stepper.show"), *self.boxes.values()),
                self.live,
                self.guard.pane,
                row(self.header, self.rules),
                self.picture,
            )
        )

    def shown_in_cell(self) -> dict[str, Any]:
        """The widget's bundle for the running cell; views of the cell's run before are closed."""
        in_cell.showing(self)
        return dict(self.widget._repr_mimebundle_())

    def close(self) -> None:
        """Stop Play, follow the state no more, and let the widgets go."""
        self.player.stop()
        self._unwatch()
        closed(self.widget)

    def refresh(self) -> None:
        """Show the present step."""
        step = self.stepper.step
        self.live.value = live_html(step, self._note(), _LIVE_HEIGHT)
        self.header.value = header_html(step, _CARD_HEIGHT)
        self.rules.value = rules_html(step, _CARD_HEIGHT)
        self.picture.value = picture_html(self.stepper.picture, self.stepper.pictures.tallest)
        for layer, box in self.boxes.items():
            box.value = layer in self.stepper.layers

    def _note(self) -> str:
        shown, steps = len(self.stepper.shown), len(self.stepper.steps)
        told = [] if shown == steps else [message("stepper.filtered", shown=shown, total=steps)]
        told += [message("stepper.end")] if self.stepper.is_last else []
        return " ".join(map(render, told))

    def _moving(self, name: str) -> Callable[[object], None]:
        def move() -> None:
            self.player.stop()
            getattr(self.stepper, name)()

        return self.guard.around(move)

    def _box(self, layer: LayerGroup) -> ipywidgets.Checkbox:
        box = ipywidgets.Checkbox(
            value=layer in self.stepper.layers,
            description=render(message(f"stepper.layer.{layer}")),
            indent=False,
            layout=ipywidgets.Layout(width="auto", margin="0 10px 0 0"),
        )
        box.observe(self.guard.around(lambda: self._choose(layer, box.value)), "value")
        return box

    def _choose(self, layer: LayerGroup, chosen: bool) -> None:
        """Only a box that differs from the state was clicked; others follow it."""
        if chosen != (layer in self.stepper.layers):
            self.stepper.filter(self.stepper.layers ^ {layer})

    # ------------------------------------------------------------------ Play

    def _toggle_play(self) -> None:
        if self.player.is_playing:
            self.player.stop()
            return
        if self.stepper.is_last:
            self.stepper.first()
        self.player.start()
        self._name_play()

    def _name_play(self) -> None:
        key = "pause" if self.player.is_playing else "play"
        self.play.description = render(message(f"stepper.{key}"))

    def _advance(self) -> bool:
        try:
            self.stepper.next()
        except Exception as error:
            self.guard.show(error)
            return False
        return not self.stepper.is_last
