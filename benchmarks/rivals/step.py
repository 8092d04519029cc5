"""A training step and 100,000 inverse draws of one network with one loss: innverse beside FrEIA, in turns.

An INN of 6 affine blocks with fixed permutations on 8 components (x 8, y 2, z 6) and the INN paper's losses in both
directions. Each library has a process of its own and is asked alternately; medians count. FrEIA runs as PyTorch runs
it, through `torch.compile` and, on a GPU (`--modes eager compiled graphs`), as CUDA graphs; its draws are made all at
once and in blocks that stay in a processor's cache, and the faster of the two counts. Run from the repository's root:
python -m benchmarks.rivals.step
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.rivals.case import CASES, DRAWS, Case
from benchmarks.rivals.operations import pass_operations, step_operations, xla_operations
from benchmarks.rivals.talk import Talk
from benchmarks.rivals.versions import versions
from benchmarks.rows import RESULTS, append, progress
from innverse.machine import machine

BLOCK_OF_DRAWS = DRAWS // 10
MODES = ("eager", "compiled", "graphs")
Timings = dict[str, Callable[[], float]]


def main() -> None:
    """Measures every case and appends a row for each."""
    options = _options()
    for case in options.cases:
        row = measured(case, options)
        append(row, options.out)
        progress(", ".join(f"{name} {row[name]}" for name in row if name.endswith(("_ms", "_ratio", "_share"))))


def measured(case: Case, options: argparse.Namespace) -> dict[str, Any]:
    """The row of a case."""
    began = time.perf_counter()
    sides = [Talk(f"benchmarks.rivals.{name}_inn", **vars(case), seed=options.seed) for name in ("innverse", "freia")]
    innverse, freia = sides
    weights = [side.ask("weights") for side in sides]
    if weights[0] != weights[1]:
        raise RuntimeError(f"step: expected two networks of equal size, got {weights} weights")
    peak = innverse.ask("peak", repeats=options.repeats)
    step = in_turns(_steps(innverse, freia, options), options.repeats)
    draws = in_turns(_draws(innverse, freia, options), options.repeats)
    peak = statistics.mean((peak, innverse.ask("peak", repeats=options.repeats)))
    for side in sides:
        side.close()
    numbers = _numbers(case, step, draws, peak)
    effort = {"weights": weights[0], "steps": options.steps, "repeats": options.repeats, "seed": options.seed}
    return vars(case) | numbers | effort | {"seconds": round(time.perf_counter() - began, 1)} | machine() | versions()


def in_turns(timings: Timings, repeats: int) -> dict[str, list[float]]:
    """Milliseconds of every candidate in every round; a first round, which compiles, does not count."""
    rounds = [{name: timing() for name, timing in timings.items()} for _ in range(repeats + 1)]
    return {name: [times[name] for times in rounds[1:]] for name in timings}


def _steps(innverse: Talk, freia: Talk, options: argparse.Namespace) -> Timings:
    n = options.steps
    return {"innverse": lambda: innverse.ask("steps", n=n) / n} | {
        mode: lambda mode=mode: freia.ask("steps", n=n, mode=mode) / n for mode in options.modes
    }


def _draws(innverse: Talk, freia: Talk, options: argparse.Namespace) -> Timings:
    n = options.draws
    return {"innverse": lambda: innverse.ask("draws", n=n) * DRAWS / n} | {
        f"{mode} {block}": lambda mode=mode, block=block: freia.ask("draws", n=n, mode=mode, block=block) * DRAWS / n
        for mode in options.modes
        for block in (n, min(n, options.block))
    }


def _numbers(case: Case, step: dict[str, list[float]], draws: dict[str, list[float]], peak: float) -> dict[str, Any]:
    """Medians, how many times FrEIA's they are, and what share of the peak they reach."""
    row: dict[str, Any] = {}
    for what, times in (("step", step), ("draws", draws)):
        middle = {name: statistics.median(values) for name, values in times.items()}
        ours = middle.pop("innverse")
        row |= {f"{what}_ms": round(ours, 2)}
        row |= {
            f"{what}_ms_least": round(min(times["innverse"]), 2),
            f"{what}_ms_most": round(max(times["innverse"]), 2),
        }
        for mode in dict.fromkeys(name.split()[0] for name in middle):
            theirs = min(value for name, value in middle.items() if name.startswith(mode))
            row |= {f"freia_{mode}_{what}_ms": round(theirs, 2), f"{mode}_{what}_ratio": round(theirs / ours, 3)}
    gflop = {"step": 1e-9 * step_operations(case), "draws": 1e-9 * DRAWS * pass_operations(case.width)}
    row |= {f"{what}_gflop": round(count, 4) for what, count in gflop.items()}
    row |= {f"{what}_peak_share": round(1e3 * count / row[f"{what}_ms"] / peak, 4) for what, count in gflop.items()}
    of_xla = step_operations(case, blocks=1) / xla_operations(case, blocks=1)
    return row | {"peak_gflops": round(peak, 1), "share_of_xla_count_one_block": round(of_xla, 4)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    widths = [case.width for case in CASES]
    parser.add_argument("--widths", type=int, nargs="+", choices=widths, default=widths)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES[:2], help="graphs: on a GPU")
    parser.add_argument("--repeats", type=int, default=5, help="rounds of which the median is taken")
    parser.add_argument("--steps", type=int, default=25, help="training steps in a timing")
    parser.add_argument("--draws", type=int, default=DRAWS, help="inverse draws in a timing, reported for 100,000")
    parser.add_argument("--block", type=int, default=BLOCK_OF_DRAWS, help="of FrEIA's draws, beside all at once")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=RESULTS / "rivals-step.csv")
    parser.add_argument("--quick", action="store_true", help="shows that it runs: little work, one size, eager only")
    options = parser.parse_args()
    if options.quick:
        options.widths, options.modes = widths[:1], ["eager"]
        options.repeats, options.steps, options.draws = 1, 1, 1000
    options.cases = [case for case in CASES if case.width in options.widths]
    return options


if __name__ == "__main__":
    main()
