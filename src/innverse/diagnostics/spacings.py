"""Log densities of one quantity from the gaps between its ordered draws.

Between a draw and the m-th next one lies a share of the probability that is Beta(m, n + 1 - m), whatever the density.
Its expected logarithm is digamma(m) - digamma(n + 1), so where the density hardly changes across the gap,

    log p  ~=  digamma(m) - digamma(n + 1) - log(gap).

Sources: Vasicek 1976, "A test for normality based on sample entropy"; Learned-Miller and Fisher 2003 (the correction by
digamma).
"""

import math

import numpy as np

_STEPS = 4
_LARGEST_SHARE_DISTINCT = 0.5  # of draws of a quantity that takes steps
_FINEST = 1e-7  # of the spread; draws are computed in single precision


def log_density_at_draws(draws: np.ndarray, finest: float) -> np.ndarray:
    """log p at each of the ordered draws `(n,)` themselves, from 4 gaps about it; no gap counts as below `finest`."""
    n = len(draws)
    low = np.clip(np.arange(n) - _STEPS // 2, 0, n - 1 - _STEPS)
    return _log_density(draws[low + _STEPS] - draws[low], _STEPS, n, finest)


def log_density_at(draws: np.ndarray, points: np.ndarray, finest: float) -> np.ndarray:
    """log p of the ordered draws `(n,)` at points `(m,)` that are none of them, from the sqrt(n) draws about each."""
    n = len(draws)
    half = max(_STEPS, round(math.sqrt(n) / 2))
    low = np.clip(np.searchsorted(draws, points) - half, 0, n - 2 * half)
    return _log_density(draws[low + 2 * half - 1] - draws[low], 2 * half, n, finest)


def finest_gap(draws: np.ndarray) -> float:
    """What single precision can tell apart, given the spread of the draws `(n,)`."""
    return _FINEST * float(draws.std())


def step_of(prior: np.ndarray) -> float:
    """The step of a quantity by the draws `(n,)` of its prior: 1 of whole numbers; 0 where few draws are tied.

    >>> step_of(np.array([2.0, 7.0])), step_of(np.array([0.25, 0.25, 0.5, 0.5])), step_of(np.array([0.25, 0.5]))
    (1.0, 0.25, 0.0)
    """
    if (prior == np.round(prior)).all():
        return 1.0
    return _between_ties(np.sort(prior)) if len(np.unique(prior)) <= len(prior) * _LARGEST_SHARE_DISTINCT else 0.0


def ordered(draws: np.ndarray, step: float) -> np.ndarray:
    """The draws `(n,)` in order, each spread over the step that the quantity takes.

    A whole number k becomes uniform on (k - 1/2, k + 1/2): the densities of two such quantities have the ratio of
    their probabilities. Where the quantity takes none (0) draws may be tied all the same, as with replacement: they are
    spread over what lies between most of them. The same draws are spread the same way.

    >>> ordered(np.array([2.0, 1.0, 2.0, 2.0, 1.0]), step=1.0).round()
    array([1., 1., 2., 2., 2.])
    """
    draws = np.sort(draws)
    step = step or _between_ties(draws)
    return np.sort(draws + step * (np.random.default_rng(0).random(len(draws)) - 0.5)) if step else draws


def _between_ties(ascending: np.ndarray) -> float:
    """The usual gap between draws that are not tied; 0 where none are, or all."""
    gaps = np.diff(ascending)
    steps = gaps[gaps > 1e-9 * (ascending[-1] - ascending[0])]
    return 0.0 if len(steps) in (0, len(gaps)) else float(np.median(steps))


def _log_density(gaps: np.ndarray, steps: int, n: int, finest: float) -> np.ndarray:
    from scipy.special import digamma

    return digamma(steps) - digamma(n + 1) - np.log(np.maximum(gaps, finest))
