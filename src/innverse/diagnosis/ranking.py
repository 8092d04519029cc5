"""Posterior draws for many measurements, ranked and weighed a block at a time, so that memory stays flat."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from innverse.arguments.settings import SEEDS
from innverse.counted_calls import CountedCalls
from innverse.diagnosis.blocks import rows_per_block
from innverse.diagnosis.listening import moments, share_between
from innverse.diagnostics import (
    calibration_error,
    central_coverage,
    information_gain,
    rank_dependence_p_values,
    ranks_beside_answers,
    recoverability,
    sbc_p_values,
    sbc_ranks,
)
from innverse.diagnostics.rank_dependence import LEAST_DRAWS as LEAST_BESIDE
from innverse.diagnostics.recoverability import LEAST_DRAWS

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import Sampler

MOST_THINNED, FEW = 1000, 200
WIDEST = -1.0
"""A measurement that leaves a parameter wider still counts as this in the mean: a few wild ones must not decide it."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """What the draws for each of n_y measurements came to, and the draws of the first few.

    Attributes:
        n_draws: for each measurement.
        coverage: inlier fractions, `(n_confidences, dim_x)`.
        ranks: of the true parameters, `(n_y, dim_x)`.
        dependence: p-values that these do not depend on the measurement, `(dim_x,)`; 1 where draws are too few.
        recoverability, information: means over the measurements, `(dim_x,)`, the first with none counted below
            `WIDEST`; None where draws are too few.
        told: share of the variance of all draws that lies between measurements, `(dim_x,)`.
        told_of_spread: the same of their distances from the median, then of the sides on which two lie.
        sharpness: sd of the posterior over sd of the prior, of the same variances as recoverability, median over the
            measurements, `(dim_x,)`; None as above.
        kept: draws of the first measurements, `(n_kept, n_draws, dim_x)`.
        thinned: the first draws of more measurements, `(n_thinned, n_few, dim_x)`.
        draws_per_second: once compiled.
    """

    n_draws: int
    coverage: np.ndarray
    ranks: np.ndarray
    dependence: np.ndarray
    recoverability: np.ndarray | None
    information: np.ndarray | None
    told: np.ndarray
    told_of_spread: np.ndarray
    sharpness: np.ndarray | None
    kept: np.ndarray
    thinned: np.ndarray
    draws_per_second: float

    def by_parameter(self, names: list[str]) -> dict[str, dict[str, float]]:
        """Attributes of a `Diagnosis` that hold a number for each parameter; empty where draws were too few."""
        numbers = {
            "calibration_error": calibration_error(self.coverage),
            "sbc_p_value": sbc_p_values(self.ranks, self.n_draws),
            "rank_dependence_p_value": self.dependence,
            "sharpness": self.sharpness,
            "recoverability": self.recoverability,
            "information": self.information,
            "told": self.told,
        }
        return {name: {} if of is None else by_name(names, of) for name, of in numbers.items()}


def by_name(names: list[str], numbers: np.ndarray) -> dict[str, float]:
    """Name -> number.

    >>> by_name(["a", "b"], np.array([1.0, 2.0]))
    {'a': 1.0, 'b': 2.0}
    """
    return dict(zip(names, numbers.tolist(), strict=True))


def rank(
    model: Sampler,
    pairs: Pairs,
    prior: np.ndarray,
    n_draws: int,
    n_kept: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Ranking:
    """Draw for every pair, and compare the draws with its true parameters and with the prior's draws.

    Args:
        model: asked for the draws.
        pairs: held out.
        prior: draws of the prior, `(n_prior, dim_x)`.
        n_draws: for each measurement.
        n_kept: measurements whose draws are kept.
        seed: of the draws.
        progress: called with (measurements done, all of them).
    """
    n_y, dim_x = pairs.x.shape
    # At least two blocks of one shape: the first one compiles, the fastest one is timed.
    rows = min(-(-n_y // 2), rows_per_block(n_draws, dim_x))
    median = np.median(prior, axis=0)
    measurable = min(n_draws, len(prior)) >= LEAST_DRAWS and bool(np.ptp(prior, axis=0).all())
    blocks, rates, asked = [], [], CountedCalls(n_y, progress)
    for block, start in enumerate(range(0, n_y, rows)):
        x_true, y = pairs.x[start : start + rows], pairs.y[start : start + rows]
        begun = time.perf_counter()
        draws = asked.call(len(y), partial(model.sample, y, n_draws, seed=(seed + block) % SEEDS))
        rates.append(len(y) * n_draws / (time.perf_counter() - begun))
        compared = prior if measurable else None
        blocks.append(_looked_at(draws, x_true, median, compared, n_kept - start, MOST_THINNED - start, block))
    return _joined(blocks, n_draws, max(rates))


@dataclass(frozen=True, eq=False)
class _Block:
    """What the draws of some measurements came to, a row for each; None what draws or prior are too few for."""

    coverage: np.ndarray
    ranks: np.ndarray
    beside: tuple[np.ndarray, np.ndarray] | None
    means: np.ndarray
    variances: np.ndarray
    recovered: np.ndarray | None
    informed: np.ndarray | None
    kept: np.ndarray
    thinned: np.ndarray


def _looked_at(
    draws: np.ndarray,
    x_true: np.ndarray,
    median: np.ndarray,
    prior: np.ndarray | None,
    n_kept: int,
    n_thinned: int,
    seed: int,
) -> _Block:
    means, variances = moments(draws, median)
    return _Block(
        coverage=central_coverage(draws, x_true, seed=seed),
        ranks=sbc_ranks(draws, x_true, seed=seed),
        beside=ranks_beside_answers(draws, x_true, seed=seed) if draws.shape[1] >= LEAST_BESIDE else None,
        means=means,
        variances=variances,
        recovered=None if prior is None else recoverability(draws, prior),
        informed=None if prior is None else information_gain(draws, prior),
        kept=draws[: max(0, n_kept)].copy(),  # a view would keep all of them
        thinned=draws[: max(0, n_thinned), :FEW].copy(),
    )


def _joined(blocks: list[_Block], n_draws: int, rate: float) -> Ranking:
    ranks = np.concatenate([block.ranks for block in blocks])
    means, variances = (np.concatenate(parts) for parts in zip(*((b.means, b.variances) for b in blocks), strict=True))
    recovered, informed = _all([b.recovered for b in blocks]), _all([b.informed for b in blocks])
    dim_x = ranks.shape[1]
    told = share_between(means, variances, n_draws)
    return Ranking(
        n_draws=n_draws,
        coverage=np.sum([block.coverage * len(block.ranks) / len(ranks) for block in blocks], axis=0),
        ranks=ranks,
        dependence=_dependence([block.beside for block in blocks if block.beside is not None], dim_x),
        recoverability=None if recovered is None else np.maximum(recovered, WIDEST).mean(axis=0),
        information=None if informed is None else informed.mean(axis=0),
        told=told[:dim_x],
        told_of_spread=told[dim_x:],
        sharpness=None if recovered is None else np.median(np.sqrt(1 - recovered), axis=0),
        kept=np.concatenate([block.kept for block in blocks]),
        thinned=np.concatenate([block.thinned for block in blocks]),
        draws_per_second=rate,
    )


def _dependence(beside: list[tuple[np.ndarray, np.ndarray]], dim_x: int) -> np.ndarray:
    return rank_dependence_p_values(*map(np.concatenate, zip(*beside, strict=True))) if beside else np.ones(dim_x)


def _all(blocks: list[np.ndarray | None]) -> np.ndarray | None:
    there = [block for block in blocks if block is not None]
    return np.concatenate(there) if there else None
