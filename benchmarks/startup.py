"""How long it takes until something happens: the import, the help, and the first epoch of a fit.

Each in a process of its own, from its start. A fit of the default INN on 10,000 pairs of inverse kinematics is
followed with no compiled programs kept from before, and again with them, as the command line keeps them; "to the first
epoch" ends where training begins, "first epoch done" 200 steps later. Run from the repository's root:
python -m benchmarks.startup
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.rows import RESULTS, append, progress
from innverse.machine import machine

ROOT = Path(__file__).parents[1]
HELP = "import sys; sys.argv = ['innverse', '--help']; from innverse.cli import main; main()"
FIT = """
import sys, time
from innverse.compilation_cache import keep_compiled_programs
keep_compiled_programs()
import innverse as iv
began = float(sys.argv[1])
pairs = iv.simulate(iv.problems.InverseKinematics(), int(sys.argv[2]), seed=0)
done = []
model = iv.INN().fit(pairs, iv.Training(epochs=1), callback=lambda *epoch: done.append(time.time()))
epoch = model.history.epochs[0].seconds
print(done[0] - epoch - began, done[0] - began, model.history.compile_seconds)
"""
PAIRS = 10_000


def main() -> None:
    """Measures and appends a row."""
    options = _options()
    began = time.perf_counter()
    row: dict[str, Any] = {
        name: _median_seconds(program, options.repeats)
        for name, program in (("python_seconds", "pass"), ("import_seconds", "import innverse"), ("help_seconds", HELP))
    }
    with tempfile.TemporaryDirectory() as kept:
        row |= {f"cold_{name}": value for name, value in _fit(kept, options.pairs).items()}
        cached = [_fit(kept, options.pairs) for _ in range(options.repeats)]
    row |= {f"cached_{name}": statistics.median(times[name] for times in cached) for name in cached[0]}
    row = {name: round(value, 3) for name, value in row.items()}
    progress(str(row))
    effort = {"pairs": options.pairs, "repeats": options.repeats, "seed": 0}
    append(row | effort | {"seconds": round(time.perf_counter() - began, 1)} | machine(), options.out)


def _median_seconds(program: str, repeats: int) -> float:
    """Of a Python process that runs the program, from start to end; a first one, which reads from disk, is left out."""

    def seconds() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    return statistics.median([seconds() for _ in range(repeats + 1)][1:])


def _fit(kept: str, pairs: int) -> dict[str, float]:
    """Seconds from the start of the process, with compiled programs kept in a folder."""
    places = {"JAX_COMPILATION_CACHE_DIR": kept, "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"}
    command = [sys.executable, "-c", FIT, str(time.time()), str(pairs)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | places, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()
    names = ("to_first_epoch_seconds", "first_epoch_done_seconds", "compile_seconds")
    return dict(zip(names, map(float, done), strict=True))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3, help="processes of which the median is taken")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--out", type=Path, default=RESULTS / "startup.csv")
    parser.add_argument("--quick", action="store_true", help="shows that it runs: one process each, few pairs")
    options = parser.parse_args()
    if options.quick:
        options.repeats, options.pairs = 1, 500
    return options


if __name__ == "__main__":
    main()
