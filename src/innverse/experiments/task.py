"""What every task of a suite offers: a problem to simulate, and questions to judge a model by."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innverse.diagnosis.amortised_posterior import Sampler
    from innverse.problems import InverseProblem

QUESTION_SEED = 1_000_003
"""Seed of the measurements that are asked: never one of a training."""


class Task(abc.ABC):
    """A problem with questions that are the same for every model (abstract).

    Attributes:
        problem: what is simulated.
    """

    problem: InverseProblem

    @property
    def name(self) -> str:
        """The problem's name, in tables and on the command line."""
        return self.problem.name

    @property
    @abc.abstractmethod
    def settings(self) -> dict[str, Any]:
        """How many measurements are asked, with how many draws: rows that differ in it cannot be compared."""

    @abc.abstractmethod
    def scores(self, model: Sampler, seed: int) -> dict[str, float]:
        """What the model's draws come to; `model.sample(y, n, seed)` gives them, `(n_y, n, dim_x)`."""


class NotAvailableError(ValueError):
    """A task that cannot be run here; the message says what is missing."""
