"""Heavy tails, and columns twelve decades apart: training stays finite, draws inside their support, bits the same."""

import subprocess
import sys

import jax
import numpy as np
import pytest

import innverse as iv
from tests.model_file.rewriting import taken_apart

POSITIVE = [iv.Column("x1", lower=0.0), iv.Column("x2")]
TRAINING = iv.Training(epochs=1, steps_per_epoch=20, batch=64)
N = 200


def everything_at_once(rng):
    """Lognormal with a standard deviation of 5, and Cauchy, in x and in y, twelve decades apart."""
    x = np.column_stack([np.exp(5 * rng.normal(size=N)), 1e6 * rng.standard_cauchy(size=N)])
    y = np.column_stack([1e-6 * (np.log(x[:, 0]) + rng.standard_cauchy(size=N)), np.exp(5 * rng.normal(size=N))])
    return x, y * [1.0, 1e6]


def decades_apart(rng):
    x = rng.uniform(0.1, 1.0, size=(N, 2)) * [1e-6, 1e6]
    return x, np.column_stack([x[:, 0] * 1e-3, x[:, 1] * 1e3]) * np.exp(0.1 * rng.normal(size=(N, 2)))


def far_from_zero(rng):
    x = np.column_stack([rng.uniform(1, 2, size=N), 1e9 + rng.normal(size=N)])
    return x, np.column_stack([1e12 + x[:, 1], x[:, 0] * 1e-9]) + rng.normal(size=(N, 2)) * [0.1, 1e-10]


def hundreds_of_decades(rng):
    x = rng.uniform(0.1, 1.0, size=(N, 2)) * [1e-130, 1e130]
    return x, x * rng.uniform(0.9, 1.1, size=(N, 2))


def mostly_equal(rng):
    x = rng.uniform(0.1, 1.0, size=(N, 2))
    return x, np.where(rng.uniform(size=(N, 2)) < 0.98, 0.0, rng.standard_cauchy(size=(N, 2)))


WILD = [everything_at_once, decades_apart, far_from_zero, hundreds_of_decades, mostly_equal]
CHEAP = iv.MixtureDensityNetwork(components=2, width=8, depth=1)
FLOWS = {
    "mixture": CHEAP,
    "likelihood": iv.INN(blocks=2, subnet_width=16),
    "bidirectional": iv.INN(blocks=2, subnet_width=16, objective=iv.Bidirectional()),
    "conditional": iv.ConditionalINN(blocks=2, subnet_width=16),
}


def lawful(method, wild):
    x, y = wild(np.random.default_rng(0))
    pairs = iv.Pairs.from_arrays(x, y, parameters=POSITIVE)
    model = method.fit(pairs, training=TRAINING, seed=0)
    assert np.isfinite([epoch.final_loss for epoch in model.history.epochs]).all() and not model.history.skipped_steps
    draws = model.sample(y[:4], 50)
    assert np.isfinite(draws).all() and (draws[..., 0] > 0).all()
    assert np.isfinite(model.log_prob(x[:4], y[:4])).all()
    assert np.isfinite([model.familiarity(row).p_value for row in y[:4]]).all()
    return model


@pytest.fixture(scope="module")
def model():
    return lawful(CHEAP, everything_at_once)


def test_training_stays_finite(model):
    assert model.dim_x == 2


def test_the_same_seed_gives_the_same_bits(model):
    again = lawful(CHEAP, everything_at_once)
    same, other = jax.tree.leaves(model.networks), jax.tree.leaves(again.networks)
    assert all(np.array_equal(a, b) for a, b in zip(same, other, strict=True))
    assert [epoch.final_loss for epoch in model.history.epochs] == [e.final_loss for e in again.history.epochs]
    y = everything_at_once(np.random.default_rng(0))[1][:4]
    assert np.array_equal(model.sample(y, 50, seed=3), again.sample(y, 50, seed=3))
    assert not np.array_equal(model.sample(y, 50, seed=3), again.sample(y, 50, seed=4))
    assert model.provenance == again.provenance


@pytest.mark.slow
def test_another_process_gives_the_same_file(model, tmp_path):
    """Weights, scaling and what is kept of the data, bit by bit; seconds differ."""
    script = (
        "import sys; import innverse as iv; from tests.test_wild_numbers import CHEAP, everything_at_once, lawful\n"
        "lawful(CHEAP, everything_at_once).save(sys.argv[1])"
    )
    for name in "ab":
        subprocess.run([sys.executable, "-c", script, str(tmp_path / name)], check=True)
    first, again = (taken_apart((tmp_path / name).read_bytes()) for name in "ab")
    assert first[1].keys() == again[1].keys() and all(np.array_equal(first[1][k], again[1][k]) for k in first[1])
    for description, _ in (first, again):
        description["history"] = [epoch["final_loss"] for epoch in description["history"]["epochs"]]
    assert first[0] == again[0]


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_numbers_without_squares_are_refused(size):
    x = np.random.default_rng(0).uniform(0.1, 1.0, size=(N, 1))
    with pytest.raises(ValueError, match=r"expected numbers from 1e-140 to 1e\+140 in size, got .* in 'y1'"):
        CHEAP.fit(iv.Pairs.from_arrays(x, x * size))


@pytest.mark.slow
@pytest.mark.parametrize("wild", WILD)
@pytest.mark.parametrize("method", FLOWS.values(), ids=FLOWS)
def test_training_of_flows_stays_finite(method, wild):
    model = lawful(method, wild)
    if model.has_forward:
        assert not np.isnan(model.predict(wild(np.random.default_rng(0))[0][:4])).any()
