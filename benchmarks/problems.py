"""Runs the demos of built-in problems, keeps their numbers and makes the pictures of the problems' pages.

Run from the repository's root: python -m benchmarks.problems kinematics ballistics --seeds 0 1 2
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.rows import RESULTS, append, progress
from innverse.machine import commit, machine
from innverse.progress import Silent
from innverse.report.pictures import picture_of
from innverse.study import Outcome, demo_text, demos, parse_study
from innverse.study.content import content
from innverse.study.inputs import StudyInputs
from innverse.study.preparation import Preparation, prepare
from innverse.study.run_place import new_place
from innverse.study.session import begun
from innverse.study.walk import walk

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SCORES = ("resimulation_error", "resimulation_floor", "mmd_squared", "label_accuracy", "draws_per_second")


def main() -> None:
    """Each demo that was asked for with each seed; rows are appended as soon as they are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problems", nargs="*", default=demos(), metavar="NAME", help=f"of {', '.join(demos())}")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--study", type=Path, help="a study file in the place of the demo")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for problems.csv and parameters.csv")
    parser.add_argument("--images", type=Path, default=IMAGES, help="folder for the first seed's picture")
    parser.add_argument("--runs", type=Path, help="folder that keeps the run directories")
    options = parser.parse_args()
    for name in options.problems:
        for seed in options.seeds:
            measure(name, seed, options)


def measure(name: str, seed: int, options: argparse.Namespace) -> None:
    """One demo, or the study in its place, with one seed."""
    text = demo_text(name, seed) if options.study is None else options.study.read_text()
    study, folder = parse_study(text), Path() if options.study is None else options.study.parent
    preparation = prepare(study, folder)
    progress(f"{name}, seed {seed}")
    with tempfile.TemporaryDirectory() as scratch:
        directory = new_place((options.runs or Path(scratch)) / f"{name}-seed-{seed}")
        with begun(directory, StudyInputs.of(text, study, folder)) as session:
            outcome = walk(preparation, session, Silent())
        about = {"problem": name, "study": _study(options), "seed": seed}
        append(about | scores(outcome) | machine(), options.out / "problems.csv")
        for row in parameters(outcome):
            append(about | row | {"commit": commit()}, options.out / "parameters.csv")
        if seed == options.seeds[0]:
            draw(name, preparation, outcome, options.images)


def _study(options: argparse.Namespace) -> str:
    return "demo" if options.study is None else options.study.name


def scores(outcome: Outcome) -> dict[str, Any]:
    """The numbers of a whole run; modes as "62 %, 38 %"."""
    checks, pairs = outcome.diagnosis, outcome.model.provenance["pairs"]
    weights = ", ".join(f"{weight:.0%}" for weight in outcome.answer.weights)
    row = {"training_pairs": pairs, "epochs": len(outcome.model.history.epochs), "modes": weights}
    row |= {name: getattr(checks, name) for name in SCORES}
    row |= {
        "calibration_error": max(checks.calibration_error.values()),
        "calibration_error_bound": checks.calibration_error_bound,
        "mmd_squared_note": checks.notes.get("mmd_squared", ""),
        "verdict": outcome.verdict.colour,
        "verdict_reason": " ".join(line.sentence for line in outcome.verdict.worst()),
        "least_sbc_p_value": min(checks.sbc_p_value.values()),
        "seconds": round(sum(outcome.seconds.values()), 1),
    }
    return row | {f"seconds_{phase}": round(seconds, 1) for phase, seconds in outcome.seconds.items()}


def parameters(outcome: Outcome) -> list[dict[str, Any]]:
    """What is known of each parameter: on average over held-out y, and of the observation."""
    checks, rows = outcome.diagnosis, []
    for column in outcome.model.parameters:
        summary = outcome.answer.summary.loc[column.name]
        row = {"parameter": column.name, "unit": column.unit, "mean": summary["mean"], "sd": summary["sd"]}
        row |= {name: getattr(checks, name)[column.name] for name in ("recoverability", "information")}
        row |= {"calibration_error": checks.calibration_error[column.name]}
        rows.append(row | _reference(outcome.reference, column.name))
    return rows


def _reference(reference: pd.DataFrame | None, name: str) -> dict[str, float]:
    if reference is None or name not in reference.index:
        return {}
    return {"reference": reference.loc[name, "value"], "reference_sd": reference.loc[name, "sd"]}


def draw(name: str, preparation: Preparation, outcome: Outcome, folder: Path) -> None:
    """The problem's own picture of this run."""
    picture = picture_of(preparation.problem)
    if picture is not None:
        pairs = preparation.pairs(lambda done, total: None)
        shown = content(
            preparation, pairs, outcome.model, outcome.diagnosis, outcome.answer, outcome.verdict, outcome.seconds
        )
        folder.mkdir(parents=True, exist_ok=True)
        picture.draw(shown).savefig(folder / f"{name}.png", dpi=110, bbox_inches="tight", facecolor="white")


if __name__ == "__main__":
    main()
