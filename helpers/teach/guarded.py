"""Errors of callbacks, shown where the learner looks: JupyterLab writes them into its log only."""

from collections.abc import Callable

import ipywidgets

from helpers.errors import LabError
from helpers.teach.cards import alert


class Guard:
    """A pane that stays empty until a callback fails."""

    def __init__(self) -> None:
        self.pane = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%", max_width="900px", margin="0"))

    def around(self, action: Callable[[], object]) -> Callable[[object], None]:
        """A callback that shows what its action raises, and raises it again for a test's eyes."""

        def run(_: object) -> None:
            try:
                action()
            except Exception as error:
                self.show(error)
                raise
            self.pane.value = ""

        return run

    def show(self, error: Exception) -> None:
        """Show an error: a LabError as it is worded, any other with its type."""
        text = str(error) if isinstance(error, LabError) else f"{type(error).__name__}: {error}"
        self.pane.value = alert(text)
