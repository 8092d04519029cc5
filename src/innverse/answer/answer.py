"""The answer to one observation: the posterior's draws, summary and modes, and what they would lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import numpy as np
import pandas as pd

from innverse.counted_calls import CountedCalls
from innverse.diagnosis.reproduction import unanswered
from innverse.diagnosis.resimulation import warn_of_failure
from innverse.diagnostics import information_gain, recoverability
from innverse.diagnostics.modes import weight_name
from innverse.diagnostics.recoverability import LEAST_DRAWS
from innverse.familiarity import Familiarity
from innverse.model import Model
from innverse.posterior import Posterior, mode_table, sensitivity_table, summary_table
from innverse.problems import SimulatorError
from innverse.problems.inverse_problem import InverseProblem
from innverse.report.parts import Latent

DRAWS_OF_ANSWER = 2_000
"""That are run through the forward process again: as many as tell what there is to tell."""
LATENT_DRAWS = 4_000
SENSITIVITY_DRAWS = 1_000
EXACT_DRAWS = 10_000
PRIOR_ROWS = 10_000
"""Rows of x that stand for the prior."""
MOST_FOR_MODES = 10_000


@dataclass(frozen=True, eq=False)
class Answer:
    """What is known of x once y* has been measured, in original units.

    Attributes:
        observed: y* (dim_y,).
        familiarity: Whether y* could come from where the training measurements came from.
        draws: Posterior draws, one column a parameter.
        summary: One row a parameter.
        modes: One row a mode: weight, then a column a parameter.
        predicted: The network's own forward process of the first draws (m, dim_y); None for a method without one.
        resimulated: The problem's forward process of the same draws, where it has an answer; None without a problem,
            and where none was to be run again.
        unanswered: Share of the same draws that it has no answer for.
        exact: Draws of the exact posterior, where the problem knows it.
        recovered: One row a parameter: recoverability, and information in nats, against the prior; None for few draws.
        latent: Where in the latent draws come from; None for a method without one.
        sensitivity: One row a measurement, one column a parameter; None for classes or without a forward process.
        failed: Whether the simulator failed on some draw, so that none was run again.
    """

    observed: np.ndarray
    familiarity: Familiarity
    draws: pd.DataFrame
    summary: pd.DataFrame
    modes: pd.DataFrame
    predicted: np.ndarray | None
    resimulated: np.ndarray | None
    unanswered: float
    exact: np.ndarray | None
    recovered: pd.DataFrame | None
    latent: Latent | None
    sensitivity: pd.DataFrame | None
    failed: bool = False

    @property
    def weights(self) -> np.ndarray:
        """Weight of each mode."""
        return self.modes[weight_name(self.draws.columns)].to_numpy(float)


def answer(
    posterior: Posterior,
    problem: InverseProblem | None,
    prior: np.ndarray,
    n: int,
    seed: int,
    n_resimulated: int = DRAWS_OF_ANSWER,
    progress: Callable[[int, int], None] | None = None,
) -> Answer:
    """Draw from the posterior of y*, and see it against draws of the prior.

    Args:
        posterior: the fitted model's, of y*.
        problem: the true forward process, where it is at hand.
        prior: draws of the prior, `(n_prior, dim_x)`.
        n: draws.
        seed: of the draws, and of a forward process with noise.
        n_resimulated: draws that are run through the forward process, from the first on; 0 for none.
        progress: called with (runs done, all of them).

    Warns:
        UserWarning: the user's simulator fails on a draw; the answer then stands without its runs.
    """
    model = posterior.model
    draws, latent = _drawn(posterior, n, seed)
    some = draws[: n_resimulated or DRAWS_OF_ANSWER]
    again, failed = _resimulate(problem if n_resimulated else None, some, seed, progress)
    resimulated, lost = _answered(again)
    return Answer(
        observed=posterior.observed,
        familiarity=posterior.familiarity,
        draws=pd.DataFrame(draws, columns=[column.name for column in model.parameters]),
        summary=summary_table(draws, model.parameters),
        modes=mode_table(draws[:MOST_FOR_MODES], model.parameters),
        predicted=model.predict(some) if model.has_forward else None,
        resimulated=resimulated,
        unanswered=lost,
        exact=_exact(problem, posterior.observed, seed),
        recovered=_recovered(model, draws, prior),
        latent=latent,
        sensitivity=_sensitivity(model, draws[:SENSITIVITY_DRAWS]),
        failed=failed,
    )


def _recovered(model: Model, draws: np.ndarray, prior: np.ndarray) -> pd.DataFrame | None:
    if min(len(draws), len(prior)) < LEAST_DRAWS or not np.ptp(prior, axis=0).all():
        return None
    columns = {"recoverability": recoverability(draws, prior), "information": information_gain(draws, prior)}
    return pd.DataFrame(columns, index=pd.Index([column.name for column in model.parameters], name="parameter"))


def _drawn(posterior: Posterior, n: int, seed: int) -> tuple[np.ndarray, Latent | None]:
    """n draws, and where the first of them lie in the latent; of an ensemble those of its first member.

    Every member has a latent of its own.
    """
    model = posterior.model
    if not model.has_latent:
        return posterior.sample(n, seed), None
    x, z = posterior.sample_with_latent(n, seed)
    of_first = slice(0, LATENT_DRAWS * model.members, model.members)
    return x, Latent(x[of_first], z[of_first])


def _sensitivity(model: Model, draws: np.ndarray) -> pd.DataFrame | None:
    return sensitivity_table(model, draws) if model.has_forward and not model.classes else None


def _resimulate(
    problem: InverseProblem | None, draws: np.ndarray, seed: int, progress: Callable[[int, int], None] | None
) -> tuple[np.ndarray | None, bool]:
    """What the simulator makes of the draws, and whether it failed on one."""
    if problem is None:
        return None, False
    runs = CountedCalls(len(draws), progress)
    try:
        y = runs.call(len(draws), lambda: problem.forward(jax.random.key(seed), draws))
        return np.asarray(y, float), False
    except SimulatorError as error:
        warn_of_failure(error)
        return None, True


def _answered(y: np.ndarray | None) -> tuple[np.ndarray | None, float]:
    """The runs with an answer, and the share of those without one."""
    if y is None:
        return None, 0.0
    finite = np.isfinite(y).all(axis=1)
    return y[finite] if finite.any() else None, unanswered(y)


def _exact(problem: InverseProblem | None, observed: np.ndarray, seed: int) -> np.ndarray | None:
    if problem is None or not problem.has_exact_posterior:
        return None
    return np.asarray(problem.exact_posterior(observed, EXACT_DRAWS, jax.random.key(seed)), float)
