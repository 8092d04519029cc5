"""A task whose exact posterior is known: unseen measurements, compared with exact draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from innverse.data import simulate
from innverse.experiments.scores import mean_mmd, resimulation_departures, resimulation_scores
from innverse.experiments.task import QUESTION_SEED, Task
from innverse.problems import InverseProblem

if TYPE_CHECKING:
    from innverse.diagnosis.amortised_posterior import Sampler


@dataclass(frozen=True)
class KnownPosterior(Task):
    """Err_post and Err_resim over `measurements` random unseen y, `draws` draws each (Kruse et al. 2021).

    Attributes:
        problem: with an exact posterior.
    """

    problem: InverseProblem
    measurements: int = 100
    draws: int = 1000

    @property
    def settings(self) -> dict[str, Any]:
        """Measurements and draws."""
        return {"measurements": self.measurements, "draws": self.draws}

    def scores(self, model: Sampler, seed: int) -> dict[str, float]:
        """`err_post`, `err_resim`, `no_answer`."""
        y, exact = self._questions
        draws = model.sample(y, self.draws, seed=seed)
        return {"err_post": mean_mmd(draws, exact)} | resimulation_scores(
            resimulation_departures(self.problem, draws, y, seed)
        )

    @cached_property
    def _questions(self) -> tuple[np.ndarray, np.ndarray]:
        """y (n_y, dim_y), and exact draws (n_y, n, dim_x), the same for all models."""
        y = simulate(self.problem, self.measurements, seed=QUESTION_SEED).y
        keys = jax.random.split(jax.random.key(QUESTION_SEED), len(y))
        exact = [self.problem.exact_posterior(row, self.draws, key) for row, key in zip(y, keys, strict=True)]
        return y, np.stack(exact)
