"""Draws of whole numbers, and of other quantities on a grid, spread over it: so they have a density with few peaks.

Their own density is a spike at every value, each of them a peak. A value k that becomes uniform on k ± half a step has
the density of its probability: its peaks are the largest probabilities among their neighbours on the grid.
"""

import numpy as np

_IRREGULAR = 1e-2
"""Of a step, how far the values of a grid may lie off it: draws are rounded."""
_TIED = 1e-9
"""Share of the range within which two values are one."""
_ROWS_PER_VALUE = 20
"""Different rows for each value of a column, from which on its values are a grid, however uneven."""
_NOISE = 30
"""Keeps what spreads draws apart from the draws themselves, which may come of the same seed."""


def lattice_step(draws: np.ndarray) -> float:
    """The step of the even grid that draws `(n,)` lie on, or 0: the smallest gap, if most are; that of two numbers, 1.

    The step of just two numbers is unknown; where they are whole, those between them count as possible.

    >>> [lattice_step(np.array(draws)) for draws in ([2, 3, 3, 7, 8, 9], [0.5, 0.5, 0.75], [3, 3, 8], [1, 1, 10, 100])]
    [1.0, 0.25, 1.0, 0.0]
    """
    values = np.unique(draws)
    gaps = np.diff(values)
    gaps = gaps[gaps > _TIED * (values[-1] - values[0])]
    if len(values) == len(draws) or not len(gaps):
        return 0.0
    if len(gaps) == 1 and _are_multiples(values):
        return 1.0
    step = float(gaps.min())
    return step if np.median(gaps) < 1.5 * step and _are_multiples((values - values[0]) / step) else 0.0


def _are_multiples(steps: np.ndarray) -> bool:
    return bool((np.abs(steps - np.round(steps)) < _IRREGULAR).all())


def spread_over_lattice(draws: np.ndarray, looked_at: np.ndarray) -> tuple[np.ndarray, bool]:
    """Draws `(n, dim_x)` with columns on a grid spread over it, and whether all columns that vary are.

    A column of few values in uneven steps has the numbers of its values in their place. The same draws are spread the
    same way. Whether a column is on a grid is found from the rows that are looked at, indices `(m,)`.

    >>> spread, everywhere = spread_over_lattice(np.array([[3.0], [3.0], [4.0]]), np.arange(3))
    >>> spread.round().tolist(), everywhere
    ([[3.0], [3.0], [4.0]], True)
    """
    some = draws[looked_at]
    steps = np.array([lattice_step(column) for column in some.T])
    uneven = _uneven_grids(some, steps)
    if not (uneven or steps.any()):
        return draws, False
    places = draws.copy()
    for column in uneven:
        places[:, column] = np.unique(draws[:, column], return_inverse=True)[1]
        steps[column] = 1.0
    places += steps * (np.random.default_rng(_NOISE).random(draws.shape) - 0.5)
    return places, bool(((steps > 0) | (np.ptp(some, axis=0) == 0)).all())


def _uneven_grids(draws: np.ndarray, steps: np.ndarray) -> list[int]:
    """Columns of few values, none of them because rows repeat others, as those drawn with replacement do."""
    levels = np.array([0 if step else len(np.unique(column)) for column, step in zip(draws.T, steps, strict=True)])
    few = (levels > 1) & (levels * _ROWS_PER_VALUE <= len(draws))
    if not few.any():
        return []
    return np.flatnonzero(few & (levels * _ROWS_PER_VALUE <= len(np.unique(draws, axis=0)))).tolist()
