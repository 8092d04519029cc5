"""Coverage about random points: a test of the joint posterior from draws alone, without its density.

Around a reference point x_r, chosen without a look at the truth, lies the ball that reaches to the truth. The share of
the posterior that it holds,

    f = share of draws x ~ q(x | y) with |x - x_r| < |x_true - x_r|,

is uniform for an exact posterior, whatever the reference. The coverage P(f <= c) is compared with c: below it near 1 is
over-confidence, above it there under-confidence; near 0 it is the other way about for references far off, and the same
for near ones. Bias shifts it to one side, though references all round blur that. Distances are taken in units of the
middle half of all draws, which the truths have no part in: in their own standard deviations few truths lie too near.
The reference of each y is the truth of another one: a box around all truths, which others draw from, is empty nearly
everywhere where parameters are tied together, and its corners lie on all sides alike.

A reference that does not depend on y cannot tell the posterior from the prior; references that depend on y can, and
for them the test is sufficient too: pass them as `references`. About the mean of some draws, which are then not among
those that are looked at, it finds widths and correlations best; modes that go wrong together it does not see at all.

Source: Lemos, Coogan, Hezaveh, Perreault-Levasseur 2023, "Sampling-based accuracy testing of posterior estimators for
general inference", ICML 2023 (arXiv 2302.03026).
"""

from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.calibration import CONFIDENCES
from innverse.diagnostics.expected_coverage import expected_coverage
from innverse.diagnostics.randomised_rank import randomised_rank
from innverse.diagnostics.shapes import as_confidences, as_draws_and_truth


@dataclass(frozen=True, eq=False)
class Tarp:
    """The coverage about random points.

    Attributes:
        confidences: c, `(n_confidences,)`.
        coverage: P(f <= c), `(n_confidences,)`.
        area: between coverage and the diagonal at high confidence, the integral of P(f <= c) - c over c from 1/2 to 1.
            0 is perfect, below 0 too narrow, above 0 too wide; from -3/8 to 1/8. Bias shows in it, as too narrow, where
            references lie near the middle of the draws, and hardly elsewhere.
        p_value: Kolmogorov-Smirnov for uniform f; of an exact posterior 1 in 20 is below .05.
    """

    confidences: np.ndarray
    coverage: np.ndarray
    area: float
    p_value: float


def tarp(
    draws: np.ndarray,
    x_true: np.ndarray,
    *,
    references: np.ndarray | None = None,
    confidences: np.ndarray = CONFIDENCES,
    seed: int = 0,
) -> Tarp:
    """Test draws of many posteriors by their coverage about one random point each.

    Args:
        draws: posterior draws for each y, `(n_y, n_draws, dim_x)`, in any units.
        x_true: the parameters that made each y, `(n_y, dim_x)`.
        references: one for each y, in the units of x, `(n_y, dim_x)`; the truth of another y, by chance, when left
            out. They may depend on y, never on its own x_true.
        confidences: levels inside (0, 1), `(n_confidences,)`.
        seed: of the references, and of how ties are broken.

    Raises:
        ValueError: for shapes that do not match, values that are not finite, confidences outside (0, 1).

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 2))
    >>> exact, narrow = (tarp(scale * rng.normal(size=(500, 200, 2)), x) for scale in (1.0, 0.3))
    >>> exact.p_value > 0.05, narrow.p_value < 1e-6
    (True, True)
    """
    from scipy.stats import kstest

    draws, x_true = as_draws_and_truth(draws, x_true)
    confidences = as_confidences(confidences)
    rng = np.random.default_rng(seed)
    if references is None:
        references = _truths_of_others(x_true, rng)
    shares = _shares_within(draws, x_true, np.asarray(references, dtype=float), rng)
    coverage = expected_coverage(shares, confidences)
    return Tarp(confidences, coverage, _area(shares), float(kstest(shares, "uniform").pvalue))


def _truths_of_others(x_true: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For each row another one, of which each is taken once; 0 where two would have but each other."""
    if len(x_true) < 3:
        return np.zeros_like(x_true)
    order = rng.permutation(len(x_true))
    others = np.empty_like(x_true)
    others[order] = x_true[np.roll(order, 1)]
    return others


def _shares_within(
    draws: np.ndarray, x_true: np.ndarray, references: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """f for each y, as a `randomised_rank`, so that it is uniform and not only nearly so."""
    if references.shape != x_true.shape:
        raise ValueError(f"references: expected shape (n_y, dim_x) = {x_true.shape}, got {references.shape}")
    scale = _scale(draws)
    reach = np.linalg.norm((x_true - references) / scale, axis=1)[:, None]
    distances = np.linalg.norm((draws - references[:, None]) / scale, axis=2)
    nearer, tied = (distances < reach).sum(axis=1), (distances == reach).sum(axis=1)
    return randomised_rank(nearer, tied, draws.shape[1], rng)


def _scale(draws: np.ndarray) -> np.ndarray:
    """Range of the middle half of all draws, of each parameter; where it is 0, their standard deviation, or 1."""
    low, high = np.percentile(draws, [25, 75], axis=(0, 1))
    deviation = draws.std(axis=(0, 1))
    return np.where(high > low, high - low, np.where(deviation > 0, deviation, 1.0))


def _area(shares: np.ndarray) -> float:
    """The integral in closed form: of P(f <= c) it is the mean of 1 - max(f, 1/2), of c it is 3/8."""
    return float(np.mean(1 - np.maximum(shares, 0.5)) - 0.375)
