"""All that a report shows, as plain data: results go in, no network is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from innverse.problems.column import Column


SUMMARY_COLUMNS = ("median", "mean", "sd", "68 % low", "68 % high", "95 % low", "95 % high")


@dataclass(frozen=True)
class Picture:
    """A problem's own picture: how to draw it from a report's content, and what to look for in it."""

    heading: str
    caption: str
    draw: Callable[[Content], Figure]


@dataclass(frozen=True, eq=False)
class Content:
    """The results of one question: measurements y*, and what the posterior p(x | y*) says about the parameters x.

    Shapes: `observed (dim_y,)`, `prior (n, dim_x)`, `draws (m, dim_x)`, `exact (k, dim_x)`, `coverage (c, dim_x)`,
    `confidences (c,)`, `resimulated` and `predicted (m, dim_y)`; all in the columns' original units. What is None was
    not at hand, and the report leaves it out or says so.

    * `resimulated`: s(x) of posterior draws; `predicted`: the network's own forward process of posterior draws.
    * `coverage`: fraction of `held_out_pairs` pairs whose true x lay inside the central interval of each confidence.
    * `reference`: certified or literature values, indexed by parameter name, columns `value` and `sd` (NaN: not known).
    * `modes`: a column `weight`, then one column per parameter. `summary`: indexed by parameter name, with the
      columns of `SUMMARY_COLUMNS`.

    Raises ValueError when shapes or names disagree.
    """

    title: str
    question: str
    parameters: tuple[Column, ...]
    measurements: tuple[Column, ...]
    observed: np.ndarray
    prior: np.ndarray
    draws: np.ndarray
    summary: pd.DataFrame
    modes: pd.DataFrame
    classes: bool = False
    exact: np.ndarray | None = None
    reference: pd.DataFrame | None = None
    reference_name: str = "reference"
    coverage: np.ndarray | None = None
    confidences: np.ndarray | None = None
    held_out_pairs: int | None = None
    calibration_error: Mapping[str, float] = field(default_factory=dict)
    resimulated: np.ndarray | None = None
    predicted: np.ndarray | None = None
    history: pd.DataFrame | None = None
    best_epoch: int | None = None
    diagnosis: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    seeds: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    picture: Picture | None = None

    def __post_init__(self) -> None:
        dim_x, dim_y = len(self.parameters), len(self.measurements)
        _expect_shape("observed", self.observed, (dim_y,))
        for name in ("prior", "draws", "exact"):
            _expect_columns(name, getattr(self, name), dim_x)
        for name in ("resimulated", "predicted"):
            _expect_columns(name, getattr(self, name), dim_y)
        if self.coverage is not None:
            if self.confidences is None:
                raise ValueError("confidences: expected one per row of coverage, got None")
            _expect_shape("coverage", self.coverage, (len(self.confidences), dim_x))
        self._expect_names()

    def _expect_names(self) -> None:
        names = [column.name for column in self.parameters]
        if list(self.summary.index) != names:
            raise ValueError(f"summary index: expected the parameters {names}, got {list(self.summary.index)}")
        missing = [name for name in SUMMARY_COLUMNS if name not in self.summary]
        if missing:
            raise ValueError(f"summary columns: expected {list(SUMMARY_COLUMNS)}, got none called {missing}")
        if not {"weight", *names} <= set(self.modes.columns):
            raise ValueError(f"modes columns: expected {['weight', *names]}, got {list(self.modes.columns)}")
        if self.reference is not None:
            unknown = sorted(set(self.reference.index) - set(names))
            if unknown:
                raise ValueError(f"reference index: expected names among {names}, got {unknown}")


def _expect_shape(name: str, array: np.ndarray, shape: tuple[int, ...]) -> None:
    if np.shape(array) != shape:
        raise ValueError(f"{name}: expected shape {shape}, got {np.shape(array)}")


def _expect_columns(name: str, array: np.ndarray | None, columns: int) -> None:
    if array is None:
        return
    if np.ndim(array) != 2 or array.shape[1] != columns or len(array) == 0:
        raise ValueError(f"{name}: expected shape (n > 0, {columns}), got {np.shape(array)}")
