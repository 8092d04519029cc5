"""Whatever a model is asked: draws that are finite, in shape and inside the support; or an error in words."""

import datetime
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import innverse as iv
from tests.model_file.rewriting import MODEL

pytestmark = pytest.mark.filterwarnings("ignore::innverse.UnfamiliarMeasurementWarning", "ignore:overflow enc")
FEW = settings(max_examples=25, deadline=datetime.timedelta(seconds=20), derandomize=True, database=None)
NUMBERS = st.sampled_from([0.0, 1.0, -1e300, 1e300, 1e-300, 1e40, 5e-324, np.nan, np.inf]) | st.floats()
NAMES = ("y1", "y2", "זמן")
N = 6


@pytest.fixture(scope="module")
def model():
    return iv.load(MODEL)


def lawful(draws):
    assert draws.shape[-2:] == (N, 2) and draws.dtype == float and np.isfinite(draws).all()
    assert ((draws[..., 0] > 0) & (draws[..., 0] < 2)).all()


@FEW
@given(st.tuples(NUMBERS, NUMBERS, NUMBERS), st.permutations(range(3)))
def test_any_numbers(model, values, order):
    frame = pd.DataFrame([values], columns=NAMES)[[NAMES[i] for i in order]]
    forms = (list(values), dict(zip(NAMES, values, strict=True)), frame)
    answers = []
    for form in forms:
        try:
            answers.append(model.posterior(form).sample(N))
        except ValueError as error:
            assert "expected" in str(error)
            answers.append(None)
    if answers[0] is None:
        assert answers == [None] * 3
    else:
        lawful(answers[0])
        assert all(np.array_equal(a, b) for a, b in itertools.pairwise(answers))


WRONG = {
    "nothing": [],
    "too few": [1.0, 2.0],
    "too many": [1.0] * 4,
    "rows": np.ones((2, 3)),
    "cube": np.ones((1, 1, 3)),
    "text": "red",
    "texts": ["a", "b", "c"],
    "complex": np.ones(3) * 1j,
    "a date": np.array(["2020"] * 3, "M8[D]"),
    "objects": np.array([object()] * 3),
    "nothing in it": [None, 1.0, 1.0],
    "a dictionary without one": {"y1": 1.0, "y2": 1.0},
    "a dictionary with one more": dict.fromkeys((*NAMES, "y4"), 1.0),
    "a dictionary of lists": {name: [1.0] for name in NAMES},
    "no rows": pd.DataFrame(columns=NAMES, dtype=float),
    "two rows": pd.DataFrame(np.ones((2, 3)), columns=NAMES),
    "a frame without one": pd.DataFrame({"y1": [1.0]}),
    "a frame of text": pd.DataFrame([["a"] * 3], columns=NAMES),
    "a frame with one twice": pd.DataFrame(np.ones((1, 4)), columns=[*NAMES, "y1"]),
    "below its bound": [-1.0, 0.0, 0.0],
    "an integer too large": [10**400, 1, 1],
    "a set": {1.0, 2.0},
    "none": None,
    "a function": len,
}


@pytest.mark.parametrize("y", WRONG.values(), ids=WRONG)
def test_a_wrong_measurement(model, y):
    with pytest.raises((ValueError, TypeError), match="expected"):
        model.posterior(y)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda m: m.sample([[1.0] * 3], 0), "n: expected a whole number of at least 1, got 0"),
        (lambda m: m.sample([[1.0] * 3], 2.5), r"n: expected a whole number, got 2\.5"),
        (lambda m: m.sample([[1.0] * 3], "3"), "n: expected a whole number, got '3'"),
        (lambda m: m.sample([[1.0] * 3], 2, seed=-1), "seed: expected a whole number of at least 0"),
        (lambda m: m.sample([[1.0] * 3], 2, seed=2**32), "seed: expected a whole number below 2.32"),
        (lambda m: m.sample([[1.0] * 3], 2, seed=None), "seed: expected a whole number, got None"),
        (lambda m: m.sample(np.zeros((0, 3)), 2), "y: expected at least one measurement, got none"),
        (
            lambda m: m.log_prob(np.ones((2, 2)), np.ones((3, 3))),
            "y: expected one measurement, or one for each of",
        ),
        (lambda m: m.log_prob([[1j, 0]], [[1.0] * 3]), "x: expected numbers, got .*complex"),
        (lambda m: m.log_prob([[1.0], [1.0, 2.0]], [[1.0] * 3]), "x: expected numbers"),
        (
            lambda m: m.log_prob(np.ma.masked_equal([[1.0, 0.5]], 0.5), [[1.0] * 3]),
            "x: expected finite numbers, got NaN",
        ),
        (lambda m: m.predict(np.ones((2, 2, 2))), r"x: expected shape \(n, 2\), a column for each parameter"),
        (lambda m: m.predict([["a", "b"]]), "x: expected numbers"),
    ],
)
def test_a_wrong_question(model, ask, message):
    with pytest.raises((ValueError, TypeError), match=message):
        ask(model)


def test_a_table_s_columns_are_found_by_name(model):
    names = [column.name for column in model.parameters]
    x = np.array([[0.3, 0.5], [0.4, 0.6]])
    told = pd.DataFrame(x, columns=names).assign(note="further columns are left aside")[[*names[::-1], "note"]]
    assert np.array_equal(model.predict(told), model.predict(x))
    assert np.array_equal(model.log_prob(told, [[1.0] * 3]), model.log_prob(x, [[1.0] * 3]))


def test_numpys_numbers_are_counts_and_seeds(model):
    y = np.array([[1.0, 1.0, 1.0]])
    assert np.array_equal(model.sample(y, np.int64(N), seed=np.uint8(3)), model.sample(y, N, seed=3))


def test_no_rows_have_no_answers(model):
    none = np.zeros((0, 2))
    assert model.predict(none).shape == (0, 3) and model.jacobian(none).shape == (0, 3, 2)
    assert model.log_prob(none, [[1.0] * 3]).shape == (0,)


def test_the_density_far_out_is_nothing(model):
    x = [[1.0, 1e12], [1.0, -1e40], [1.0, 1e300]]
    assert (model.log_prob(x, [[1.0, 1.0, 1.0]]) < -1e6).all()
    assert not np.isnan(model.predict(x)).any()
