"""Run the checks of a model on pairs that it has not seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.arguments.same_columns import check_both_sides
from innverse.arguments.settings import random_seed, whole_number
from innverse.diagnosis.amortised_posterior import check_model
from innverse.diagnosis.checks import (
    density_ranks_of_truth,
    forward_error,
    label_accuracy,
    mmd_to_exact,
    round_trip_error,
)
from innverse.diagnosis.finding import Finding
from innverse.diagnosis.held_out import as_learned, check_pairs, warn_of_training_pairs
from innverse.diagnosis.joint_coverage import joint_coverage
from innverse.diagnosis.listening import spread_in_words
from innverse.diagnosis.ranking import Ranking, by_name, rank
from innverse.diagnosis.reproduction import Reproduction
from innverse.diagnosis.resimulation import (
    FAILED,
    NONE_ASKED_FOR,
    Resimulation,
    not_resimulated,
    resimulate,
    warn_of_failure,
)
from innverse.diagnosis.result import Diagnosis
from innverse.diagnostics import (
    CONFIDENCES,
    Tarp,
    calibration_error_bound,
    expected_coverage,
    expected_coverage_p_value,
)
from innverse.diagnostics.recoverability import LEAST_DRAWS
from innverse.problems import SimulatorError

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import AmortisedPosterior
    from innverse.problems import InverseProblem

LOOKED_AT = 400
"""Held-out measurements, where nobody says how many."""
_MOST_PREDICTED = 10_000
_MOST_PRIOR = 10_000
_MOST_WITH_DENSITY = 200
_MOST_ROUND_TRIPS = 256
_NO_DENSITY = "the method's posterior has no density"
_TOO_FEW = f"needs {LEAST_DRAWS} draws and as many held-out pairs, in which every parameter varies"


def diagnose(
    model: AmortisedPosterior,
    held_out: Pairs,
    problem: InverseProblem | None = None,
    *,
    n_y: int = LOOKED_AT,
    n_draws: int = 1000,
    n_resimulated: int = 200,
    n_draws_resimulated: int = 50,
    n_compared: int = 25,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Diagnosis:
    """Check a model on pairs that it was not trained on; see `Diagnosis` for what is measured.

    Args:
        model: the fitted model, or an `AnyPosterior`: draws of another package, of MCMC or of a formula.
        held_out: pairs with the columns the model was trained on, from the same prior and forward process; their x
            stand for the prior in what is recovered.
        problem: the forward process, for the re-simulation error, and its exact posterior where that is known.
        n_y: how many held-out measurements, from the top; all where there are fewer. More find smaller flaws.
        n_draws: posterior draws for each.
        n_resimulated: for how many of the measurements draws and the true parameters are run through the simulator
            again; 0 for none.
        n_draws_resimulated: the most draws of each that are.
        n_compared: for how many of the measurements all draws are compared with the exact posterior.
        seed: same seed, same numbers, but for the times.
        progress: called with (done, total): of the measurements, then of the runs through the simulator.

    Raises:
        TypeError: a model that is none, a held_out that is no `Pairs`, or a number that is no whole one.
        ValueError: when columns of model, pairs and problem differ, or a number is below 1, but for n_resimulated.

    Warns:
        TrainingPairsWarning: a held_out that the model was trained on.
        UserWarning: the user's simulator fails on a draw; what its runs would tell is left out.

    What the posterior of y = x + noise, N(y/2, 1/2), gets:

    >>> from innverse.data import Pairs
    >>> from innverse.diagnosis import AnyPosterior
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 1))
    >>> held_out = Pairs.from_arrays(x, x + rng.normal(size=(500, 1)))
    >>> exact = AnyPosterior(
    ...     held_out.parameters,
    ...     held_out.measurements,
    ...     sample=lambda y, n, seed: y[:, None] / 2 + rng.normal(0, 0.5**0.5, size=(len(y), n, 1)),
    ...     predict=lambda x: x,
    ... )
    >>> diagnosis = diagnose(exact, held_out)
    >>> diagnosis.calibration_error["x1"] < diagnosis.calibration_error_bound
    True
    >>> from innverse.diagnosis import judge
    >>> for line in judge(diagnosis).lines:
    ...     print(line.colour, line.question)
    green Are the credible intervals honest?
    green Does it listen to the measurement?
    grey Do draws lead back to their measurements?
    """
    counts = {"n_y": n_y, "n_draws": n_draws, "n_draws_resimulated": n_draws_resimulated, "n_compared": n_compared}
    n_y, n_draws, n_again, n_compared = (whole_number(name, count, least=1) for name, count in counts.items())
    n_resimulated = whole_number("n_resimulated", n_resimulated, least=0)
    seed = random_seed(seed)
    _check(model, held_out, problem)
    begun = time.perf_counter()
    looked_at = held_out.subset(slice(n_y))
    truths = as_learned(looked_at, model)
    ranking = rank(model, truths, held_out.x[:_MOST_PRIOR], n_draws, max(n_resimulated, n_compared), seed, progress)
    again = _resimulated(model, problem, looked_at, ranking.kept[:n_resimulated, :n_again], seed, progress)
    findings = {
        **_own_forward_process(model, held_out.subset(slice(_MOST_PREDICTED))),
        "round_trip_error": round_trip_error(model, looked_at.subset(slice(_MOST_ROUND_TRIPS))),
        "resimulation_error": again.error,
        "resimulation_floor": again.floor,
        "mmd_squared": mmd_to_exact(problem, ranking.kept[:n_compared], looked_at.y[:n_compared], seed),
    }
    names = [column.name for column in model.parameters]
    joint = joint_coverage(ranking.thinned, truths.x[: len(ranking.thinned)], seed)
    few = truths.subset(slice(_MOST_WITH_DENSITY))
    of_density = density_ranks_of_truth(model, few, ranking.thinned[: len(few)])
    return _assemble(names, ranking, joint, of_density, again.reproduction, findings, begun)


def _resimulated(
    model: AmortisedPosterior,
    problem: InverseProblem | None,
    pairs: Pairs,
    draws: np.ndarray,
    seed: int,
    progress: Callable[[int, int], None] | None,
) -> Resimulation:
    """A miss of few measurements is held against the distances of more."""
    if problem is not None and not len(draws):
        return not_resimulated(NONE_ASKED_FOR)
    few = pairs.subset(slice(max(1, len(draws))))
    try:
        return resimulate(model, problem, few, draws, seed, pairs, progress)
    except SimulatorError as error:
        warn_of_failure(error)
        return not_resimulated(FAILED)


def _own_forward_process(model: AmortisedPosterior, pairs: Pairs) -> dict[str, Finding]:
    return {"forward_error": forward_error(model, pairs), "label_accuracy": label_accuracy(model, pairs)}


def _assemble(
    names: list[str],
    ranking: Ranking,
    joint: Tarp,
    of_density: np.ndarray | None,
    reproduction: Reproduction | None,
    findings: dict[str, Finding],
    begun: float,
) -> Diagnosis:
    n_y = len(ranking.ranks)
    values: dict[str, Any] = {name: finding.value for name, finding in findings.items()}
    return Diagnosis(
        n_y=n_y,
        n_draws=ranking.n_draws,
        confidences=CONFIDENCES,
        coverage=ranking.coverage,
        calibration_error_bound=calibration_error_bound(n_y),
        ranks=ranking.ranks,
        tarp_p_value=joint.p_value,
        tarp_area=joint.area,
        expected_coverage=None if of_density is None else expected_coverage(of_density),
        expected_coverage_p_value=None if of_density is None else expected_coverage_p_value(of_density),
        reproduction=reproduction,
        told_of_spread=by_name(spread_in_words(names), ranking.told_of_spread),
        **ranking.by_parameter(names),
        **values,
        draws_per_second=ranking.draws_per_second,
        seconds=time.perf_counter() - begun,
        notes=_notes(ranking, of_density, findings),
    )


def _notes(ranking: Ranking, of_density: np.ndarray | None, findings: dict[str, Finding]) -> dict[str, str]:
    notes = {name: finding.note for name, finding in findings.items() if finding.note}
    if ranking.recoverability is None:
        notes |= dict.fromkeys(("sharpness", "recoverability", "information"), _TOO_FEW)
    if of_density is None:
        notes["expected_coverage_p_value"] = _NO_DENSITY
    return notes


def _check(model: AmortisedPosterior, held_out: Pairs, problem: InverseProblem | None) -> None:
    check_pairs(held_out)
    check_model(model)
    check_both_sides("held_out", held_out, "model", model)
    warn_of_training_pairs(held_out, model)
    if problem is not None:
        check_both_sides("problem", problem, "model", model)
