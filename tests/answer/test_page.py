"""A report from Python is the report of a study."""

import re

import pytest

import innverse as iv
from innverse.study import run_study

STUDY = """
[problem]
builtin = "kinematics"
[data]
simulations = 1000
[method]
name = "ABC"
accepted = 50
[check]
measurements = 60
draws = 50
[answer]
draws = 500
[observation]
values = [1.5, 0.0]
"""


@pytest.fixture(scope="module")
def problem():
    return iv.problems.InverseKinematics()


@pytest.fixture(scope="module")
def pairs(problem):
    return iv.simulate(problem, 1000, seed=0)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    folder = tmp_path_factory.mktemp("arm")
    (folder / "arm.toml").write_text(STUDY)
    return run_study(folder / "arm.toml", folder / "out")


def shown(page):
    """Without what a study alone knows: where adjusted intervals lie, and what the run took."""
    until_made = page.read_text().partition('<section aria-labelledby="made">')[0]
    without_time = re.sub("<div><dt>total time</dt>.*?</div>\n", "", until_made)
    return without_time.replace("; adjusted intervals lie in <code>recalibrated.csv</code>", "")


def test_it_is_the_page_of_a_study(outcome, pairs, problem, tmp_path):
    posterior = outcome.model.posterior([1.5, 0.0])
    judged = iv.write_report(tmp_path / "report.html", posterior, outcome.diagnosis, pairs, problem, n=500)
    page = tmp_path / "report.html"
    assert shown(page) == shown(outcome.directory.report)
    assert [line.question for line in judged.lines] == [line.question for line in outcome.verdict.lines]
    assert "accepted" in page.read_text() and judged.colour == outcome.verdict.colour


def test_without_a_problem_nothing_is_run_again(outcome, pairs, tmp_path):
    posterior, page = outcome.model.posterior([1.5, 0.0]), tmp_path / "report.html"
    judged = iv.write_report(page, posterior, outcome.diagnosis, pairs, title="Arm", question="Which <arm>?", n=100)
    assert "<h1>Arm</h1>" in page.read_text() and "Which &lt;arm&gt;?" in page.read_text()
    assert "were not run through a simulator again" in page.read_text()
    assert "Do draws lead back to the observation?" not in [line.question for line in judged.lines]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"posterior": 1}, TypeError, r"posterior: expected `model.posterior\(y\)`, got int"),
        ({"checks": None}, TypeError, r"checks: expected `iv.diagnose\(model, held_out\)`, got NoneType"),
        ({"pairs": []}, TypeError, "pairs: expected Pairs, got list"),
        ({"problem": "kinematics"}, TypeError, "problem: expected an InverseProblem, or None, got str"),
        ({"problem": iv.problems.InverseBallistics()}, ValueError, "problem: expected the parameters of the model"),
        ({"n_resimulated": -1}, ValueError, "n_resimulated: expected"),
        ({"path": "absent/report.html"}, FileNotFoundError, "expected a file in a folder that is there, got 'absent"),
    ],
)
def test_what_cannot_be_reported_is_told_at_once(change, error, message, outcome, pairs, problem, monkeypatch):
    monkeypatch.setattr("innverse.answer.page.answer", lambda *_: pytest.fail("work was begun"))
    given = {"path": "report.html", "posterior": outcome.model.posterior([1.5, 0.0]), "checks": outcome.diagnosis}
    with pytest.raises(error, match=message):
        iv.write_report(**(given | {"pairs": pairs, "problem": problem} | change))
