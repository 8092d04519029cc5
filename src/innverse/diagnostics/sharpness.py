"""How narrow a posterior is: calibration alone is worth nothing, since the prior is calibrated too.

    relative width    sd(x_i | y) / sd(x_i)                   1: nothing learned; 0: known
    interval width    length of the central 68 % interval     in the units of x_i

Among calibrated posteriors the sharpest is the best. Narrowness without calibration is over-confidence.

Source: Gneiting, Balabdaoui, Raftery 2007, "Probabilistic forecasts, calibration and sharpness", Journal of the Royal
Statistical Society B 69.
"""

import numpy as np

from innverse.diagnostics.shapes import as_draws, as_many_draws


def relative_width(draws: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Standard deviation of the posterior in units of the prior's, for every y and parameter.

    Args:
        draws: posterior draws, `(n, dim_x)` for one y or `(n_y, n, dim_x)` for many.
        prior: draws of the prior, `(n_prior, dim_x)`, in the same units.

    Returns:
        `(dim_x,)`, or `(n_y, dim_x)`.

    Raises:
        ValueError: shapes that do not match, values that are not finite, or a parameter of which all prior draws are
            the same.

    >>> evenly = np.linspace(0, 1, 1001)[:, None]
    >>> relative_width(evenly / 4, prior=evenly)
    array([0.25])
    """
    draws, prior = as_many_draws(draws), as_draws(prior)
    if draws.shape[-1] != prior.shape[1]:
        raise ValueError(f"prior: expected {draws.shape[-1]} columns to match draws, got {prior.shape[1]}")
    spread = prior.std(axis=0)
    if not spread.all():
        raise ValueError(f"prior: expected draws that vary, got the same value in column {int(np.argmin(spread))}")
    return draws.std(axis=-2) / spread


def interval_width(draws: np.ndarray, confidence: float = 0.68) -> np.ndarray:
    """Length of the central interval that holds the share `confidence` of the draws, for every y and parameter.

    Args:
        draws: posterior draws, `(n, dim_x)` for one y or `(n_y, n, dim_x)` for many.
        confidence: inside (0, 1).

    Returns:
        In the units of x, `(dim_x,)` or `(n_y, dim_x)`.

    Raises:
        ValueError: a shape of another kind, values that are not finite, a confidence outside (0, 1).

    >>> interval_width(np.linspace(0, 1, 1001)[:, None]).round(3)
    array([0.68])
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a number inside (0, 1), got {confidence}")
    low, high = np.quantile(as_many_draws(draws), [(1 - confidence) / 2, (1 + confidence) / 2], axis=-2)
    return high - low
