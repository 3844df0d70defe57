"""Play: a step at an interval, in the kernel's own event loop, so that other cells run meanwhile."""

import asyncio
from collections.abc import Callable


class Player:
    """Calls `advance` at an interval until it answers False or somebody stops it.

    Args:
        advance: makes one step and says whether there is another; it must not raise.
        ended: called when playing ends, for whatever reason.
        seconds: the interval; the first step comes after one.
    """

    def __init__(self, advance: Callable[[], bool], ended: Callable[[], None], seconds: float) -> None:
        self._advance = advance
        self._ended = ended
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    @property
    def is_playing(self) -> bool:
        """Is another step to come by itself?"""
        return self._task is not None

    def start(self) -> None:
        """Begin; nothing happens while it plays already.

        Raises:
            RuntimeError: no event loop runs, as in a plain Python program.
        """
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """End at once; nothing happens where nothing plays."""
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            self._ended()

    async def _run(self) -> None:
        more = True
        while more:
            await asyncio.sleep(self._seconds)
            more = self._advance()
        if self._task is not None:
            self._task = None
            self._ended()
