"""The path explorer: choose two ends, turn switches by real API calls, see where the packet goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from helpers.cloud.calls import ApiCall
from helpers.lab import SWITCHES, Lab, Switch
from helpers.lab.inverse import inverse
from helpers.network import Instance, Network
from helpers.path import Cost, Path, cost, trace

HOURS_A_MONTH = 730
GIGABYTES = 100
"""For how long and how much the explorer bills a path: a month, and what an active server may fetch."""


@dataclass(frozen=True)
class _Sent:
    """A call that was accepted, its answer, and the network before it."""

    call: ApiCall
    answer: Mapping[str, Any]
    before: Network


class Explorer:
    """Where a packet of a lab goes, and the switches that change it.

    In a notebook the last line of a cell shows it with drop-downs, check boxes and buttons; each of
    them has its plain call here.

    Attributes:
        network: the lab's network as it was read last.
        source, destination, port: the packet's ends, as `trace` takes them; an instance by its id.
        calls: the API calls that the last action sent, in order; a refused one is the last.
    """

    def __init__(
        self,
        lab: Lab,
        source: str | None = None,
        destination: str = "s3",
        port: int = 443,
        *,
        switches: Sequence[Switch] = SWITCHES,
    ) -> None:
        """Read the lab's network; `source` None is the private instance.

        Raises:
            LabError: the ends name nothing, or more than one thing.
        """
        self.lab = lab
        self.switches = {switch.id: switch for switch in switches}
        self.calls: tuple[ApiCall, ...] = ()
        self._history: list[list[_Sent]] = []
        self._renewed: dict[str, str] = {}
        self.source, self.destination, self.port = source or lab.ids["private"], destination, port
        self._read()
        self.choose()

    def choose(
        self, source: str | None = None, destination: str | None = None, port: int | None = None
    ) -> None:
        """Ask about other ends; None leaves an end as it is.

        Raises:
            LabError: an end names nothing, or more than one thing; nothing is changed then.
        """
        asked = (
            source if source is not None else self.source,
            destination if destination is not None else self.destination,
            port if port is not None else self.port,
        )
        trace(self.network, *asked)
        named = {instance.name: instance.id for instance in self.instances}
        self.source, self.destination = (named.get(end, end) for end in asked[:2])
        self.port = asked[2]

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The instances that are there; terminated ones stay listed for a while."""
        return tuple(i for i in self.network.instances if i.state.name != "terminated")

    @property
    def path(self) -> Path:
        """The packet's path on the network as it was read last.

        Raises:
            LabError: an end is not there any more.
        """
        return trace(self.network, self.source, self.destination, self.port)

    @property
    def cost(self) -> Cost:
        """The bill of the path for HOURS_A_MONTH hours and GIGABYTES GB.

        Raises:
            LabError: there is no path, or no price in the path's Region.
        """
        return cost(self.path, HOURS_A_MONTH, GIGABYTES)

    def is_on(self, switch_id: str) -> bool:
        """Whether the network, as it was read last, has what the switch puts there."""
        return self.switches[switch_id].is_on(self.network)

    def turn(self, switch_id: str, on: bool) -> tuple[ApiCall, ...]:
        """Turn a switch by its API calls and read back what they can have changed; returns the calls.

        Raises:
            KeyError: no switch of that id.
            botocore.exceptions.ClientError: AWS refused a call; the network is read anew before.
        """
        switch = self.switches[switch_id]
        self.refresh()
        change = switch.on if on else switch.off
        self._send(change(self.lab, self.network), self._history)
        return self.calls

    def undo(self) -> tuple[ApiCall, ...]:
        """Take the last turn back by the inverse calls; returns them, none if no turn is left.

        Raises:
            botocore.exceptions.ClientError: AWS refused a call, as after a change made elsewhere; the
                network is read anew before, and the turn counts as taken back.
        """
        self.refresh()
        turn = self._history.pop() if self._history else []
        backwards = [(sent, back) for sent in reversed(turn) for back in self._inverses(sent)]
        done = self._send([back for _, back in backwards], [])
        for (undone, _), new in zip(backwards, done, strict=True):
            self._note_new_id(undone, new)
        return self.calls

    def refresh(self) -> bool:
        """Read the network again unless nothing has changed since; True if it was read."""
        if self._seen is not None and self._seen == self.lab.cloud.revision:
            return False
        self._read()
        return True

    def _read(self) -> None:
        self._seen = self.lab.cloud.revision  # before reading: a change meanwhile is read the next time
        self.network = self.lab.network()

    def _send(self, calls: Sequence[ApiCall], history: list[list[_Sent]]) -> list[_Sent]:
        """Send calls in order; those that were accepted are written to the history, whatever follows."""
        self.calls = ()
        sent: list[_Sent] = []
        try:
            for call in calls:
                sent.append(self._sent(call.resolved([each.answer for each in sent])))
        except (ClientError, BotoCoreError):
            self._read()
            raise
        finally:
            history += [sent] if sent else []
        return sent

    def _sent(self, call: ApiCall) -> _Sent:
        self.calls += (call,)
        before = self.network
        answer = call.send(self.lab.cloud)
        if failed := answer.get("Unsuccessful"):  # DeleteVpcEndpoints refuses inside its answer
            raise ClientError({"Error": failed[0]["Error"]}, call.operation)
        self._seen = None if self._seen is None else self._seen + 1
        self.network = before.after(self.lab.cloud, call)
        return _Sent(call, answer, before)

    def _inverses(self, sent: _Sent) -> Iterator[ApiCall]:
        """The inverse calls with the newest id of an endpoint that was made anew."""
        for call in inverse(sent.call, sent.answer, sent.before):
            parameters = {name: self._newest(value) for name, value in call.parameters.items()}
            yield ApiCall(call.service, call.operation, parameters)

    def _newest(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._newest(item) for item in value]
        while isinstance(value, str) and value in self._renewed:
            value = self._renewed[value]
        return value

    def _note_new_id(self, undone: _Sent, new: _Sent) -> None:
        if undone.call.operation == "DeleteVpcEndpoints":
            (old,) = undone.call.parameters["VpcEndpointIds"]
            self._renewed[old] = new.answer["VpcEndpoint"]["VpcEndpointId"]

    @cached_property
    def _view(self) -> Any:
        from helpers.teach.explorer_view import View

        return View(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self._view.bundle())

    def __repr__(self) -> str:
        from helpers.teach.explorer_view import as_text

        return as_text(self)
