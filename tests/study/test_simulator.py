"""A simulator is found by its file and its name."""

import pytest

from innverse.study.simulator import load_simulator


def test_function_of_a_file_with_a_neighbour(tmp_path):
    (tmp_path / "neighbour_of_model.py").write_text("FACTOR = 3\n")
    (tmp_path / "model.py").write_text(
        "from neighbour_of_model import FACTOR\ndef forward(x):\n    return FACTOR * x\n"
    )
    assert load_simulator("model.py:forward", tmp_path)(2) == 6


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("model.forward", "expected 'FILE.py:FUNCTION', got 'model.forward'"),
        ("model.py:forwrad", r"expected a function of model.py .'forward'., got 'forwrad'; did you mean 'forward'"),
        ("broken.py:forward", "expected a file that runs, got ZeroDivisionError in broken.py"),
    ],
)
def test_mistakes_are_named(tmp_path, reference, message):
    (tmp_path / "model.py").write_text("def forward(x):\n    return x\n")
    (tmp_path / "broken.py").write_text("1 / 0\n")
    with pytest.raises(ValueError, match=message):
        load_simulator(reference, tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="expected a file beside the study file"):
        load_simulator("model.py:forward", tmp_path)
