"""Pairs from a problem: draws from its prior, run through its forward process."""

import math
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import jax
import numpy as np

from innverse.arguments.names import listed
from innverse.arguments.settings import function_or_none, not_negative, random_seed, whole_number
from innverse.counted_calls import CountedCalls
from innverse.data.checks import constant_columns
from innverse.data.pairs import Pairs
from innverse.data.simulation_cache import simulation_cache
from innverse.problems import InverseProblem
from innverse.problems.column import check_inside

MOST_ROWS = 10_000
PARTS = 100
LOOKED_AT = 50
"""Runs after which measurements that never varied are told."""
SHOWN = 6
"""Names of measurements that are told: of 190 pixels they would fill the screen."""


def simulate(
    problem: InverseProblem,
    n: int,
    seed: int = 0,
    *,
    keep: str | Path | None = None,
    keep_seconds: float = 0.0,
    progress: Callable[[int, int], None] | None = None,
) -> Pairs:
    """n runs (x, y) with x ~ p(x) and y = s(x); the same seed gives the same pairs.

    The rows run through the forward process in blocks of n / 100, at most 10,000, so that memory stays flat. Runs that
    give no measurement (NaN or infinity in y) are counted in a warning, and their x is kept apart in `Pairs.failed`.
    Of measurements that have one value in the first fifty runs a warning tells then, before the others are made.

    Args:
        problem: built in, or a `Problem` around the user's own function.
        n: number of runs.
        seed: decides prior draws and noise.
        keep: a folder in which every finished block is kept, so that an interrupted simulation goes on where it
            stopped, and a finished one is read; see `simulation_cache`. One process at a time simulates into it.
        keep_seconds: blocks that took less are not kept: they are run again.
        progress: called after each block with (rows done, n), and within it where a function of one parameter set at a
            time takes long.

    Raises:
        TypeError: a problem that is none, an n or a seed that is no whole number, a progress that cannot be called.
        ValueError: n < 1; a measurement outside its bounds; no run gave a measurement; kept runs that this problem does
            not reproduce, or that another process is just making.
        SimulatorError: the user's function raised, or returned another shape; the message shows its input.

    >>> from innverse.problems import InverseKinematics
    >>> simulate(InverseKinematics(), 1000, seed=0)
    Pairs(1,000 rows: x = (rail [m], angle_1 [rad], angle_2 [rad], angle_3 [rad]), y = (y1 [m], y2 [m]))
    """
    n, seed = whole_number("n", n, least=1), random_seed(seed)
    _check_problem(problem)
    keep_seconds = not_negative("keep_seconds", keep_seconds)
    progress = function_or_none("progress", progress, "iv.progress.Lines(print).counted")
    for_forward = jax.random.split(jax.random.key(seed))[1]
    x = prior_draws(problem, n, seed)
    y = np.empty((n, problem.dim_y))
    rows = min(MOST_ROWS, math.ceil(n / PARTS))
    runs = CountedCalls(n, progress)
    with simulation_cache(keep, problem, n, seed, keep_seconds) as kept:
        for block, start in enumerate(range(0, n, rows)):
            block_rows = slice(start, min(start + rows, n))
            inputs = x[block_rows]
            forward = partial(problem.forward, jax.random.fold_in(for_forward, block), inputs)
            y[block_rows] = runs.call(len(inputs), partial(kept.block, block, inputs, forward))
            answered = np.isfinite(y[block_rows]).all(axis=1)
            check_inside(y[block_rows][answered], problem.measurements)
            if block_rows.start < LOOKED_AT <= block_rows.stop:
                _warn_of_constants(problem, y[: block_rows.stop], n)
    return _pairs(problem, x, y)


def _check_problem(problem: Any) -> None:
    if isinstance(problem, type) or not (hasattr(problem, "sample_prior") and hasattr(problem, "forward")):
        made = "such as `iv.problems.InverseKinematics()`, or `iv.Problem(...)` of your own simulator"
        raise TypeError(f"problem: expected a problem, {made}, got {problem!r}")


def prior_draws(problem: InverseProblem, n: int, seed: int) -> np.ndarray:
    """The x (n, dim_x) that `simulate` runs."""
    return np.asarray(problem.sample_prior(jax.random.split(jax.random.key(seed))[0], n), float)


def _warn_of_constants(problem: InverseProblem, y: np.ndarray, n: int) -> None:
    """Nothing can be learned from a dead pixel: told of the first runs, not after days of them."""
    answered = y[np.isfinite(y).all(axis=1)]
    constant = [] if problem.classes or len(answered) < 2 else constant_columns(answered, problem.measurements)
    if constant:
        warnings.warn(
            f"{problem.name}: expected measurements that vary, got one value in {listed(constant, SHOWN)} in the first "
            f"{len(answered):,} of {n:,} runs; a training refuses what is the same in all: leave it out, of what the "
            "simulator returns too",
            stacklevel=3,
        )


def _pairs(problem: InverseProblem, x: np.ndarray, y: np.ndarray) -> Pairs:
    """The runs with a measurement, and apart from them those without."""
    answered = np.logical_and.reduce(np.isfinite(y), axis=1)
    if not answered.all():
        _report(problem, y, answered)
    return Pairs(x[answered], y[answered], problem.parameters, problem.measurements, problem.classes, x[~answered])


def _report(problem: InverseProblem, y: np.ndarray, answered: np.ndarray) -> None:
    broken = np.asarray(~np.isfinite(y).all(axis=0))
    names = [column.name for column, some in zip(problem.measurements, broken, strict=True) if some]
    reason = problem.failure or f"NaN or infinity in {listed(names, SHOWN)}"
    counted = f"{(~answered).sum():,} of {len(y):,} runs gave no measurement ({reason})"
    if not answered.any():
        raise ValueError(f"{problem.name}: expected runs with a measurement, got none: {counted}")
    warnings.warn(f"{problem.name}: {counted}; their parameters are kept apart in `pairs.failed`", stacklevel=4)
