"""Run the checks of a model on pairs that it has not seen."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis.checks import Finding, forward_error, label_accuracy, mean_resimulation_error, mmd_to_exact
from innverse.diagnosis.result import Diagnosis
from innverse.diagnostics import (
    CONFIDENCES,
    calibration_error,
    calibration_error_bound,
    central_coverage,
    sbc_p_values,
    sbc_ranks,
)

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.model import Model
    from innverse.problems import InverseProblem

_NUMBERS_PER_BLOCK = 4_000_000
_MOST_PREDICTED = 10_000
_MOST_RESIMULATED = 100


def diagnose(
    model: Model,
    held_out: Pairs,
    problem: InverseProblem | None = None,
    *,
    n_y: int = 400,
    n_draws: int = 1000,
    n_resimulated: int = 100,
    n_compared: int = 25,
    seed: int = 0,
) -> Diagnosis:
    """Check a model on pairs that it was not trained on; see `Diagnosis` for what is measured.

    Args:
        model: the fitted model.
        held_out: pairs with the columns the model was trained on, from the same prior and forward process.
        problem: the forward process, for the re-simulation error, and its exact posterior where that is known.
        n_y: how many held-out measurements, from the top; all where there are fewer. More find smaller flaws.
        n_draws: posterior draws for each.
        n_resimulated: for how many of the measurements draws are run through the simulator again, 100 of each.
        n_compared: for how many of the measurements all draws are compared with the exact posterior.
        seed: same seed, same numbers, but for the times.

    Raises:
        ValueError: when columns of model, pairs and problem differ, or a number is below 1.

    A stand-in that knows the posterior of y = x + noise, N(y/2, 1/2), shows what an honest model gets:

    >>> from types import SimpleNamespace
    >>> from innverse.data import Pairs
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 1))
    >>> held_out = Pairs.from_arrays(x, x + rng.normal(size=(500, 1)))
    >>> model = SimpleNamespace(
    ...     parameters=held_out.parameters,
    ...     measurements=held_out.measurements,
    ...     sample=lambda y, n, seed: y[:, None] / 2 + rng.normal(0, 0.5**0.5, size=(len(y), n, 1)),
    ...     predict=lambda x: x,
    ... )
    >>> diagnosis = diagnose(model, held_out)
    >>> diagnosis.calibration_error["x1"] < diagnosis.calibration_error_bound
    True
    """
    counts = {"n_y": n_y, "n_draws": n_draws, "n_resimulated": n_resimulated, "n_compared": n_compared}
    _check_counts(counts)
    _check_columns("held_out", held_out, model)
    if problem is not None:
        _check_columns("problem", problem, model)
    begun = time.perf_counter()
    looked_at, predicted = held_out.subset(slice(n_y)), held_out.subset(slice(_MOST_PREDICTED))
    ranking = _rank(model, looked_at, n_draws, max(n_resimulated, n_compared), seed)
    again = looked_at.subset(slice(n_resimulated))
    findings = {
        "forward_error": forward_error(model, predicted),
        "label_accuracy": label_accuracy(model, predicted),
        "resimulation_error": mean_resimulation_error(
            problem, ranking.kept[:n_resimulated, :_MOST_RESIMULATED], again.y, seed
        ),
        "resimulation_floor": mean_resimulation_error(problem, again.x[:, None], again.y, seed + 1),
        "mmd_squared": mmd_to_exact(problem, ranking.kept[:n_compared], looked_at.y[:n_compared], seed),
    }
    return _assemble(model, ranking, n_draws, findings, begun)


@dataclass(frozen=True, eq=False)
class _Ranking:
    """Where the truths lie among their draws, and the draws of the first few measurements."""

    coverage: np.ndarray
    ranks: np.ndarray
    kept: np.ndarray
    draws_per_second: float


def _rank(model: Model, pairs: Pairs, n_draws: int, n_kept: int, seed: int) -> _Ranking:
    """Draws are made, ranked and dropped a block of measurements at a time, so memory stays flat."""
    n_y, dim_x = pairs.x.shape
    # At least two blocks of one shape: the first one compiles, the fastest one is timed.
    rows = min(-(-n_y // 2), max(1, _NUMBERS_PER_BLOCK // (n_draws * dim_x)))
    coverage, ranks, kept, rate = np.zeros((len(CONFIDENCES), dim_x)), [], [], 0.0
    for block, start in enumerate(range(0, n_y, rows)):
        x_true, y = pairs.x[start : start + rows], pairs.y[start : start + rows]
        begun = time.perf_counter()
        draws = model.sample(y, n_draws, seed=seed + block)
        rate = max(rate, len(y) * n_draws / (time.perf_counter() - begun))
        coverage += central_coverage(draws, x_true) * len(y) / n_y
        ranks.append(sbc_ranks(draws, x_true))
        kept.append(draws[: max(0, n_kept - start)])
    return _Ranking(coverage, np.concatenate(ranks), np.concatenate(kept), rate)


def _assemble(model: Model, ranking: _Ranking, n_draws: int, findings: dict[str, Finding], begun: float) -> Diagnosis:
    names = [column.name for column in model.parameters]
    errors, p_values = calibration_error(ranking.coverage), sbc_p_values(ranking.ranks, n_draws)
    return Diagnosis(
        n_y=len(ranking.ranks),
        n_draws=n_draws,
        confidences=CONFIDENCES,
        coverage=ranking.coverage,
        calibration_error=dict(zip(names, errors.tolist(), strict=True)),
        calibration_error_bound=calibration_error_bound(len(ranking.ranks)),
        sbc_p_value=dict(zip(names, p_values.tolist(), strict=True)),
        **{name: finding.value for name, finding in findings.items()},
        draws_per_second=ranking.draws_per_second,
        seconds=time.perf_counter() - begun,
        notes={name: finding.note for name, finding in findings.items() if finding.note},
    )


def _check_counts(counts: dict[str, int]) -> None:
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name}: expected at least 1, got {count}")


def _check_columns(what: str, columns: Pairs | InverseProblem, model: Model) -> None:
    for side in ("parameters", "measurements"):
        expected = [column.name for column in getattr(model, side)]
        found = [column.name for column in getattr(columns, side)]
        if found != expected:
            raise ValueError(f"{what}: expected the {side} of the model, {expected}, got {found}")
