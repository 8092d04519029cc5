"""An expensive simulator is not run much more once the network is trained."""

import pytest

from innverse.diagnosis.rules import REPRODUCED_HERE, REPRODUCES
from innverse.progress import Silent
from innverse.study import parse_study, run_study
from innverse.study.resimulation_budget import ResimulationBudget

STUDY = """
[problem]
simulator = "falling.py:forward"
prior.height = { distribution = "Uniform", low = 1.0, high = 3.0 }
measurements = { names = ["time"] }
[data]
simulations = 330
held_out = 100
[method]
name = "ABC"
accepted = 20
[observation]
values = [0.7]
[check]
draws = 30
[answer]
draws = 500
"""
SIMULATOR = """
import numpy as np
from pathlib import Path
from innverse import one_at_a_time
@one_at_a_time
def forward(x, rng):
    with Path(__file__).with_name("runs.txt").open("a") as file:
        print("run", file=file)
    return np.sqrt(x / 4.9) + 0.05 * rng.standard_normal(1)
"""


FAILS = """
    with Path(__file__).with_name("runs.txt").open() as file:
        if len(file.readlines()) > {}:
            raise RuntimeError("no licence")
    return np.sqrt(x / 4.9)
"""


class Counts(Silent):
    def __init__(self):
        self.totals = []

    def counted(self, done, total):
        if done == total:
            self.totals.append(total)


@pytest.fixture
def walked(tmp_path, monkeypatch):
    monkeypatch.setattr("innverse.report.report_html", lambda _: "<p>It fell.</p>")

    def walk(check="", simulator=SIMULATOR):
        (tmp_path / "falling.py").write_text(simulator)
        (tmp_path / "falling.toml").write_text(STUDY.replace("[check]\n", f"[check]\n{check}\n"))
        progress = Counts()
        outcome = run_study(tmp_path / "falling.toml", tmp_path / "out", progress=progress)
        return outcome, progress.totals, len((tmp_path / "runs.txt").read_text().splitlines())

    return walk


def test_check_and_answer_cost_a_tenth_of_the_simulations_each_and_are_counted(walked):
    outcome, totals, runs = walked()
    assert runs == 330 + 6 * (4 + 1) + 33
    assert totals[:4] == [330, 100, 30, 33]
    line = outcome.verdict.line(REPRODUCES)
    assert "only 6 held-out measurements could be compared" in line.sentence and "[check] resimulated" in line.next_step
    assert len(outcome.answer.resimulated) == 33


def test_nothing_is_run_again_where_that_is_asked_for(walked):
    outcome, _, runs = walked("resimulated = 0")
    assert runs == 330
    assert outcome.verdict.line(REPRODUCES).colour == "grey" and outcome.answer.resimulated is None
    with pytest.raises(KeyError):
        outcome.verdict.line(REPRODUCED_HERE)


@pytest.mark.parametrize("runs_that_pass", [330, 330 + 6 * (4 + 1)])
def test_a_run_that_fails_after_the_training_costs_its_check_alone(walked, runs_that_pass):
    """Where no simulation had been; what was learned for hours is answered and told."""
    fails = SIMULATOR.partition("    return")[0] + FAILS.format(runs_that_pass)
    with pytest.warns(UserWarning, match="no licence.* is not checked: the answer stands without these runs"):
        outcome, *_ = walked(simulator=fails)
    assert outcome.answer.failed and outcome.answer.resimulated is None
    line = outcome.verdict.line(REPRODUCED_HERE)
    assert line.colour == "grey" and line.sentence == "Not checked: the simulator failed on a draw."
    assert (line.sentence == outcome.verdict.line(REPRODUCES).sentence) == (runs_that_pass == 330)
    assert outcome.directory.report.is_file() and len(outcome.answer.draws) == 500


@pytest.mark.parametrize(
    ("runs", "asked", "expected"),
    [
        (1000, None, (20, 4, 100)),
        (50, None, (1, 4, 5)),
        (20_000, None, (200, 9, 2000)),
        (10**6, None, (200, 10, 2000)),
        (1000, 40, (40, 10, 100)),
    ],
)
def test_the_user_s_own_simulator_is_run_again_as_its_runs_allow(runs, asked, expected):
    study = parse_study(STUDY.replace("[check]\n", "[check]\n" + f"resimulated = {asked}\n" * (asked is not None)))
    assert ResimulationBudget.of(study, runs) == ResimulationBudget(*expected)


def test_a_built_in_problem_is_run_again_whatever_the_budget():
    study = parse_study("[problem]\nbuiltin = 'kinematics'\n[data]\nsimulations = 50\n[check]\nresimulated = 7")
    assert ResimulationBudget.of(study, 50) == ResimulationBudget(7, 50, 2000)
