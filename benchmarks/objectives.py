"""Compares the INN's objectives at equal training time, through the package's front door.

For each problem, candidate and seed: simulate, fit, draw for held-out y that are the same for all, and compare with the
exact posterior. Run from the repository's root: python -m benchmarks.objectives
"""

import argparse
import time
from pathlib import Path
from typing import Any

import innverse as iv
from benchmarks.candidates import CANDIDATES, COMPARED, Candidate
from benchmarks.rows import RESULTS, append, progress
from benchmarks.scores import Questions
from innverse.experiments.require_finished import require_finished
from innverse.machine import machine
from innverse.problems import InverseProblem

PROBLEMS = ("kinematics", "mixture", "mixture-some", "mixture-none")
TIMING_EPOCHS = 3


def main() -> None:
    """Measures every combination that was asked for, and appends a row for each to a file."""
    options = _options()
    catalogue = iv.problems.catalogue()
    for problem in (catalogue[name] for name in options.problems):
        progress(f"{problem.name}: exact posterior for {options.measurements} y")
        questions = Questions.of(problem, options.measurements, options.draws)
        for name in options.candidates:
            if CANDIDATES[name].classes in (None, problem.classes):
                compare(name, questions, options)


def compare(name: str, questions: Questions, options: argparse.Namespace) -> None:
    """One candidate on one problem, with the same number of epochs for all seeds."""
    problem, candidate = questions.problem, CANDIDATES[name]
    epochs = options.epochs or _affordable_epochs(candidate, problem, options)
    for seed in options.seeds:
        progress(f"{problem.name}, {name}, seed {seed}: {epochs} epochs")
        pairs = iv.simulate(problem, options.pairs, seed=seed)
        model = require_finished(candidate.method.fit(pairs, _training(candidate, epochs, options), seed=seed))
        began = time.perf_counter()
        scores = questions.scores(model, seed)
        row = {"problem": problem.name, "candidate": name, "budget": _budget(options), "seed": seed}
        row |= scores | _effort(model, time.perf_counter() - began) | machine()
        progress(f"  {scores}")
        append(row, options.out)


def _budget(options: argparse.Namespace) -> str:
    return f"{options.epochs} epoch(s)" if options.epochs else f"{options.seconds:g} s"


def _affordable_epochs(candidate: Candidate, problem: InverseProblem, options: argparse.Namespace) -> int:
    pairs = iv.simulate(problem, options.pairs, seed=options.seeds[0])
    history = candidate.method.fit(pairs, _training(candidate, TIMING_EPOCHS, options)).history
    # The first epoch also warms the machine up.
    fastest = min(epoch.seconds for epoch in history.epochs[1:])
    return max(1, round(options.seconds / fastest))


def _training(candidate: Candidate, epochs: int, options: argparse.Namespace) -> iv.Training:
    """No early stop: the time is the same for all, and the best weights are returned either way."""
    settings = {"epochs": epochs, "patience": epochs, "steps_per_epoch": options.steps} | dict(candidate.training)
    return iv.Training(**settings)


def _effort(model: iv.Model, check_seconds: float) -> dict[str, Any]:
    history, training = model.history, model.provenance["training"]
    return {
        "pairs": model.provenance["pairs"],
        "epochs": len(history.epochs),
        "best_epoch": history.best_epoch,
        "steps": len(history.epochs) * training["steps_per_epoch"],
        "batch": training["batch"],
        "skipped_steps": history.skipped_steps,
        "seconds": round(history.seconds - history.compile_seconds, 1),
        "compile_seconds": round(history.compile_seconds, 1),
        "check_seconds": round(check_seconds, 1),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", nargs="+", choices=list(iv.problems.catalogue()), default=PROBLEMS, metavar="P")
    parser.add_argument("--candidates", nargs="+", choices=list(CANDIDATES), default=COMPARED, metavar="C")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--seconds", type=float, default=60.0, help="training time of a fit, without compilation")
    parser.add_argument("--epochs", type=int, help="epochs of a fit, instead of as many as fill the seconds")
    parser.add_argument("--pairs", type=int, default=100_000, help="simulated pairs")
    parser.add_argument("--measurements", type=int, default=100, help="random held-out y")
    parser.add_argument("--draws", type=int, default=1000, help="draws for each y")
    parser.add_argument("--steps", type=int, default=iv.Training().steps_per_epoch, help="training steps in an epoch")
    parser.add_argument("--out", type=Path, default=RESULTS / "objectives.csv")
    return parser.parse_args()


if __name__ == "__main__":
    main()
