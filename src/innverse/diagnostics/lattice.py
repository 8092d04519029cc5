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
_USUAL = 3.0
"""Times the median of how often draws repeat, up to which it is usual."""
_NOISE = 30
"""Keeps what spreads draws apart from the draws themselves, which may come of the same seed."""


def lattice_step(values: np.ndarray) -> float:
    """The step of the even grid that different values `(m,)` in order lie on: the smallest gap, if most are; else 0.

    The step of just two is unknown; where they are whole numbers, those between them count as possible.

    >>> [lattice_step(np.array(values)) for values in ([2, 3, 7, 8, 9], [0.5, 0.75], [3, 8], [1, 10, 100])]
    [1.0, 0.25, 1.0, 0.0]
    """
    gaps = values[1:] - values[:-1]
    gaps = gaps[gaps > _TIED * (values[-1] - values[0])]
    if len(gaps) < 2:
        return 1.0 if len(gaps) and _are_multiples(values) else float(gaps.sum())
    step = float(gaps.min())
    most_are = np.count_nonzero(gaps < 1.5 * step) > len(gaps) / 2
    return step if most_are and _are_multiples((values - values[0]) / step) else 0.0


def spread_each(ascending: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Samples `(m, n)` in ascending order, those on an even grid spread over it; and how often draws repeat `(m,)`.

    Draws of one value are spread evenly. The latter is 1 on a grid, and else for how many draws of its sample the usual
    one stands, as with replacement.

    >>> spread_each(np.array([[0.0, 0.5, 7.0, 9.0], [1.0, 1.0, 4.0, 4.0], [0.5, 0.5, 7.0, 7.6]]))[1].tolist()
    [1.0, 1.0, 1.5]
    """
    spread, repeats, is_first = ascending.astype(float), np.ones(len(ascending)), np.ones(ascending.shape, bool)
    is_first[:, 1:] = ascending[:, 1:] != ascending[:, :-1]
    for i in np.flatnonzero(~is_first.all(axis=1)):
        firsts = np.flatnonzero(is_first[i])
        counts = np.diff(firsts, append=ascending.shape[1])
        of_its_value, step = np.repeat(counts, counts), lattice_step(ascending[i, firsts])
        if step:
            number = np.arange(len(of_its_value)) - np.repeat(firsts, counts)
            spread[i] += step * ((number + 0.5) / of_its_value - 0.5)
        else:
            # A value that holds probability of its own, such as 0, is not what repeats.
            repeats[i] = of_its_value[of_its_value <= _USUAL * np.median(of_its_value)].mean()
    return spread, repeats


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
    steps = np.array([_step_where_tied(column) for column in some.T])
    uneven = _uneven_grids(some, steps)
    if not (uneven or steps.any()):
        return draws, False
    places = draws.copy()
    for column in uneven:
        places[:, column] = np.unique(draws[:, column], return_inverse=True)[1]
        steps[column] = 1.0
    places += steps * (np.random.default_rng(_NOISE).random(draws.shape) - 0.5)
    return places, bool(((steps > 0) | (np.ptp(some, axis=0) == 0)).all())


def _step_where_tied(draws: np.ndarray) -> float:
    values = np.unique(draws)
    return lattice_step(values) if len(values) < len(draws) else 0.0


def _uneven_grids(draws: np.ndarray, steps: np.ndarray) -> list[int]:
    """Columns of few values, none of them because rows repeat others, as those drawn with replacement do."""
    levels = np.array([0 if step else len(np.unique(column)) for column, step in zip(draws.T, steps, strict=True)])
    few = (levels > 1) & (levels * _ROWS_PER_VALUE <= len(draws))
    if not few.any():
        return []
    return np.flatnonzero(few & (levels * _ROWS_PER_VALUE <= len(np.unique(draws, axis=0)))).tolist()
