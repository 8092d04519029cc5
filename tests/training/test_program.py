"""What is compiled: one program for all seeds, so that what was compiled once serves the next seed as well."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import innverse as iv
from innverse.methods import Sizes
from innverse.methods.emulator import Emulating
from innverse.training import Batch, Training
from innverse.training.loop import _across_members
from innverse.training.step import Frozen, Program

PAIRS = Batch(jnp.ones((64, 4)), jnp.ones((64, 2)))
PLAN = Training(epochs=2, steps_per_epoch=2, batch=16)


class Shift(eqx.Module):
    """An emulator with an array of its own."""

    by: jax.Array

    def __call__(self, x, key):
        return x[:2] + self.by


def lowered(method, seed):
    network = eqx.filter_jit(method.network)(Sizes(4, 2), jax.random.key(seed))
    weights, fixed = eqx.partition(network, eqx.is_inexact_array)
    objective = Emulating(method.loss, Shift(jnp.full(2, 1.5 + seed)), 0.5)
    program = Program(Frozen(objective, method.loss, fixed), PLAN, 64)
    state = program.start(weights)
    text = jax.jit(program.epoch).lower(state, program.given, PAIRS, PAIRS, jax.random.key(seed)).as_text()
    return text, jax.tree.leaves(program.given)


def test_another_seed_needs_no_other_program():
    """Permutations and an emulator differ, and are handed over; constants of the program would show in its text."""
    method = iv.INN(blocks=2, subnet_width=8)
    (first, given), (second, others) = (lowered(method, seed) for seed in (0, 1))
    assert first == second
    assert any(not np.array_equal(a, b) for a, b in zip(given, others, strict=True)) and len(given) >= 3


@pytest.mark.slow
def test_an_ensemble_computes_one_branch_of_emulated_and_given_pairs():
    """All members are at the same step; a condition on a batch of steps would become a choice between two results."""
    method = iv.MixtureDensityNetwork(components=2, width=4, depth=1)
    keys = jax.random.split(jax.random.key(0))
    networks = eqx.filter_vmap(lambda key: method.network(Sizes(4, 2), key))(keys)
    weights, fixed = eqx.partition(networks, eqx.is_inexact_array)
    objective = Emulating(method.loss, Shift(jnp.full(2, 1.5)), 0.5)
    program = Program(Frozen(objective, method.loss, fixed), PLAN, 64)
    epoch, state = _across_members(program.epoch, 2), jax.vmap(program.start)(weights)
    lowered = jax.jit(epoch).lower(state, program.given, PAIRS, PAIRS, keys)
    assert "stablehlo.case" in lowered.as_text()
    after, _ = lowered.compile()(state, program.given, PAIRS, PAIRS, keys)
    assert after.step.tolist() == [2, 2] and jax.tree.map(jnp.shape, after) == jax.tree.map(jnp.shape, state)
