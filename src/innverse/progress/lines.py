"""Progress for log files and pipes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from innverse.progress.contract import Progress
from innverse.progress.time_left import TimeLeft
from innverse.progress.words import counted_note, epoch_note, losses

LINE_INTERVAL = 5.0


class Lines(Progress):
    """A line at the beginning of a phase and every few seconds within it."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic):
        self._write = write
        self._clock = clock
        self._last = clock()
        self._time_left = TimeLeft(clock)

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """A line with the title."""
        self._write(title)
        self._last = self._clock()
        self._time_left = TimeLeft(self._clock)
        yield

    def counted(self, done: int, total: int) -> None:
        """A line every few seconds: how many of how many, how fast, and how long it will take."""
        self._time_left.reached(done, total)
        if self._due():
            self._write(f"  {counted_note(done, total, self._time_left.pace, self._time_left.left)}")

    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """A line every few seconds and for the last epoch: loss terms, time left."""
        self._time_left.reached(epoch, epochs)
        if self._due() or epoch == epochs:
            self._write(f"  {epoch_note(epoch, epochs, self._time_left.left)}; {losses(terms, held_out)}")

    def _due(self) -> bool:
        due = self._clock() - self._last >= LINE_INTERVAL
        if due:
            self._last = self._clock()
        return due
