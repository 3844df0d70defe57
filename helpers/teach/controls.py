"""The few widgets that work by keyboard and have names for assistive technology, laid out alike."""

from collections.abc import Callable

import ipywidgets

from helpers.draw.palette import WIDTH
from helpers.texts import message, render


def button(key: str, press: Callable[[object], None]) -> ipywidgets.Button:
    """A text button, named by the catalogue."""
    made = ipywidgets.Button(description=render(message(key)), layout=ipywidgets.Layout(width="auto"))
    made.on_click(press)
    return made


def label(key: str) -> ipywidgets.Label:
    """Words before a row of controls."""
    return ipywidgets.Label(
        render(message(key)), layout=ipywidgets.Layout(width="auto", margin="0 8px 0 2px")
    )


def row(*children: ipywidgets.Widget) -> ipywidgets.HBox:
    """Controls side by side, and below one another where the page is narrow."""
    layout = ipywidgets.Layout(flex_flow="row wrap", width="100%", max_width=f"{WIDTH}px", overflow="hidden")
    return ipywidgets.HBox(children, layout=layout)


def wide() -> ipywidgets.Layout:
    """As wide as a picture, or as the page allows."""
    return ipywidgets.Layout(width="100%", max_width=f"{WIDTH}px", margin="2px 0")


def tall(lines: int) -> str:
    """A fixed height for so many lines on a wide page, and for more of them on a narrow one."""
    return f"max({lines * 19 + 16}px, {lines * 78}px - {lines * 4.2:g}vw)"


def column(share: int) -> ipywidgets.Layout:
    """A part of a row in percent, which never gets too narrow to read."""
    return ipywidgets.Layout(flex=f"{share} 1 {share - 4}%", min_width="290px", width="auto", margin="2px")


def closed(widget: ipywidgets.Widget) -> None:
    """Close a widget with all that belongs to it, so that kernel and page forget it."""
    for child in getattr(widget, "children", ()):
        closed(child)
    for name in ("layout", "style"):
        if part := getattr(widget, name, None):
            part.close()
    widget.close()
