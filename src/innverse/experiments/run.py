"""Run a suite: every experiment that has no row yet, a row and a page after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innverse.arguments.names import check_known
from innverse.data import Pairs, simulate
from innverse.durable.directory_lock import locked
from innverse.durable.resume_hint import resume_hint
from innverse.experiments.contender import contenders_named
from innverse.experiments.experiment import Experiment
from innverse.experiments.footer import footer
from innverse.experiments.rows import Rows
from innverse.experiments.suite import Suite
from innverse.experiments.suites import suites
from innverse.experiments.table import EFFORT, HEADINGS, tables
from innverse.experiments.task import QUESTION_SEED
from innverse.progress import Progress, Silent

if TYPE_CHECKING:
    import pandas as pd

CALIBRATION_PAIRS = 1000
LEAST_BUDGET = 100


@dataclass(frozen=True)
class Selection:
    """What of a suite is run; None stands for the suite's own.

    Attributes:
        methods, tasks: names.
        budgets: numbers of simulations.
        seeds: each at least 0.
        epochs: of every training, instead of the rule in `schedule`.
        measurements: how many are asked of every model.

    Raises:
        ValueError: a number out of range.
    """

    methods: Sequence[str] | None = None
    tasks: Sequence[str] | None = None
    budgets: Sequence[int] | None = None
    seeds: Sequence[int] | None = None
    epochs: int | None = None
    measurements: int | None = None

    def __post_init__(self):
        _check_range("--budget", self.budgets or (), LEAST_BUDGET)
        _check_range("--seeds", self.seeds or (), 0)
        for name in ("epochs", "measurements"):
            if getattr(self, name) is not None:
                _check_range(f"--{name}", [getattr(self, name)], 1)
        if max(self.seeds or (), default=0) >= QUESTION_SEED:
            raise ValueError(f"--seeds: expected numbers below {QUESTION_SEED:,}, got {max(self.seeds or ())}")


@dataclass(frozen=True)
class BenchmarkOutcome:
    """What a benchmark leaves.

    Attributes:
        tables: by task.
        rows, page: the CSV file and the HTML page.
        measured, kept: how many rows are new, and how many were there already.
    """

    tables: dict[str, pd.DataFrame]
    rows: Path
    page: Path
    measured: int
    kept: int

    def halves(self, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """A table's scores, and what our own rows took: together they are wide for a terminal."""
        effort = [HEADINGS[name] for name in EFFORT]
        return table.drop(columns=effort), table.loc[table[effort[0]] != "", [HEADINGS["budget"], *effort]]


def run_benchmark(
    name: str, selection: Selection | None = None, out: str | Path | None = None, *, progress: Progress | None = None
) -> BenchmarkOutcome:
    """Measures what is missing of a suite, and makes its tables from all rows there are.

    Args:
        name: "kruse", "paper" or "sbibm".
        selection: what of it.
        out: folder for rows.csv and benchmark.html, by default `innverse-benchmark-NAME`; rows that it holds are kept,
            and their experiments not run again.
        progress: told what happens.

    Raises:
        ValueError: an unknown name (the closest one is suggested), a task that cannot be run here, or a folder that
            another process writes into.
        OSError: a folder that cannot be written; nothing is measured then.
    """
    check_known("benchmark", [name], list(suites()))
    suite, folder = suites()[name], Path(out or f"innverse-benchmark-{name}")
    rows, page = Rows(folder / "rows.csv"), folder / "benchmark.html"
    plan = planned(suite, selection or Selection())
    rows.check_place()
    with locked(folder), resume_hint("what was finished is kept, and the same command goes on there"):
        missing = [experiment for experiment in plan if not rows.hold(experiment.key)]
        measure(suite, missing, rows, page, progress or Silent())
        _publish(suite, rows, page)
    return BenchmarkOutcome(tables(suite, rows.read()), rows.path, page, len(missing), len(plan) - len(missing))


def planned(suite: Suite, selection: Selection) -> list[Experiment]:
    """All experiments; those that share simulations follow one another, and a whole table comes before the next seed.

    Raises:
        ValueError: an unknown method or task, or a task that lacks what a method needs.
    """
    check_known("--tasks", selection.tasks or [], suite.task_names)
    who = contenders_named(list(selection.methods or suite.methods))
    tasks = suite.tasks(list(selection.tasks or suite.task_names), selection.measurements)
    for contender, task in product(who, tasks):
        if missing := contender.post_processing.missing(task.problem):
            raise ValueError(
                f"--methods {contender.name}: expected tasks with {missing}, got {task.name!r}; leave it out by --tasks"
            )
    return [
        Experiment(suite.name, task, contender, budget, seed, contender.training(budget, selection.epochs))
        for seed in selection.seeds or suite.seeds
        for task in tasks
        for budget in selection.budgets or suite.budgets
        for contender in who
    ]


def measure(suite: Suite, missing: list[Experiment], rows: Rows, page: Path, progress: Progress) -> None:
    """Runs experiments; a row is added and the page written anew after each."""
    simulations = Simulations()
    for number, experiment in enumerate(missing, start=1):
        with progress.phase(f"{number} of {len(missing)}: {experiment}"):
            pairs = simulations.pairs(experiment, progress)
            unseen = simulations.unseen(experiment)
            rows.append(experiment.run(pairs, unseen, suite.calibration_draws, progress.epoch))
            _publish(suite, rows, page)


class Simulations:
    """Pairs that several experiments share: those of the last task, budget and seed, and the unseen ones of a task."""

    def __init__(self):
        self._last: tuple[Any, Pairs] | None = None
        self._unseen: dict[str, Pairs] = {}

    def pairs(self, experiment: Experiment, progress: Progress) -> Pairs:
        """What the method learns from."""
        which = (experiment.task.name, experiment.budget, experiment.seed)
        if self._last is None or self._last[0] != which:
            problem = experiment.task.problem
            self._last = which, simulate(problem, experiment.budget, experiment.seed, progress=progress.counted)
        return self._last[1]

    def unseen(self, experiment: Experiment) -> Pairs:
        """What its calibration is judged on: the same pairs for all."""
        task = experiment.task
        if task.name not in self._unseen:
            self._unseen[task.name] = simulate(task.problem, CALIBRATION_PAIRS, QUESTION_SEED + 1)
        return self._unseen[task.name]


def _publish(suite: Suite, rows: Rows, page: Path) -> None:
    from innverse.report.benchmark import BenchmarkPage, write_benchmark

    found = rows.read()
    if len(found):
        kicker = f"benchmark {suite.name}"
        shown = tables(suite, found), footer(suite, found)
        write_benchmark(BenchmarkPage(kicker, suite.title, suite.about, *shown), page)


def _check_range(option: str, numbers: Sequence[int], least: int) -> None:
    for number in numbers:
        if number < least:
            raise ValueError(f"{option}: expected whole numbers of at least {least}, got {number}")
