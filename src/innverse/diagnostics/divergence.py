"""KL(p || q) of one quantity by draws of p and q: continuous, discrete, or continuous with values that repeat.

A value v that many draws of q repeat holds probability of its own. With the rest of the draws, r, as one value more,

    KL(p || q)  =  sum over v and r of p log(p / q)   +   p_r KL(p within r || q within r)

the first by counts, less what chance adds to it with n draws of p, m different values among them, and N of q,

    (m - 1)/(2 n)  +  sum p (1 - q)/(2 N q)

and the second by gaps between ordered draws. Where q takes few values, such as whole numbers or those of a grid, there
is no rest: a draw of p between two of them, as networks make it, counts for the nearer one. How narrow its spike about
the value is tells nothing of the quantity.

Source: Miller 1955, "Note on the bias of information estimates" (what chance adds).
"""

import numpy as np

from innverse.diagnostics.spacings import finest_gap, log_density_at, log_density_at_draws, ordered, step_of

_DRAWS_PER_VALUE = 20
"""Of q, for a value to be counted; with fewer on average, what chance adds is no longer small."""
_LEAST_REST = 10
"""Draws of the rest, of p and q, below which its own divergence is not looked at."""
_SAME = 10.0
"""Within so many of the finest gaps two numbers are one value: draws are rounded, in single precision."""


def divergences(draws: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """KL in nats of each row of draws `(n_y, n)` from the distribution of other draws `(N,)`: `(n_y,)`.

    >>> dice = np.random.default_rng(0).integers(1, 7, size=6000) + 0.0
    >>> divergences(np.full((1, 100), 3.0), dice).round(1), np.log(6).round(1)
    (array([1.8]), np.float64(1.8))
    """
    values, counts = np.unique(prior, return_counts=True)
    if len(values) * _DRAWS_PER_VALUE <= len(prior):
        return _by_counts(*(_counts(_nearest(rows, values), len(values)) for rows in (draws, prior[None])))
    atoms, finest = values[counts >= _DRAWS_PER_VALUE], finest_gap(prior)
    cells, prior_cells = (_atom_or_rest(rows, atoms, finest) for rows in (draws, prior[None]))
    between = _by_counts(*(_counts(rows, len(atoms) + 1) for rows in (cells, prior_cells)))
    is_rest = cells == len(atoms)
    rest = [row[left] for row, left in zip(draws, is_rest, strict=True)]
    return between + is_rest.mean(axis=1) * _by_gaps(rest, prior[prior_cells[0] == len(atoms)], finest)


def _nearest(rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Number of the value that each draw is nearest to."""
    return np.searchsorted((values[1:] + values[:-1]) / 2, rows)


def _atom_or_rest(rows: np.ndarray, atoms: np.ndarray, finest: float) -> np.ndarray:
    """Number of the atom that each draw repeats; that of the last and one where it repeats none."""
    and_none = np.append(atoms, np.inf)
    nearest = _nearest(rows, and_none)
    return np.where(np.abs(rows - and_none[nearest]) <= _SAME * finest, nearest, len(atoms))


def _counts(cells: np.ndarray, n_cells: int) -> np.ndarray:
    """How many draws of each row lie in each cell, `(n_y, n_cells)`."""
    of_row = np.arange(len(cells))[:, None] * n_cells
    return np.bincount((of_row + cells).ravel(), minlength=len(cells) * n_cells).reshape(len(cells), n_cells)


def _by_counts(counts: np.ndarray, prior_counts: np.ndarray) -> np.ndarray:
    """Of each row of counts `(n_y, n_cells)` from `(1, n_cells)`; a cell that the prior leaves empty adds nothing."""
    n, n_prior = counts.sum(axis=1, keepdims=True), prior_counts.sum()
    p, q = counts / n, np.maximum(prior_counts, 1) / n_prior
    plain = np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0) / q), 0.0)
    by_chance = ((p > 0).sum(axis=1) - 1) / n[:, 0] + (p * (1 - q) / q).sum(axis=1) / n_prior
    return plain.sum(axis=1) - by_chance / 2


def _by_gaps(draws: list[np.ndarray], prior: np.ndarray, finest: float) -> np.ndarray:
    step, least = step_of(prior), _LEAST_REST if len(prior) >= _LEAST_REST else np.inf
    prior = ordered(prior, step)
    return np.array([_by_gaps_of(ordered(row, step), prior, finest) if len(row) >= least else 0.0 for row in draws])


def _by_gaps_of(draws: np.ndarray, prior: np.ndarray, finest: float) -> float:
    return float(np.mean(log_density_at_draws(draws, finest) - log_density_at(prior, draws, finest)))
