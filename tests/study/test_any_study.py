"""Whatever a study file says: it is prepared, or refused in words that say where; nothing else ever ends a run."""

import datetime
import json
import os

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from innverse.study.preparation import prepare
from innverse.study.reading import parse_study
from tests.model_file.rewriting import places, replaced

FEW = settings(
    max_examples=60 * int(os.environ.get("INNVERSE_FUZZ", "1")),
    deadline=datetime.timedelta(seconds=5),
    derandomize="INNVERSE_FUZZ" not in os.environ,
    database=None,
)
SIMULATED = {
    "study": {"title": "Trial", "question": "Which?", "seed": 3},
    "problem": {
        "simulator": "model.py:forward",
        "prior": {
            "b1": {"distribution": "Uniform", "low": 0.0, "high": 2.0, "unit": "m", "label": "$b$"},
            "b2": {"distribution": "Normal", "loc": 0, "scale": 1.5},
        },
        "measurements": {"prefix": "y", "count": 2, "labels": ["one", "two"]},
    },
    "data": {"simulations": 1000, "held_out": 0.1},
    "method": {"name": "INN", "blocks": 2, "objective": {"name": "Bidirectional", "noise": {"y": 0.1}}},
    "training": {"epochs": 3, "members": 2, "clip": 1.0},
    "observation": {"values": {"y1": 1.0, "y2": 2.0}},
    "reference": {"name": "book", "values": {"b1": {"value": 1.0, "sd": 0.1}}},
    "check": {"measurements": 100, "draws": 50},
    "answer": {"draws": 500},
}
TABLE = {
    "data": {
        "path": "runs.csv",
        "x": ["a"],
        "y": ["b", "c"],
        "bounds": {"a": [0.0, 10.0]},
        "units": {"a": "m"},
        "labels": {"b": "length"},
        "drop_invalid": True,
    },
    "method": {"name": "ConditionalINN", "encoder": {"name": "MLPEncoder", "width": 8}, "elementwise": "Affine"},
    "observation": {"path": "observed.csv"},
}
BUILTIN = {"problem": {"builtin": "kinematics"}, "data": {"simulations": 100}, "training": {"held_out": 0.1}}
STUDIES = [SIMULATED, TABLE, BUILTIN]
PLACES = [(study, place) for study in STUDIES for place in places(study)]
ANY_VALUE = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        [10**30, -1, 0, 1e400, "kinematics", "INN", "Training", "Affine", "a", "b", "../x.csv", "\0", ":"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    (folder / "model.py").write_text("def forward(x):\n    return x\n")
    runs = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [0.0, 1.0, 2.0], "c": [4.0, 5.0, 7.0]})
    pd.concat([runs] * 20).to_csv(folder / "runs.csv")
    (folder / "observed.csv").write_text("b,c\n1.0,5.0\n")
    return folder


def toml(value):
    """A value as TOML has it, all in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return _text(value) if isinstance(value, str) else str(value).lower()


def _text(text):
    return json.dumps(text, ensure_ascii=False)


def written(study):
    return "\n".join(f"{_text(key)} = {toml(value)}" for key, value in study.items())


def prepared(text, folder):
    """Prepared, or refused in words."""
    try:
        prepare(parse_study(text, "trial.toml"), folder)
    except (ValueError, FileNotFoundError) as error:
        assert "expected" in str(error), error
        return str(error)
    return ""


@pytest.mark.parametrize("study", STUDIES, ids=["simulated", "table", "builtin"])
def test_the_studies_are_fine(study, folder):
    assert prepared(written(study), folder) == ""


@FEW
@given(st.sampled_from(PLACES), ANY_VALUE)
def test_any_value_anywhere(folder, place, value):
    study, path = place
    changed = replaced(study, path, value)
    prepared(written(changed) if isinstance(changed, dict) else toml(changed), folder)


@FEW
@given(st.sampled_from([(study, path) for study, path in PLACES if path]), st.text(max_size=6), st.booleans())
def test_any_key_anywhere(folder, place, name, also):
    """Renamed, or one more."""
    study, path = place
    parent = study
    for key in path[:-1]:
        parent = parent[key]
    if not isinstance(parent, dict):
        return
    renamed = {(key if also or key != path[-1] else name): value for key, value in parent.items()}
    changed = replaced(study, path[:-1], renamed | ({name: 1} if also else {}))
    prepared(written(changed), folder)


@FEW
@given(st.sampled_from(STUDIES), st.integers(0, 600), st.integers(0, 6), st.text(max_size=6))
def test_any_edit_of_the_text(folder, study, start, length, new):
    text = written(study)
    prepared(text[:start] + new + text[start + length :], folder)


WRONG = {
    "no text": b"\xff\xfe\x00[data]",
    "nested": b"a = " + b"[" * 100_000,
    "nested tables": b"a = " + b"{a = " * 5_000,
    "numbers without end": written(BUILTIN | {"study": {"seed": 10**30}}).encode(),
    "many draws": written(BUILTIN | {"answer": {"draws": 10**18}}).encode(),
    "many simulations": written(BUILTIN | {"data": {"simulations": 10**18}}).encode(),
    "many measurements": b"[data]\nsimulations = 1\n[problem]\nsimulator = 'a.py:f'\n[problem.prior.a]\n"
    b"distribution = 'Normal'\n[problem.measurements]\nprefix = 'y'\ncount = 1_000_000_000",
    "a training that is a method": written(BUILTIN | {"training": {"name": "INN"}}).encode(),
    "a method that is a training": written(BUILTIN | {"method": {"name": "Training"}}).encode(),
    "a column without a name": written(TABLE | {"data": TABLE["data"] | {"y": ["", "b"]}}).encode(),
}


@pytest.mark.parametrize("what", WRONG)
def test_on_the_command_line_too(what, folder):
    """Exit status 2, one message, no traceback, and nothing written."""
    from innverse.cli import app

    (folder / "trial.toml").write_bytes(WRONG[what])
    found = CliRunner().invoke(app, ["run", str(folder / "trial.toml"), "--out", str(folder / "out")])
    assert found.exit_code == 2, found.output
    assert found.output.startswith("error: ") and "expected" in found.output
    assert not (folder / "out").exists()
