"""A suite: tasks, and who is compared on them with how much, unless something else is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from innverse.experiments.task import Task


@dataclass(frozen=True)
class Suite:
    """What a table of the literature needs to be made again.

    Attributes:
        name: on the command line.
        title, about: for the page; `about` says what the scores are.
        task_names: in the order of the tables.
        tasks: the named tasks, with so many measurements (None: the suite's own number).
        methods, budgets, seeds: the defaults.
        calibration_draws: for each of the unseen pairs of the calibration.
        scores: the columns of scores that tables show, the leading one first.
    """

    name: str
    title: str
    about: str
    task_names: tuple[str, ...]
    tasks: Callable[[list[str], int | None], list[Task]]
    methods: tuple[str, ...]
    budgets: tuple[int, ...]
    scores: tuple[str, ...]
    seeds: tuple[int, ...] = (0, 1)
    calibration_draws: int = 200
