"""Calibration of marginal posteriors, as the INN paper measures it.

For every pair (x, y) of a held-out set and every parameter, a central interval of confidence c holds the fraction c
of the posterior draws between its quantiles (1 - c)/2 and (1 + c)/2. Were the posterior right, it would hold the true
parameter in a fraction c of the pairs. The calibration error is the median over c of the distance between the two.

Source: Ardizzone et al., ICLR 2019 (arXiv 1808.04730), section 4 and the released code: 100 confidences i/101.
"""

import numpy as np

from innverse.diagnostics.sbc import sbc_ranks
from innverse.diagnostics.shapes import as_confidences

CONFIDENCES: np.ndarray = np.arange(1, 101) / 101
"""The paper's 100 confidences, 1/101 to 100/101."""


def central_coverage(
    draws: np.ndarray, x_true: np.ndarray, confidences: np.ndarray = CONFIDENCES, *, seed: int = 0
) -> np.ndarray:
    """Fraction of true parameters inside the central interval of each confidence.

    x lies in the central interval of confidence c exactly when |2 u - 1| <= c, where u is the fraction of draws below x
    (of those that equal it, a share by chance). So one count for each truth serves all confidences.

    Args:
        draws: posterior draws for each y, `(n_y, n_draws, dim_x)`, in any units.
        x_true: the parameters that made each y, `(n_y, dim_x)`, in the same units.
        confidences: levels inside (0, 1), `(n_confidences,)`.
        seed: of how ties are broken, as in `sbc_ranks`.

    Returns:
        Inlier fractions `(n_confidences, dim_x)`; equal to `confidences` for an exact posterior, below them for an
        over-confident one, above for an under-confident one.

    Raises:
        ValueError: for shapes that do not match, values that are not finite, confidences outside (0, 1).

    >>> import numpy as np
    >>> draws = np.linspace(-1, 1, 1001).reshape(1, 1001, 1).repeat(2, axis=0)
    >>> central_coverage(draws, x_true=np.array([[0.3], [0.7]]), confidences=np.array([0.2, 0.5, 0.8]))
    array([[0. ],
           [0.5],
           [1. ]])
    """
    ranks = sbc_ranks(draws, x_true, seed=seed)
    return _inlier_fraction(ranks / np.shape(draws)[1], as_confidences(confidences))


def calibration_error(coverage: np.ndarray, confidences: np.ndarray = CONFIDENCES) -> np.ndarray:
    """Median over confidences of |inlier fraction - confidence|, one for each parameter.

    Args:
        coverage: inlier fractions from `central_coverage`, `(n_confidences, dim_x)`.
        confidences: the levels they belong to, `(n_confidences,)`.

    Returns:
        `(dim_x,)`, 0 is perfect; the paper reports 0.0034 for its INN on the tissue problem.

    Raises:
        ValueError: when `coverage` has another number of rows than there are confidences.

    >>> import numpy as np
    >>> calibration_error(np.array([[0.3], [0.6]]), confidences=np.array([0.25, 0.5]))
    array([0.075])
    """
    coverage, confidences = np.asarray(coverage, dtype=float), as_confidences(confidences)
    if coverage.ndim != 2 or len(coverage) != len(confidences):
        raise ValueError(f"coverage: expected shape ({len(confidences)}, dim_x), got {coverage.shape}")
    return np.median(np.abs(coverage - confidences[:, None]), axis=0)


def calibration_error_bound(n_y: int, confidences: np.ndarray = CONFIDENCES, *, level: float = 0.95) -> float:
    """Calibration error that an exact posterior stays below with probability `level`, for want of pairs alone.

    A finite held-out set never shows a calibration error of 0. For an exact posterior u is uniform whatever the
    problem, so the scatter is known: this is its quantile over 1000 simulated sets of `n_y` truths (a fixed seed, so
    the same call gives the same number). It falls as 1/sqrt(n_y).

    Raises:
        ValueError: when `n_y` < 1 or `level` is outside (0, 1).

    >>> round(calibration_error_bound(400), 3), round(calibration_error_bound(10_000), 3)
    (0.03, 0.006)
    """
    if n_y < 1 or not 0 < level < 1:
        raise ValueError(f"n_y, level: expected n_y >= 1 and level inside (0, 1), got {n_y} and {level}")
    confidences = as_confidences(confidences)
    rng = np.random.default_rng(0)
    errors = [calibration_error(_inlier_fraction(rng.random((n_y, 50)), confidences), confidences) for _ in range(20)]
    return float(np.quantile(np.concatenate(errors), level))


def _inlier_fraction(below: np.ndarray, confidences: np.ndarray) -> np.ndarray:
    needed = np.sort(np.abs(2 * below - 1), axis=0)
    counts = [np.searchsorted(column, confidences, side="right") for column in needed.T]
    return np.stack(counts, axis=1) / len(below)
