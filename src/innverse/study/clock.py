"""Seconds of a run by phase."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from innverse.progress import Progress
    from innverse.study.run_record import RunRecord


class Clock:
    """Wall time by phase, noted in a run's record and told to a progress: a run that went on has that of all parts."""

    def __init__(self, progress: Progress, record: RunRecord):
        self._progress, self._record = progress, record

    @property
    def seconds(self) -> dict[str, float]:
        """By phase name, for the phases that are over or were begun."""
        return dict(self._record.seconds)

    def at_least(self, name: str, seconds: float) -> None:
        """What is known of a phase from elsewhere."""
        self._record.spent(name, max(0.0, seconds - self._record.seconds[name]))

    @contextmanager
    def phase(self, name: str, title: str) -> Iterator[None]:
        """Measures the time within."""
        begun = time.perf_counter()
        try:
            with self._progress.phase(title):
                yield
        finally:
            self._record.spent(name, time.perf_counter() - begun)
        self._record.note_phase()
