"""C2ST: one half for equal samples, the accuracy of the best possible classifier for two normals."""

import multiprocessing
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from innverse.cores import cores
from innverse.diagnostics import c2st

RNG = np.random.default_rng(0)


def test_equal_samples_cannot_be_told_apart():
    a, b = RNG.normal(size=(2, 800, 2))
    assert c2st(a, b) == pytest.approx(0.5, abs=0.04)


def test_two_normals_are_told_apart_as_well_as_can_be():
    """N(0, 1) against N(1, 1): no classifier beats Φ(1/2) = .691, the one that looks which mean is nearer."""
    reference, draws = RNG.normal(size=(2000, 1)), RNG.normal(1, 1, size=(2000, 1))
    assert c2st(reference, draws) == pytest.approx(norm.cdf(0.5), abs=0.02)


def test_scales_do_not_matter_and_widths_do():
    reference, draws = RNG.normal(size=(150, 2)), 3 * RNG.normal(size=(150, 2))
    found = c2st(reference, draws)
    assert found > 0.6
    units = np.array([1e-6, 1e6])
    assert c2st(reference * units, draws * units) == pytest.approx(found, abs=0.05)


def test_the_same_call_gives_the_same_number():
    a, b = RNG.normal(size=(2, 50, 1))
    assert c2st(a, b) == c2st(a, b)


@pytest.mark.slow
def test_folds_side_by_side_give_the_number_that_one_after_the_other_gives(monkeypatch):
    a, b = RNG.normal(size=(2, 100, 1))
    alone = c2st(a, b)
    module = sys.modules[c2st.__module__]
    assert module._processes(module.LEAST_FOR_ALL_CORES - 1) == 1
    monkeypatch.setattr(module, "_processes", lambda points: 2)
    assert c2st(a, b) == alone


def test_a_worker_of_multiprocessing_runs_its_folds_one_after_the_other(monkeypatch):
    module = sys.modules[c2st.__module__]
    assert module._processes(module.LEAST_FOR_ALL_CORES) == min(module.FOLDS, cores())
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    assert module._processes(module.LEAST_FOR_ALL_CORES) == 1


def test_mistakes_are_named():
    a = RNG.normal(size=(20, 2))
    with pytest.raises(ValueError, match="draws: expected 2 columns as in the reference, got 1"):
        c2st(a, a[:, :1])
    with pytest.raises(ValueError, match="expected at least 5 points in each sample, got 20, 4"):
        c2st(a, a[:4])
    with pytest.raises(ValueError, match="constant value in column 1"):
        c2st(a * [1.0, 0.0], a)
    with pytest.raises(ValueError, match="expected finite values"):
        c2st(a, a * np.nan)
