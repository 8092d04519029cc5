from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from innverse.data import Pairs, observation, observations
from innverse.data.observation import one_or_many
from innverse.problems import Column

TWO = (Column("length"), Column("mass"))
ONE = (Column("length"),)
COLOURS = (Column("blue"), Column("red"))


@pytest.mark.parametrize(
    "y",
    [
        [1, 2],
        (1.0, 2.0),
        np.array([[1, 2]], dtype=np.float32),
        {"mass": 2, "length": 1},
        pd.Series({"mass": 2, "length": 1}),
        pd.Series([1, 2]),
        pd.DataFrame({"mass": [2], "other": ["text"], "length": [1]}),
        pd.DataFrame({"mass": [0, 2], "other": [1, 2], "length": [0, 1]}).iloc[1],
        pd.DataFrame({"mass": [0, 2], "length": [0, 1]}).iloc[[1]],
    ],
    ids=lambda y: type(y).__name__,
)
def test_one_measurement_in_any_form(y):
    found = observation(y, TWO)
    assert found.dtype == np.float64 and found.tolist() == [1.0, 2.0]


def test_one_number():
    assert observation(3, ONE).tolist() == [3.0]
    assert observation([3], ONE).tolist() == [3.0]


@pytest.mark.parametrize("y", ["red", [0, 1], {"red": 1, "blue": 0}])
def test_a_class(y):
    assert observation(y, COLOURS, classes=True).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([1, 2, 3], r"y: expected 2 measurements \('length', 'mass'\), got shape \(3,\)"),
        (1.0, r"y: expected 2 measurements \('length', 'mass'\), got 1\.0"),
        ([[1, 2], [3, 4]], r"got shape \(2, 2\)"),
        ([1, np.nan], "y: expected finite numbers, got NaN or infinity in 'mass'$"),
        ([np.inf, np.nan], "got NaN or infinity in 'length', 'mass'"),
        ({"length": 1}, "y: expected 'length', 'mass', got no 'mass'"),
        ({"length": 1, "masss": 1}, "y: expected one of 'length', 'mass', got 'masss'; did you mean 'mass'"),
        (pd.Series({"length": 1, "masss": 1}), "got no 'mass' among 'length', 'masss'; did you mean 'masss'"),
        (pd.DataFrame({"length": [1]}), "y: expected 'length', 'mass', got no 'mass' among 'length'"),
        (pd.DataFrame({"length": [1, 2], "mass": [1, 2]}), "y: expected one row, got a DataFrame of 2"),
        ("red", "y: expected numbers, got 'red'; of a CSV file give what `pandas.read_csv` makes of it"),
        (Path("y.csv"), "y: expected numbers, got 'y.csv'; of a CSV file"),
        (["one", "two"], r"y: expected numbers, got \['one', 'two'\]: 'one' is no number$"),
        (None, "y: expected"),
    ],
)
def test_mistakes_are_named(y, message):
    with pytest.raises(ValueError, match=message):
        observation(y, TWO)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ("rod", "class: expected one of 'blue', 'red', got 'rod'; did you mean 'red'"),
        ([0.5, 0.5], r"y: expected one-hot class indicators, got 1 other rows, such as \[0\.5, 0\.5\]"),
        ([1, 1], "expected one-hot"),
    ],
)
def test_classes_that_do_not_exist(y, message):
    with pytest.raises(ValueError, match=message):
        observation(y, COLOURS, classes=True)


@pytest.mark.parametrize(
    "y",
    [
        [[1, 2], [3, 4]],
        pd.DataFrame({"mass": [2, 4], "other": ["a", "b"], "length": [1, 3]}),
    ],
    ids=lambda y: type(y).__name__,
)
def test_many_measurements(y):
    assert observations(y, TWO).tolist() == [[1, 2], [3, 4]]


def test_many_of_one_measurement_and_many_classes():
    assert observations([1, 2, 3], ONE).shape == (3, 1)
    assert observations(["red", "blue"], COLOURS, classes=True).tolist() == [[0, 1], [1, 0]]
    assert observations(np.eye(2), COLOURS, classes=True).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([1, 2], r"y: expected shape \(n, 2\), a row for every observation, got \(2,\)"),
        ([[1, 2, 3]], r"got \(1, 3\)"),
        ([[1, 2], [np.nan, 4], [np.nan, 5]], r"NaN or infinity in 'length' \(2 of 3 rows\)"),
    ],
)
def test_mistakes_in_many_are_named(y, message):
    with pytest.raises(ValueError, match=message):
        observations(y, TWO)


@pytest.mark.parametrize("y", [5, 5.0, np.float64(5), np.array(5.0)], ids=lambda y: type(y).__name__)
def test_a_number_by_itself_is_one_y(y):
    """As to a posterior."""
    assert one_or_many(y, ONE).tolist() == [[5.0]]


def test_a_series_whose_labels_are_no_measurements_is_many():
    """A column of a table with names for its rows."""
    fluxes = pd.Series([1.0, 2.0, 3.0], index=["NGC 1", "NGC 2", "NGC 3"])
    assert one_or_many(fluxes, ONE).tolist() == [[1.0], [2.0], [3.0]]
    assert one_or_many(pd.Series({"length": 1.0, "note": 2.0}), ONE).tolist() == [[1.0]]
    kinds = pd.Series(["red", "blue"], index=["NGC 1", "NGC 2"])
    assert one_or_many(kinds, COLOURS, classes=True).tolist() == [[0, 1], [1, 0]]
    with pytest.raises(ValueError, match="got no 'mass' among 'length', 'masss'; did you mean 'masss'"):
        one_or_many(pd.Series({"length": 1, "masss": 1}), TWO)


@pytest.mark.parametrize("names", [("blue", "red"), ("1", "2"), ("class", "red")])
def test_a_table_of_pairs_tells_the_classes(names):
    pairs = Pairs.from_arrays([1.0, 2.0, 3.0], np.eye(2)[[1, 0, 1]], measurements=names, classes=True)
    columns, frame = pairs.measurements, pairs.to_frame()
    assert observations(frame, columns, classes=True).tolist() == pairs.y.tolist()
    assert one_or_many(frame, columns, classes=True).tolist() == pairs.y.tolist()
    for one in (frame.iloc[[0]], frame.iloc[0], {"class": names[1]}):
        assert observation(one, columns, classes=True).tolist() == [0.0, 1.0]
    if names[0] == "1":  # as a CSV file gives them back
        assert observations(frame.assign(**{"class": [2, 1, 2]}), columns, classes=True).tolist() == pairs.y.tolist()
        assert observation(pd.Series({"x1": 1.0, "class": 2.0}), columns, classes=True).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "y",
    [
        {"colour": "red"},
        pd.Series({"size": 1.0, "colour": "red"}),
        pd.DataFrame({"colour": ["red"]}),
        pd.DataFrame({"size": [1.0], "object": ["NGC 1"], "colour": pd.Categorical(["red"])}),
        ["red"],
        np.array(["red"]),
        pd.Series(["red"]),
    ],
    ids=lambda y: type(y).__name__,
)
def test_a_class_is_taken_under_the_name_that_its_column_had(y):
    """Pairs call it `class`; the user's table called it something else."""
    assert observation(y, COLOURS, classes=True).tolist() == [0.0, 1.0]
    assert one_or_many(y, COLOURS, classes=True).tolist() == [[0.0, 1.0]]


def test_classes_of_many_are_taken_under_the_name_that_their_column_had():
    table = pd.DataFrame({"object": ["NGC 1", "NGC 2"], "size": [1.0, 2.0], "colour": ["red", "blue"]})
    assert observations(table, COLOURS, classes=True).tolist() == [[0, 1], [1, 0]]
    assert observations(table[["colour"]], COLOURS, classes=True).tolist() == [[0, 1], [1, 0]]
    seen = pd.DataFrame({"seen": [True, False]})
    assert observations(seen, (Column("False"), Column("True")), classes=True).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ({"colour": "rod"}, "class: expected one of 'blue', 'red', got 'rod'; did you mean 'red'"),
        (pd.DataFrame({"colour": ["rod"]}), "class: expected one of 'blue', 'red', got 'rod'; did you mean 'red'"),
        ({"colour": "red", "size": 1.0}, "y: expected one of 'colour', got 'size'"),
        (["red", "blue"], "y: expected the name of one class, got 'red', 'blue'; take one of them"),
        (pd.DataFrame({"colour": ["red", "blue"]}), "y: expected one row, got a DataFrame of 2; take one of them"),
        (1, "y: expected one class, such as 'blue', or an indicator for each of 'blue', 'red', got 1"),
        (None, "y: expected one class, such as 'blue', or .*, got None"),
        ({"red": 1}, "y: expected 'blue', 'red', got no 'blue' among 'red'"),
        (pd.DataFrame({"size": [1.0]}), "y: expected 'blue', 'red', got no 'blue', 'red' among 'size'"),
    ],
    ids=str,
)
def test_mistakes_in_a_class_are_told(y, message):
    with pytest.raises(ValueError, match=message):
        observation(y, COLOURS, classes=True)


def test_a_class_of_a_table_that_does_not_exist_is_told():
    with pytest.raises(ValueError, match="class: expected one of 'blue', 'red', got 'rod'; did you mean 'red'"):
        observation({"class": "rod"}, COLOURS, classes=True)
    with pytest.raises(ValueError, match="y: expected one of 'class', got 'size'"):
        observation({"class": "red", "size": 1.0}, COLOURS, classes=True)
