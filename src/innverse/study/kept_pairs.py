"""The pairs of a run, written to its directory and read back: the same bits, names, units, bounds and failed runs."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from innverse.data.class_labels import CLASS_COLUMN, indicators_of
from innverse.data.pairs import Pairs
from innverse.study.artefact import artefact
from innverse.study.preparation import Preparation
from innverse.study.run_directory import RunDirectory
from innverse.study.run_record import RunRecord


def keep_pairs(pairs: Pairs, directory: RunDirectory, record: RunRecord) -> None:
    """Write them; they count once the record says so."""
    directory.failed.unlink(missing_ok=True)
    if len(pairs.failed):
        with artefact(directory.failed) as partial:
            pairs.failed_frame().to_parquet(partial)
    with artefact(directory.pairs) as partial:
        pairs.to_frame().to_parquet(partial, index=False)
    record.note_pairs(pairs)


def kept_pairs(preparation: Preparation, directory: RunDirectory, record: RunRecord) -> Pairs | None:
    """The pairs that `keep_pairs` wrote; None where there are none yet.

    Raises:
        ValueError: a file that holds others, or is damaged.
    """
    if record.pairs is None or not directory.pairs.is_file():
        return None
    try:
        pairs = _read(preparation, directory, record.pairs["failed"])
        found = pairs.fingerprint()
    except (OSError, KeyError, ValueError) as error:
        found = f"{type(error).__name__}: {error}"
    else:
        if found == record.pairs["sha256"]:
            return pairs
    raise ValueError(
        f"{directory.pairs}: expected the pairs of this run, SHA-256 {record.pairs['sha256']}, got {found}; delete it "
        "and go on with --resume: they are made again"
    )


def check_made_again(pairs: Pairs, record: RunRecord) -> None:
    """Hold pairs that were made again, because their file was gone, against those that the run had.

    Raises:
        ValueError: they are others, and there is a model already, which has learnt from those.

    Warns:
        UserWarning: they are others, and nothing was learnt yet.
    """
    if record.pairs is None or pairs.fingerprint() == record.pairs["sha256"]:
        return
    others = (
        f"pairs: expected those of this run when they were made again, SHA-256 {record.pairs['sha256']}, got others: "
        "the simulator, what it imports or a library changed, or it takes random numbers from elsewhere than its rng"
    )
    if record.is_trained:
        raise ValueError(
            f"{others}; the model here has not learnt from these: start another run: leave --resume out, and name a "
            "new directory with --out"
        )
    warnings.warn(f"{others}; this run goes on with them", stacklevel=2)


def _read(preparation: Preparation, directory: RunDirectory, failed: int) -> Pairs:
    parameters, measurements = preparation.parameters, preparation.measurements
    frame = pd.read_parquet(directory.pairs)
    if preparation.classes:
        y = indicators_of(frame[CLASS_COLUMN].tolist(), measurements)
    else:
        y = frame[[column.name for column in measurements]].to_numpy(float)
    names = [column.name for column in parameters]
    apart = pd.read_parquet(directory.failed)[names].to_numpy(float) if failed else np.empty((0, len(names)))
    return Pairs(frame[names].to_numpy(float), y, parameters, measurements, preparation.classes, apart)
