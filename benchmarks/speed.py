"""Time of one training step and of 100,000 inverse draws, for three sizes, on the package's own code path.

An INN of 6 affine blocks with fixed permutations between them, 8 components (x 8, y 2, z 6), the paper's loss in both
directions. A step is a step of the compiled epoch that `fit` runs; draws come in blocks, as `model.sample`
makes them before it returns to original units. Run from the repository's root: python -m benchmarks.speed
"""

import argparse
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import numpy as np
import pandas as pd

import innverse as iv
from benchmarks.machine import matrix_product_peak, median_milliseconds
from benchmarks.rows import RESULTS, append, progress
from innverse.machine import machine
from innverse.methods import FixedPermutation, Sizes
from innverse.model.draw_blocks import draws_in_blocks
from innverse.model.scaled_model import ScaledModel
from innverse.training.step import Batch, Frozen, Program

SIZES = Sizes(dim_x=8, dim_y=2)
DRAWS = 100_000
PAIRS = 20_000
# What is printed: the same three columns of milliseconds for a step and for the draws.
SHOWN = (
    "width",
    "batch",
    "step_ms",
    "prototype_step_ms",
    "scaled_prototype_step_ms",
    "draws_ms",
    "prototype_draws_ms",
    "scaled_prototype_draws_ms",
)


@dataclass(frozen=True)
class Case:
    """A size, and what the prototype reached with it on a machine of `PROTOTYPE_PEAK` GFLOP/s."""

    width: int
    batch: int
    prototype_step_ms: float
    prototype_draws_ms: float


PROTOTYPE_PEAK = 190.0
CASES = [Case(64, 500, 9, 183), Case(128, 1000, 37, 510), Case(256, 1000, 86, 1200)]


def main() -> None:
    """Measures every case, prints a table and the CSV, and appends the rows to a file."""
    options = _options()
    # The peak before and after: on a shared machine it moves while the cases run.
    before = matrix_product_peak(options.repeats)
    times = [_times(case, options) for case in options.cases]
    peak = statistics.mean((before, matrix_product_peak(options.repeats)))
    rows = [_row(case, *spent, peak, options) for case, spent in zip(options.cases, times, strict=True)]
    for row in rows:
        append(row, options.out)
    table = pd.DataFrame(rows)
    print(f"matrix-product peak: {peak:.0f} GFLOP/s here, {PROTOTYPE_PEAK:.0f} where the prototype ran\n")
    print(table[list(SHOWN)].to_string(index=False))
    print(f"\n{table.to_csv(index=False)}")


def step_milliseconds(case: Case, seed: int, repeats: int, steps: int) -> float:
    """One step, from epochs of `steps` steps; the shuffle and the check that end an epoch are in it."""
    method = _method(case)
    training = iv.Training(epochs=2 * repeats, steps_per_epoch=steps, batch=case.batch)
    network = jax.tree.map(lambda leaf: leaf[0] if eqx.is_array(leaf) else leaf, _networks(method, seed))
    weights, fixed = eqx.partition(network, eqx.is_inexact_array)
    program = Program(Frozen(method.loss, method.loss, fixed), training, PAIRS)
    key_x, key_y, key = jax.random.split(jax.random.key(seed), 3)
    pairs = Batch(jax.random.normal(key_x, (PAIRS, SIZES.dim_x)), jax.random.normal(key_y, (PAIRS, SIZES.dim_y)))
    held_out = Batch(pairs.x[: case.batch], pairs.y[: case.batch])
    epoch, state = jax.jit(program.epoch), program.start(weights)
    return median_milliseconds(lambda: epoch(state, program.given, pairs, held_out, key), repeats) / steps


def draws_milliseconds(case: Case, seed: int, repeats: int, draws: int) -> float:
    """All draws for one y, as a NumPy array."""
    method = _method(case)
    model = ScaledModel(method, _networks(method, seed), members=1, reach=np.full(SIZES.dim_x, np.inf))
    y, key = np.zeros((1, SIZES.dim_y)), jax.random.key(seed)

    def ask():
        return draws_in_blocks(lambda *block: (model.draw(*block),), y, draws, key, members=1)

    return median_milliseconds(ask, repeats)


def _method(case: Case) -> iv.INN:
    return iv.INN(blocks=6, subnet_width=case.width, mixing=FixedPermutation(), objective=iv.Bidirectional())


def _networks(method: iv.INN, seed: int) -> Any:
    """One network with a leading axis of members, as `fit` makes it."""
    start = eqx.filter_jit(eqx.filter_vmap(lambda key: method.network(SIZES, key)))
    return start(jax.random.split(jax.random.key(seed), 1))


def _times(case: Case, options: argparse.Namespace) -> tuple[float, float, float]:
    """Milliseconds of a step and of all draws, and the seconds that it took to find out."""
    began = time.perf_counter()
    step = step_milliseconds(case, options.seed, options.repeats, options.steps)
    draws = draws_milliseconds(case, options.seed, options.repeats, options.draws) * DRAWS / options.draws
    progress(f"width {case.width}: {step:.1f} ms a step, {draws:.0f} ms for {DRAWS:,} draws")
    return step, draws, time.perf_counter() - began


def _row(
    case: Case, step: float, draws: float, seconds: float, peak: float, options: argparse.Namespace
) -> dict[str, Any]:
    slower = PROTOTYPE_PEAK / peak
    return {
        "width": case.width,
        "batch": case.batch,
        "step_ms": round(step, 2),
        "draws_ms": round(draws, 1),
        "prototype_step_ms": case.prototype_step_ms,
        "prototype_draws_ms": case.prototype_draws_ms,
        "scaled_prototype_step_ms": round(slower * case.prototype_step_ms, 2),
        "scaled_prototype_draws_ms": round(slower * case.prototype_draws_ms, 1),
        "peak_gflops": round(peak, 1),
        "prototype_peak_gflops": PROTOTYPE_PEAK,
        "seed": options.seed,
        "seconds": round(seconds, 1),
        "repeats": options.repeats,
    } | machine()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7, help="timings of which the median is taken")
    parser.add_argument("--steps", type=int, default=50, help="training steps in a timing")
    parser.add_argument("--draws", type=int, default=DRAWS, help="inverse draws in a timing, reported for 100,000")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULTS / "speed.csv")
    parser.add_argument("--quick", action="store_true", help="shows that it runs: little work, one size")
    options = parser.parse_args()
    options.cases = CASES
    if options.quick:
        options.cases = CASES[:1]
        options.repeats, options.steps, options.draws = 1, 2, 1000
    return options


if __name__ == "__main__":
    main()
