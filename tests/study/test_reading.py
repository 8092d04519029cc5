"""A study file's mistakes are named: where, what was expected, what was found, and the key that was meant."""

import pytest

from innverse.study.inputs import StudyInputs
from innverse.study.reading import StudyError, parse_study, read_study

PROBLEM = """
[problem]
simulator = "model.py:forward"
[problem.prior.b1]
distribution = "Uniform"
low = 0.0
high = 1.0
unit = "m"
[problem.measurements]
prefix = "y"
count = 3
"""
SIMULATED = PROBLEM + "[data]\nsimulations = 1000\n"


def test_a_whole_study_is_read():
    study = parse_study(
        SIMULATED + "[method]\nname = 'INN'\n[method.objective]\nname = 'Bidirectional'\n[training]\nepochs = 3"
    )
    assert study.problem is not None and study.problem.measurements is not None
    assert study.problem.prior["b1"].arguments == {"low": 0.0, "high": 1.0}
    assert study.problem.measurements.column_names == ["y1", "y2", "y3"]
    assert study.method == {"name": "INN", "objective": {"name": "Bidirectional"}}
    assert study.training == {"epochs": 3}


def test_a_mark_that_editors_under_windows_write_is_no_text(tmp_path):
    (tmp_path / "study.toml").write_bytes(b"\xef\xbb\xbf" + SIMULATED.encode())
    study = read_study(tmp_path / "study.toml")
    assert study == parse_study(SIMULATED)
    StudyInputs("\ufeff" + SIMULATED, study, {}).check_same(SIMULATED, {})
    StudyInputs(SIMULATED, study, {}).check_same("\ufeff" + SIMULATED, {})


def test_whole_numbers_are_numbers():
    study = parse_study(SIMULATED + "held_out = 400\n[observation]\nvalues = [1, 2, 3.5]")
    assert study.data.held_out == 400 and isinstance(study.data.held_out, int)
    assert study.observation is not None and study.observation.values == [1.0, 2.0, 3.5]


@pytest.mark.parametrize(("written", "value"), [("1.5", 1.5), ("2", 2.0), ("'red'", "red"), ("[1.5]", [1.5])])
def test_an_observation_may_be_a_number_or_a_name(written, value):
    study = parse_study(SIMULATED + f"[observation]\nvalues = {written}")
    assert study.observation is not None and study.observation.values == value


def test_a_table_of_runs_needs_no_problem():
    study = parse_study("[data]\npath = 'runs.csv'\nx = ['a']\ny = 'kind'\nbounds.a = [0, 1]\nunits.a = 'm'")
    assert study.data.bounds == {"a": (0.0, 1.0)}
    assert study.data.y == "kind"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[data", "trial.toml: expected TOML, got a syntax error"),
        ("[dta]\nsimulations = 1", "trial.toml key: expected one of 'study', .* got 'dta'; did you mean 'data'"),
        (SIMULATED + "[study]\nsed = 1", r"trial.toml, \[study\] key: .* got 'sed'; did you mean 'seed'"),
        (SIMULATED + "[study]\nseed = 'one'", r"trial.toml, \[study\] seed: expected .*integer.*, got 'one'"),
        (SIMULATED + "[observation]\nvalues = true", r"trial.toml, \[observation\] values: expected .*, got True"),
        (SIMULATED + "[study]\nseed = true", r"\[study\] seed: expected an integer, got True"),
        (SIMULATED + f"[study]\nseed = {1 << 32}", r"\[study\] seed: expected .* 4294967296"),
        (SIMULATED.replace("1000", "'1000'"), r"\[data\] simulations: expected an integer, got '1000'"),
        (SIMULATED + "held_out = true", r"\[data\] held_out: expected .*, got True"),
        (SIMULATED + "held_out = '0.1'", r"\[data\] held_out: expected a number, got '0.1'"),
        (SIMULATED.replace("count = 3", "count = 3\nclasses = 'no'"), "classes: expected true or false, got 'no'"),
        (SIMULATED + "[observation]\nvalues = {y1 = '1', y2 = 2}", r"\[observation\] values: expected a number, got"),
        (SIMULATED + "[observation]\nvalues = [1, true, 2]", r"\[observation\] values: expected a number, got"),
        (SIMULATED + "[observation]\nvalues = {'flux[mJy]' = []}", r"\[observation.values\] flux\[mJy\]: expected"),
        (SIMULATED + "[observation]\nvalues = {int = []}", r"\[observation.values\] int: expected"),
        (SIMULATED.replace("1000", "0"), r"\[data\] simulations: expected at least 1, got 0"),
        (SIMULATED.replace("1000", "'many'"), r"\[data\] simulations: expected an integer, got 'many'"),
        (SIMULATED.replace("1000", "400.5"), r"\[data\] simulations: expected an integer, got 400.5"),
        (SIMULATED.replace("[problem.prior.b1]", "[problem.prior]\nb = 3\n[problem.prior.b1]"), "b: expected a sec"),
        (SIMULATED.replace('prefix = "y"\ncount = 3', "names = []"), "names: expected at least 1 of them, got "),
        (SIMULATED.replace('prefix = "y"\ncount = 3', "names = [1]"), "names. 0: expected text in quotation"),
        (SIMULATED.replace("count = 3", "count = 3\nbounds.y1 = [0.0]"), "expected more entries in this list"),
        (PROBLEM, r"trial.toml: expected a section \[data\], got none"),
        (SIMULATED + "drop_invalid = True", "; text stands in quotation marks, true and false are lower case"),
        (SIMULATED + "[observation]\nvalues = [1, [], 2]", r"\[observation.values\] 1: expected"),
        (SIMULATED + "[reference]\nname = 'x'\n[reference.values.'a[m]']\nsd = 1", r"a\[m\]\]: expected the key"),
        (SIMULATED + "[reference]\nname = 'x'\n[reference.values.b1]\nvalu = 1", "did you mean 'value'"),
        (SIMULATED + "[reference]\nname = 'x'\n[reference.values.b]\nsd = 1", r"values.b\]: expected the key 'value'"),
        (SIMULATED + "[answer]\ndraws = 19", r"trial.toml, \[answer\] draws: expected .*20.*, got 19"),
        (SIMULATED + "path = 'runs.csv'", r"\[data\]: expected exactly one of the keys simulations and path, got"),
        (SIMULATED + "x = ['b1']", "only beside path"),
        ("[data]\nsimulations = 10", r"expected a \[problem\] to simulate"),
        ("[data]\npath = 'runs.csv'", r"expected x and y"),
        ("[problem]\nbuiltin = 'a'\nsimulator = 'a.py:f'\n[data]\nsimulations = 1", "exactly one of the keys builtin"),
        ("[problem]\nsimulator = 'a.py:f'\n[data]\nsimulations = 1", r"expected \[problem.prior.NAME\]"),
        (SIMULATED.replace("count = 3", ""), "expected prefix and count together"),
        (SIMULATED.replace("count = 3", "count = 3\nlabels = ['a']"), "expected 3 labels, one a measurement, got 1"),
    ],
)  # fmt: skip
def test_mistakes_are_named(text, message):
    with pytest.raises(StudyError, match=message):
        parse_study(text, "trial.toml")


def test_every_mistake_is_listed_once():
    with pytest.raises(StudyError) as error:
        parse_study(SIMULATED + "held_out = 'some'\n[answer]\ndraws = 0")
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    assert "[data] held_out" in lines[0] and "[answer] draws" in lines[1]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"study file: expected a TOML file, got .*nowhere\.toml"):
        read_study(tmp_path / "nowhere.toml")
