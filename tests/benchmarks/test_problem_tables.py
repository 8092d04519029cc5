"""README says of the demo what its newest row says, and nothing typed by hand."""

from pathlib import Path

import pandas as pd
import pytest

problem_tables = pytest.importorskip("benchmarks.problem_tables", reason="benchmarks lie beside the source")

ROOT = Path(__file__).parents[2]
ROW = {
    "problem": "kinematics",
    "study": "demo",
    "seed": 0,
    "training_pairs": 95_000,
    "epochs": 25,
    "resimulation_error": 8.14e-4,
    "mmd_squared": 0.00193,
    "mmd_squared_note": "mean over 25 measurements, ± 0.001",
    "calibration_error": 0.0207,
    "calibration_error_bound": 0.0296,
    "verdict": "amber",
    "verdict_reason": "Nearly: too wide.",
    "seconds": 98.4,
    "seconds_train": 62.7,
    "processor": "AMD EPYC",
    "cores": 2,
    "load": 1.5,
    "innverse": "0.1.0",
    "jax": "0.10.2",
}


def test_the_newest_row_of_the_demo_with_seed_0_is_shown(tmp_path):
    others = [{"mmd_squared": 9.0}, {}, {"seed": 1, "mmd_squared": 8.0}, {"study": "own.toml", "mmd_squared": 7.0}]
    pd.DataFrame([ROW | other for other in others]).to_csv(tmp_path / "problems.csv", index=False)
    shown = problem_tables.demo_at_a_glance("kinematics", tmp_path)
    for line in (
        "| found | 95,000 training pairs, 25 epochs |",
        "| squared MMD to the exact posterior (mean over 25 measurements, ± 0.001) | 0.0019 |",
        "| re-simulation error | 0.00081 |",
        "| seconds in all (of these, to train) | 98 (63) |",
        "| verdict | amber: Nearly: too wide. |",
        "AMD EPYC, 2 cores, load at the end 1.5 to 1.5; innverse 0.1.0, JAX 0.10.2; seeds 0.",
    ):
        assert line in shown.splitlines()
    green = ROW | {"verdict": "green", "verdict_reason": "Yes.", "load": 3.2}
    pd.DataFrame([green]).to_csv(tmp_path / "problems.csv", index=False)
    shown = problem_tables.demo_at_a_glance("kinematics", tmp_path)
    assert "| verdict | green |" in shown and "to train), with other work on the same cores | 98 (63) |" in shown


def test_readme_shows_what_the_rows_say():
    shown = problem_tables.demo_at_a_glance("kinematics", ROOT / "benchmarks" / "results")
    assert f"<!-- table:demo -->\n\n{shown}\n<!-- end -->" in (ROOT / "README.md").read_text()
