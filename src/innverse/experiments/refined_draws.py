"""A model's draws made exact by the forward process itself: what `posterior.refine` does for one y, for many.

Who is asked so knows more than a network does: the forward process and its derivatives, at the time of asking. Its rows
stand for what a user gets who has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from innverse.experiments.post_processing import PostProcessing
from innverse.familiarity import Familiarity
from innverse.model import Model
from innverse.posterior import Posterior
from innverse.problems import InverseProblem


@final
@dataclass(frozen=True)
class Refining(PostProcessing):
    """Refines by the problem's forward process where it has no noise, by its likelihood where it has."""

    @property
    def settings(self):
        """That it is so."""
        return {"refined": True}

    def missing(self, problem):
        """Absent noise, or a likelihood."""
        return "" if problem.noise_free or problem.has_likelihood else "no noise, or a known likelihood"

    def applied_to(self, model, pairs, experiment, callback):
        """The model, and the problem beside it."""
        return RefinedDraws(model, experiment.task.problem)


@final
@dataclass(frozen=True)
class RefinedDraws:
    """Draws of `posterior.refine`.

    Attributes:
        model: what proposes.
        problem: what decides.
    """

    model: Model
    problem: InverseProblem

    def sample(self, y: NDArray, n: int, seed: int = 0) -> NDArray[np.float64]:
        """(n_y, n, dim_x) draws, as the model's `sample` gives them.

        Raises:
            FloatingPointError: a measurement that no draw can be moved to.
        """
        seeds = np.random.default_rng(seed).integers(1 << 31, size=len(y))
        return np.stack([self._of_one(*each, n) for each in zip(np.asarray(y, float), map(int, seeds), strict=True)])

    def _of_one(self, y: NDArray, seed: int, n: int) -> NDArray[np.float64]:
        return Posterior(self.model, y, Familiarity(None)).refine(self.problem, n, seed).x
