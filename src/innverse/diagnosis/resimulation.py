"""Posterior draws, and the true parameters, run through the true forward process once more."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jax
import numpy as np

from innverse.counted_calls import CountedCalls
from innverse.diagnosis.finding import Finding
from innverse.diagnosis.reproduction import Reproduction, misses, on_scale, spread
from innverse.diagnostics.resimulation import squared_distances

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import AmortisedPosterior
    from innverse.problems import InverseProblem, SimulatorError

SECOND_RUN = 0x5EC0_0D
"""Folded into the key of a seed."""
NONE_ASKED_FOR = "no draws were to be run again (resimulated = 0)"
FAILED = "the simulator failed on a draw"


@dataclass(frozen=True)
class Resimulation:
    """What came of it.

    Attributes:
        error: mean ‖s(x') − y‖² over draws and measurements.
        floor: the same of the true parameters.
        reproduction: the same with all measurements alike; None without a forward process, or where it never answers.
    """

    error: Finding
    floor: Finding
    reproduction: Reproduction | None


def resimulate(
    model: AmortisedPosterior,
    problem: InverseProblem | None,
    pairs: Pairs,
    draws: np.ndarray,
    seed: int,
    beside: Pairs | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Resimulation:
    """Runs draws of each measurement again, and its true parameters.

    Args:
        model: the one that the draws are of.
        problem: the true forward process s, where it is at hand.
        pairs: held out.
        draws: `(n_kept, n_draws, dim_x)`, whose first belong to the pairs.
        seed: for a forward process with noise.
        beside: held-out pairs whose distances a miss is held against; the same when left out.
        progress: called with (runs done, all of them).
    """
    if problem is None:
        return not_resimulated("no forward process is at hand: pass problem=")
    draws = draws[: len(pairs)]
    runs = CountedCalls(draws.shape[0] * draws.shape[1] + len(pairs), progress)
    again = simulate_draws(problem, draws, seed, runs)
    anew = simulate_draws(problem, pairs.x[None], seed + 1, runs)[0, :, None]
    found = (mean_error(again, pairs.y), mean_error(anew, pairs.y))
    return Resimulation(*found, _reproduction(model, again, anew, pairs.y, pairs if beside is None else beside))


def warn_of_failure(error: SimulatorError) -> None:
    """What was learned is not lost by a run that fails where no simulation had been; only the check is."""
    warnings.warn(
        f"{error}; whether draws lead back to their measurements is not checked: the answer stands without these runs",
        stacklevel=2,
    )


def not_resimulated(why: str) -> Resimulation:
    """Nothing was run again."""
    return Resimulation(Finding(None, why), Finding(None, why), None)


def mean_error(again: np.ndarray, y: np.ndarray) -> Finding:
    """Mean ‖s(x') − y‖² over measurements; those that s makes NaN of are left out and counted.

    >>> mean_error(np.array([[[3.0, 4.0]], [[np.nan, 0.0]]]), np.zeros((2, 2)))
    Finding(value=25.0, note='1 of 2 measurements are left out: s(x) is not finite for some draw')
    """
    errors = squared_distances(again, y).mean(axis=1)
    finite = np.isfinite(errors)
    left_out = f"{(~finite).sum()} of {len(y)} measurements are left out: s(x) is not finite for some draw"
    if not finite.any():
        return Finding(None, left_out)
    return Finding(float(errors[finite].mean()), "" if finite.all() else left_out)


def simulate_draws(problem: InverseProblem, x: np.ndarray, seed: int, runs: CountedCalls | None = None) -> np.ndarray:
    """s(x) of draws `(n_y, n, dim_x)`: `(n_y, n, dim_y)`; noise of every measurement by itself.

    The seed may be that of a simulation, whose x and noise come from other keys than these.
    """
    runs = runs or CountedCalls(0, None)
    key = jax.random.fold_in(jax.random.key(seed), SECOND_RUN)
    keys = jax.random.split(key, len(x))  # taken one by one: iterating compiles a program of all
    made = [runs.call(len(rows), lambda i=i, rows=rows: problem.forward(keys[i], rows)) for i, rows in enumerate(x)]
    return np.stack([np.asarray(y, float) for y in made])


def _reproduction(
    model: AmortisedPosterior, again: np.ndarray, anew: np.ndarray, y: np.ndarray, beside: Pairs
) -> Reproduction | None:
    scale = on_scale(model, beside)
    whole = spread(scale(beside.y))
    if not whole > 0:
        return None
    of_draws, of_truths = (misses(scale, runs, y, whole) for runs in (again, anew))
    return Reproduction(of_draws, of_truths[:, 0], whole, scale)
