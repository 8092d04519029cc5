"""The command line: quick help, one clear line for a mistake, and the whole walk from a study file to a report."""

import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import innverse as iv
from innverse.cli import app
from innverse.diagnosis import Line, Verdict
from innverse.diagnostics import summarise
from innverse.terminal import show_frame

runner = CliRunner()


def fails(*arguments, message, status=2):
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    assert message in result.output
    assert "Traceback" not in result.output
    return result.output


def test_help_imports_nothing_heavy():
    asked = "import sys; from innverse.cli import app; app(['--help'], standalone_mode=False)"
    code = f"{asked}; print([m for m in ('jax', 'numpy', 'pandas', 'pydantic') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    shown = result.stdout.splitlines()
    assert "What could have caused this measurement?" in result.stdout and shown[-1] == "[]"


def test_the_version_is_told():
    assert runner.invoke(app, ["--version"]).output == f"innverse {iv.__version__}\n"


def test_problems_are_listed():
    result = runner.invoke(app, ["problems"])
    assert result.exit_code == 0
    for name in ("kinematics", "kinematics-differenced", "mixture", "mixture-some", "mixture-none"):
        assert name in result.output


def test_a_mistake_is_one_line(tmp_path):
    fails("run", tmp_path / "nowhere.toml", message="error: study file: expected a TOML file")
    fails("demo", "kinematic", "--out", tmp_path / "a", message="did you mean 'kinematics'?")
    (tmp_path / "study.toml").write_text("[problem]\nbuiltin = 'kinematics'\n[dta]\nsimulations = 10\n")
    fails("run", tmp_path / "study.toml", message="did you mean 'data'?")
    fails("sample", tmp_path / "no.innverse", "--observed", tmp_path / "no.csv", message="error: ")


def test_a_directory_that_holds_something_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    fails("demo", "--out", tmp_path, message="expected a new or empty directory")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are not forked here")
def test_workers_of_a_simulator_end_without_a_word():
    """A pool ends its idle workers by SIGTERM, which ends the command itself in good order."""
    code = """
import multiprocessing
import signal
from innverse import cli, termination
def one(x):
    return x
def app():
    for _ in range(10):
        with multiprocessing.get_context("fork").Pool(3) as pool:
            pool.map(one, range(6))
    print(signal.getsignal(signal.SIGTERM) is termination._terminate)
cli.app = app
cli.main()
"""
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120)
    assert (result.stdout, result.stderr) == ("True\n", "")


def test_debug_shows_the_traceback(tmp_path):
    result = runner.invoke(app, ["run", str(tmp_path / "nowhere.toml"), "--debug"])
    assert isinstance(result.exception, FileNotFoundError)


def test_ctrl_c_outside_training_leaves(monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("innverse.study.run_demo", interrupted)
    assert "goes on" not in fails("demo", message="interrupted", status=130)


@pytest.mark.parametrize(("colour", "options", "status"), [("red", [], 3), ("red", ["--force"], 0), ("amber", [], 0)])
def test_a_red_verdict_is_an_exit_status(monkeypatch, colour, options, status):
    lines = (Line("Sharp?", "green", "Yes."), Line("Honest?", colour, "Too narrow.", "train longer"))
    outcome = SimpleNamespace(verdict=Verdict(lines))
    monkeypatch.setattr("innverse.study.run_study", lambda *arguments, **options: outcome)
    monkeypatch.setattr("innverse.cli.show_outcome", lambda outcome: None)
    result = runner.invoke(app, ["run", "study.toml", *options])
    assert result.exit_code == status
    told = "[red] Honest? Too narrow. Next: train longer." in result.stderr
    assert told == (status == 3) and "Sharp?" not in result.stderr


TINY_DEMO = """
[problem]
builtin = "kinematics"
[data]
simulations = 2000
[method]
name = "MixtureDensityNetwork"
components = 2
width = 8
depth = 1
[training]
epochs = 1
steps_per_epoch = 20
[check]
measurements = 60
draws = 100
[answer]
draws = 500
"""


@pytest.fixture(scope="module")
def run_directory(tmp_path_factory):
    """What `innverse demo` leaves, with a budget of seconds."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("innverse.study.walk.demo_text", lambda name, seed: TINY_DEMO)
        result = runner.invoke(app, ["demo", "--out", str(folder / "out")])
    assert result.exit_code == 0, result.output
    (folder / "output.txt").write_text(result.output)
    return folder / "out"


def test_the_demo_prints_a_short_table_and_where_the_report_lies(run_directory):
    output = (run_directory.parent / "output.txt").read_text()
    for text in (
        "modes: ",
        "Are the credible intervals honest?",
        "calibration error",
        "re-simulation error",
        "MMD",
        "seconds",
        "draws per second",
        "report.html",
    ):
        assert text in output
    assert (run_directory / "report.html").is_file()


def test_a_model_answers_a_new_measurement(run_directory, tmp_path):
    (tmp_path / "observed.csv").write_text("y1,y2\n1.4,0.1\n")
    draws = tmp_path / "draws.csv"
    arguments = ["sample", run_directory / "model.innverse", "--observed", tmp_path / "observed.csv"]
    arguments += ["--draws", 50, "--out", draws]
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    assert "rail" in result.output
    assert len(draws.read_text().splitlines()) == 51
    fails(*arguments, message="expected a new file")
    fails(*arguments[:-1], tmp_path / "draws.npy", message="expected a name that ends in .parquet or .csv")


def test_narrow_intervals_are_printed_with_their_ends(monkeypatch):
    """An epoch of 60123.457 days, known to a hundredth."""
    draws = 60123.457 + 0.01 * np.random.default_rng(0).normal(size=(500, 1))
    table = summarise(draws).to_frame(["epoch"])
    monkeypatch.setattr("innverse.study.sample_posterior", lambda *arguments, **options: table)
    result = runner.invoke(app, ["sample", "model.innverse", "--observed", "y.csv"])
    assert result.exit_code == 0, result.output
    for end in ("low_95", "median", "high_68", "high_95"):
        assert f" {table[end].iloc[0]:.9g} " in result.output


def test_a_model_answers_every_row_of_a_table(run_directory, tmp_path):
    """By 1000 draws each, unless told otherwise."""
    seen = pd.DataFrame({"name": ["a", "b", "c"], "y1": [1.4, 1.5, 1.6], "y2": [0.1, 0.0, -0.1]})
    seen.to_csv(tmp_path / "seen.csv", index=False)
    arguments = ["sample", run_directory / "model.innverse", "--observed", tmp_path / "seen.csv"]
    arguments += ["--summary", "--out", tmp_path / "table.parquet"]
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    assert "3 rows, 0 of them without an answer: " in result.output
    assert "table.parquet" in result.output.replace("\n", "")
    table = pd.read_parquet(tmp_path / "table.parquet")
    assert table["name"].tolist() == ["a", "b", "c"]
    expected = iv.load(run_directory / "model.innverse").summaries(seen[["y1", "y2"]], 1000)
    pd.testing.assert_frame_equal(table.drop(columns="name"), expected, check_dtype=False)
    fails(*arguments, message="expected a new file")


def test_brackets_of_names_and_units_are_shown_as_they_are(capsys):
    show_frame("Answer", pd.DataFrame({"rate [/yr]": [1.0]}, index=["rail [m]"]))
    shown = capsys.readouterr().out
    assert "rail [m]" in shown and "rate [/yr]" in shown
