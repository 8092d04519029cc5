"""A trained model's answer to a new measurement, without a study."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from innverse.arguments.settings import SEEDS, random_seed
from innverse.durable.atomic_write import atomic_write
from innverse.durable.write_errors import explain_write_errors
from innverse.model_file import load
from innverse.posterior import summary_table
from innverse.study.observed import read_observation


def sample_posterior(
    model: str | Path, observed: str | Path, *, n: int = 10_000, out: str | Path | None = None, seed: int = 0
) -> pd.DataFrame:
    """Posterior draws of one measurement, written to `out` (.parquet or .csv) when it is given.

    Measurement and seed together decide the draws: those of two measurements are independent, whatever their seeds, so
    that differences and means over objects may be taken row by row.

    Returns:
        The posterior's summary, one row a parameter.

    Raises:
        FileNotFoundError: when the model or the measurement is not there.
        ValueError: when the measurement does not fit the model, or `out` exists or has another suffix.
    """
    target = None if out is None else _new_table(Path(out))
    fitted = load(model)
    posterior = fitted.posterior(read_observation(observed, fitted.measurements, fitted.classes))
    draws = posterior.sample(n, seed=_own_seed(posterior.observed, seed))
    if target is not None:
        _write(pd.DataFrame(draws, columns=[column.name for column in fitted.parameters]), target)
    return summary_table(draws, fitted.parameters)


def _own_seed(observed: np.ndarray, seed: int) -> int:
    """One seed alone would give the draws of all measurements the same latents, one by one."""
    digest = hashlib.sha256(random_seed(seed).to_bytes(8, "little") + np.ascontiguousarray(observed, "<f8").tobytes())
    return int.from_bytes(digest.digest()[:8], "little") % SEEDS


def _new_table(path: Path) -> Path:
    if path.suffix.lower() not in {".parquet", ".csv"}:
        raise ValueError(f"output file: expected a name that ends in .parquet or .csv, got {str(path)!r}")
    if path.exists():
        raise ValueError(f"output file: expected a new file, got {str(path)!r}, which exists; name another one")
    return path


def _write(draws: pd.DataFrame, path: Path) -> None:
    with explain_write_errors(path, "get the right to write there, or name another file with --out"):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as partial:
            if path.suffix.lower() == ".csv":
                draws.to_csv(partial, index=False)
            else:
                draws.to_parquet(partial)
