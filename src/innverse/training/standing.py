"""Where a training stands, and who keeps it."""

from __future__ import annotations

import abc
import math
from dataclasses import dataclass
from typing import final

import numpy as np

from innverse.training.config import Training
from innverse.training.history import Ending, Epoch, History
from innverse.training.step import Report, State


@dataclass
class Standing:
    """All that a training changes: from here it goes on to the same weights as if it had never stopped.

    Attributes:
        state: Weights, optimiser, best weights, as the compiled epoch takes and returns them.
        history: An entry for every epoch that is over.
        improved: The last epoch in which a member's held-out loss fell below all before.
        least: The smallest held-out loss so far (members,).
    """

    state: State
    history: History
    improved: int
    least: np.ndarray

    @classmethod
    def at_start(cls, state: State, members: int) -> Standing:
        """Before the first epoch."""
        return cls(state, History(), 0, np.full(members, np.inf))

    @property
    def epochs(self) -> int:
        """How many are over."""
        return len(self.history.epochs)

    def tired(self, training: Training) -> bool:
        """Whether patience has run out; it begins to count where the pairs themselves are seen."""
        began = max(self.improved, math.ceil(training.emulated * training.epochs))
        return self.epochs - began >= training.patience

    def ended(self, training: Training) -> bool:
        """Whether no epoch is left to run."""
        return self.epochs >= training.epochs or self.tired(training)

    def ending(self, training: Training) -> Ending:
        """How it ended, where nobody interrupted it."""
        return "early stop" if self.tired(training) else "finished"

    def advance(self, state: State, report: Report, done: Epoch) -> None:
        """Take the results of one more epoch."""
        self.state = state
        self.history.epochs.append(done)
        if (report.held_out["loss"] < self.least).any():
            self.improved = self.epochs
            self.least = np.fmin(self.least, report.held_out["loss"])


class Keeper(abc.ABC):
    """Knows where standings are kept; the loop does not (abstract)."""

    @abc.abstractmethod
    def load(self, start: State) -> Standing | None:
        """The standing that was kept last, in the structure of `start`; None where none was."""

    @abc.abstractmethod
    def offer(self, standing: Standing) -> None:
        """An epoch is over: the keeper decides whether it is time to keep its standing."""

    @abc.abstractmethod
    def keep(self, standing: Standing) -> None:
        """Keep this standing now."""

    @abc.abstractmethod
    def part(self, name: str) -> Keeper:
        """The keeper of another training that this one needs."""


@final
class NoKeeper(Keeper):
    """Forgets everything."""

    def load(self, start: State) -> None:
        """Nothing."""

    def offer(self, standing: Standing) -> None:
        """Nothing."""

    def keep(self, standing: Standing) -> None:
        """Nothing."""

    def part(self, name: str) -> NoKeeper:
        """Forgets everything as well."""
        return self
