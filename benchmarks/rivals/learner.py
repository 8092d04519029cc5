"""One library learns one task in a process of its own; numbers go to stdout as JSON, draws to a file.

Started by `benchmarks.rivals.end_to_end`.
"""

import argparse
import importlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.memory import peak_megabytes
from benchmarks.rivals.learners.contract import Draw, Given, Learned

INNVERSE = "innverse-"
MODULES = {"sbi": "sbi_npe", "bayesflow": "bayesflow_coupling", "freia": "freia_flow"}
"""Files of the rivals; every method of innverse is `innverse-NAME`."""
TIMED_DRAWS = 10_000
WARM_TIMINGS = 3


def main() -> None:
    """Learns, draws, and reports."""
    options = _options()
    with np.load(options.pairs) as file:
        arrays = dict(file)
    y = arrays.pop("questions")
    given = Given(options.task, **arrays, seed=options.seed, budget=options.budget)
    began = time.perf_counter()
    learn = learner(options.learner)
    numbers: dict[str, Any] = {"import_seconds": time.perf_counter() - began}
    began = time.perf_counter()
    learned = learn(given)
    numbers |= {"learn_seconds": time.perf_counter() - began, "learn_peak_mb": peak_megabytes()}
    numbers |= {"compile_seconds": learned.compile_seconds, "updates": learned.updates}
    numbers |= _draw_seconds(learned.draw, y[0])
    np.savez(options.out, draws=np.stack([learned.draw(row, options.draws) for row in y]))
    numbers |= {"peak_mb": peak_megabytes()}
    # On a line of its own: a library's last words may have no end.
    row = {"settings": learned.settings} | {name: round(value, 3) for name, value in numbers.items()}
    print(f"\n{json.dumps(row)}")


def learner(name: str) -> Callable[[Given], Learned]:
    """The function that learns; its import is the library's."""
    if name.startswith(INNVERSE):
        module = importlib.import_module("benchmarks.rivals.learners.innverse_fit")
        method = getattr(importlib.import_module("innverse"), name.removeprefix(INNVERSE))
        return lambda given: module.learn(given, method())
    return importlib.import_module(f"benchmarks.rivals.learners.{MODULES[name]}").learn


def _draw_seconds(draw: Draw, y: np.ndarray) -> dict[str, float]:
    """For 10,000 draws: the first time, which may compile, and the median of later ones."""

    def seconds() -> float:
        began = time.perf_counter()
        draw(y, TIMED_DRAWS)
        return time.perf_counter() - began

    first = seconds()
    return {"first_draws_seconds": first, "draws_seconds": statistics.median(seconds() for _ in range(WARM_TIMINGS))}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learner", required=True, help=f"{', '.join(MODULES)}, or {INNVERSE}METHOD")
    parser.add_argument("--task", required=True)
    parser.add_argument("--pairs", type=Path, required=True, help="npz: x, y, lower, upper, questions")
    parser.add_argument("--out", type=Path, required=True, help="npz for the draws (n_y, draws, dim_x)")
    parser.add_argument("--draws", type=int, required=True, help="for each question")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--budget", type=int, help="epochs (FrEIA: updates) instead of the library's own")
    return parser.parse_args()


if __name__ == "__main__":
    main()
