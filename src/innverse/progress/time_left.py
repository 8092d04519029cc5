"""How long what is counted will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from innverse.progress.words import duration


class TimeLeft:
    """Time to the last epoch, from the pace since the first: the first epoch holds the compilation.

    A count that starts again or has another total, as epochs after the simulations of the same phase, or after an
    emulator's, is timed anew.

    >>> seconds = iter([60.0, 62.0])
    >>> time_left = TimeLeft(lambda: next(seconds))
    >>> time_left.reached(1, 11)
    >>> time_left.left, time_left.pace
    ('…', '')
    >>> time_left.reached(5, 11)
    >>> time_left.left, time_left.pace
    ('3.0 s', '2/s')
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._first: tuple[int, float] | None = None
        self._done = self._to_do = self._steps = 0
        self._seconds = 0.0

    def reached(self, done: int, total: int) -> None:
        """Notes that so many are finished now."""
        now = self._clock()
        if self._first is None or done < self._done or total != self._done + self._to_do:
            self._first = (done, now)
        self._done, self._to_do = done, total - done
        self._steps, self._seconds = done - self._first[0], now - self._first[1]

    @property
    def left(self) -> str:
        """The estimate, as text; "…" at the first."""
        if not self._steps:
            return "…" if self._to_do > 0 else duration(0)
        return duration(self._to_do * self._seconds / self._steps)

    @property
    def pace(self) -> str:
        """How many a second since the first, or how long each takes, as text; "" at the first."""
        if not (self._steps and self._seconds > 0):
            return ""
        each = self._seconds / self._steps
        return f"1 every {duration(each)}" if each > 1 else f"{1 / each:,.0f}/s"
