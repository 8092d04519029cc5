"""From pairs to a posterior: innverse beside sbi, BayesFlow and FrEIA, each as it comes, each in a process of its own.

Two parts. `--part learn` needs a machine that does nothing else: it simulates pairs once a task, lets every library
learn from the same ones, times it, and keeps the draws. `--part judge` may run at any time: C2ST of the kept draws to
reference draws. innverse learns with several numbers of epochs, so that it can be said when it reaches what a rival
reaches in the end. Run from the repository's root:

    python -m benchmarks.rivals.end_to_end --task two_moons --pairs 10000
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import innverse as iv
from benchmarks.rivals.talk import ROOT
from benchmarks.rivals.tasks import TASKS, problem, questions
from benchmarks.rivals.versions import versions
from benchmarks.rows import RESULTS, append, has, progress
from innverse.cores import cores
from innverse.diagnostics import c2st
from innverse.durable.atomic_write import atomic_write
from innverse.machine import machine

FREIA_LONG = 8000
"""Updates of a second FrEIA training, as many as innverse takes by default: its README's thousand are a sketch."""
EPOCHS = (1, 5, 10, 20, 40)
METHODS = ("innverse-ConditionalINN", "innverse-FlowMatching", "innverse-INN")
EVERYONE: list[tuple[str, int | None]] = [
    ("sbi", None),
    ("bayesflow", None),
    ("freia", None),
    ("freia", FREIA_LONG),
    *((method, epochs) for method in METHODS for epochs in EPOCHS),
]
QUICK: list[tuple[str, int | None]] = [("sbi", 1), ("bayesflow", 1), ("freia", 5), (METHODS[1], 1)]


def main() -> None:
    """Learns what has no row yet, then judges what has no C2ST yet."""
    options = _options()
    options.kept.mkdir(parents=True, exist_ok=True)
    if options.part in ("learn", "both"):
        _learn(options)
    if options.part in ("judge", "both"):
        _judge(options)


def _learn(options: argparse.Namespace) -> None:
    pairs = options.kept / f"{options.task}-{options.pairs}-pairs.npz"
    asked = questions(options.task)
    draws = options.draws or asked.reference.shape[1]
    simulated(options.task, options.pairs, options.seed, asked.y[: options.questions], pairs)
    failed = [learner for learner, budget in options.learners if not _learned(learner, budget, pairs, draws, options)]
    if failed:
        raise SystemExit(f"end_to_end: no row of {', '.join(failed)}; their errors stand above")


def _learned(learner: str, budget: int | None, pairs: Path, draws: int, options: argparse.Namespace) -> bool:
    """Whether there is a row of this library; one that fails does not keep the others from learning."""
    name = budget or "default"
    file = options.kept / f"{options.task}-{options.pairs}-{learner}-{name}-{options.seed}.npz"
    key = {"task": options.task, "pairs": options.pairs, "learner": learner, "seed": options.seed}
    if file.exists() and has(options.out, key | {"kept": file.name}) and not options.again:
        progress(f"{file.name}: kept from before")
        return True
    progress(f"{learner} ({name}) learns {options.task} from {options.pairs:,} pairs")
    call = ["--learner", learner, "--task", options.task, "--pairs", pairs, "--out", file, "--draws", draws]
    try:
        numbers = _in_its_own_process(
            [*call, "--seed", options.seed, *(["--budget", budget] if budget else [])], options.kept
        )
    except RuntimeError as error:
        progress(str(error))
        return False
    row = key | {"budget": name} | numbers | {"draws": draws, "questions": options.questions}
    row |= {"c2st": None, "compared": None, "kept": file.name}
    append(row | machine() | versions(), options.out)
    return True


def simulated(task: str, n: int, seed: int, y: np.ndarray, file: Path) -> None:
    """The pairs that all learn from, with the questions, as a file."""
    source = problem(task)
    pairs = iv.simulate(source, n, seed=seed)
    bounds = {side: np.array([getattr(column, side) for column in source.parameters]) for side in ("lower", "upper")}
    np.savez(file, x=pairs.x.astype(np.float32), y=pairs.y.astype(np.float32), questions=y, **bounds)


def _in_its_own_process(arguments: list[Any], folder: Path) -> dict[str, Any]:
    """What the learner says; it runs in a folder where a library may leave its logs, as sbi does."""
    command = [sys.executable, "-m", "benchmarks.rivals.learner", *map(str, arguments)]
    # Every library compiles what it compiles: nothing is kept from an earlier run.
    environment = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
    paths = [
        str(ROOT),
        *(str(Path(path).resolve()) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path),
    ]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    # Libraries say things of their own, before and after.
    return next(json.loads(line) for line in reversed(done.stdout.splitlines()) if line.startswith("{"))


def _judge(options: argparse.Namespace) -> None:
    rows = pd.read_csv(options.out)
    for number, row in rows[rows.c2st.isna() & (rows.task == options.task)].iterrows():
        file = options.kept / row.kept
        if not file.exists():
            progress(f"{row.kept}: expected the kept draws in {options.kept}, got none; not judged")
            continue
        with np.load(file) as kept:
            drawn = kept["draws"][:, : options.compared]
        scores = judged(drawn, questions(options.task).reference)
        progress(f"{row.kept}: C2ST {np.mean(scores):.4f}")
        # Read again: another part may have added rows meanwhile.
        rows = pd.read_csv(options.out)
        rows.loc[number, "c2st"] = round(float(np.mean(scores)), 4)
        rows.loc[number, "c2st_worst"] = round(float(np.max(scores)), 4)
        rows.loc[number, "compared"] = drawn.shape[1]
        with atomic_write(options.out) as partial:
            rows.to_csv(partial, index=False)


def judged(draws: np.ndarray, reference: np.ndarray) -> list[float]:
    """C2ST for each question, of as many reference draws as there are draws (n_y, n, dim_x)."""
    asked = [(exact[: len(drawn)], drawn) for exact, drawn in zip(reference, draws, strict=False)]
    with get_context("spawn").Pool(cores()) as pool:
        return pool.starmap(_c2st, asked, chunksize=1)


def _c2st(reference: np.ndarray, draws: np.ndarray) -> float:
    """Draws that are no numbers can be told apart by that alone."""
    return c2st(reference, draws) if np.isfinite(draws).all() else 1.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", choices=TASKS, required=True)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--rival", nargs="+", help="only these: sbi, bayesflow, freia, innverse-METHOD")
    parser.add_argument("--epochs", type=int, nargs="+", help="only these of innverse's")
    parser.add_argument("--part", choices=("learn", "judge", "both"), default="both")
    parser.add_argument("--draws", type=int, help="for each question, instead of one for each reference draw")
    parser.add_argument(
        "--compared", type=int, default=10_000, help="of the draws, for C2ST: 10,000 take a minute each"
    )
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--again", action="store_true", help="also what is kept from before")
    kept = Path(tempfile.gettempdir()) / "innverse-rivals"
    parser.add_argument("--kept", type=Path, default=kept, help="folder of pairs and draws")
    parser.add_argument("--out", type=Path, default=RESULTS / "rivals-end-to-end.csv")
    parser.add_argument("--quick", action="store_true", help="shows that it runs: hardly any training, few draws")
    options = parser.parse_args()
    options.kept = options.kept.resolve()
    options.learners = [
        (name, budget)
        for name, budget in EVERYONE
        if name in (options.rival or [name])
        and (not name.startswith("innverse") or budget in (options.epochs or [budget]))
    ]
    if options.quick:
        options.learners = [(name, budget) for name, budget in QUICK if name in (options.rival or [name])]
        options.pairs, options.draws, options.questions = 500, 200, 2
    return options


if __name__ == "__main__":
    main()
