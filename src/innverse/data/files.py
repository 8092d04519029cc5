"""Tables on disk: CSV, Parquet and NumPy's npz, chosen by the file name's ending."""

import hashlib
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from innverse.arguments.names import listed

if TYPE_CHECKING:
    import pandas as pd


_MISSING_TEXT = [
    "",
    "NA",
    "N/A",
    "n/a",
    "#N/A",
    "#N/A N/A",
    "#NA",
    "<NA>",
    "NaN",
    "nan",
    "-NaN",
    "-nan",
    "NULL",
    "null",
]
"""What pandas takes for a missing value, but for None: a severity of None is a class as good as Mild."""


@dataclass(frozen=True)
class TableFormat:
    """How one kind of file lists its columns, reads some of them, and is written."""

    column_names: Callable[[Path], list[str]]
    read: Callable[[Path, Collection[str]], "pd.DataFrame"]
    write: Callable[["pd.DataFrame", Path], None]


def table_format(path: Path) -> TableFormat:
    """The format of a file name.

    Raises:
        ValueError: an ending that is not known.
    """
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"table: expected a file ending in {listed(FORMATS)}, got {path.name!r}")
    return FORMATS[path.suffix.lower()]


def existing(path: Path) -> Path:
    """The path, if there is such a file; raises FileNotFoundError otherwise."""
    check_file("table: expected a file", path)
    return path


def check_file(expected: str, path: Path) -> None:
    """Raises FileNotFoundError, which begins with what was expected, for a path that leads to no file."""
    if not path.is_file():
        reason = "a folder" if path.is_dir() else "which does not exist"
        raise FileNotFoundError(f"{expected}, got {str(path)!r}, {reason}")


def sha256(path: Path) -> str:
    """SHA-256 of a file's contents, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def csv_names(path: Path, what: str = "table") -> list[str]:
    """From the first line itself: pandas renames doubled columns in silence. Errors are as `read_csv`'s.

    Raises:
        ValueError: columns that semicolons or tabs keep apart, too.
    """
    import pandas as pd

    try:
        header = pd.read_csv(path, header=None, nrows=1, dtype=str, skipinitialspace=True, keep_default_na=False)
    except UnicodeDecodeError as error:
        raise _not_unicode(what, path, error) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(f"{what}: expected a CSV file with a header line, got {path.name}: {error}") from error
    if header.shape[1] == 1:
        _check_separator(what, path)
    return [name.strip() for name in header.iloc[0]]


def _check_separator(what: str, path: Path) -> None:
    """One column under a name with a semicolon is one; where its values have as many, they are several."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header, first = file.readline(), file.readline()
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if header.count(separator) == first.count(separator) > 0:
            raise ValueError(
                f"{what}: expected columns with commas between them, and decimal points, got {name} in {path.name}; "
                f"save it so, or make a Parquet file of what pandas.read_csv({path.name!r}, sep={separator!r}, "
                "decimal=',') reads"
            )


def _not_unicode(what: str, path: Path, error: UnicodeDecodeError) -> ValueError:
    return ValueError(
        f"{what}: expected a CSV file in UTF-8, got {path.name}: {error}; save it as 'CSV UTF-8', as Excel calls it"
    )


def read_csv(path: Path, what: str = "table", *, as_text: bool = False) -> "pd.DataFrame":
    """Every column of a CSV file, under its name without blanks about it.

    Args:
        path: of the file.
        what: what errors call it.
        as_text: leave numbers as they are written, and words that mean a missing number; an empty field is missing.

    Raises:
        ValueError: rows with more fields than the header has, or a file that is no CSV.
    """
    return _parsed(path, what, **({"dtype": str, "keep_default_na": False, "na_values": [""]} if as_text else {}))


def _parsed(path: Path, what: str, **options: Any) -> "pd.DataFrame":
    import pandas as pd

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            # With `usecols`, or an index, pandas would read rows of too many fields shifted, without a word.
            always = {"skipinitialspace": True, "low_memory": False, "index_col": False}
            return pd.read_csv(path, **always, **options).rename(columns=str.strip)
    except pd.errors.ParserWarning as error:
        raise ValueError(
            f"{what}: expected as many fields in every row as in the header, got more in {path.name}; does a column of "
            "row numbers lack its name, or is a decimal point written as a comma?"
        ) from error
    except UnicodeDecodeError as error:
        raise _not_unicode(what, path, error) from error
    except pd.errors.ParserError as error:
        raise ValueError(f"{what}: expected a CSV file, got {path.name}: {error}") from error


def _read_csv_columns(path: Path, names: Collection[str]) -> "pd.DataFrame":
    frame = read_csv(path)
    frame = frame.loc[:, [name in names for name in frame.columns]]
    text = [name for name, column in frame.items() if column.dtype.kind == "O"]
    if not text:
        return frame
    return frame.assign(**_parsed(path, "table", keep_default_na=False, na_values=_MISSING_TEXT)[text])


def _write_csv(frame: "pd.DataFrame", path: Path) -> None:
    frame.to_csv(path, index=False)


def _parquet_names(path: Path) -> list[str]:
    from pyarrow import ArrowInvalid, parquet

    try:
        return parquet.read_schema(path).names
    except ArrowInvalid as error:
        raise ValueError(f"table: expected a Parquet file, got {path.name}: {error}") from error


def _read_parquet(path: Path, names: Collection[str]) -> "pd.DataFrame":
    from pyarrow import parquet

    # What pandas keeps as an index is a column like the others here.
    return parquet.read_table(path, columns=list(names)).to_pandas(ignore_metadata=True)


def _write_parquet(frame: "pd.DataFrame", path: Path) -> None:
    frame.to_parquet(path, index=False)


def _npz_names(path: Path) -> list[str]:
    return [name for name, _ in _npz_columns(path)]


def _read_npz(path: Path, names: Collection[str]) -> "pd.DataFrame":
    import pandas as pd

    columns = {name: values for name, values in _npz_columns(path) if name in names}
    sizes = {name: len(values) for name, values in columns.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError(f"table: expected arrays with the same number of rows, got {sizes} in {path.name}")
    return pd.DataFrame(columns)


def _npz_columns(path: Path) -> list[tuple[str, np.ndarray]]:
    """Arrays (n,) and their names; an array `a` (n, k) gives the columns a1 ... ak, which may be another's name too."""
    columns = []
    for name, array in _npz_arrays(path).items():
        if array.ndim == 1:
            columns.append((name, array))
        elif array.ndim == 2:
            columns += [(f"{name}{i + 1}", column) for i, column in enumerate(array.T)]
    return columns


def _npz_arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path) as archive:
            return dict(archive)
    except (ValueError, BadZipFile, EOFError, AttributeError, TypeError) as error:
        raise ValueError(f"table: expected an npz file of plain arrays, got {path.name}: {error}") from error


def _write_npz(frame: "pd.DataFrame", path: Path) -> None:
    """As `np.savez` does, whose arguments are names that a column may have."""
    with ZipFile(path, "w") as archive:
        for name, column in frame.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, _plain(column), allow_pickle=False)


def _plain(column: "pd.Series") -> np.ndarray:
    """Text without Python objects: those could not be read back without running code."""
    return column.to_numpy() if column.dtype.kind in "biuf" else column.to_numpy(str)


_PARQUET = TableFormat(_parquet_names, _read_parquet, _write_parquet)
FORMATS = {
    ".csv": TableFormat(csv_names, _read_csv_columns, _write_csv),
    ".parquet": _PARQUET,
    ".pq": _PARQUET,
    ".npz": TableFormat(_npz_names, _read_npz, _write_npz),
}
