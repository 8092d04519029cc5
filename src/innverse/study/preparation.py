"""Study -> everything a run needs, looked up and checked before anything takes time or is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from innverse.arguments.names import check_known
from innverse.arguments.same_columns import check_both_sides
from innverse.data.class_labels import CLASS_COLUMN
from innverse.data.observation import observation
from innverse.data.pairs import Pairs
from innverse.data.simulate import simulate
from innverse.methods import Method
from innverse.methods.emulator import check_emulated
from innverse.problems.catalogue import catalogue
from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.user_problem import Problem
from innverse.specification import build
from innverse.study.learnable import check_learnable, check_pairs_vary, check_prior_varies
from innverse.study.observed import read_observation
from innverse.study.prior import marginal
from innverse.study.resolve_path import resolve_path
from innverse.study.schema import ProblemSection, Study
from innverse.study.simulator import load_simulator
from innverse.training import Training

KEEP_SECONDS = 0.1
"""A hundredth of the simulations that took less is run again as quickly as it is read."""


@dataclass(frozen=True, eq=False)
class Preparation:
    """A study whose names have become objects.

    Attributes:
        study: The file's contents.
        problem: Prior and forward process; None when there is only a table of runs.
        pairs: Call to simulate, with a progress callback (done, total) and where to keep finished blocks when the study
            does not say, or to hand over the table that was read.
        parameters, measurements: The columns of the pairs.
        classes: Whether the measurements indicate a class.
        method, training: As built from their sections.
        observed: y* (dim_y,).
        reference: Reference values by parameter, columns value and sd; None when the study has none.
    """

    study: Study
    problem: InverseProblem | None
    pairs: Callable[..., Pairs]
    parameters: tuple[Column, ...]
    measurements: tuple[Column, ...]
    classes: bool
    method: Method
    training: Training
    observed: np.ndarray
    reference: pd.DataFrame | None


def prepare(study: Study, folder: Path) -> Preparation:
    """Look up what the study names; relative paths start at `folder`.

    Raises:
        ValueError: for names that are not known, or do not fit each other.
        FileNotFoundError: for files that are not there.
    """
    problem = None if study.problem is None else _problem(study.problem, folder)
    table = None if study.data.path is None else _table(study, problem, folder)
    columns = table if table is not None else problem
    assert columns is not None  # the schema asks for a problem or a table
    labels = _labels(study, problem, columns)
    training = build({"name": "Training", **study.training}, "training", Training)
    check_emulated(training, columns.classes)
    method = build({"name": "INN"} | study.method, "method", Method)
    planned = len(table) if table is not None else study.data.simulations or 0
    check_learnable(method, columns.measurements, planned, study.data.held_out)
    if table is not None:
        check_pairs_vary(table, "leave them out of x and y, and of [problem] where there is one")
    elif problem is not None:
        check_prior_varies(problem, planned, study.study.seed)
    return Preparation(
        study=study,
        problem=problem,
        pairs=_source(study, problem, table, folder, labels),
        parameters=_labelled(columns.parameters, labels),
        measurements=_labelled(columns.measurements, labels),
        classes=columns.classes,
        method=method,
        training=training,
        observed=_observed(study, problem, columns, folder),
        reference=_reference(study, columns.parameters),
    )


def _problem(section: ProblemSection, folder: Path) -> InverseProblem:
    if section.builtin is not None:
        known = catalogue()
        check_known("[problem] builtin", [section.builtin], list(known))
        return known[section.builtin]
    assert section.simulator is not None and section.measurements is not None  # the schema asks for them
    return Problem(
        prior={name: marginal(name, given) for name, given in section.prior.items()},
        forward=load_simulator(section.simulator, folder),
        measurements=_measurements(section),
        name=Path(section.simulator.rpartition(":")[0]).stem,
        units={name: given.unit for name, given in section.prior.items()},
        classes=section.measurements.classes,
    )


def _measurements(section: ProblemSection) -> list[Column]:
    given = section.measurements
    assert given is not None
    names, open_sides = given.column_names, (-np.inf, np.inf)
    for key, named in {"units": given.units, "bounds": given.bounds}.items():
        check_known(f"[problem.measurements] {key}", named, names)
    return [
        Column(name, given.units.get(name, given.unit), label, *given.bounds.get(name, open_sides))
        for name, label in zip(names, given.labels or [""] * len(names), strict=True)
    ]


def _table(study: Study, problem: InverseProblem | None, folder: Path) -> Pairs:
    """The runs that were done before; names and bounds that the data section leaves out come from the problem."""
    data = study.data
    x, y, bounds, units = data.x, data.y, dict(data.bounds), dict(data.units)
    if problem is not None:
        x = x or [column.name for column in problem.parameters]
        y = y or (CLASS_COLUMN if problem.classes else [column.name for column in problem.measurements])
        asked = [*x, y] if isinstance(y, str) else [*x, *y]
        named = [column for column in (*problem.parameters, *problem.measurements) if column.name in asked]
        known = {column.name: (column.lower, column.upper) for column in problem.parameters} | _stated_bounds(study)
        bounds = {name: bound for name, bound in known.items() if name in asked} | bounds
        units = {column.name: column.unit for column in named if column.unit} | units
    assert data.path is not None and x is not None and y is not None
    given = {"x": x, "y": y, "bounds": bounds, "units": units, "drop_invalid": data.drop_invalid}
    pairs = Pairs.from_table(resolve_path(folder, data.path), **given)
    if problem is not None:
        check_both_sides(f"[data] {data.path}", pairs, "problem", problem)
    return pairs


def _stated_bounds(study: Study) -> dict[str, tuple[float, float]]:
    """Those of measurements that the study itself names: a built-in problem's need not hold for noisy runs."""
    measurements = None if study.problem is None else study.problem.measurements
    return {} if measurements is None else measurements.bounds


def _source(
    study: Study, problem: InverseProblem | None, table: Pairs | None, folder: Path, labels: Mapping[str, str]
) -> Callable[..., Pairs]:
    def labelled(pairs: Pairs) -> Pairs:
        sides = {side: _labelled(getattr(pairs, side), labels) for side in ("parameters", "measurements")}
        return replace(pairs, **sides)

    if table is not None:
        return lambda progress, blocks=None: labelled(table)
    n, seed = study.data.simulations, study.study.seed
    assert problem is not None and n is not None  # the schema asks for them

    def simulated(progress: Callable[[int, int], None], blocks: Path | None = None) -> Pairs:
        given = study.data.keep
        keep, seconds = (blocks, KEEP_SECONDS) if given is None else (resolve_path(folder, given), 0.0)
        return labelled(simulate(problem, n, seed, keep=keep, keep_seconds=seconds, progress=progress))

    return simulated


def _labels(study: Study, problem: InverseProblem | None, of: Pairs | InverseProblem) -> dict[str, str]:
    """Words for axes: the problem's, over them the prior's and the data section's."""
    check_known("[data] labels", study.data.labels, [column.name for column in (*of.parameters, *of.measurements)])
    columns = () if problem is None else (*problem.parameters, *problem.measurements)
    prior = {} if study.problem is None else study.problem.prior
    of_prior = {name: given.label for name, given in prior.items() if given.label}
    return {column.name: column.label for column in columns} | of_prior | study.data.labels


def _labelled(columns: Sequence[Column], labels: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns with the study's words for their axes."""
    return tuple(replace(column, label=labels.get(column.name) or column.label) for column in columns)


def _observed(
    study: Study, problem: InverseProblem | None, columns: Pairs | InverseProblem, folder: Path
) -> np.ndarray:
    section = study.observation
    if section is None:
        if problem is None or problem.observed is None:
            raise ValueError("[observation]: expected path or values with the measured y, got no such section")
        return observation(problem.observed, columns.measurements, columns.classes)
    if section.path is not None:
        return read_observation(resolve_path(folder, section.path), columns.measurements, columns.classes)
    _check_numbers(section.values, columns.classes)
    try:
        return observation(section.values, columns.measurements, columns.classes)
    except ValueError as error:
        raise ValueError(f"[observation] values: {error}") from error


def _check_numbers(values: Any, classes: bool) -> None:
    """Only a class is told by text."""
    named = values if isinstance(values, Mapping) else {"values": values}
    for name, value in named.items():
        if isinstance(value, str) and not classes:
            raise ValueError(f"[observation] {name}: expected a number, got {value!r}")


def _reference(study: Study, parameters: tuple[Column, ...]) -> pd.DataFrame | None:
    if study.reference is None:
        return None
    names = [column.name for column in parameters]
    check_known("[reference.values] key", study.reference.values, names)
    rows = {name: (given.value, given.sd) for name, given in study.reference.values.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "sd"], dtype=float)
