"""The same network and losses in innverse, on the path that `fit` and `model.sample` take."""

import time
from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import numpy as np

import innverse as iv
from benchmarks.machine import matrix_product_peak
from benchmarks.rivals.case import BLOCKS, DIM_X, DIM_Y, PAIRS
from benchmarks.rivals.talk import serve
from innverse.methods import FixedPermutation, Sizes
from innverse.model.draw_blocks import draws_in_blocks
from innverse.model.scaled_model import ScaledModel
from innverse.training.step import Batch, Frozen, Program

SIZES = Sizes(DIM_X, DIM_Y)
EVERYWHERE = np.full(DIM_X, np.inf)


def method(width: int, blocks: int = BLOCKS) -> iv.INN:
    """The paper's: affine couplings, fixed permutations, the losses in both directions."""
    return iv.INN(blocks=blocks, subnet_width=width, mixing=FixedPermutation(), objective=iv.Bidirectional())


def one_network(inn: iv.INN, seed: int) -> Any:
    """A fresh network."""
    return eqx.filter_jit(inn.network)(SIZES, jax.random.key(seed))


class Side:
    """Training steps and draws of one case, timed."""

    def __init__(self, width: int, batch: int, seed: int):
        self.method, self.batch, self.key = method(width), batch, jax.random.key(seed)
        self.network = one_network(self.method, seed)
        keys = jax.random.split(self.key)
        self.pairs = Batch(jax.random.normal(keys[0], (PAIRS, DIM_X)), jax.random.normal(keys[1], (PAIRS, DIM_Y)))
        members = jax.tree.map(lambda leaf: leaf[None] if eqx.is_array(leaf) else leaf, self.network)
        self.model = ScaledModel(self.method, members, members=1, reach=EVERYWHERE)
        self._epochs: dict[int, Callable] = {}

    def weights(self) -> int:
        """How many numbers are trained."""
        return sum(leaf.size for leaf in jax.tree.leaves(eqx.filter(self.network, eqx.is_inexact_array)))

    def steps(self, n: int) -> float:
        """Milliseconds of an epoch of n training steps; its shuffle and the check that ends it are in them."""
        epoch = self._epochs.setdefault(n, self._epoch(n))
        began = time.perf_counter()
        jax.block_until_ready(epoch())
        return 1e3 * (time.perf_counter() - began)

    def draws(self, n: int) -> float:
        """Milliseconds of n draws for one y, as a NumPy array."""
        began = time.perf_counter()
        draws_in_blocks(lambda *block: (self.model.draw(*block),), np.zeros((1, DIM_Y)), n, self.key, members=1)
        return 1e3 * (time.perf_counter() - began)

    def peak(self, repeats: int) -> float:
        """GFLOP/s of this machine's matrix products now."""
        return matrix_product_peak(repeats)

    def _epoch(self, n: int) -> Callable[[], Any]:
        training = iv.Training(epochs=100, steps_per_epoch=n, batch=self.batch)
        weights, fixed = eqx.partition(self.network, eqx.is_inexact_array)
        program = Program(Frozen(self.method.loss, self.method.loss, fixed), training, len(self.pairs.x))
        held_out = Batch(self.pairs.x[: self.batch], self.pairs.y[: self.batch])
        compiled, state = jax.jit(program.epoch), program.start(weights)
        return lambda: compiled(state, program.given, self.pairs, held_out, self.key)


def answers(side: Side) -> dict[str, Callable]:
    """What may be asked of a side."""
    return {"weights": side.weights, "steps": side.steps, "draws": side.draws, "peak": side.peak}


if __name__ == "__main__":
    serve(lambda **case: answers(Side(**case)))
