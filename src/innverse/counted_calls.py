"""Calls counted while they run: one of them may take minutes, and what it calls knows how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, final

_TOLD: ContextVar[Callable[[float], None] | None] = ContextVar("_TOLD", default=None)
INTERVAL = 0.5
"""Seconds between two parts of a call that are told of."""


def part_done(share: float) -> None:
    """So much of the running call is done: told to whoever counts it."""
    tell = _TOLD.get()
    if tell is not None:
        tell(share)


@final
class CountedCalls:
    """Counts what calls do, up to a total, and the parts of those that say how far they are.

    Args:
        total: of all calls.
        progress: called with (done, total); None is told nothing.

    >>> runs = CountedCalls(4, lambda done, total: print(done, "of", total))
    >>> runs.call(3, lambda: "y"), runs.call(1, lambda: "y")
    3 of 4
    4 of 4
    ('y', 'y')
    """

    def __init__(self, total: int, progress: Callable[[int, int], None] | None):
        self._total, self._progress = total, progress
        self._done, self._last = 0, time.monotonic()

    def call(self, count: int, made: Callable[[], Any]) -> Any:
        """What `made` returns, which does so many."""
        token = _TOLD.set(lambda share: self._part(share * count))
        try:
            result = made()
        finally:
            _TOLD.reset(token)
        self._done += count
        self._tell(self._done)
        return result

    def _part(self, done: float) -> None:
        if time.monotonic() - self._last >= INTERVAL:
            self._tell(self._done + int(done))

    def _tell(self, done: int) -> None:
        self._last = time.monotonic()
        if self._progress is not None:
            self._progress(done, self._total)
