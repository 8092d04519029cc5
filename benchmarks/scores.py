"""How close a model comes to the truth of its problem: distance to the exact posterior, and what the draws lead to."""

import math
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

import innverse as iv
from innverse.losses import RationalQuadratic, mmd_squared
from innverse.problems import InverseProblem
from innverse.problems.mixture import MODE_SD, MODES

KERNEL = RationalQuadratic((0.05, 0.2, 0.9))
SEED = 1_000_003  # of the pairs that are asked: never one of a training
WEIGHT_DRAWS = 10_000
LABEL_PAIRS = 10_000


@dataclass(frozen=True)
class Questions:
    """Held-out measurements y (n_y, dim_y) with exact posterior draws (n_y, n, dim_x), the same for all candidates."""

    problem: InverseProblem
    y: NDArray[np.float64]
    exact: NDArray[np.float64]

    @classmethod
    def of(cls, problem: InverseProblem, n_y: int, n: int) -> "Questions":
        """n_y random y of the problem, and n exact draws for each."""
        y = iv.simulate(problem, n_y, seed=SEED).y
        keys = jax.random.split(jax.random.key(SEED), n_y)
        return cls(problem, y, np.stack([problem.exact_posterior(row, n, k) for row, k in zip(y, keys, strict=True)]))

    def scores(self, model: iv.Model, seed: int) -> dict[str, float]:
        """All that can be said of the model; the last two for class labels only."""
        draws = model.sample(self.y, self.exact.shape[1], seed=seed)
        mmd = mmd_to_exact(draws, self.exact)
        errors = iv.diagnostics.resimulation_error(draws, self.y, self._forward)
        scores = {
            "mmd": mmd.mean(),
            "mmd_standard_error": mmd.std(ddof=1) / math.sqrt(len(mmd)),
            "mmd_median": np.median(mmd),
            "resimulation": errors.mean(),
        }
        if isinstance(self.problem, iv.problems.GaussianMixture):
            scores |= {
                "worst_weight_error": worst_weight_error(model, self.problem, seed),
                "label_accuracy": label_accuracy(model, self.problem),
            }
        return {name: float(f"{value:.4g}") for name, value in scores.items()}

    def _forward(self, x: NDArray) -> NDArray:
        return np.asarray(self.problem.forward(jax.random.key(SEED), x))


def mmd_to_exact(draws: NDArray, exact: NDArray) -> NDArray:
    """Unbiased squared MMD for each y, in the units of x."""
    distance = jax.jit(lambda a, b: mmd_squared(a, b, KERNEL, unbiased=True))
    return np.array([distance(*map(jnp.asarray, pair)) for pair in zip(draws, exact, strict=True)])


def worst_weight_error(model: iv.Model, problem: iv.problems.GaussianMixture, seed: int) -> float:
    """Largest |w/w* − 1| over classes and their modes; a draw counts for a mode within four of its sd."""
    labels = np.array(problem.labels)
    errors = []
    for label, draws in enumerate(model.sample(np.eye(problem.dim_y), WEIGHT_DRAWS, seed=seed)):
        distances = np.linalg.norm(draws[:, None] - MODES[labels == label], axis=-1)
        weights = (distances < 4 * MODE_SD).mean(axis=0)
        errors.append(np.abs(weights * (labels == label).sum() - 1).max())
    return float(max(errors))


def label_accuracy(model: iv.Model, problem: InverseProblem) -> float:
    """Share of held-out x whose most probable class is their label."""
    pairs = iv.simulate(problem, LABEL_PAIRS, seed=SEED + 1)
    return float((model.predict(pairs.x).argmax(axis=1) == pairs.y.argmax(axis=1)).mean())
