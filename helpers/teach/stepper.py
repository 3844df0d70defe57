"""`Stepper`: one packet's way there and back, a decision at a time, forwards and backwards."""

from collections.abc import Callable, Iterable
from typing import Any

from helpers.draw import Diagram
from helpers.path import Hop, Path
from helpers.teach.cards import figure_html, whole_html, whole_text
from helpers.teach.pictures import Picture, Pictures, diagram_of
from helpers.teach.steps import LayerGroup, Step, layers_called, steps_of


class Stepper:
    """A place among the steps of a path; shown in a notebook, buttons move it.

    The steps are the path's hops and then those of its answer, if the packet arrives.  Every move
    ends on a step and returns it; a move past an end stays there.

    A filter hides the decisions of the layers that were not chosen.  Way points (instance, network
    interface, internet edge, service) and the step that stops the packet are never hidden, so the
    way stays whole and something is always shown.  If a filter hides the present step, the stepper
    stands at the nearest shown one before it, or at the first; it returns when the step shows
    again, unless it was moved meanwhile.

    Args:
        path: what `trace` returned.
        seconds: the interval of Play.
    """

    def __init__(self, path: Path, *, seconds: float = 4.0) -> None:
        self.path = path
        self.seconds = seconds
        self.steps = steps_of(path)
        self.layers = frozenset(LayerGroup)
        self.pictures = Pictures()
        self._moved = False
        self._at = self.steps[0]
        self._watchers: list[Callable[[], None]] = []

    @property
    def shown(self) -> tuple[Step, ...]:
        """The steps that the filter lets through, at least one."""
        return tuple(
            step for step in self.steps if step.is_way_point or step.stops or step.group in self.layers
        )

    @property
    def step(self) -> Step:
        """The present step."""
        reached = [step for step in self.shown if step.number <= self._at.number]
        return reached[-1] if reached else self.shown[0]

    @property
    def position(self) -> int:
        """The present step's number, 1 to `len(steps)`."""
        return self.step.number

    @property
    def hop(self) -> Hop:
        """The present step's hop: the path's own object."""
        return self.step.hop

    @property
    def is_first(self) -> bool:
        """Is there no shown step before this one?"""
        return self.step is self.shown[0]

    @property
    def is_last(self) -> bool:
        """Is there no shown step after this one?"""
        return self.step is self.shown[-1]

    def first(self) -> Step:
        """Go to the first shown step."""
        return self._go(self.shown[0])

    def back(self) -> Step:
        """Go to the shown step before this one."""
        return self._go(self.shown[max(0, self.shown.index(self.step) - 1)])

    def next(self) -> Step:
        """Go to the shown step after this one."""
        return self._go(self.shown[min(len(self.shown) - 1, self.shown.index(self.step) + 1)])

    def last(self) -> Step:
        """Go to the last shown step."""
        return self._go(self.shown[-1])

    def filter(self, layers: str | Iterable[str] | None = None) -> Step:
        """Show the decisions of these layers only; None shows all.

        Args:
            layers: one or more of dns, route, network_acl, security_group, nat, endpoint.

        Returns:
            The present step, which another may stand for while it is hidden.

        Raises:
            LabError: no such layer; the filter stays as it was.
        """
        self.layers = layers_called(layers)
        self._tell()
        return self.step

    def watch(self, told: Callable[[], None]) -> Callable[[], None]:
        """Call `told` after every move and filter; the returned function ends that."""
        self._watchers.append(told)
        return lambda: self._watchers.remove(told) if told in self._watchers else None

    def _go(self, step: Step) -> Step:
        self._at = step
        self._moved = True
        self._tell()
        return step

    def _tell(self) -> None:
        for told in tuple(self._watchers):
            told()

    @property
    def picture(self) -> Picture:
        """The present step's picture, drawn when it is first asked for; before any move, the whole path's."""
        step = self.step
        return self.pictures.get(step.number, lambda: diagram_of(step)) if self._moved else self._whole

    @property
    def _whole(self) -> Picture:
        return self.pictures.get("whole", lambda: Diagram(self.path))

    def _repr_html_(self) -> str:
        return whole_html(self.path, self.steps, figure_html(self._whole))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from helpers.teach.stepper_view import StepperView

        words = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return {**StepperView(self).shown_in_cell(), **words}

    def __repr__(self) -> str:
        return whole_text(self.path, self.steps)
