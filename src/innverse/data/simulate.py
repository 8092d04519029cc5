"""Pairs from a problem: draws from its prior, run through its forward process."""

import math
from collections.abc import Callable

import jax
import numpy as np

from innverse.data.pairs import Pairs
from innverse.problems import InverseProblem

MOST_ROWS = 10_000
PARTS = 100


def simulate(
    problem: InverseProblem,
    n: int,
    seed: int = 0,
    *,
    drop_invalid: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Pairs:
    """n pairs (x, y) with x ~ p(x) and y = s(x); the same seed gives the same pairs.

    The rows run through the forward process in blocks of n / 100, at most 10,000, so that memory stays flat.

    Args:
        problem: built in, or a `Problem` around the user's own function.
        n: number of runs.
        seed: decides prior draws and noise.
        drop_invalid: leave out runs whose y holds NaN or infinity, with a warning that counts them.
        progress: called after each block with (rows done, n).

    Raises:
        ValueError: n < 1; y with NaN or infinity, counted, with the columns' names.
        SimulatorError: the user's function raised, or returned another shape; the message shows its input.

    >>> from innverse.problems import InverseKinematics
    >>> simulate(InverseKinematics(), 1000, seed=0)
    Pairs(1,000 rows: x = (rail [m], angle_1 [rad], angle_2 [rad], angle_3 [rad]), y = (y1 [m], y2 [m]))
    """
    if n < 1:
        raise ValueError(f"n: expected at least one run, got {n}")
    for_prior, for_forward = jax.random.split(jax.random.key(seed))
    x = np.asarray(problem.sample_prior(for_prior, n), float)
    y = np.empty((n, problem.dim_y))
    rows = min(MOST_ROWS, math.ceil(n / PARTS))
    for block, start in enumerate(range(0, n, rows)):
        stop = min(start + rows, n)
        y[start:stop] = problem.forward(jax.random.fold_in(for_forward, block), x[start:stop])
        if progress is not None:
            progress(stop, n)
    return Pairs.from_arrays(
        x,
        y,
        parameters=problem.parameters,
        measurements=problem.measurements,
        classes=problem.classes,
        drop_invalid=drop_invalid,
    )
