"""What a long run tells, and the one who says nothing of it."""

from __future__ import annotations

import abc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Progress(abc.ABC):
    """Told about phases, counted work and epochs; shows them in its own way."""

    @abc.abstractmethod
    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """One phase of a run, from beginning to end."""

    @abc.abstractmethod
    def counted(self, done: int, total: int) -> None:
        """Within a phase: `done` of `total` pieces are finished."""

    @abc.abstractmethod
    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """Within a phase: an epoch of training is finished, with these loss terms."""


class Silent(Progress):
    """Shows nothing."""

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """Nothing."""
        yield

    def counted(self, done: int, total: int) -> None:
        """Nothing."""

    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """Nothing."""
