"""A simulator is found by its file and its name."""

import os
import shutil
import sys

import pytest

from innverse.study.simulator import load_simulator


def test_function_of_a_file_with_a_neighbour(tmp_path):
    (tmp_path / "neighbour_of_model.py").write_text("FACTOR = 3\n")
    (tmp_path / "model.py").write_text(
        "from neighbour_of_model import FACTOR\ndef forward(x):\n    return FACTOR * x\n"
    )
    assert load_simulator("model.py:forward", tmp_path)(2) == 6


FILES = {
    "a dataclass": """
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Unit:
    factor: float = 3.0
def forward(x):
    return Unit().factor * x
""",
    "worker processes": """
from multiprocessing import get_context
def three_times(x):
    return 3 * x
def forward(x):
    with get_context("spawn").Pool(1) as pool:
        return pool.map(three_times, [x])[0]
""",
    "a neighbour that is imported late": """
def forward(x):
    from late_neighbour import FACTOR
    return FACTOR * x
""",
}


@pytest.mark.parametrize("kind", FILES)
def test_ordinary_python_runs(tmp_path, kind):
    (tmp_path / "late_neighbour.py").write_text("FACTOR = 3\n")
    (tmp_path / "ordinary_simulator.py").write_text(FILES[kind])
    assert load_simulator("ordinary_simulator.py:forward", tmp_path)(2) == 6


def test_a_file_with_the_name_of_a_library_hides_nothing(tmp_path):
    import json

    (tmp_path / "json.py").write_text("def forward(x):\n    return 3 * x\n")
    assert load_simulator("json.py:forward", tmp_path)(2) == 6
    assert sys.modules["json"] is json


def test_another_study_s_file_of_the_same_name_is_another(tmp_path):
    for factor in (2, 3):
        folder = tmp_path / str(factor)
        folder.mkdir()
        (folder / "same_name.py").write_text(f"def forward(x):\n    return {factor} * x\n")
        assert load_simulator("same_name.py:forward", folder)(1) == factor


@pytest.mark.parametrize("late", [False, True])
def test_another_study_s_neighbours_are_its_own(tmp_path, late):
    for factor in (2, 3):
        folder = tmp_path / str(factor)
        (folder / "same_package").mkdir(parents=True)
        (folder / "same_neighbour.py").write_text(f"FACTOR = {factor}\n")
        (folder / "same_package" / "__init__.py").write_text(f"OFFSET = {factor}\n")
        imports = "import same_neighbour, same_package"
        (folder / "asks_neighbours.py").write_text(
            f"{'' if late else imports}\n"
            f"def forward(x):\n    {imports if late else 'pass'}\n"
            "    return same_neighbour.FACTOR * x + same_package.OFFSET\n"
        )
        assert load_simulator("asks_neighbours.py:forward", folder)(1) == 2 * factor


def test_a_neighbour_is_the_same_module_when_its_study_is_run_again(tmp_path):
    """Worker processes would not find what another module of that name made."""
    (tmp_path / "kept_neighbour.py").write_text("def three():\n    return 3\n")
    (tmp_path / "asks_again.py").write_text(
        "import kept_neighbour\ndef forward(x):\n    return kept_neighbour.three() * x\n"
    )
    load_simulator("asks_again.py:forward", tmp_path)
    before = sys.modules["kept_neighbour"]
    assert load_simulator("asks_again.py:forward", tmp_path)(1) == 3 and sys.modules["kept_neighbour"] is before


def test_a_simulator_may_have_the_name_of_another_study_s_neighbour(tmp_path):
    """It keeps it, by which worker processes find it."""
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    (first / "shared_name.py").write_text("FACTOR = 2\n")
    (first / "asks_shared.py").write_text("import shared_name\ndef forward(x):\n    return shared_name.FACTOR * x\n")
    (second / "shared_name.py").write_text("def forward(x):\n    return 3 * x\n")
    assert load_simulator("asks_shared.py:forward", first)(1) == 2
    found = load_simulator("shared_name.py:forward", second)
    assert found(1) == 3 and found.__module__ == "shared_name"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("model.forward", "expected 'FILE.py:FUNCTION', got 'model.forward'"),
        (
            "model.py:forwrad",
            r"expected a function of model.py .'forward'., got 'forwrad'; did you mean 'forward'",
        ),
        ("broken.py:forward", "expected a file that runs, got ZeroDivisionError in broken.py"),
        ("script.py:forward", r"got SystemExit in script.py: 0; take sys.exit or exit\(\) out of what runs on import"),
    ],
)
def test_mistakes_are_named(tmp_path, reference, message):
    (tmp_path / "model.py").write_text("def forward(x):\n    return x\n")
    (tmp_path / "broken.py").write_text("1 / 0\n")
    (tmp_path / "script.py").write_text("import sys\ndef forward(x):\n    return x\nsys.exit(0)\n")
    with pytest.raises(ValueError, match=message):
        load_simulator(reference, tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="expected a file beside the study file"):
        load_simulator("model.py:forward", tmp_path)


WANDERS = """
import os
from pathlib import Path
os.chdir(Path(__file__).parent)
def forward(x):
    if Path("factor.txt").exists():
        Path("work").mkdir()
        factor = int(Path("factor.txt").read_text())
        os.chdir("work")
        Path("again.txt").write_text(str(factor))
    return int(Path("again.txt").read_text()) * x
"""


def test_a_simulator_finds_the_working_directory_as_it_left_it_and_the_run_s_own_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "there"
    there.mkdir()
    (there / "wanders.py").write_text(WANDERS)
    (there / "factor.txt").write_text("3")
    forward = load_simulator("there/wanders.py:forward", tmp_path)
    assert os.getcwd() == str(tmp_path)
    assert [forward(2), forward(4)] == [6, 12] and os.getcwd() == str(tmp_path)
    shutil.rmtree(there)
    with pytest.raises(FileNotFoundError, match="again"):
        forward(2)
    assert os.getcwd() == str(tmp_path)
