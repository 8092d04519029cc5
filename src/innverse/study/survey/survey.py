"""A trained model's answers to a table of observations, however long: read, asked and written in pieces.

Pieces are cut at fixed rows and each is written whole, so a survey that was stopped goes on with the next one, and ends
with the same file as one that was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from innverse.arguments.names import listed
from innverse.arguments.settings import random_seed, whole_number
from innverse.data.error_columns import warn_of_error_columns
from innverse.data.files import sha256
from innverse.model.draw_blocks import draws_per_block
from innverse.model.summaries import LISTS, MODES, column_names, rows_at_once, summaries
from innverse.model_file import load
from innverse.progress import Progress, Silent
from innverse.study.survey.parts import SurveyParts
from innverse.study.survey.table import SurveyTable
from innverse.wording.counts import counted

if TYPE_CHECKING:
    from innverse.model import Model

BLOCKS_PER_PIECE = 16


@dataclass(frozen=True)
class Survey:
    """What a survey left.

    Attributes:
        out: the table of summaries.
        rows: how many observations.
        unanswered: how many of them got NaN: not finite, outside a measurement's bounds, or too far out to be answered.
    """

    out: Path
    rows: int
    unanswered: int


def run_survey(
    model: str | Path,
    observed: str | Path,
    *,
    n: int = 1000,
    out: str | Path | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Survey:
    """Summaries of n posterior draws for each row of `observed` (.parquet or .csv), as a Parquet table.

    Its columns are those of `observed` that are no measurements, then those of `Model.summaries`. The same call goes on
    where an earlier one was stopped, from the pieces in `OUT.parts`.

    Args:
        model: a model file.
        observed: a table with a column for every measurement.
        n: draws for each observation.
        out: a new file; OBSERVED-summary.parquet in this directory when left out.
        seed: with the number of a row it decides the row's draws.
        progress: told how many rows are done.

    Raises:
        FileNotFoundError: the model or the table is not there.
        ValueError: a table that does not fit the model or holds no rows, an `out` that exists or has another ending,
            pieces of another survey, or a model of classes.
        OSError: the disk is full, or cannot be written.
    """
    n, seed = whole_number("n", n, least=1), random_seed(seed)
    fitted, path = load(model), Path(observed)
    if fitted.classes:
        raise ValueError(
            "--summary: expected a model whose measurements are numbers, got classes; ask each class alone"
        )
    target = _parquet(Path(out) if out else Path(f"{path.stem}-summary.parquet"))
    table, parts, told = SurveyTable.of(path, fitted.measurements), SurveyParts(target), progress or Silent()
    if target.exists() and not parts.folder.exists():
        raise _taken(target)
    _check_names(table, fitted)
    size = BLOCKS_PER_PIECE * rows_at_once(n, len(fitted.parameters))
    pieces = -(-table.rows // size)
    if not pieces:
        raise ValueError(f"{path.name}: expected at least one observation, got none")
    decides = _description(Path(model), path, n, seed, size) | _blocks(n, fitted.members)
    if target.exists() and not parts.are_joined(decides, pieces):
        raise _taken(target)
    with told.phase(f"Asking {counted(table.rows, 'time')}"), parts.of(decides):
        for number, piece in enumerate(table.pieces(size)):
            if not parts.has(number):
                parts.keep(number, _answered(fitted, table, piece, n, seed, number * size))
                told.counted(min((number + 1) * size, table.rows), table.rows)
        parts.join(pieces)
        unanswered = sum(parts.unanswered(number, MODES) for number in range(pieces))
    parts.clear()
    return Survey(target, table.rows, unanswered)


def _answered(model: Model, table: SurveyTable, piece: pa.Table, n: int, seed: int, first_row: int) -> pa.Table:
    summary = summaries(model, table.y(piece), n, seed, first_row)
    answer = pa.Table.from_pandas(summary, schema=_schema(model), preserve_index=False).replace_schema_metadata()
    for place, name in enumerate(table.carried):
        answer = answer.add_column(place, piece.schema.field(name), piece.column(name))
    return answer


def _schema(model: Model) -> pa.Schema:
    return pa.schema([(name, _kind(name)) for name in column_names(model.parameters)])


def _kind(name: str) -> pa.DataType:
    if name.endswith(LISTS):
        return pa.list_(pa.float64())
    return pa.int32() if name.endswith(MODES) else pa.float64()


def _check_names(table: SurveyTable, model: Model) -> None:
    twice = sorted({*table.carried} & {*column_names(model.parameters)})
    if twice:
        raise ValueError(
            f"{table.path.name}: expected columns that are no summaries, got {listed(twice, 6)}: they would stand "
            "twice in the output; rename them"
        )
    warn_of_error_columns(table.carried, table.measurements)


def _parquet(path: Path) -> Path:
    if path.suffix != ".parquet":
        raise ValueError(f"--out: expected a name that ends in .parquet with --summary, got {str(path)!r}")
    return path


def _taken(path: Path) -> ValueError:
    return ValueError(f"--out: expected a new file, got {str(path)!r}, which exists; name another one")


def _blocks(n: int, members: int) -> dict[str, int]:
    """How many draws of a row have a random key together, where they are not all."""
    block = draws_per_block(n, members)
    return {} if block == n else {"draws per block": block}


def _description(model: Path, observed: Path, n: int, seed: int, size: int) -> dict[str, Any]:
    """What decides every number of the output."""
    return {
        "model": sha256(model),
        "observed": sha256(observed),
        "draws": n,
        "seed": seed,
        "rows per piece": size,
        "innverse": version("innverse"),
        "jax": version("jax"),
    }
