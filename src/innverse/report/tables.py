"""The report's tables as rows of text: the posterior beside reference values, the modes, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from innverse.diagnosis.recovery import recoveries
from innverse.diagnostics.modes import weight_name
from innverse.report.content import Content
from innverse.report.narrowing import narrowing
from innverse.report.numbers import fixed, percent, shown
from innverse.report.scale import Scale, scale_of


@dataclass(frozen=True)
class Table:
    """Headings, and rows of text of the same length; the first cell of a row names it."""

    headings: list[str]
    rows: list[list[str]]


def posterior_table(content: Content) -> Table:
    """A row per parameter: unit, median, 68 % and 95 % intervals, width of the densest 68 % relative to the prior's."""
    left = narrowing(content.prior, content.draws)
    rows = []
    for j, column in enumerate(content.parameters):
        scale, row = scale_of(content, j), content.summary.loc[column.name]
        intervals = [scale.interval(row[f"low_{mass}"], row[f"high_{mass}"]) for mass in (68, 95)]
        rows.append([column.name, scale.unit(column.unit), scale.text(row["median"]), *intervals, percent(left[j])])
    return Table(["parameter", "unit", "median", "68 % interval", "95 % interval", "of prior width"], rows)


def reference_table(content: Content) -> Table | None:
    """Posterior mean ± sd beside the reference value ± sd, their difference in reference sd, the ratio of the sds."""
    if content.reference is None:
        return None
    rows = []
    for j, column in enumerate(content.parameters):
        reference = content.reference_of(j)
        if reference is not None:
            scale = scale_of(content, j)
            mean, sd = (float(content.summary.loc[column.name, name]) for name in ("mean", "sd"))
            names = [column.name, scale.unit(column.unit), f"{scale.text(mean)} ± {scale.text(sd)}"]
            rows.append([*names, *_compared(mean, sd, *reference, scale)])
    return Table(["parameter", "unit", "posterior mean ± sd", content.reference.name, "difference", "sd ratio"], rows)


def _compared(mean: float, sd: float, value: float, reference_sd: float, scale: Scale) -> list[str]:
    if not np.isfinite(reference_sd) or reference_sd <= 0:
        return [scale.text(value), scale.text(mean - value), "–"]
    given = f"{scale.text(value)} ± {scale.text(reference_sd)}"
    return [given, f"{fixed((mean - value) / reference_sd, 2)} sd", fixed(sd / reference_sd, 2)]


def modes_table(content: Content) -> Table:
    """A row per mode: its number in the pictures, its weight, its place. Of many parameters, a column per mode."""
    scales = [scale_of(content, j) for j in range(len(content.parameters))]
    titles = [
        f"{column.name} [{unit}]" if (unit := scale.unit(column.unit)) else column.name
        for column, scale in zip(content.parameters, scales, strict=True)
    ]
    places = content.modes[[column.name for column in content.parameters]].to_numpy(float)
    rows = [
        [str(number), percent(weight, 1), *(scale.text(value) for scale, value in zip(scales, place, strict=True))]
        for number, (weight, place) in enumerate(zip(content.mode_weights, places, strict=True), start=1)
    ]
    headings = ["mode", weight_name(column.name for column in content.parameters), *titles]
    if len(titles) <= _MOST_COLUMNS or len(rows) > _MOST_COLUMNS:
        return Table(headings, rows)
    turned = [list(cells) for cells in zip(headings, *rows, strict=True)]
    return Table(turned[0], turned[1:])


_MOST_COLUMNS = 6


def recovered_table(content: Content) -> Table | None:
    """A row per parameter: recoverability and nats, on average and for y*, and the verdict; None where unknown."""
    if content.recovered is None:
        return None
    verdicts = recoveries(content.recovered)
    order = ["mean recoverability", "recoverability", "mean information", "information"]
    cells = content.recovered[order].map(lambda value: fixed(value, 2))
    rows = [[str(row[0]), *row[1:], verdicts[str(row[0])].value] for row in cells.itertuples()]
    headings = ["recoverability, mean", "for y*", "information [nats], mean", "for y*", "verdict"]
    return Table(["parameter", *headings], rows)


def grouped(settings: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Settings as (name, value) rows under one heading for each nested group; deeper levels joined by dots.

    >>> grouped({"rows": 1000, "training": {"epochs": 30, "weights": {"mmd": 2.5}}})
    {'general': [('rows', '1,000')], 'training': [('epochs', '30'), ('weights.mmd', '2.5')]}
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            groups.setdefault(str(name), []).extend(flat(value))
        else:
            groups.setdefault("general", []).append((str(name), shown(value)))
    return groups


def flat(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Settings as (name, value) rows, nested names joined by dots."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        nested = isinstance(value, Mapping)
        rows += flat(value, f"{prefix}{name}.") if nested else [(f"{prefix}{name}", shown(value))]
    return rows
