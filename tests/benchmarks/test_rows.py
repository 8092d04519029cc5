"""Rows are found again by what was asked, so that a trial does not stand for the whole measurement."""

import pytest

rows = pytest.importorskip("benchmarks.rows", reason="benchmarks lie beside the repository's source")


def test_a_trial_with_fewer_epochs_is_not_the_whole_row(tmp_path):
    file = tmp_path / "rows.csv"
    assert not rows.has(file, {"seed": 0})
    rows.append({"seed": 0, "epochs_asked": 1, "kept": "draws.npz"}, file)
    assert rows.has(file, {"seed": 0, "epochs_asked": 1}) and not rows.has(file, {"seed": 0, "epochs_asked": None})
    rows.append({"seed": 0, "epochs_asked": None}, file)
    assert rows.has(file, {"seed": 0, "epochs_asked": None, "not_there_yet": None})
    assert not rows.has(file, {"seed": 1}) and not rows.has(file, {"kept": "other.npz"})
