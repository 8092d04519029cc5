"""Runs of a forward process counted while they are made: one of them may take minutes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, final

_TOLD: ContextVar[Callable[[int], None] | None] = ContextVar("_TOLD", default=None)
INTERVAL = 0.5
"""Seconds between two single runs that are told of."""


@contextmanager
def rows_told(tell: Callable[[int], None]) -> Iterator[None]:
    """Within, `tell` is called with the rows of a call that are done, by simulators that run them one at a time."""
    token = _TOLD.set(tell)
    try:
        yield
    finally:
        _TOLD.reset(token)


def row_done(rows: int) -> None:
    """So many rows of the call are done: told to whoever asked for it."""
    tell = _TOLD.get()
    if tell is not None:
        tell(rows)


@final
class CountedRuns:
    """Counts runs up to a total, whole calls and the single runs within them.

    Args:
        total: of all runs.
        progress: called with (runs done, total); None is told nothing.

    >>> runs = CountedRuns(4, lambda done, total: print(done, "of", total))
    >>> runs.call(3, lambda: "y"), runs.call(1, lambda: "y")
    3 of 4
    4 of 4
    ('y', 'y')
    """

    def __init__(self, total: int, progress: Callable[[int, int], None] | None):
        self._total, self._progress = total, progress
        self._done, self._last = 0, time.monotonic()

    def call(self, rows: int, run: Callable[[], Any]) -> Any:
        """What `run` returns, which runs so many rows."""
        with rows_told(self._row):
            result = run()
        self._done += rows
        self._tell(self._done)
        return result

    def _row(self, rows: int) -> None:
        if time.monotonic() - self._last >= INTERVAL:
            self._tell(self._done + rows)

    def _tell(self, done: int) -> None:
        self._last = time.monotonic()
        if self._progress is not None:
            self._progress(done, self._total)
