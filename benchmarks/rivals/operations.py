"""How many floating-point operations a training step and a draw need: products of matrices only, 2nmk for each.

One row through the network takes, for each of two subnets d/2 → w → w → d in each block (log scales and shifts of d/2
components), 2 (d/2 · w + w² + w · d), and 2d² for the permutation, a product with a 0/1 matrix in innverse (FrEIA
gathers; it is at most 1 %). A training step passes 3n rows: n through f, 2n through g; the gradients to weights and to
inputs cost as much again, each. The three matrices of distances of an MMD take 2n²d each, and the gradient to the
first sample as much again.

What is elementwise, kernels above all, counts for nothing although it takes time: a share of the matrix-product peak is
a share of useful work. XLA counts elementwise operations too, so that its number is the larger one.
"""

import equinox as eqx
import jax
import jax.numpy as jnp

from benchmarks.rivals.case import BLOCKS, DIM_X, DIM_Y, Case
from benchmarks.rivals.innverse_inn import method, one_network
from innverse.training.step import Batch


def pass_operations(width: int, blocks: int = BLOCKS) -> int:
    """Of one row through f or g."""
    subnet = 2 * (DIM_X // 2 * width + width**2 + width * DIM_X)
    return blocks * (2 * subnet + 2 * DIM_X**2)


def step_operations(case: Case, blocks: int = BLOCKS) -> int:
    """Of one training step with the loss in both directions."""
    network = 3 * 3 * case.batch * pass_operations(case.width, blocks)
    mmd = 2 * 3 * 2 * case.batch**2 * DIM_X
    return network + 2 * mmd


def xla_operations(case: Case, blocks: int = 1) -> float:
    """What XLA counts for the loss and its gradient, elementwise operations included.

    One block: the body of a loop over blocks is counted once, however often it runs.
    """
    inn = method(case.width, blocks)
    weights, fixed = eqx.partition(one_network(inn, 0), eqx.is_inexact_array)

    def loss(weights, batch, key):
        return inn.loss(eqx.combine(weights, fixed), batch, key, jnp.array(1.0))[0]

    rows = Batch(jnp.zeros((case.batch, DIM_X)), jnp.zeros((case.batch, DIM_Y)))
    analysis = jax.jit(jax.value_and_grad(loss)).lower(weights, rows, jax.random.key(0)).cost_analysis()
    return float(analysis["flops"]) if analysis else float("nan")  # pyright: ignore
