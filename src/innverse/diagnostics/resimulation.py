"""Re-simulation error: do the posterior draws reproduce the measurement?

Source: Ardizzone et al., ICLR 2019 (arXiv 1808.04730), section 4; Kruse et al. 2021 (arXiv 2101.10763), Err_resim.
"""

from collections.abc import Callable

import numpy as np


def resimulation_error(draws: np.ndarray, y: np.ndarray, forward: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Mean squared distance between the re-simulated draws and the measurement, E ||s(x) - y||² over x ~ q(x | y).

    A small error alone proves nothing: a posterior collapsed onto one solution has it too. Read it beside the
    calibration. Where s is noisy an exact posterior cannot reach 0 either; compare with the same error of the true x.

    Args:
        draws: posterior draws for each y, `(n_y, n_draws, dim_x)`.
        y: the measurements, `(n_y, dim_y)`.
        forward: s, from `(n_draws, dim_x)` to `(n_draws, dim_y)`; called once for each y, so memory stays flat.

    Returns:
        `(n_y,)`, in squared units of y; NaN or infinite where the simulation is.

    Raises:
        ValueError: when the shapes of draws, y or what `forward` returns do not belong together.

    >>> import numpy as np
    >>> draws = np.array([[[1.0, 2.0], [2.0, 2.0]]])
    >>> resimulation_error(draws, np.array([[3.0]]), forward=lambda x: x.sum(axis=1, keepdims=True))
    array([0.5])
    """
    draws, y = np.asarray(draws, dtype=float), np.asarray(y, dtype=float)
    if draws.ndim != 3 or 0 in draws.shape:
        raise ValueError(f"draws: expected shape (n_y, n_draws, dim_x), none of them 0, got {draws.shape}")
    if y.ndim != 2 or len(y) != len(draws):
        raise ValueError(f"y: expected shape (n_y, dim_y) with n_y = {len(draws)} to match draws, got {y.shape}")
    return np.array(
        [_mean_squared_distance(forward(x), measured, len(x)) for x, measured in zip(draws, y, strict=True)]
    )


def _mean_squared_distance(simulated: np.ndarray, measured: np.ndarray, n_draws: int) -> float:
    simulated = np.asarray(simulated, dtype=float)
    expected = (n_draws, len(measured))
    if simulated.shape != expected:
        raise ValueError(f"forward: expected to return shape (n_draws, dim_y) = {expected}, got {simulated.shape}")
    return float(np.mean(np.sum((simulated - measured) ** 2, axis=1)))
