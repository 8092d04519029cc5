"""What refined draws are weighed by: asked anew of each measurement, compiled for all of them at once."""

import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist

import innverse as iv
from innverse.refinement.target import Target


class Counted:
    """A likelihood in JAX that counts how often it is called: compiled code is not."""

    def __init__(self):
        self.calls = 0

    def __call__(self, x, y):
        self.calls += 1
        return -0.5 * jnp.sum((x - y) ** 2, axis=-1)


def problem(likelihood):
    return iv.Problem({"a": dist.Normal(0, 1)}, lambda x: x, ["y"], log_likelihood=likelihood)


def test_one_program_serves_all_measurements():
    likelihood = Counted()
    asked = problem(likelihood)
    x = np.linspace(-1.0, 1.0, 5)[:, None]
    first = Target(asked, np.array([0.0])).log_joints(x)
    calls = likelihood.calls
    second = Target(asked, np.array([2.0])).log_joints(x)
    assert likelihood.calls == calls
    assert np.allclose(first - second, 0.5 * ((x[:, 0] - 2) ** 2 - x[:, 0] ** 2))


def test_problems_are_not_taken_for_one_another():
    x = np.zeros((3, 1))
    near, far = (problem(lambda x, y, at=at: -jnp.sum((x - at) ** 2, axis=-1)) for at in (0.0, 3.0))
    assert (Target(near, np.zeros(1)).log_joints(x) - Target(far, np.zeros(1)).log_joints(x) == 9).all()


def test_what_is_not_finite_is_impossible_and_not_asked():
    def likelihood(x, y):
        assert np.isfinite(x).all()
        return np.zeros(len(x))

    found = Target(problem(likelihood), np.zeros(1)).log_joints(np.array([[0.0], [np.inf], [np.nan], [1.0]]))
    assert np.isfinite(found).tolist() == [True, False, False, True] and (found[1:3] == -np.inf).all()
    assert Target(problem(likelihood), np.zeros(1)).log_joints(np.empty((0, 1))).shape == (0,)
