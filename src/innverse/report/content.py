"""All that a report shows, as plain data: results go in, no network is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.diagnostics.modes import weight_name
from innverse.diagnostics.summary import STATISTICS
from innverse.report.parts import Coverage, Failures, Latent, Origin, Ranks, Reference

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from innverse.diagnosis.verdict import Verdict
    from innverse.familiarity.familiarity import Familiarity
    from innverse.problems.column import Column


RECOVERED_COLUMNS = ("recoverability", "information", "mean recoverability", "mean information")


@dataclass(frozen=True)
class Picture:
    """A problem's own picture: how to draw it from a report's content, and what to look for in it."""

    heading: str
    caption: str
    draw: Callable[[Content], Figure]


@dataclass(frozen=True, eq=False)
class Content:
    """The results of one question: measurements y*, and what the posterior p(x | y*) says about the parameters x.

    Shapes: `observed (dim_y,)`, `prior (n, dim_x)`, `draws (m, dim_x)`, `exact (k, dim_x)`,
    `resimulated` and `predicted (m, dim_y)`; all in the columns' original units. What is None was not at hand, and the
    report leaves it out or says so.

    * `resimulated`: s(x) of posterior draws, without the share `unanswered` that s has no answer for; `predicted`: the
      network's own forward process of posterior draws.
    * `coverage`, `ranks`: of the true parameters of held-out pairs, among posterior draws.
    * `simulated (n, dim_y)`: measurements of simulated pairs, to see `observed` among them; `familiarity`: whether it
      could be one of them, see `innverse.familiarity.familiarity`.
    * `verdict`: see `innverse.diagnosis.Verdict`; opens the page.
    * `reference`: certified or literature values of some of the parameters.
    * `recovered`: indexed by parameter name, with `RECOVERED_COLUMNS`: of y*, and the means over held-out y (NaN: not
      known); see `innverse.diagnostics.recoverability`.
    * `latent`: where in the network's latent posterior draws came from.
    * `sensitivity`: of the network's forward process, a row per measurement and a column per parameter; see
      `Posterior.sensitivity`.
    * `failures`: simulations that gave no measurement; `origin`: what it takes to make the numbers again.
    * `modes`: a column `weight`, then one column per parameter. `summary`: indexed by parameter name, with the
      columns of `diagnostics.summary.STATISTICS`.

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
    verdict: Verdict
    classes: bool = False
    exact: np.ndarray | None = None
    reference: Reference | None = None
    coverage: Coverage | None = None
    ranks: Ranks | None = None
    recovered: pd.DataFrame | None = None
    latent: Latent | None = None
    sensitivity: pd.DataFrame | None = None
    failures: Failures = field(default_factory=Failures)
    resimulated: np.ndarray | None = None
    unanswered: float = 0.0
    predicted: np.ndarray | None = None
    history: pd.DataFrame | None = None
    best_epoch: int | None = None
    diagnosis: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin = field(default_factory=Origin)
    picture: Picture | None = None
    simulated: np.ndarray | None = None
    familiarity: Familiarity | None = None

    def __post_init__(self) -> None:
        dim_x, dim_y = len(self.parameters), len(self.measurements)
        _expect_shape("observed", self.observed, (dim_y,))
        for name in ("prior", "draws", "exact"):
            _expect_columns(name, getattr(self, name), dim_x)
        for name in ("resimulated", "predicted", "simulated"):
            _expect_columns(name, getattr(self, name), dim_y)
        _expect_columns("coverage", self.coverage and self.coverage.inside, dim_x)
        _expect_columns("ranks", self.ranks and self.ranks.of_truths, dim_x)
        _expect_columns("latent", self.latent and self.latent.x, dim_x)
        self._expect_names()
        self._expect_analysis_names()

    @property
    def mode_weights(self) -> np.ndarray:
        """Weights of the modes (n_modes,), heaviest first."""
        return self.modes[weight_name(column.name for column in self.parameters)].to_numpy(float)

    @property
    def mode_places(self) -> np.ndarray:
        """The parameters of the modes, `(n_modes, dim_x)`."""
        return self.modes[[column.name for column in self.parameters]].to_numpy(float)

    def reference_of(self, j: int) -> tuple[float, float] | None:
        """Reference value and its standard deviation (NaN: not known) of parameter j, where there is one."""
        return None if self.reference is None else self.reference.of(self.parameters[j].name)

    def _expect_names(self) -> None:
        names = [column.name for column in self.parameters]
        _expect_names("summary index", self.summary.index, names)
        missing = [name for name in STATISTICS if name not in self.summary]
        if missing:
            raise ValueError(f"summary columns: expected {list(STATISTICS)}, got none called {missing}")
        expected = [weight_name(names), *names]
        if not set(expected) <= set(self.modes.columns):
            raise ValueError(f"modes columns: expected {expected}, got {list(self.modes.columns)}")
        if self.reference is not None:
            unknown = sorted(set(self.reference.values.index) - set(names))
            if unknown:
                raise ValueError(f"reference index: expected names among {names}, got {unknown}")

    def _expect_analysis_names(self) -> None:
        names = [column.name for column in self.parameters]
        if self.recovered is not None:
            _expect_names("recovered index", self.recovered.index, names)
            _expect_names("recovered columns", self.recovered.columns, list(RECOVERED_COLUMNS))
        if self.sensitivity is not None:
            _expect_names("sensitivity columns", self.sensitivity.columns, names)
            _expect_names("sensitivity index", self.sensitivity.index, [column.name for column in self.measurements])


def _expect_names(what: str, found: Iterable[str], names: list[str]) -> None:
    if list(found) != names:
        raise ValueError(f"{what}: expected {names}, got {list(found)}")


def _expect_shape(name: str, array: np.ndarray, shape: tuple[int, ...]) -> None:
    if np.shape(array) != shape:
        raise ValueError(f"{name}: expected shape {shape}, got {np.shape(array)}")


def _expect_columns(name: str, array: np.ndarray | None, columns: int) -> None:
    if array is None:
        return
    if np.ndim(array) != 2 or array.shape[1] != columns or len(array) == 0:
        raise ValueError(f"{name}: expected shape (n > 0, {columns}), got {np.shape(array)}")
