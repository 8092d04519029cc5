"""The table of a survey, a row for each observation, read in pieces of equal size: Parquet or CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from innverse.arguments.names import check_present, check_unique, listed
from innverse.data.files import existing, table_format
from innverse.problems.column import Column
from innverse.study.survey.carried_kind import MISSING, CarriedKind, compute

_BATCH = 1 << 14
_PARQUET = (".parquet", ".pq")


@dataclass(frozen=True)
class SurveyTable:
    """Observations in a file.

    Attributes:
        path: of the file.
        measurements: names of the columns that hold y.
        carried: names of all others, in the file's order.
    """

    path: Path
    measurements: tuple[str, ...]
    carried: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, measurements: Sequence[Column]) -> SurveyTable:
        """The table in a file, whose columns are checked by name.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: another ending than .parquet or .csv, a measurement that is missing, a name that occurs twice.
        """
        suffix = existing(path).suffix.lower()
        if suffix not in (*_PARQUET, ".csv"):
            raise ValueError(f"--observed: expected a table that ends in .parquet or .csv, got {path.name!r}")
        names, known = [column.name for column in measurements], table_format(path).column_names(path)
        check_present(f"columns of {path.name}", names, known)
        check_unique(f"columns of {path.name}", known)
        return cls(path, tuple(names), tuple(name for name in known if name not in names))

    @property
    def rows(self) -> int:
        """How many.

        Raises:
            ValueError: a damaged file, or text among the measurements.
        """
        return self._contents[0]

    def pieces(self, size: int) -> Iterator[pa.Table]:
        """Tables of `size` rows, the last of what is left; more than one of them is never in memory.

        Raises:
            ValueError: a damaged file.
        """
        waiting: list[pa.Table] = []
        for batch in self._batches((*self.measurements, *self.carried), self._contents[1]):
            waiting.append(pa.Table.from_batches([batch]))
            while sum(map(len, waiting)) >= size:
                whole = pa.concat_tables(waiting)
                yield whole.slice(0, size).combine_chunks()
                waiting = [whole.slice(size).combine_chunks()]
        if sum(map(len, waiting)):
            yield pa.concat_tables(waiting).combine_chunks()

    def y(self, piece: pa.Table) -> np.ndarray:
        """Measurements (n, dim_y) of a piece, NaN where there is none.

        Raises:
            ValueError: a column of text.
        """
        return np.column_stack([self._numbers(piece.column(name), name) for name in self.measurements])

    @property
    def _is_parquet(self) -> bool:
        return self.path.suffix.lower() in _PARQUET

    @cached_property
    def _contents(self) -> tuple[int, dict[str, pa.DataType]]:
        """Rows, and the types of what is carried.

        Text is read once for it: a name in the last row must not end a survey after hours.
        """
        return self._contents_of_parquet() if self._is_parquet else self._contents_of_csv()

    def _contents_of_parquet(self) -> tuple[int, dict[str, pa.DataType]]:
        schema, row = parquet.read_schema(self.path), 0
        others = [name for name in self.measurements if not _holds_numbers(schema.field(name).type)]
        for batch in self._batches(others, {}) if others else ():
            for name in others:
                self._numbers(batch.column(name), name, row)
            row += batch.num_rows
        return parquet.read_metadata(self.path).num_rows, {}

    def _contents_of_csv(self) -> tuple[int, dict[str, pa.DataType]]:
        every, kinds = (*self.measurements, *self.carried), {name: CarriedKind() for name in self.carried}
        rows = 0
        for batch in self._batches(every, dict.fromkeys(self.carried, pa.string())):
            rows += batch.num_rows
            for name, kind in kinds.items():
                kind.see(batch.column(name).fill_null(""))
        return rows, {name: kind.type for name, kind in kinds.items()}

    def _numbers(self, column: pa.Array | pa.ChunkedArray, name: str, row: int = 0) -> np.ndarray:
        """Numbers of a column whose first value is in that row of the table."""
        expected = f"column {name!r} of {self.path.name}: expected numbers, got"
        try:
            return column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        except pa.ArrowNotImplementedError as error:
            raise ValueError(f"{expected} {column.type}") from error
        except pa.ArrowInvalid as error:
            texts = enumerate(column.to_pylist())
            place, value = next(((i, text) for i, text in texts if not _is_number(text)), (0, str(column.type)))
            raise ValueError(f"{expected} {value!r} in row {row + place}") from error

    def _batches(self, names: Sequence[str], carried: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._of_parquet(names) if self._is_parquet else self._of_csv(names, carried)
        except pa.ArrowInvalid as error:
            expected = f"numbers in {listed(self.measurements, 6)}, and columns of one kind from top to bottom"
            raise ValueError(f"{self.path.name}: expected {expected}, got: {error}") from error

    def _of_parquet(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        with parquet.ParquetFile(self.path) as file:
            yield from file.iter_batches(batch_size=_BATCH, columns=list(names))

    def _of_csv(self, names: Sequence[str], carried: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
        every = table_format(self.path).column_names(self.path)
        reader = csv.open_csv(
            self.path,
            read_options=csv.ReadOptions(column_names=every, skip_rows_after_names=1),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(self.measurements, pa.float64()) | dict(carried),
                include_columns=list(names),
                null_values=list(MISSING),
            ),
        )
        with reader:
            for batch in reader:
                yield pa.RecordBatch.from_arrays(list(map(_null_where_empty, batch.columns)), schema=batch.schema)


def _holds_numbers(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean))


def _is_number(text: object) -> bool:
    try:
        pa.scalar(text if text is None else str(text), pa.string()).cast(pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def _null_where_empty(column: pa.Array) -> pa.Array:
    is_text = pa.types.is_string(column.type)
    return compute.if_else(compute.equal(column, ""), pa.scalar(None, pa.string()), column) if is_text else column
