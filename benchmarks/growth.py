"""How time and memory grow: with pairs, components, blocks, draws and measurements.

One process a point, so that compilation is its own and the peak of memory too. Everything runs on the path of `fit` and
`sample`, with the default INN: on inverse kinematics for pairs, draws and measurements, on normal random numbers (a
quarter of the components are measured) for components and blocks. Draws are asked for a million at a time and not
kept. Run from the repository's root: python -m benchmarks.growth
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.memory import peak_megabytes
from benchmarks.rows import RESULTS, append, progress

ROOT = Path(__file__).parents[1]
SIZES = {
    "pairs": (10_000, 100_000, 1_000_000, 10_000_000),
    "components": (2, 5, 10, 20, 50, 100, 200),
    "blocks": (4, 8, 16, 32, 64),
    "draws": (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000),
    "measurements": (1, 10, 100, 1000, 10_000, 100_000, 1_000_000),
}
QUICK = {"pairs": (500,), "components": (3,), "blocks": (2,), "draws": (1000,), "measurements": (5,)}
TRAINING_EPOCHS, TRAINING_STEPS = 3, 50
ROWS = 10_000
"""Pairs where their number is not what grows."""
DRAWS_AT_A_TIME = 1_000_000
DRAWS_PER_MEASUREMENT = 10


def main() -> None:
    """Measures the points and appends a row for each; or, in a process of its own, one point."""
    options = _options()
    if options.point:
        part, size = options.point
        print(json.dumps(PARTS[part](int(size))))
        return
    sizes = QUICK if options.quick else SIZES
    for part in options.parts:
        for size in sizes[part]:
            if size <= (options.most or size):
                append(_row(part, size), options.out)


def _row(part: str, size: int) -> dict[str, Any]:
    from innverse.machine import machine

    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.growth", "--point", part, str(size)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    numbers = json.loads(done.stdout.splitlines()[-1])
    progress(f"{part} {size:,}: {numbers}")
    row = {"part": part, "size": size} | {name: round(value, 4) for name, value in numbers.items()}
    return row | {"seed": 0, "seconds": round(time.perf_counter() - began, 1)} | machine()


def _pairs(n: int) -> dict[str, float]:
    """Seconds to simulate, to prepare and compile, and for a training step; a first shuffle of all pairs is in it."""
    import innverse as iv

    began = time.perf_counter()
    pairs = iv.simulate(iv.problems.InverseKinematics(), n, seed=0)
    simulated = time.perf_counter() - began
    return {"simulate_seconds": simulated} | _trained(iv.INN(), pairs)


def _components(dim: int) -> dict[str, float]:
    import innverse as iv

    return _trained(iv.INN(), _random_pairs(dim))


def _blocks(blocks: int) -> dict[str, float]:
    import innverse as iv

    return _trained(iv.INN(blocks=blocks), _random_pairs(8))


def _draws(n: int) -> dict[str, float]:
    """All draws for one y, a million at a time, after a first call that compiles."""
    model = _some_model()
    block = min(n, DRAWS_AT_A_TIME)
    y = np.array([[1.5, 0.0]])
    model.sample(y, block, seed=0)
    began = time.perf_counter()
    for number in range(n // block):
        model.sample(y, block, seed=number)
    return {"asked_seconds": time.perf_counter() - began, "peak_mb": peak_megabytes()}


def _measurements(n: int) -> dict[str, float]:
    """Ten draws for each of n different y in one call; what it returns is kept, and said beside the peak."""
    import innverse as iv

    model = _some_model()
    y = iv.simulate(iv.problems.InverseKinematics(), max(n, ROWS), seed=1).y[:n]
    model.sample(y, DRAWS_PER_MEASUREMENT)
    began = time.perf_counter()
    draws = model.sample(y, DRAWS_PER_MEASUREMENT)
    seconds = time.perf_counter() - began
    return {"asked_seconds": seconds, "peak_mb": peak_megabytes(), "returned_mb": draws.nbytes / 2**20}


PARTS: dict[str, Callable[[int], dict[str, float]]] = {
    "pairs": _pairs,
    "components": _components,
    "blocks": _blocks,
    "draws": _draws,
    "measurements": _measurements,
}


def _random_pairs(dim: int) -> Any:
    import innverse as iv
    from innverse.problems import Column

    rng = np.random.default_rng(0)
    names = [tuple(Column(f"{letter}{i}") for i in range(n)) for letter, n in (("x", dim), ("y", max(1, dim // 4)))]
    x, y = (rng.normal(size=(ROWS, len(columns))) for columns in names)
    return iv.Pairs(x, y, *names)


def _some_model() -> Any:
    """A model of default size, hardly trained: what it draws does not matter here."""
    import innverse as iv

    pairs = iv.simulate(iv.problems.InverseKinematics(), ROWS, seed=0)
    return iv.INN().fit(pairs, iv.Training(epochs=1, steps_per_epoch=TRAINING_STEPS), callback=_nobody)


def _trained(method: Any, pairs: Any) -> dict[str, float]:
    import innverse as iv

    training = iv.Training(epochs=TRAINING_EPOCHS, steps_per_epoch=TRAINING_STEPS)
    began = time.perf_counter()
    history = method.fit(pairs, training, callback=_nobody).history
    seconds = time.perf_counter() - began
    epoch = float(np.median([epoch.seconds for epoch in history.epochs[1:]]))
    return {
        "fit_seconds": seconds,
        "compile_seconds": history.compile_seconds,
        "step_ms": 1e3 * epoch / TRAINING_STEPS,
        "peak_mb": peak_megabytes(),
    }


def _nobody(*epoch: object) -> None:
    """Instead of a progress bar."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--most", type=int, help="no point larger than this")
    parser.add_argument("--out", type=Path, default=RESULTS / "growth.csv")
    parser.add_argument("--quick", action="store_true", help="shows that it runs: one small point of each part")
    parser.add_argument("--point", nargs=2, metavar=("PART", "SIZE"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
