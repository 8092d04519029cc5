"""A suite runs once, goes on where it stopped, and its tables come from the rows alone."""

from types import SimpleNamespace

import pandas as pd
import pytest
from typer.testing import CliRunner

from innverse.cli import app
from innverse.data import simulate
from innverse.durable.directory_lock import locked
from innverse.experiments import Selection, run_benchmark, suites
from innverse.experiments.experiment import Experiment
from innverse.experiments.footer import footer
from innverse.experiments.known_posterior import KnownPosterior
from innverse.experiments.one_configuration import one_configuration, seeds_together
from innverse.experiments.reweighed import Reweighed
from innverse.experiments.rows import Rows
from innverse.experiments.run import planned
from innverse.experiments.suite import Suite
from innverse.experiments.table import tables
from innverse.problems import sbibm_tasks
from innverse.training import Training
from tests.experiments import stand_ins
from tests.experiments.stand_ins import FITS

MOONS = sbibm_tasks()["two_moons"]
TRIAL = Suite(
    name="kruse",
    title="A trial",
    about="It tries.",
    task_names=("two_moons",),
    tasks=lambda names, measurements: [KnownPosterior(MOONS, measurements or 4, draws=50)],
    methods=("Exact", "Prior"),
    budgets=(100,),
    scores=("err_post", "err_resim", "sbc_p"),
    calibration_draws=20,
)


@pytest.fixture(autouse=True)
def trial(monkeypatch):
    monkeypatch.setattr("innverse.experiments.run.suites", lambda: {"kruse": TRIAL})
    monkeypatch.setattr("innverse.experiments.run.CALIBRATION_PAIRS", 40)
    monkeypatch.setattr("innverse.experiments.contender.contenders", lambda: stand_ins.contenders(MOONS))
    FITS.clear()


def test_rows_page_and_resumption(tmp_path):
    first = run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0]), tmp_path)
    assert (first.measured, first.kept) == (1, 0)
    second = run_benchmark("kruse", Selection(), tmp_path)
    assert (second.measured, second.kept) == (3, 1)
    assert FITS == [("Exact", 100, 0), ("Prior", 100, 0), ("Exact", 100, 1), ("Prior", 100, 1)]
    third = run_benchmark("kruse", Selection(), tmp_path)
    assert (third.measured, third.kept, len(FITS)) == (0, 4, 4)
    rows = pd.read_csv(second.rows)
    assert list(rows["method"]) == ["Exact", "Prior", "Exact", "Prior"] and (rows["weights"] == 7).all()
    for name in ("seed", "seconds", "train_seconds", "processor", "commit", "jax", "draws_per_second", "sbc_p"):
        assert name in rows
    table = third.tables["two_moons"]
    assert "±" in table.loc["Exact", "Err_post"] and table.loc["Exact", "seeds"] == "2"
    page = third.page.read_text()
    assert "A trial" in page and table.loc["Prior", "Err_post"] in page and rows["processor"][0] in page
    assert "<script" not in page


def test_other_settings_are_other_experiments(tmp_path):
    run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0]), tmp_path)
    assert run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0], epochs=3), tmp_path).measured == 1
    assert run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0], measurements=2), tmp_path).measured == 1
    assert run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0], budgets=[200]), tmp_path).measured == 1


def test_a_divergence_is_a_row(tmp_path):
    outcome = run_benchmark("kruse", Selection(methods=["Diverging"], seeds=[0]), tmp_path)
    assert "finite held-out loss" in pd.read_csv(outcome.rows)["failure"][0]
    assert outcome.tables["two_moons"].loc["Diverging", "seeds"] == "1, 1 failed"
    reason = "Failed: two_moons, Diverging, 100 simulations, seed 0: training: expected a finite held-out loss"
    assert reason in outcome.page.read_text()
    assert run_benchmark("kruse", Selection(methods=["Diverging"], seeds=[0]), tmp_path).kept == 1


def test_command(tmp_path):
    arguments = [
        "benchmark",
        "kruse",
        "--methods",
        "Exact",
        "--seeds",
        "0,1",
        "--budget",
        "100",
        "--out",
        str(tmp_path),
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "2 new rows, 0 already there" in result.output and "Err_post" in result.output
    assert "two_moons, Exact, 100 simulations, seed 1" in result.output


def test_ctrl_c_during_a_training_leaves_no_row_and_ends_the_benchmark(tmp_path):
    arguments = ["benchmark", "kruse", "--methods", "Exact,Interrupted,Prior", "--seeds", "0", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 130 and "the same command goes on there" in result.output
    assert list(pd.read_csv(tmp_path / "rows.csv")["method"]) == ["Exact"]


def test_ctrl_c_while_a_likelihood_is_learned_leaves_no_row(monkeypatch):
    exact = stand_ins.Exact(MOONS)
    contender = SimpleNamespace(name="Exact", method=exact, post_processing=Reweighed())
    experiment = Experiment("kruse", KnownPosterior(MOONS, 4, draws=50), contender, 100, 0, Training(epochs=1))
    monkeypatch.setattr("innverse.experiments.reweighed.DensityMethod", stand_ins.Exact)

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("innverse.experiments.reweighed.emulate", interrupted)
    pairs = simulate(MOONS, 50)
    with pytest.raises(KeyboardInterrupt):
        experiment.run(pairs, pairs, 20, None)


def test_nothing_is_measured_that_could_not_be_kept(tmp_path):
    (tmp_path / "file").touch()
    for place in ("file", "file/folder"):
        arguments = ["benchmark", "kruse", "--methods", "Exact", "--seeds", "0", "--out", str(tmp_path / place)]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2 and not FITS
        assert f"error: --out: expected a folder that can be written, got '{tmp_path / place}'" in result.output


def test_a_folder_is_one_process_s_alone(tmp_path):
    with locked(tmp_path), pytest.raises(ValueError, match="expected one that nobody else writes into"):
        run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0]), tmp_path)
    assert not FITS
    run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0]), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"rows.csv", "benchmark.html"}


def test_mistakes_are_named(tmp_path):
    for arguments, message in {
        ("kruze",): "did you mean 'kruse'?",
        ("kruse", "--methods", "Exakt"): "did you mean 'Exact'?",
        ("kruse", "--tasks", "two_moon"): "did you mean 'two_moons'?",
        ("kruse", "--seeds", "0,x"): "--seeds: expected whole numbers such as 0,1, got 'x'",
        ("kruse", "--budget", "5"): "--budget: expected whole numbers of at least 100, got 5",
        ("kruse", "--epochs", "0"): "--epochs: expected whole numbers of at least 1, got 0",
        ("kruse", "--seeds", "1000003"): "--seeds: expected numbers below 1,000,003",
    }.items():
        result = CliRunner().invoke(app, ["benchmark", *arguments, "--out", str(tmp_path)])
        assert result.exit_code == 2 and message in result.output, result.output
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="expected the rows of a benchmark, got a table without 'suite'"):
        Rows(tmp_path / "rows.csv").read()


def row(**changes):
    whole = {"suite": "sbibm", "task": "sir", "method": "INN", "budget": 1000, "seed": 0, "settings": "a", "epochs": 40}
    whole |= {"measurements": 10, "draws": 100, "commit": "abc1234"}
    return whole | {"c2st": 0.7, "train_seconds": 30.4, "weights": 200_000} | changes


MACHINE = {"processor": "a", "cores": 1, "backend": "cpu", "load": 0.5, "innverse": "1", "jax": "1", "seconds": 9.0}


def shown(*rows):
    return one_configuration(pd.DataFrame(rows)).to_dict("records")


def test_only_the_newest_settings_count_whatever_the_task():
    old, new, other = row(), row(settings="b", c2st=0.6), row(epochs=3)
    assert shown(old, new, other) == [new, other]
    assert shown(row(task="slcp"), new) == [new]
    assert seeds_together([new, other, row(settings="b", seed=1)]) == [[new, row(settings="b", seed=1)], [other]]
    again = row(settings="b", c2st=0.5)
    assert shown(new, again) == [again]


def today(**changes):
    experiment = planned(TRIAL, Selection(methods=["Exact"], seeds=[0], budgets=[changes["budget"]], epochs=40))[0]
    return row(method="Exact", measurements=4, draws=50, **changes) | {"settings": experiment.key["settings"]}


def test_settings_of_today_leave_no_room_for_others_at_any_budget():
    older, newer = row(method="Exact", budget=10_000, settings="a"), today(budget=1000)
    assert shown(older, newer) == [newer] and shown(newer, older) == [newer]


def test_settings_other_than_today_s_are_told_with_their_commit():
    lines = tables(suites()["sbibm"], pd.DataFrame([row(), today(budget=1000)]))["sir"]
    assert list(lines.index) == ["INN (settings of abc1234)", "Exact"]


def test_what_is_not_shown_is_not_told(tmp_path):
    outcome = run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0]), tmp_path)
    Rows(outcome.rows).append(pd.read_csv(outcome.rows).iloc[0].to_dict() | {"settings": "a", "commit": "abc1234"})
    assert "abc1234" not in run_benchmark("kruse", Selection(methods=["Exact"], seeds=[0]), tmp_path).page.read_text()


def test_published_values_stand_beside_ours():
    sbibm = tables(suites()["sbibm"], pd.DataFrame([row(), row(seed=1, c2st=0.8), row(budget=10_000)]))["sir"]
    assert list(sbibm["simulations"]) == ["1,000", "10,000"]
    assert sbibm["sbi NPE (published)"].tolist() == ["0.815", "0.68"]
    assert sbibm["C2ST"].iloc[0] == "0.750 ± 0.071"
    kruse = tables(suites()["kruse"], pd.DataFrame([row(suite="kruse", task="kinematics", err_post=1e-3)]))[
        "kinematics"
    ]
    assert kruse.loc["flow matching, 32 steps (re-run of 2026)", "Err_resim"] == "2.7 × 10⁻⁶"
    assert kruse.loc["MDN (published)", "Err_post"] == "0.007"


def test_whose_values_stand_beside_ours_is_told_under_them():
    for name, source in {"kruse": "arXiv 2101.10763", "paper": "arXiv 1808.04730", "sbibm": "arXiv 2101.04653"}.items():
        assert source in " ".join(footer(suites()[name], pd.DataFrame([row(suite=name, task="tissue") | MACHINE])))
