"""The whole walk, with a budget of seconds: every file is there, and can be read back."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import innverse as iv
from innverse.diagnosis import Line, Verdict
from innverse.diagnosis.rules import CALIBRATED, SHARP
from innverse.posterior import summary_table
from innverse.progress import Silent
from innverse.study import parse_study, run_study
from innverse.study.adjusted import adjusted_intervals
from innverse.study.preparation import prepare
from innverse.study.verdict import pointing_to

TINY = """
[method]
name = "INN"
blocks = 2
subnet_width = 16
[training]
epochs = 2
steps_per_epoch = 20
batch = 128
[check]
measurements = 60
draws = 100
[answer]
draws = 500
"""
OWN = (
    """
[study]
title = "Falling"
question = "How high, how strong is gravity?"
seed = 3
[problem]
simulator = "falling.py:forward"
[problem.prior.height]
distribution = "Uniform"
low = 1.0
high = 3.0
unit = "m"
label = "$h$"
[problem.prior.gravity]
distribution = "LogNormal"
loc = 2.0
scale = 0.5
[problem.measurements]
names = ["time", "speed"]
unit = "s"
units.speed = "m/s"
bounds.speed = [0.0, inf]
[data]
simulations = 1500
[observation]
values = { time = 0.7, speed = 6.5 }
[reference]
name = "textbook"
values.gravity = { value = 9.81 }
"""
    + TINY
)
SIMULATOR = """
import numpy as np
def forward(x, rng):
    height, gravity = x.T
    y = np.column_stack([np.sqrt(2 * height / gravity), np.sqrt(2 * height * gravity)])
    y[height > 2.98] = np.nan  # out of the camera's sight
    return y * (1 + 0.05 * rng.standard_normal(y.shape))
"""


class Recorder(Silent):
    def __init__(self):
        self.epochs, self.titles = [], []

    def phase(self, title):
        self.titles.append(title)
        return super().phase(title)

    def epoch(self, epoch, epochs, terms, held_out):
        self.epochs.append((epoch, epochs))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("falling")
    (folder / "falling.py").write_text(SIMULATOR)
    (folder / "falling.toml").write_text(OWN)
    return folder


@pytest.fixture(scope="module")
def recorder():
    return Recorder()


@pytest.fixture(scope="module")
def outcome(folder, recorder):
    with pytest.warns(UserWarning, match=r"falling: \d+ of 1,500 runs gave no measurement"):
        return run_study(folder / "falling.toml", folder / "out", progress=recorder)


def test_every_file_is_there_and_reads_back(outcome, folder):
    run = outcome.directory
    assert run.study.read_text() == OWN
    assert pd.read_parquet(run.pairs).columns.tolist() == ["height", "gravity", "time", "speed"]
    assert pd.read_parquet(run.draws).shape == (500, 2)
    assert pd.read_csv(run.history, index_col="epoch").index.tolist() == [1, 2]
    assert pd.read_csv(run.summary, index_col=0).index.tolist() == ["height", "gravity"]
    assert json.loads(run.diagnosis.read_text())
    assert np.array_equal(iv.load(run.model).posterior([0.7, 6.5]).sample(500, seed=3), outcome.answer.draws)


def test_failed_runs_are_kept_apart_and_told(outcome):
    failed = pd.read_parquet(outcome.directory.failed)
    assert failed.columns.tolist() == ["height", "gravity"] and failed["height"].min() > 2.98
    assert f"{len(failed)} of 1,500 simulations gave no measurement" in outcome.directory.report.read_text()


def test_the_report_says_what_was_asked(outcome):
    page = outcome.directory.report.read_text()
    for text in ("Falling", "How high, how strong is gravity?", "textbook", "<svg", "What can be recovered"):
        assert text in page
    assert all(f'<figure id="{key}"' in page for key in ("recovered", "sensitivity", "latent"))


def test_units_labels_and_bounds_arrive(outcome):
    height, gravity = outcome.model.parameters
    assert (height.unit, height.label, height.lower, height.upper) == ("m", "$h$", 1.0, 3.0)
    assert gravity.lower == 0.0
    time, speed = outcome.model.measurements
    assert (time.unit, time.lower, speed.unit, speed.lower, speed.upper) == ("s", -np.inf, "m/s", 0.0, np.inf)
    assert outcome.answer.draws["height"].between(1.0, 3.0).all()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (("simulations = 1500", "simulations = 1500\nheld_out = 1500"), "held_out: expected .* of 1500 rows, got 1500"),
        (
            ("simulations = 1500", "simulations = 400\nheld_out = 380"),
            r"\[data\]: expected at least 40 pairs to train INN on, got 20, besides the 380",
        ),
        (
            ('name = "INN"\nblocks = 2\nsubnet_width = 16', "name = 'ABC'\naccepted = 1426"),
            "expected at least 1,426 pairs to train ABC on, got 1,425, besides the 75",
        ),
        (
            (
                'name = "INN"\nblocks',
                "name = 'ConditionalINN'\nencoder = { name = 'DeepSetEncoder', items = 3 }\nblocks",
            ),
            "items: expected a divisor of the 2 measurements, got 3",
        ),
        (
            ("simulations = 1500", "path = 'runs.csv'\nx = ['gravity', 'height']"),
            "expected the parameters of the problem",
        ),
        (("simulations = 1500", "path = 'runs.csv'\nx = ['height']"), "expected the parameters of the problem"),
        (
            ("simulations = 1500", "path = 'runs.csv'\nlabels = { hight = '$h$' }"),
            r"\[data\] labels: expected one of 'height', 'gravity', .*, got 'hight'; did you mean 'height'",
        ),
        (
            ("simulations = 1500", "path = 'runs.csv'"),
            r"\[data\]: expected columns that vary, got one value in all of 'height', 'gravity', 'time', 'spe",
        ),
        (
            ('distribution = "Uniform"\nlow = 1.0\nhigh = 3.0', "distribution = 'Delta'\nv = 2.0"),
            r"\[problem.prior\]: expected parameters that vary, got one value in all of 1,500 draws of 'height'; leave",
        ),
        (("units.speed", "units.sped"), "units: expected one of 'time', 'speed', got 'sped'; did you mean 'speed'"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_takes_time(folder, edit, message):
    pd.DataFrame(np.ones((50, 4)), columns=["height", "gravity", "time", "speed"]).to_csv(folder / "runs.csv")
    with pytest.raises(ValueError, match=message):
        prepare(parse_study(OWN.replace(*edit), "trial.toml"), folder)


def test_after_a_column_that_never_varied_the_runs_need_not_be_made_again(folder):
    """Told of the first runs, refused after the last; what the message says then leads on without a simulation."""
    dead = OWN.replace('"speed"]', '"speed", "dead"]').replace("speed = 6.5", "speed = 6.5, dead = 1")
    still = SIMULATOR.replace("gravity)])", "gravity), np.ones(len(x))])").replace("y *", "y + [1, 1, 0] * y *")
    (folder / "still.py").write_text(still.replace("(1 + 0.05 * rng.standard_normal(y.shape))", "0.05 * rng.random()"))
    (folder / "still.toml").write_text(dead.replace("falling.py", "still.py"))
    with (
        pytest.warns(UserWarning, match=r"got one value in 'dead' in the first \d+ of 1,500 runs"),
        pytest.warns(UserWarning, match="gave no measurement"),
        pytest.raises(ValueError, match=r"that vary, got one value in all of 'dead'; .* are kept: leave") as refused,
    ):
        run_study(folder / "still.toml", folder / "still")
    path = re.search(r"`(path = '.*')` under \[data\]", str(refused.value))
    assert path is not None
    prepared = prepare(parse_study(OWN.replace("simulations = 1500", path[1]), "again.toml"), folder)
    assert len(prepared.pairs(None)) > 1400


def test_a_method_s_settings_without_its_name_are_the_default_s(folder):
    """As docs/study-file.md has it."""
    preparation = prepare(parse_study(OWN.replace('name = "INN"\n', "")), folder)
    assert preparation.method == iv.INN(blocks=2, subnet_width=16)


def test_progress_was_told(outcome, recorder):
    assert recorder.epochs == [(1, 2), (2, 2)]
    assert recorder.titles[2] == "Checking on 60 held-out pairs"  # as many as are looked at


def test_seconds_are_kept_by_phase(outcome):
    assert list(outcome.seconds) == ["simulate", "train", "check", "answer", "report"]


def test_a_table_takes_names_and_bounds_from_a_problem_beside_it(outcome, folder):
    pd.read_parquet(outcome.directory.pairs).to_csv(folder / "runs.csv", index=False)
    preparation = prepare(parse_study(OWN.replace("simulations = 1500", "path = 'runs.csv'")), folder)
    pairs = preparation.pairs(lambda done, total: None)
    assert len(pairs) + len(pd.read_parquet(outcome.directory.failed)) == 1500
    assert pairs.parameters == outcome.model.parameters
    assert pairs.measurements == outcome.model.measurements


def test_the_tables_for_a_terminal(outcome):
    assert outcome.answer_table().index.tolist() == ["height [m]", "gravity"]
    assert outcome.answer_table()["reference"].tolist() == ["", "9.81"]
    assert outcome.check_table().index.tolist()[-1] == "re-simulation error"
    assert outcome.time_table().index.tolist()[-1] == "draws per second"


def test_a_narrow_answer_keeps_its_digits_in_a_terminal(outcome):
    """A line at 6562.81 ± 0.05 beside a reference that is as sharp."""
    near = 6562.81 + 0.05 * (outcome.answer.draws - outcome.answer.draws.mean()) / outcome.answer.draws.std()
    answer = replace(outcome.answer, summary=summary_table(near.to_numpy(), outcome.model.parameters))
    reference = pd.DataFrame({"value": [6562.79], "sd": [0.02]}, index=["gravity"])
    table = replace(outcome, answer=answer, reference=reference).answer_table()
    assert table["mean"].tolist() == ["6562.81", "6562.81"] and table["reference"].tolist() == ["", "6562.79"]
    ends = table[["low_95", "high_95"]].astype(float).to_numpy()
    assert np.abs(ends - answer.summary[["low_95", "high_95"]]).to_numpy().max() < 0.0025


def test_what_is_learnt_of_this_measurement_is_not_what_is_learnt_on_average(outcome):
    table, here = outcome.answer_table(), outcome.answer.recovered["recoverability"]
    assert table["sd / prior sd"].map(float).tolist() == np.sqrt(1 - here).round(2).tolist()
    assert table["mean recoverability"].map(float).tolist() == [
        round(mean, 2) for mean in outcome.diagnosis.recoverability.values()
    ]
    (lost,) = [line for line in outcome.verdict.lines if line.question == "About which parameters was nothing learnt?"]
    assert lost.sentence.endswith(", on average over held-out measurements.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "INN"', 'name = "INM"', "did you mean 'INN'"),
        ("epochs = 2", "epohcs = 2", "did you mean 'epochs'"),
        ("values.gravity", "values.gravitiy", "did you mean 'gravity'"),
        ("time = 0.7", "tim = 0.7", "did you mean 'time'"),
        ("falling.py:forward", "falling.py:backward", "expected a function of falling.py"),
    ],
)
def test_mistakes_are_named_before_anything_is_written(folder, tmp_path, old, new, message):
    (folder / "wrong.toml").write_text(OWN.replace(old, new))
    with pytest.raises(ValueError, match=message):
        run_study(folder / "wrong.toml", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_observed_class_is_asked_for_under_the_name_of_its_column(tmp_path):
    kinds = pd.DataFrame({"length": np.arange(60.0), "species": ["setosa", "virginica"] * 30})
    kinds.to_csv(tmp_path / "runs.csv", index=False)
    study = "[data]\npath = 'runs.csv'\nx = ['length']\ny = 'species'\n[observation]\nvalues = {species = 'NAME'}"
    assert prepare(parse_study(study.replace("NAME", "virginica")), tmp_path).observed.tolist() == [0.0, 1.0]
    with pytest.raises(ValueError, match="class: expected one of 'setosa', 'virginica', got 'setossa'; did you mean"):
        prepare(parse_study(study.replace("NAME", "setossa")), tmp_path)


def test_text_is_no_number_in_an_observation(folder):
    for values in ("{ time = '0.7', speed = '6.5' }", "'0.7'"):
        text = OWN.replace("{ time = 0.7, speed = 6.5 }", values)
        with pytest.raises(ValueError, match=r"\[observation\] (time|values): expected a number, got '0\.7'"):
            prepare(parse_study(text), folder)


def test_classes_that_cannot_be_emulated_are_told_before_anything_is_simulated(tmp_path):
    study = parse_study("[problem]\nbuiltin = 'mixture'\n[data]\nsimulations = 1000\n[training]\nemulated = 0.75")
    with pytest.raises(ValueError, match=r"Training.emulated: expected 0 for measurements that are classes, got 0.75"):
        prepare(study, tmp_path)


def test_an_observation_is_needed(folder, tmp_path):
    (folder / "silent.toml").write_text(OWN.replace("[observation]\nvalues = { time = 0.7, speed = 6.5 }\n", ""))
    with pytest.raises(ValueError, match=r"\[observation\]: expected path or values with the measured y, got no such"):
        run_study(folder / "silent.toml", tmp_path / "out")


def test_intervals_are_adjusted_with_draws_of_the_study_s_seed():
    """A stand-in that notes the seeds it is asked with."""
    seeds = []

    def sample(y, n, seed):
        seeds.append(seed)
        return np.random.default_rng(seed).normal(size=(len(y), n, 1))

    rng = np.random.default_rng(0)
    held_out = iv.Pairs.from_arrays(rng.normal(size=50), rng.normal(size=50))
    model = iv.AnyPosterior(held_out.parameters, held_out.measurements, sample)
    adjusted = adjusted_intervals(model, held_out, rng.normal(size=(20, 1)), 10, 7)
    assert adjusted is not None and seeds == [7]
    assert adjusted.index.tolist() == [("68%", "x1"), ("95%", "x1")] and (adjusted.low < adjusted.high).all()


def test_adjusted_intervals_are_pointed_to_where_the_intervals_are_doubted():
    verdict = Verdict((Line(SHARP.question, "red", "No."), Line(CALIBRATED.question, "amber", "Nearly.", "go on")))
    listens, honest = pointing_to(verdict, Path("run") / "recalibrated.csv").lines
    assert listens == verdict.lines[0] and honest.next_step == "go on; adjusted intervals lie in `recalibrated.csv`"
    with pytest.raises(KeyError, match="expected the question of one of"):
        pointing_to(Verdict(verdict.lines[:1]), Path("recalibrated.csv"))


@pytest.mark.parametrize(("pairs", "draws"), [(38, 10), (50, 1)])
def test_too_few_pairs_or_draws_adjust_nothing(pairs, draws):
    held_out = iv.Pairs.from_arrays(np.arange(float(pairs)), np.arange(float(pairs)))
    assert adjusted_intervals(None, held_out, np.zeros((20, 1)), draws, 0) is None
