"""Rows of parameters x and the measurements y that they led to."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, final

import numpy as np

from innverse.arguments.arrays import check_no_unit
from innverse.arguments.names import check_known, listed
from innverse.data import table
from innverse.data.checks import check_finite, check_held_out, check_one_hot, check_shapes, finite_rows
from innverse.data.class_labels import CLASS_COLUMN, check_parameters, labels
from innverse.data.files import table_format
from innverse.data.named_rows import named_rows
from innverse.problems import Column
from innverse.problems.column import as_columns, check_inside
from innverse.wording.counts import counted
from innverse.wording.lists import side_by_side

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 40
"""Columns that a notebook shows: of more, those at the beginning and at the end."""


@final
@dataclass(frozen=True, eq=False, repr=False)
class Pairs:
    """n rows (x, y) with names, units and bounds; immutable, and valid by construction.

    Args:
        x: parameters (n, dim_x), float64.
        y: measurements (n, dim_y), float64; for classes one-hot, one column per class.
        parameters, measurements: their columns, or names.
        classes: y are class indicators.
        failed: parameters (n_failed, dim_x) of the runs that gave no measurement, kept apart.

    Raises:
        ValueError: shapes that do not fit, no rows, NaN or infinity (counted, with the columns' names), a name that
            occurs twice, values outside a column's bounds, quantities with a unit, classes that are not one-hot, or
            beside them a parameter called `class`.

    >>> pairs = Pairs.from_arrays([[1.0], [2.0]], [[3.0], [4.0]], parameters=["b"], measurements=["length"])
    >>> pairs
    Pairs(2 rows: x = (b), y = (length))
    """

    x: np.ndarray
    y: np.ndarray
    parameters: tuple[Column, ...]
    measurements: tuple[Column, ...]
    classes: bool = False
    failed: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))

    def __post_init__(self):
        for name in ("parameters", "measurements"):
            object.__setattr__(self, name, as_columns(name, getattr(self, name)))
        if not len(self.failed):
            object.__setattr__(self, "failed", np.empty((0, len(self.parameters))))
        for name in ("x", "y", "failed"):
            check_no_unit(name, getattr(self, name))
            rows = np.asarray(getattr(self, name), float).view()
            rows.flags.writeable = False
            object.__setattr__(self, name, rows)
        check_shapes(self.x, self.y, self.parameters, self.measurements)
        columns = (*self.parameters, *self.measurements)
        rows = np.hstack([self.x, self.y])
        check_finite(rows, columns)
        check_inside(rows, columns)
        if self.classes:
            check_parameters(self.parameters)
            check_one_hot(self.y)

    @classmethod
    def from_arrays(
        cls,
        x: Any,
        y: Any,
        *,
        parameters: Sequence[str | Column] | None = None,
        measurements: Sequence[str | Column] | None = None,
        classes: bool = False,
        drop_invalid: bool = False,
    ) -> Self:
        """Pairs from arrays x (n, dim_x) and y (n, dim_y); (n,) stands for a single column.

        Args:
            x, y: numbers; of a DataFrame the columns of the given names, in their order, or all of them. What else it
                holds is left aside.
            parameters, measurements: names or Columns; when not given those of a DataFrame, else x1, x2, ... and y1,
                y2, ...
            classes: y are one-hot class indicators.
            drop_invalid: leave out rows with NaN or infinity, with a warning that counts them, instead of refusing;
                where x is whole and y is not, x is kept apart in `failed`.

        Raises:
            ValueError: as for `Pairs`; TypeError for names of another kind.
        """
        x, named_x = named_rows("x", x, "parameters", parameters)
        y, named_y = named_rows("y", y, "measurements", measurements)
        failed = x[:0]
        if drop_invalid:
            check_shapes(x, y, named_x, named_y)
            valid = finite_rows(np.hstack([x, y]), (*named_x, *named_y))
            failed = x[~valid & np.isfinite(x).all(axis=1)]
            x, y = x[valid], y[valid]
        return cls(x, y, named_x, named_y, classes, failed)

    @classmethod
    def from_table(
        cls,
        source: "str | Path | pd.DataFrame",
        *,
        x: Sequence[str],
        y: Sequence[str] | str,
        bounds: Mapping[str, tuple[float | None, float | None]] | None = None,
        units: Mapping[str, str] | None = None,
        drop_invalid: bool = False,
    ) -> Self:
        """Pairs from a DataFrame, or a CSV, Parquet or npz file (by its ending), one run a row.

        Args:
            source: the table. In an npz file arrays (n,) are columns; an array `a` (n, k) gives a1 ... ak.
            x: names of the parameters' columns.
            y: names of the measurements' columns. One name alone (not in a list) whose column holds text, truth values
                or categories makes classes: y gets one indicator column per class, named like it. So does "class", as
                `to_table` calls it, where the column holds whole numbers: names of classes may be digits (a CSV
                file loses their leading zeros: use Parquet).
            bounds: name -> (lower, upper) of a column, None for no bound; draws never leave the bounds.
            units: name -> unit.
            drop_invalid: leave out rows with NaN or infinity, with a warning that counts them, instead of refusing.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: names that the table lacks (with the closest one that it has), holds more than once or that are
                asked for more than once; text in a column of numbers (showing the first); as for `Pairs`.

        >>> import pandas as pd
        >>> runs = pd.DataFrame({"b": [1.0, 2.0], "outcome": ["red", "blue"]})
        >>> Pairs.from_table(runs, x=["b"], y="outcome", bounds={"b": (0, None)})
        Pairs(2 rows: x = (b), y = class (blue, red))
        """
        return cls.from_arrays(**table.contents(source, x, y, bounds or {}, units or {}, drop_invalid))

    def __len__(self) -> int:
        return len(self.x)

    @property
    def dim_x(self) -> int:
        """Number of parameters."""
        return len(self.parameters)

    @property
    def dim_y(self) -> int:
        """Number of measurements, or of classes."""
        return len(self.measurements)

    def subset(self, rows: Any) -> "Pairs":
        """The pairs of some rows, without the failed runs: an index array, a mask or a slice."""
        return Pairs(self.x[rows], self.y[rows], self.parameters, self.measurements, self.classes)

    def without(self, *names: str) -> "Pairs":
        """The pairs without the columns of these names, parameters or measurements, such as a pixel that is dead.

        Raises:
            ValueError: a name that is no column; no column is left; classes, of which one is not left out.
        """
        check_known("columns of the pairs", names, [column.name for column in (*self.parameters, *self.measurements)])
        of_x, of_y = (
            [number for number, column in enumerate(columns) if column.name not in names]
            for columns in (self.parameters, self.measurements)
        )
        if self.classes and len(of_y) < self.dim_y:
            raise ValueError(f"{listed(names)}: expected no class, since every row has one; leave its rows out: subset")
        parameters, measurements = [self.parameters[i] for i in of_x], [self.measurements[i] for i in of_y]
        return Pairs(
            self.x[:, of_x], self.y[:, of_y], tuple(parameters), tuple(measurements), self.classes, self.failed[:, of_x]
        )

    def split(self, held_out: float | int, seed: int = 0) -> "tuple[Pairs, Pairs]":
        """The pairs to learn from, and those held out, in random order; every row is in one of them.

        Args:
            held_out: how many rows, or which fraction of them.
            seed: decides which.

        Raises:
            ValueError: a part without rows.
        """
        n = check_held_out(held_out, len(self))
        order = np.random.default_rng(seed).permutation(len(self))
        return self.subset(np.sort(order[n:])), self.subset(order[:n])

    def some(self, n: int, seed: int = 0) -> "Pairs":
        """At most n rows at random: the first ones of a table may be all alike."""
        return self if len(self) <= n else self.subset(np.random.default_rng(seed).permutation(len(self))[:n])

    def x_frame(self) -> "pd.DataFrame":
        """Parameters as a DataFrame."""
        return _frame(self.x, self.parameters)

    def y_frame(self) -> "pd.DataFrame":
        """Measurements as a DataFrame; for classes their indicators."""
        return _frame(self.y, self.measurements)

    def failed_frame(self) -> "pd.DataFrame":
        """Parameters of the runs that gave no measurement, as a DataFrame."""
        return _frame(self.failed, self.parameters)

    def to_frame(self) -> "pd.DataFrame":
        """Parameters and measurements side by side; for classes one column `class` of categories."""
        if not self.classes:
            return self.x_frame().join(self.y_frame())
        return self.x_frame().assign(**{CLASS_COLUMN: labels(self.y, self.measurements)})

    def to_table(self, path: str | Path) -> None:
        """Write `to_frame()` as CSV, Parquet or npz, by the ending; `from_table` reads it back."""
        table_format(Path(path)).write(self.to_frame(), Path(path))

    def fingerprint(self) -> str:
        """SHA-256 (hex) of everything that a model learns from: values, names, units, bounds."""
        digest = hashlib.sha256(repr((self.x.shape, self.parameters, self.measurements, self.classes)).encode())
        digest.update(np.ascontiguousarray(self.x).data)
        digest.update(np.ascontiguousarray(self.y).data)
        return digest.hexdigest()

    def __repr__(self) -> str:
        x, y = (side_by_side(columns) for columns in (self.parameters, self.measurements))
        apart = f"; {len(self.failed):,} failed runs kept apart" if self.failed.size else ""
        return f"Pairs({counted(len(self), 'row')}: x = ({x}), y = {'class ' if self.classes else ''}({y}){apart})"

    def _repr_html_(self) -> str:
        from innverse.data.overview import overview

        return f"<p><b>Pairs</b>: {counted(len(self), 'row')}</p>{overview(self).to_html(max_rows=MOST_ROWS)}"


def _frame(rows: np.ndarray, columns: Sequence[Column]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows, columns=[column.name for column in columns])
