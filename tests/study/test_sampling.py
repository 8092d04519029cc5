"""A stored model's answer to a measurement in a file."""

import numpy as np
import pandas as pd
import pytest

from innverse.study import sample_posterior
from innverse.terminal import show_frame
from tests.model_file.rewriting import MODEL


def test_a_single_draw_is_written_and_summarised_without_a_spread(tmp_path, capsys):
    (tmp_path / "observed.csv").write_text("y1,y2,זמן\n1.0,1.0,1.0\n")
    table = sample_posterior(MODEL, tmp_path / "observed.csv", n=1, out=tmp_path / "draws.csv")
    draws = pd.read_csv(tmp_path / "draws.csv")
    assert len(draws) == 1 and table["median"].tolist() == draws.iloc[0].tolist()
    assert table["sd"].isna().all()
    show_frame("Posterior", table)
    assert "median" in capsys.readouterr().out


def test_draws_of_two_measurements_are_independent(tmp_path):
    """They invite differences row by row."""
    draws = {}
    for name, y in {"before": "1.0,1.0,1.0", "after": "1.01,1.0,1.0", "again": "1.0,1.0,1.0"}.items():
        (tmp_path / f"{name}.csv").write_text(f"y1,y2,זמן\n{y}\n")
        sample_posterior(MODEL, tmp_path / f"{name}.csv", n=400, out=tmp_path / f"{name}.parquet")
        draws[name] = pd.read_parquet(tmp_path / f"{name}.parquet").to_numpy()
    together = [np.corrcoef(*pair)[0, 1] for pair in zip(draws["before"].T, draws["after"].T, strict=True)]
    assert np.abs(together).max() < 0.2
    assert np.array_equal(draws["before"], draws["again"])


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "observed.csv").write_text("y1,y2,זמן\n1.0,1.0,1.0\n")
    (tmp_path / "taken").touch()
    with pytest.raises(OSError, match=r"draws.csv: expected to write it into '.*taken', got: .*; .* name another file"):
        sample_posterior(MODEL, tmp_path / "observed.csv", n=1, out=tmp_path / "taken" / "draws.csv")
    with pytest.raises(FileNotFoundError, match=r"observation: expected a CSV file, got '.*', a folder"):
        sample_posterior(MODEL, tmp_path, n=1)
