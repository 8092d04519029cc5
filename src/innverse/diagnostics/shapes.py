"""The shapes that diagnostics ask of draws, truths, ranks and confidences, checked at their door."""

import numpy as np


def as_draws(draws: np.ndarray) -> np.ndarray:
    """Draws of one posterior as float64 `(n, dim_x)`.

    Raises:
        ValueError: when they are not a matrix, are empty, or hold NaN or infinity.
    """
    array = np.asarray(draws, dtype=float)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"draws: expected shape (n, dim_x) with n >= 1, got {array.shape}")
    _refuse_non_finite("draws", array)
    return array


def as_many_draws(draws: np.ndarray) -> np.ndarray:
    """Draws of one posterior `(n, dim_x)` or of many `(n_y, n, dim_x)`, as float64.

    Raises:
        ValueError: for another shape, none of them 0, or NaN or infinity.
    """
    array = np.asarray(draws, dtype=float)
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise ValueError(f"draws: expected shape (n, dim_x) or (n_y, n, dim_x), none of them 0, got {array.shape}")
    _refuse_non_finite("draws", array)
    return array


def as_draws_and_truth(draws: np.ndarray, x_true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draws of many posteriors `(n_y, n_draws, dim_x)` with the true parameters `(n_y, dim_x)` behind each y.

    Raises:
        ValueError: when the shapes do not belong together, are empty, or hold NaN or infinity.
    """
    draws, x_true = np.asarray(draws, dtype=float), np.asarray(x_true, dtype=float)
    if draws.ndim != 3 or 0 in draws.shape:
        raise ValueError(f"draws: expected shape (n_y, n_draws, dim_x), none of them 0, got {draws.shape}")
    expected = (draws.shape[0], draws.shape[2])
    if x_true.shape != expected:
        raise ValueError(f"x_true: expected shape (n_y, dim_x) = {expected} to match draws, got {x_true.shape}")
    _refuse_non_finite("draws", draws)
    _refuse_non_finite("x_true", x_true)
    return draws, x_true


def as_ranks(ranks: np.ndarray, n_draws: int) -> np.ndarray:
    """Ranks of truths among n_draws draws, `(n_y, dim_x)`.

    Raises:
        ValueError: when they are not a matrix, are empty, or lie outside 0 .. n_draws.
    """
    ranks = np.asarray(ranks)
    if ranks.ndim != 2 or not ranks.size:
        raise ValueError(f"ranks: expected shape (n_y, dim_x), none of them 0, got {ranks.shape}")
    if ranks.min() < 0 or ranks.max() > n_draws:
        raise ValueError(f"ranks: expected 0 .. n_draws = {n_draws}, got {ranks.min()} .. {ranks.max()}")
    return ranks


def as_confidences(confidences: np.ndarray) -> np.ndarray:
    """Shares of a posterior that regions hold, as float64 `(n_confidences,)`.

    Raises:
        ValueError: when they are not a vector, are empty, or lie outside (0, 1).
    """
    confidences = np.asarray(confidences, dtype=float)
    if confidences.ndim != 1 or not confidences.size or not ((confidences > 0) & (confidences < 1)).all():
        raise ValueError(f"confidences: expected a vector of levels inside (0, 1), got {confidences!r}")
    return confidences


def _refuse_non_finite(name: str, array: np.ndarray) -> None:
    bad = array.size - int(np.isfinite(array).sum())
    if bad:
        raise ValueError(f"{name}: expected finite values, got {bad} NaN or infinite of {array.size}")
