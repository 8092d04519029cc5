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
    draws, y = _checked(draws, y)
    again = (_checked_run(forward(x), len(x), y.shape[1]) for x in draws)
    return np.array([squared_distances(s[None], measured[None]).mean() for s, measured in zip(again, y, strict=True)])


def squared_distances(simulated: np.ndarray, y: np.ndarray) -> np.ndarray:
    """||s(x) - y||² of every draw that was simulated again.

    Args:
        simulated: s(x) of the draws for each y, `(n_y, n_draws, dim_y)`.
        y: the measurements, `(n_y, dim_y)`.

    Returns:
        `(n_y, n_draws)`, in squared units of y; NaN or infinite where the simulation is.

    >>> squared_distances(np.array([[[3.0, 4.0], [0.0, np.nan]]]), np.zeros((1, 2)))
    array([[25., nan]])
    """
    return ((simulated - y[:, None]) ** 2).sum(axis=-1)


def _checked(draws: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    draws, y = np.asarray(draws, dtype=float), np.asarray(y, dtype=float)
    if draws.ndim != 3 or 0 in draws.shape:
        raise ValueError(f"draws: expected shape (n_y, n_draws, dim_x), none of them 0, got {draws.shape}")
    if y.ndim != 2 or len(y) != len(draws):
        raise ValueError(f"y: expected shape (n_y, dim_y) with n_y = {len(draws)} to match draws, got {y.shape}")
    return draws, y


def _checked_run(simulated: np.ndarray, n_draws: int, dim_y: int) -> np.ndarray:
    simulated, expected = np.asarray(simulated, dtype=float), (n_draws, dim_y)
    if simulated.shape != expected:
        raise ValueError(f"forward: expected to return shape (n_draws, dim_y) = {expected}, got {simulated.shape}")
    return simulated
