"""What a model is checked on: not its training pairs, and x where the model learned it."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

import innverse as iv
from innverse.data import Pairs
from innverse.diagnosis.held_out import TrainingPairsWarning, as_learned
from innverse.diagnostics import sbc_p_values, sbc_ranks
from innverse.problems import Column


def grid(seed):
    """Five levels of x with the outer ones on the bounds, y = x + noise."""
    rng = np.random.default_rng(seed)
    x = rng.integers(5, size=(2000, 1)) / 4.0
    y = x + 0.3 * rng.normal(size=x.shape)
    return Pairs(x, y, (Column("x", lower=0.0, upper=1.0),), (Column("y"),))


@pytest.fixture(scope="module")
def on_a_grid():
    return grid(seed=0)


@pytest.fixture(scope="module")
def model(on_a_grid):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the grid, and of the bounds
        return iv.ABC().fit(on_a_grid)


@pytest.mark.parametrize("check", [iv.diagnose, iv.recalibrate])
def test_training_pairs_are_told(check, model, on_a_grid):
    with pytest.warns(TrainingPairsWarning, match=r"pairs\.split"):
        check(model, on_a_grid, n_draws=20)


def simulated(n, seed):
    return iv.simulate(iv.problems.InverseKinematics(), n, seed=seed)


@pytest.fixture(scope="module")
def arm():
    return simulated(2_000, seed=0)


@pytest.mark.parametrize("part", [slice(400), slice(1500, 1900)])
def test_a_part_of_the_training_pairs_is_told(part, arm):
    with pytest.warns(TrainingPairsWarning, match=r"measurements of its training among 400.*another seed"):
        iv.diagnose(iv.ABC().fit(arm), arm.subset(part), n_draws=20)


def test_fewer_runs_of_the_same_seed_are_told(arm):
    few = simulated(400, seed=0)
    with pytest.warns(TrainingPairsWarning, match="few runs are the first of many"):
        iv.recalibrate(iv.ABC().fit(arm), few, n_draws=20)


@pytest.mark.parametrize("digits", [2, 8])
def test_pairs_of_another_seed_are_no_training_pairs(digits, arm):
    """Warnings are errors; rounded measurements meet by chance."""
    learned, other = (replace(pairs, y=pairs.y.round(digits)) for pairs in (arm, simulated(400, seed=1)))
    iv.diagnose(iv.ABC().fit(learned), other, n_draws=20)


def test_truths_on_a_bound_are_where_the_model_learned_them(model, on_a_grid):
    learned = as_learned(on_a_grid, model)
    assert (learned.x > 0).all() and (learned.x < 1).all()
    assert np.abs(learned.x - on_a_grid.x).max() < 1e-4


def test_truths_on_a_grid_tie_with_the_draws_that_repeat_them(model):
    """Rejection's draws are rounded in single precision: where truths were not, rounding alone decided their ranks."""
    held_out = grid(seed=1).subset(slice(400))
    draws, truths = model.sample(held_out.y, 99), as_learned(held_out, model).x
    assert np.isin(np.unique(truths), draws).all()
    assert sbc_p_values(sbc_ranks(draws, truths), 99)[0] > 0.05
    assert sbc_p_values(sbc_ranks(draws, model.scaling.off_bounds(held_out.x)), 99)[0] < 1e-6
