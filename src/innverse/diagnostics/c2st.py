"""Classifier two-sample test: can a small network tell two samples apart?

    C2ST = share of held-out points that a classifier assigns to the right sample

0.5 means that it cannot, 1 that it always can. Defined as in the benchmark sbibm (arXiv 2101.04653), version 1.1.0, so
that values can be compared with published ones: both samples are z-scored with mean and standard deviation of the
reference; a perceptron with two hidden layers of 10 · dim rectified units is trained with Adam until its loss has not
improved for ten passes; the accuracy is a mean over five shuffled folds; the seed is 1. Single precision, as there.

It takes its time: the better the draws, the longer the classifier learns them by heart. With twice 10,000 points,
seconds in 2 dimensions, minutes in 10. The folds of large samples run side by side.

Source: Friedman 2003, doi 10.2172/826696; Lopez-Paz and Oquab 2017, arXiv 1610.06545.
"""

import multiprocessing
import warnings

import numpy as np

from innverse.cores import cores
from innverse.diagnostics.shapes import as_draws

FOLDS = 5
UNITS_PER_DIMENSION = 10
MOST_PASSES = 10_000
SEED = 1
LEAST_FOR_ALL_CORES = 10_000
"""Points from which folds take long enough for processes of their own."""


def c2st(reference: np.ndarray, draws: np.ndarray, *, seed: int = SEED) -> float:
    """Cross-validated accuracy with which a classifier tells draws from reference draws.

    With few points it scatters, about 0.5/√n each way for n points in all, and an over-fitted classifier falls below
    0.5. The samples should be of the same size: otherwise always naming the larger one scores more than 0.5.

    Args:
        reference: draws to be reproduced, `(n, dim)`; their mean and standard deviation set the scale.
        draws: to be judged, `(m, dim)`.
        seed: of the classifier's start and of the folds.

    Raises:
        ValueError: when a sample is not a matrix of finite numbers, the widths differ, either has fewer than five
            points, or a column of the reference is constant.

    >>> rng = np.random.default_rng(0)
    >>> 0.9 < c2st(rng.normal(size=(200, 1)), rng.normal(4, 1, size=(200, 1))) < 1
    True
    """
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    reference, draws = _checked(reference, draws)
    mean, sd = reference.mean(axis=0), reference.std(axis=0, ddof=1)
    points = (np.concatenate([reference - mean, draws - mean]) / sd).astype(np.float32)
    sample = np.repeat([0.0, 1.0], [len(reference), len(draws)])
    units = UNITS_PER_DIMENSION * points.shape[1]
    classifier = MLPClassifier((units, units), max_iter=MOST_PASSES, random_state=seed)
    folds = KFold(FOLDS, shuffle=True, random_state=seed)
    # Matrices are small: more threads wait for each other, tenfold longer on a busy machine.
    with warnings.catch_warnings(), threadpool_limits(1, "blas"):
        # A batch larger than a fold's points is cut to them: of no importance.
        warnings.filterwarnings("ignore", message="Got `batch_size` less than 1 or larger than sample size")
        accuracy = cross_val_score(
            classifier, points, sample, cv=folds, scoring="accuracy", n_jobs=_processes(len(points))
        )
    return float(np.mean(accuracy))


def _processes(points: int) -> int:
    """One for each fold, as far as there are cores; alone in a worker of `multiprocessing`, which may start none."""
    if points < LEAST_FOR_ALL_CORES or multiprocessing.current_process().daemon:
        return 1
    return min(FOLDS, cores())


def _checked(reference: np.ndarray, draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    reference, draws = as_draws(reference), as_draws(draws)
    if reference.shape[1] != draws.shape[1]:
        raise ValueError(f"draws: expected {reference.shape[1]} columns as in the reference, got {draws.shape[1]}")
    if min(len(reference), len(draws)) < FOLDS:
        raise ValueError(f"draws: expected at least {FOLDS} points in each sample, got {len(reference)}, {len(draws)}")
    constant = np.flatnonzero(np.ptp(reference, axis=0) == 0)
    if len(constant):
        raise ValueError(f"reference: expected columns that vary, got a constant value in column {constant[0]}")
    return reference, draws
