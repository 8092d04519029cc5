"""A sampler of one's own is judged like a model: x ~ N(0, 1), y = x + noise, x|y ~ N(y/2, 1/2), one y at a time."""

import numpy as np
import pytest

import innverse as iv
from innverse.arguments.settings import SEEDS
from innverse.diagnosis.rules import CALIBRATED

SD = 0.5**0.5


def one_by_one(sd, shape=lambda n: (n, 1)):
    """As samplers of other packages answer."""

    def sample(y, n, seed):
        rng = np.random.default_rng(seed)
        return np.stack([one / 2 + rng.normal(0, sd, size=shape(n)) for one in y])

    return iv.AnyPosterior(["a"], ["b"], sample)


@pytest.fixture(scope="module")
def held_out():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 1))
    return iv.Pairs.from_arrays(x, x + rng.normal(size=(400, 1)), parameters=["a"], measurements=["b"])


@pytest.mark.parametrize(("sd", "colour"), [(SD, "green"), (0.5 * SD, "red")], ids=["exact", "too narrow"])
def test_a_wrong_sampler_gets_the_red_line_and_the_exact_one_none(held_out, sd, colour):
    assert iv.judge(iv.diagnose(one_by_one(sd), held_out)).line(CALIBRATED).colour == colour


def test_the_largest_seed_is_taken_for_every_block(held_out):
    """The next one would be refused by a model."""
    seen = []

    def sample(y, n, seed):
        seen.append(seed)
        return np.random.default_rng(seed).normal(size=(len(y), n, 1))

    iv.diagnose(iv.AnyPosterior(["a"], ["b"], sample), held_out, n_draws=50, seed=SEEDS - 1)
    assert len(set(seen)) > 1 and max(seen) < SEEDS


def test_what_is_not_there_is_said(held_out):
    posterior = one_by_one(SD)
    assert not posterior.has_density and not posterior.has_forward
    with pytest.raises(TypeError, match="log_prob: expected a posterior with a density"):
        posterior.log_prob(held_out.x, held_out.y)
    with pytest.raises(TypeError, match="predict: expected a posterior with a forward process"):
        posterior.predict(held_out.x)


def test_draws_of_another_shape_or_that_are_not_finite_are_told(held_out):
    for check in (iv.diagnose, iv.recalibrate):
        with pytest.raises(ValueError, match=r"sample: expected an array of shape \(\d+, 50, 1\), got \(\d+, 50, 2\)"):
            check(one_by_one(SD, lambda n: (n, 2)), held_out, n_draws=50)
        with pytest.raises(ValueError, match="sample: expected finite draws, got"):
            check(one_by_one(np.inf), held_out, n_draws=50)
