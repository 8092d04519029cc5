"""What a run was asked with, kept beside what it answers: files that a study names may change, or be gone."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import pandas as pd

from innverse.data.class_labels import CLASS_COLUMN, labels
from innverse.study.artefact import artefact
from innverse.study.preparation import Preparation
from innverse.study.session import Session


def keep_inputs(preparation: Preparation, session: Session) -> None:
    """Writes y* with its names, in original units, and the user's simulator under its own name.

    The observation can be read as a study's `[observation] path`, and by `innverse sample`.

    Raises:
        OSError: as `artefact`.
    """
    with artefact(session.directory.observed) as partial:
        _observed(preparation).to_csv(partial, index=False)
    if session.asked.simulator is not None:
        name, source = session.asked.simulator
        with artefact(session.directory.path / PurePath(name).name) as partial:
            partial.write_bytes(source)


def _observed(preparation: Preparation) -> pd.DataFrame:
    """One row; for classes the name of one."""
    row: np.ndarray = preparation.observed[None]
    if preparation.classes:
        return pd.DataFrame({CLASS_COLUMN: labels(row, preparation.measurements)})
    return pd.DataFrame(row, columns=[column.name for column in preparation.measurements])  # pyright: ignore[reportArgumentType]
