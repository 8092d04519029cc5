"""How fast a survey is: summaries of 1000 draws for each of many observations of the kinematics arm, and its memory.

What `innverse sample --summary` does, in this process: reads a Parquet table, asks an INN of the default size, writes
summaries. The network is trained for a few seconds: its cost does not depend on how good it is. A first, short survey
compiles and is not counted. Run from the repository's root: python -m benchmarks.survey
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

import innverse as iv
from benchmarks.rows import RESULTS, append, progress
from innverse.machine import machine
from innverse.study import run_survey

PAIRS = 20_000
WARM_UP_ROWS = 2_000


def main() -> None:
    """One row: observations a second, and the most memory that the process held."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        model = _model(Path(folder) / "arm.innverse", options)
        _survey(model, min(options.rows // 10, WARM_UP_ROWS), options.draws, options.seed + 1)
        seconds = _survey(model, options.rows, options.draws, options.seed)
    row = _row(seconds, options)
    append(row, options.out)
    progress(
        f"{row['observations_per_second']:.0f} observations a second, {row['million_hours']:.1f} hours for a million"
    )


def _model(path: Path, options: argparse.Namespace) -> Path:
    pairs = iv.simulate(iv.problems.InverseKinematics(), PAIRS, seed=options.seed)
    training = iv.Training(epochs=options.epochs, steps_per_epoch=150)
    iv.INN().fit(pairs, training=training, seed=options.seed, callback=lambda *epoch: None).save(path)
    return path


def _survey(model: Path, rows: int, draws: int, seed: int) -> float:
    """Seconds from the table to its summaries."""
    problem = iv.problems.InverseKinematics()
    pairs = iv.simulate(problem, rows, seed=seed + 1)
    table = pd.DataFrame(pairs.y, columns=[column.name for column in problem.measurements])
    observed, out = model.with_name(f"{seed}.parquet"), model.with_name(f"{seed}-summary.parquet")
    table.to_parquet(observed)
    began = time.perf_counter()
    run_survey(model, observed, n=draws, out=out, seed=seed)
    return time.perf_counter() - began


def _row(seconds: float, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "rows": options.rows,
        "draws": options.draws,
        "seconds": round(seconds, 1),
        "observations_per_second": round(options.rows / seconds, 1),
        "million_hours": round(1e6 * seconds / options.rows / 3600, 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "seed": options.seed,
    } | machine()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000, help="observations")
    parser.add_argument("--draws", type=int, default=1000, help="of each posterior")
    parser.add_argument("--epochs", type=int, default=3, help="of the network's training")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULTS / "survey.csv")
    parser.add_argument("--quick", action="store_true", help="shows that it runs: little work")
    options = parser.parse_args()
    if options.quick:
        options.rows, options.draws, options.epochs = 200, 50, 1
    return options


if __name__ == "__main__":
    main()
