"""Draws that a network throws out of all proportion are drawn again; how many are made at once changes none."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from innverse.model import draw_blocks
from innverse.model.draw_blocks import FIRST_TIME, Blocks, draws_in_blocks
from innverse.model.scaled_model import ScaledModel

TRACED = []


@dataclass(frozen=True)
class Thrower:
    """Draws standard normal numbers, but sends those above 2.5 to where they are `far`."""

    far: float

    def draw(self, network, y, n, key):
        TRACED.append(n)
        x = y[:1] + jax.random.normal(key, (n, 1))
        return jnp.where(x > 2.5, self.far, x)


def blocks(rows):
    return Blocks(jax.random.key(0), np.zeros(rows, int), np.arange(rows), np.asarray(FIRST_TIME))


def drawn(far, reach=4.0):
    model = ScaledModel(Thrower(far), jnp.zeros((1, 1)), 1, np.array([reach]))
    return model.draw(np.zeros((2, 1)), 1000, blocks(2), 2)


def test_one_program_draws_for_all_models_of_equal_settings_and_again():
    """Two rows: what is drawn again has a program of its size, here the same one."""
    TRACED.clear()
    for networks in (jnp.zeros((1, 1)), jnp.ones((1, 1))):
        model = ScaledModel(Thrower(np.inf), networks, 1, np.array([4.0]))
        model.draw(np.zeros((1, 1)), 999, blocks(1), 1)
    assert TRACED == [999]


def test_wild_draws_are_drawn_again_and_no_others():
    wild, tame = drawn(np.inf), drawn(7.0)
    far = tame == 7.0
    assert 0 < far.sum() < 50
    assert np.isfinite(wild).all() and wild.max() <= 2.5
    assert np.array_equal(wild[~far], tame[~far])


def test_what_stays_wild_is_not_hidden():
    """A y for which every draw is wild, far from the training: the caller must see that."""
    model = ScaledModel(Thrower(np.inf), jnp.zeros((1, 1)), 1, np.array([4.0]))
    assert np.isinf(model.draw(np.full((1, 1), 100.0), 10, blocks(1), 1)).all()


def test_an_accelerator_draws_the_same_many_blocks_at_a_time(monkeypatch):
    """Three measurements, three blocks of each, the last one short; with draws that are drawn again."""
    monkeypatch.setattr(draw_blocks, "DRAWS_PER_BLOCK", 64)
    model = ScaledModel(Thrower(np.inf), jnp.zeros((1, 1)), 1, np.array([4.0]))
    asked = []

    def draw(*block):
        asked.append(len(block[0]))
        return (model.draw(*block),)

    def all_draws():
        return draws_in_blocks(draw, np.array([[0.0], [1.0], [-1.0]]), 150, jax.random.key(3), 1, first_row=7)[0]

    one_at_a_time = all_draws()
    monkeypatch.setattr(draw_blocks, "blocks_at_once", lambda: draw_blocks.BLOCKS_ON_AN_ACCELERATOR)
    assert np.array_equal(all_draws(), one_at_a_time) and one_at_a_time.shape == (3, 150, 1)
    assert asked == [1] * 9 + [9]
    assert len(np.unique(one_at_a_time)) == one_at_a_time.size


def test_members_take_turns_throughout(monkeypatch):
    """Draw i is of member i modulo 3, also where three do not divide the size of a block."""
    monkeypatch.setattr(draw_blocks, "DRAWS_PER_BLOCK", 64)

    class Named:
        def draw(self, network, y, n, key):
            return jnp.full((n, 1), network[0])

    model = ScaledModel(Named(), jnp.arange(3.0)[:, None], 3, np.array([4.0]))

    def draw(*block):
        return (model.draw(*block),)

    drawn = draws_in_blocks(draw, np.zeros((2, 1)), 200, jax.random.key(0), 3)[0]
    assert np.array_equal(drawn[..., 0], np.tile(np.arange(200) % 3, (2, 1)))
