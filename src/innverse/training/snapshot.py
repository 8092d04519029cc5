"""Where a training stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from innverse.training.config import Training
from innverse.training.history import Ending, Epoch, History
from innverse.training.step import EpochMetrics, TrainState


@dataclass
class Snapshot:
    """All that a training changes: from here it goes on to the same weights as if it had never stopped.

    Attributes:
        state: Weights, optimiser, best weights, as the compiled epoch takes and returns them.
        history: An entry for every epoch that is over.
        last_improved_epoch: The last epoch in which a member's held-out loss, at the progress reached or at full
            progress, fell below all before.
        lowest_losses: The smallest held-out loss so far (members,).
    """

    state: TrainState
    history: History
    last_improved_epoch: int
    lowest_losses: np.ndarray

    @classmethod
    def at_start(cls, state: TrainState, members: int) -> Snapshot:
        """Before the first epoch."""
        return cls(state, History(), 0, np.full(members, np.inf))

    @property
    def epochs(self) -> int:
        """How many are over."""
        return len(self.history.epochs)

    def out_of_patience(self, training: Training) -> bool:
        """Whether patience has run out; it begins to count where the pairs themselves are seen."""
        began = max(self.last_improved_epoch, math.ceil(training.emulated * training.epochs))
        return self.epochs - began >= training.patience

    def ended(self, training: Training) -> bool:
        """Whether no epoch is left to run."""
        return self.epochs >= training.epochs or self.out_of_patience(training)

    def ending(self, training: Training) -> Ending:
        """How it ended, where nobody interrupted it."""
        return "early stop" if self.epochs < training.epochs and self.out_of_patience(training) else "finished"

    def advance(self, state: TrainState, metrics: EpochMetrics, done: Epoch) -> None:
        """Take the results of one more epoch."""
        self.state = state
        self.history.epochs.append(done)
        # A weight that grows during the training raises the loss now, whatever was learned; one whose noise shrinks may
        # lower it while the loss at full progress stays.
        if done.improved or (metrics.held_out["loss"] < self.lowest_losses).any():
            self.last_improved_epoch = self.epochs
        self.lowest_losses = np.fmin(self.lowest_losses, metrics.held_out["loss"])
