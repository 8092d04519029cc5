"""What is wrong with a posterior, by where the truth ranks among its draws."""

import numpy as np

from innverse.diagnosis import rules


def distance_from_uniform(u: np.ndarray) -> float:
    """Kolmogorov and Smirnov's distance between numbers in (0, 1) and the uniform distribution.

    >>> distance_from_uniform(np.array([0.1, 0.2]))
    0.8
    """
    from scipy.stats import kstest

    return float(kstest(u, "uniform").statistic)


def flaw(u: np.ndarray) -> str:
    """What is wrong with a posterior under which the truth has these ranks in (0, 1), in words.

    >>> flaw(np.full(9, 0.9)), flaw(np.array([0.01, 0.99, 0.02, 0.98])), flaw(np.array([0.4, 0.6, 0.45, 0.55]))
    ('too low', 'too narrow', 'too wide')
    """
    off = float(np.mean(u)) - 0.5
    if abs(off) > rules.ONE_SIDED:
        return "too low" if off > 0 else "too high"
    # Of uniform ranks, |2u − 1| has mean 1/2.
    return "too narrow" if np.mean(np.abs(2 * u - 1)) > 0.5 else "too wide"
