"""One measured y from a CSV file: wide, long or a plain column."""

from types import SimpleNamespace

import numpy as np
import pytest

from innverse.problems.column import Column
from innverse.study.kept_inputs import keep_inputs
from innverse.study.observed import read_observation
from innverse.study.run_directory import RunDirectory

ABC = (Column("a"), Column("b"), Column("c"))


def read(tmp_path, text, measurements=ABC, classes=False):
    (tmp_path / "observed.csv").write_text(text)
    return read_observation(tmp_path / "observed.csv", measurements, classes)


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2,3\n",
        "c,note,a,b\n3,today,1,2\n",
        "measurement,value\nb,2\na,1\nc,3\n",
        "measurement, value\nb, 2\na, 1\nc, 3\n",
        "volume\n1\n2\n3\n",
        "a ,b, c\n1,2,3\n",
        "note,note,a,b,c\nto,day,1,2,3\n",
        "a,b,c\n1,2,3,\n",
    ],
)
def test_layouts(tmp_path, text):
    assert np.array_equal(read(tmp_path, text), [1.0, 2.0, 3.0])


def test_error_bars_beside_a_measurement_are_told(tmp_path):
    with pytest.warns(UserWarning, match="'a_err' left aside"):
        assert np.array_equal(read(tmp_path, "a,a_err,b,c\n1,0.1,2,3\n"), [1.0, 2.0, 3.0])


def test_error_bars_in_a_column_of_their_own_are_told(tmp_path):
    with pytest.warns(UserWarning, match="'error' left aside"):
        long = read(tmp_path, "measurement,value,error,note\nb,2,.1,x\na,1,.2,y\nc,3,.1,z\n")
    assert np.array_equal(long, [1.0, 2.0, 3.0])


def test_a_single_measurement_under_any_header(tmp_path):
    assert np.array_equal(read(tmp_path, "height\n1.5\n", (Column("y"),)), [1.5])


def test_a_decimal_comma_is_not_taken_for_the_next_field(tmp_path):
    with pytest.raises(ValueError, match="expected as many fields in every row as in the header"):
        read(tmp_path, "height\n1,5\n", (Column("height"),))


@pytest.mark.parametrize(
    "text", ["kind,object\nb,NGC 1\n", "class,note\nb,good\n", "measurement,value\nkind,b\n", "a,b,c\n0,1,0\n"]
)
def test_a_class_in_a_row_of_a_table(tmp_path, text):
    assert np.array_equal(read(tmp_path, text, ABC, classes=True), [0.0, 1.0, 0.0])


def test_a_class_that_does_not_exist_is_told_with_the_closest_one(tmp_path):
    kinds = (Column("setosa"), Column("virginica"))
    with pytest.raises(ValueError, match=r"one of 'setosa', 'virginica', got 'NGC 1', 'setossa' .*; did you mean 'set"):
        read(tmp_path, "object,kind\nNGC 1,setossa\n", kinds, classes=True)
    with pytest.raises(ValueError, match="class: expected one of 'setosa', 'virginica', got 'setossa'; did you mean"):
        read(tmp_path, "kind\nsetossa\n", kinds, classes=True)


def test_a_class_by_name(tmp_path):
    assert np.array_equal(read(tmp_path, "kind\nb\n", ABC, classes=True), [0.0, 1.0, 0.0])


@pytest.mark.parametrize("name", ["None", "NA"])
def test_a_class_whose_name_elsewhere_means_missing(tmp_path, name):
    assert read(tmp_path, f"kind\n{name}\n", (Column("Mild"), Column(name)), classes=True).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "text", ["kind\n02\n", "1,02,3\n0,1,0\n", "measurement,value\n02,1\n1,0\n3,0\n", "k\n0\n1\n0\n"]
)
def test_classes_whose_names_are_digits(tmp_path, text):
    measurements = (Column("1"), Column("02"), Column("3"))
    assert np.array_equal(read(tmp_path, text, measurements, classes=True), [0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", r"observation: .* 'c' missing"),
        (
            "a,b,c\n1,2,3\n4,5,6\n",
            "expected one row with the columns 'a', 'b', 'c', .* got 2 rows of 'a', 'b', 'c'",
        ),
        ("measurement,value\na,1\nb,2\n", "y: expected 'a', 'b', 'c', got no 'c'"),
        (
            "measurement,value\na,1\na,2\nb,3\n",
            "observed.csv: expected every name once, got 'a' more than once",
        ),
        ("1\n2\n3\n", "one column under a header with 3 rows, got 2 rows"),
        ("volume\n1\n2\n", "got 2 rows of 'volume' in observed.csv"),
        ("a,b,c\n1,,3\n", "y: expected finite numbers, got NaN or infinity in 'b'"),
        ("a,b,c\n1,much,3\n", r"y: expected numbers, got \[1, 'much', 3\]"),
        ("", "observation: expected a CSV file with a header line, got observed.csv"),
        ("a,b,c\n1,5,2,5,3,5\n", "observation: expected as many fields in every row as in the header, got more"),
        ("volume\n1,5\n2,5\n3,7\n", "got more in observed.csv; .* is a decimal point written as a comma"),
        ("a,b,c\n9,1,2,3\n", "does a column of row numbers lack its name"),
        ("a,a,b,c\n1,2,3,4\n", "columns of observed.csv: expected every name once, got 'a' more than once"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, text)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="observation: expected a CSV file"):
        read_observation(tmp_path / "nowhere.csv", ABC)


@pytest.mark.parametrize(("classes", "observed"), [(False, [0.1 + 0.2, -1e-300]), (True, [0.0, 1.0])])
def test_what_a_run_keeps_of_an_observation_is_read_as_the_same(classes, observed, tmp_path):
    columns = (Column("a, b"), Column("2"))
    preparation = SimpleNamespace(observed=np.array(observed), measurements=columns, classes=classes)
    directory = RunDirectory(tmp_path)
    keep_inputs(preparation, SimpleNamespace(directory=directory, asked=SimpleNamespace(simulator=None)))
    assert read_observation(directory.observed, columns, classes).tolist() == observed
