"""Draws that a network throws out of all proportion are drawn again; the others stay as they were."""

import jax
import jax.numpy as jnp
import numpy as np

from innverse.scaled_model import ScaledModel


class Thrower:
    """Draws standard normal numbers, but sends those above 2.5 to where they are `far`."""

    def __init__(self, far):
        self.far = far

    def draw(self, network, y, n, key):
        x = y[:1] + jax.random.normal(key, (n, 1))
        return jnp.where(x > 2.5, self.far, x)


def drawn(far, reach=4.0):
    model = ScaledModel(Thrower(far), jnp.zeros((1, 1)), 1, np.array([reach]))
    return model.draw(np.zeros((2, 1)), 1000, jax.random.key(0), 0, 2)


def test_wild_draws_are_drawn_again_and_no_others():
    wild, tame = drawn(np.inf), drawn(7.0)
    far = tame == 7.0
    assert 0 < far.sum() < 50
    assert np.isfinite(wild).all() and wild.max() <= 2.5
    assert np.array_equal(wild[~far], tame[~far])


def test_what_stays_wild_is_not_hidden():
    """A y for which every draw is wild, far from the training: the caller must see that."""
    model = ScaledModel(Thrower(np.inf), jnp.zeros((1, 1)), 1, np.array([4.0]))
    assert np.isinf(model.draw(np.full((1, 1), 100.0), 10, jax.random.key(0), 0, 1)).all()
