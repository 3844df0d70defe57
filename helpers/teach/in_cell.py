"""Which live views stand under which cell: running a cell again closes those of its run before."""

from typing import Any, Protocol

from IPython.core.getipython import get_ipython


class View(Protocol):
    """A live view that can be closed."""

    def close(self) -> None:
        """End whatever runs in the view, and give back what it holds."""


_SHOWN: dict[str, tuple[str, list[View]]] = {}
"""By cell: the run that showed the views, and the views."""


def showing(view: View) -> None:
    """Remember a view that the running cell shows.

    JupyterLab names the cell in each request to run it.  Where no front end does, views are not
    remembered, and stay until the kernel ends.
    """
    cell, run = _running_cell()
    if not cell:
        return
    last_run, views = _SHOWN.get(cell, (run, []))
    if last_run != run:
        for old in views:
            old.close()
        views = []
    _SHOWN[cell] = (run, [*views, view])


def _running_cell() -> tuple[str, str]:
    shell: Any = get_ipython()
    request = shell.get_parent() if shell and hasattr(shell, "get_parent") else {}
    cell = request.get("metadata", {}).get("cellId", "")
    return cell, request.get("header", {}).get("msg_id", "")
