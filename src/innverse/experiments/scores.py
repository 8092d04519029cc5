"""Numbers that judge posterior draws, for many measurements at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis.checks import distance_between
from innverse.diagnosis.resimulation import simulate_draws

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import Sampler
    from innverse.problems import InverseProblem


def mean_mmd(draws: np.ndarray, exact: np.ndarray) -> float:
    """Mean over measurements of the unbiased squared MMD; kernel Σ 1/(1 + d²/h²), h = .05, .2, .9, in units of x.

    Args:
        draws, exact: `(n_y, n, dim_x)`.

    >>> same = np.random.default_rng(0).normal(size=(2, 3, 400, 1))
    >>> abs(mean_mmd(*same)) < 0.01
    True
    """
    return float(np.mean([distance_between(*pair) for pair in zip(draws, exact, strict=True)]))


def standardised_mmd(draws: np.ndarray, reference: np.ndarray) -> float:
    """The same in standard deviations of the reference draws `(n_y, n, dim_x)`, of each measurement by itself."""
    sd = reference.std(axis=1, ddof=1, keepdims=True)
    return mean_mmd(draws / sd, reference / sd)


def resimulation_scores(departures: np.ndarray) -> dict[str, float]:
    """`err_resim`: mean ‖s(x) − y‖² over draws and measurements; `no_answer`: the share of draws that s knows no y of.

    >>> resimulation_scores(np.array([[[3.0, 4.0], [np.nan, np.nan]]]))
    {'err_resim': 25.0, 'no_answer': 0.5}
    """
    distances = (departures**2).sum(axis=-1)
    answered = np.isfinite(distances)
    error = float(distances[answered].mean()) if answered.any() else float("nan")
    return {"err_resim": error, "no_answer": float(1 - answered.mean())}


def resimulation_departures(problem: InverseProblem, draws: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    """s(x) − y of draws `(n_y, n, dim_x)`: `(n_y, n, dim_y)`, NaN where s has no answer; the seed is of its noise."""
    return simulate_draws(problem, draws, seed) - y[:, None]


def calibration_scores(model: Sampler, pairs: Pairs, n_draws: int, seed: int) -> dict[str, float]:
    """Calibration error (mean over parameters, and the largest), least SBC p-value, draws per second.

    Args:
        model: asked for `n_draws` draws for every y of the pairs.
        pairs: unseen in training, from the same prior and forward process.
    """
    from innverse.diagnosis.ranking import rank
    from innverse.diagnostics import calibration_error, sbc_p_values

    ranking = rank(model, pairs, pairs.x[:1], n_draws, 0, seed)
    errors = calibration_error(ranking.coverage)
    return {
        "calibration_error": float(errors.mean()),
        "worst_calibration_error": float(errors.max()),
        "sbc_p": float(sbc_p_values(ranking.ranks, n_draws).min()),
        "draws_per_second": round(ranking.draws_per_second),
    }
