"""The errors that a learner meets: what happened, why in AWS's terms, what to try."""

from typing import Any

from helpers.texts import message, render


class LabError(Exception):
    """Something that the lab cannot do, told so that a learner can go on.

    The wording stands in the catalogue under `error.<key>` with the parts `what`, `why` and
    `try`; `values` fill it in.  Subclasses exist only where a caller tells them apart.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(key)

    @property
    def what(self) -> str:
        """What happened, one sentence."""
        return render(message(f"error.{self.key}.what", **self.values))

    @property
    def why(self) -> str:
        """Why, in AWS's or networking's terms."""
        return render(message(f"error.{self.key}.why", **self.values))

    @property
    def hint(self) -> str:
        """What to try next."""
        return render(message(f"error.{self.key}.try", **self.values))

    def __str__(self) -> str:
        return f"{self.what}\nWhy: {self.why}\nTry: {self.hint}"

    def _render_traceback_(self) -> list[str]:
        """What IPython prints in place of a traceback (IPython's custom-traceback hook)."""
        return [f"{type(self).__name__}: {self}"]


class GuardError(LabError):
    """A call was stopped before a byte left: it was bound for a host that the backend may not reach."""


class BackendError(LabError):
    """A backend could not be reached, or was not chosen as it must be."""


class NetworkError(LabError):
    """Input that is not a network: malformed JSON, an unknown reference, a bad address."""


class PathError(LabError):
    """A question about a path that has no answer: an unknown name, an ambiguous reference."""


class BuildError(LabError):
    """A build or destroy stopped half-way; running it again carries on."""
