"""One check for every setting: NumPy's numbers are taken, everything else is refused by name."""

import json

import numpy as np
import pytest

import innverse as iv
from innverse.arguments.settings import random_seed
from innverse.methods import DropoutRegressor, InvertibleAutoencoder
from innverse.methods.bidirectional import Noise, Ramp, Weights
from innverse.specification import build, describe
from innverse.study import run_survey

pytestmark = pytest.mark.usefixtures("as_users_call")


@pytest.mark.parametrize(
    ("numpy_s", "plain"),
    [
        (iv.INN(blocks=np.int64(4), dim_z=np.int32(2)), iv.INN(blocks=4, dim_z=2)),
        (iv.Training(epochs=np.int64(4), batch=np.int16(64)), iv.Training(epochs=4, batch=64)),
        (iv.Training(warm_up=np.float32(0.25), clip=np.int64(2)), iv.Training(warm_up=0.25, clip=2)),
        (DropoutRegressor(rate=np.float64(0.5)), DropoutRegressor(rate=0.5)),
        (Weights(latent=np.float64(3.0)), Weights(latent=3.0)),
        (iv.INN(dim_z=0, least_width=None), iv.INN(dim_z=0)),
    ],
)
def test_numbers_of_numpy_are_kept_as_plain_ones(numpy_s, plain):
    assert numpy_s == plain and repr(numpy_s) == repr(plain)
    if not isinstance(plain, Weights):
        assert build(json.loads(json.dumps(describe(numpy_s))), "here") == plain


@pytest.mark.parametrize(
    ("wrong", "kind", "message"),
    [
        (lambda: iv.INN(blocks=2.0), TypeError, r"INN.blocks: expected a whole number, got 2\.0"),
        (lambda: iv.INN(blocks=True), TypeError, "INN.blocks: expected a whole number, got True"),
        (lambda: iv.INN(blocks=None), TypeError, "INN.blocks: expected a whole number, got None"),
        (lambda: iv.INN(dim_z=-1), ValueError, "INN.dim_z: expected a whole number of at least 0, got -1"),
        (lambda: iv.INN(least_width=1.5), TypeError, r"INN.least_width: expected a whole number, got 1\.5"),
        (lambda: Ramp(-1), ValueError, "Ramp.start: expected a number of at least 0, got -1"),
        (lambda: Weights(backward=-1.0), ValueError, r"Weights.backward: expected a number of at least 0, got -1\.0"),
        (lambda: Weights(latent="a"), TypeError, "Weights.latent: expected a number of at least 0, got 'a'"),
        (lambda: Noise(z=float("nan")), ValueError, "Noise.z: expected a number of at least 0, got nan"),
        (
            lambda: iv.MaximumLikelihood(reading_weight=float("nan")),
            ValueError,
            "MaximumLikelihood.reading_weight: expec",
        ),
        (lambda: InvertibleAutoencoder(latent_weight=-1), ValueError, "InvertibleAutoencoder.latent_weight: expected"),
        (lambda: iv.diagnose(None, None, n_y=2.5), TypeError, r"n_y: expected a whole number, got 2\.5"),
        (lambda: iv.diagnose(None, None, seed=-1), ValueError, "seed: expected a whole number of at least 0, got -1"),
        (
            lambda: iv.diagnose(None, None, seed=1 << 32),
            ValueError,
            r"seed: expected a whole number below 2\^32, got 42",
        ),
        (lambda: iv.simulate(None, 1, seed=5 << 32), ValueError, r"seed: .* whole number below 2\^32, got 21474836480"),
        (lambda: run_survey("m", "o", n=0), ValueError, "n: expected a whole number of at least 1, got 0"),
        (lambda: run_survey("m", "o", seed=0.5), TypeError, r"seed: expected a whole number, got 0\.5"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(wrong, kind, message):
    with pytest.raises(kind, match=message):
        wrong()


def test_every_seed_that_is_taken_gives_other_numbers():
    """Of a larger one JAX would use the last 32 bits."""
    seeds = [0, 1, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]
    first = [iv.simulate(iv.problems.GaussianMixture(), 1, seed).x.tobytes() for seed in map(random_seed, seeds)]
    assert len(set(first)) == len(seeds)
