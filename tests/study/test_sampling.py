"""A stored model's answer to a measurement in a file."""

import pandas as pd

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
