"""A task of sbibm: its ten observations, compared with the reference draws that sbibm ships."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.diagnostics import c2st
from innverse.experiments.sbibm_wheel import SbibmWheel
from innverse.experiments.scores import resimulation_departures, resimulation_scores, standardised_mmd
from innverse.experiments.task import Task
from innverse.problems import InverseProblem

if TYPE_CHECKING:
    from innverse.diagnosis.amortised_posterior import Sampler

OBSERVATIONS = 10
COMPARED = 2000


@dataclass(frozen=True)
class ReferenceDraws(Task):
    """C2ST to all reference draws, MMD to 2000 of them, and re-simulation error, over the first `measurements` y.

    Attributes:
        problem: named as in sbibm.
        wheel: where the draws come from.
    """

    problem: InverseProblem
    wheel: SbibmWheel
    measurements: int = OBSERVATIONS

    def __post_init__(self):
        if not 1 <= self.measurements <= OBSERVATIONS:
            raise ValueError(f"--measurements: expected 1 to {OBSERVATIONS} for sbibm, got {self.measurements}")

    @property
    def settings(self) -> dict[str, Any]:
        """Observations, and as many draws as there are reference draws."""
        return {"measurements": self.measurements, "draws": self._questions[1].shape[1]}

    def scores(self, model: Sampler, seed: int) -> dict[str, float]:
        """`c2st`, `mmd`, `err_resim`, `no_answer`, means over observations."""
        y, reference = self._questions
        draws = model.sample(y, reference.shape[1], seed=seed)
        few = slice(COMPARED)
        return {
            "c2st": float(np.mean([c2st(*pair) for pair in zip(reference, draws, strict=True)])),
            "mmd": standardised_mmd(draws[:, few], reference[:, few]),
        } | resimulation_scores(resimulation_departures(self.problem, draws[:, few], y, seed))

    @cached_property
    def _questions(self) -> tuple[np.ndarray, np.ndarray]:
        """y (n_y, dim_y) and reference draws (n_y, n, dim_x)."""
        numbers = range(1, self.measurements + 1)
        y = np.stack([self.wheel.observation(self.name, number) for number in numbers])
        return y, np.stack([self.wheel.reference_draws(self.name, number) for number in numbers])
