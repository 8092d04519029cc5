"""Whatever a table or an array holds: pairs that are finite, in shape and inside their bounds; or an error in words."""

import datetime
import decimal
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from innverse.data import Pairs
from innverse.data.observation import observation, observations
from innverse.problems import Column

FEW = settings(max_examples=40, deadline=datetime.timedelta(seconds=5), derandomize=True, database=None)
ENDINGS = ["csv", "parquet", "npz"]
EXTREMES = [0.0, -0.0, 1e300, -1e300, 1e-300, 5e-324, 1e12, 1e-12, np.nan, np.inf, -np.inf, 10**400, 2**64]
CELLS = st.one_of(
    st.sampled_from(EXTREMES),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.text(max_size=4),
    st.decimals(allow_nan=False) | st.just(decimal.Decimal("NaN")),  # of a signalling NaN pandas cannot even speak
    st.sampled_from([pd.NA, pd.NaT, pd.Timestamp("2020"), 1j, b"1", [1], {}, (1, 2), np.float16(1), Path("a")]),
)
KINDS = ["i1", "u8", "f2", "f4", "f8", "?", "c16", "M8[D]", "m8[s]", "U3", "S2", "O", "g"]
A, B = Column("a", lower=0.0), Column("b", lower=-1.0, upper=1.0)


def lawful(pairs: Pairs, rows: int | None = None) -> Pairs:
    assert pairs.x.dtype == pairs.y.dtype == np.float64
    assert np.isfinite(pairs.x).all() and np.isfinite(pairs.y).all()
    assert pairs.x.shape == (len(pairs), pairs.dim_x) and pairs.y.shape == (len(pairs), pairs.dim_y)
    assert repr(pairs) and pairs.fingerprint()
    assert rows is None or len(pairs) == rows
    return pairs


def tried(make, *arguments, **options):
    """The result, or None where it was refused in words."""
    try:
        return make(*arguments, **options)
    except (ValueError, TypeError) as error:
        assert len(str(error)) > 20 and "expected" in str(error), error
        return None


ARRAYS = st.sampled_from(KINDS).flatmap(
    lambda kind: hnp.arrays(np.dtype(kind), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
)


@FEW
@given(ARRAYS, ARRAYS | st.lists(CELLS, max_size=4) | CELLS)
@pytest.mark.filterwarnings("ignore:overflow|invalid value|pairs. dropped")
def test_any_arrays(x, y):
    pairs = tried(Pairs.from_arrays, x, y)
    assert pairs is None or lawful(pairs, rows=len(x))
    pairs = tried(Pairs.from_arrays, x, y, drop_invalid=True)
    assert pairs is None or lawful(pairs)


@FEW
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.booleans(), st.sampled_from(["b", ["b"]]))
@pytest.mark.filterwarnings("ignore:overflow|pairs. dropped")
def test_any_cells_of_a_frame(rows, drop_invalid, y):
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=object, index=[0] * len(rows))
    for table in (frame, frame.infer_objects()):
        bounds = {"a": (-1e3, None)}
        pairs = tried(Pairs.from_table, table, x=["a"], y=y, bounds=bounds, drop_invalid=drop_invalid)
        assert pairs is None or lawful(pairs, rows=None if drop_invalid else len(rows)).x.min() > -1.001e3


FOUR = {
    "whole numbers that are nullable": pd.array([1, None, 3, 4], "Int64"),
    "truth values that are nullable": pd.array([True, None, True, False], "boolean"),
    "arrow": pd.array([1, 2, 3, 4], "int32[pyarrow]"),
    "arrow's text": pd.array(["1", "2", "x", "4"], "string[pyarrow]"),
    "arrow's truth values": pd.array([True, False, None, True], "bool[pyarrow]"),
    "decimals": [decimal.Decimal(text) for text in ("1.5", "NaN", "1e400", "3")],
    "categories of numbers": pd.Categorical([1, 2, 1, 2]),
    "categories of text": pd.Categorical(["a", "b", "a", None]),
    "days": pd.date_range("2020", periods=4),
    "durations": pd.to_timedelta([1, 2, 3, 4]),
    "intervals": pd.interval_range(0, 4),
    "sparse": pd.arrays.SparseArray([0, np.nan, 1, 2.0]),
    "complex": np.arange(4) * 1j,
    "lists": [[1], [2], [3], [4]],
    "whole numbers without end": [10**400, 1, 2, 3],
    "nothing": [None] * 4,
    "magnitudes": [1e300, -1e300, 1e-300, 5e-324],
    "extended precision": np.arange(4, dtype=np.longdouble),
}


@pytest.mark.parametrize("kind", FOUR)
@pytest.mark.filterwarnings("ignore:pairs. dropped")
def test_any_kind_of_column(kind, tmp_path):
    frame = pd.DataFrame({"a": FOUR[kind], "b": [1.0, 2.0, 3.0, 4.0]})
    frame.to_csv(tmp_path / "t.csv", index=False)
    for source in (frame, tmp_path / "t.csv"):
        for x, y in ((["a"], ["b"]), (["b"], ["a"]), (["b"], "a")):
            for drop_invalid in (False, True):
                pairs = tried(Pairs.from_table, source, x=x, y=y, drop_invalid=drop_invalid)
                assert pairs is None or lawful(pairs)


def test_truth_values_are_classes_even_where_some_are_missing(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,True\n2,\n3,False\n")
    with pytest.warns(UserWarning, match="dropped 1 of 3 rows"):
        pairs = Pairs.from_table(tmp_path / "t.csv", x=["a"], y="b", drop_invalid=True)
    assert pairs.classes and [column.name for column in pairs.measurements] == ["False", "True"]


def test_a_complex_number_among_others_is_none():
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": np.array([1.0, 1j], object)})
    with pytest.raises(ValueError, match="column 'b': expected numbers, got 1j in row 1"):
        Pairs.from_table(frame, x=["a"], y=["b"])


def test_lists_are_no_classes():
    with pytest.raises(ValueError, match=r"column 'b': expected numbers or class names, got \[1\]"):
        Pairs.from_table(pd.DataFrame({"a": [1.0], "b": [[1]]}), x=["a"], y="b")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([1j]), "x: expected numbers, got .*complex128"),
        (np.array(["2020-01-01"], "M8[D]"), "x: expected numbers, got .*datetime64"),
        ([10**400], "x: expected numbers, got .*too large"),
        (3.0, r"x: expected rows of numbers, got the single number 3\.0"),
        ([[1.0], [1.0, 2.0]], "x: expected numbers"),
    ],
)
def test_what_is_no_number_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        Pairs.from_arrays(values, [1.0])


def test_masked_values_are_missing():
    with pytest.raises(ValueError, match="1 of 2 rows with NaN"):
        Pairs.from_arrays(np.ma.masked_equal([1.0, 2.0], 2.0), [1.0, 2.0])


@pytest.mark.parametrize("together", [list, tuple])
def test_masked_values_in_a_list_of_rows_are_missing(together):
    rows = together([np.ma.masked_equal([1.0, -99.0], -99.0), np.array([3.0, 4.0])])
    with pytest.raises(ValueError, match="1 of 2 rows with NaN"):
        Pairs.from_arrays(rows, [1.0, 2.0])


def test_columns_that_are_numbered_are_found_by_their_number_as_text():
    frame = pd.DataFrame(np.arange(4.0).reshape(2, 2))
    assert Pairs.from_table(frame, x=["0"], y=["1"]).y.tolist() == [[1.0], [3.0]]
    with pytest.raises(TypeError, match="x: expected names of columns as text, got 0; write '0'"):
        Pairs.from_table(frame, x=[0], y=["1"])


NAMES = [
    "länge",
    "速度 🚀",
    "طول",
    "x'; DROP TABLE runs; --",
    "<script>alert(1)</script>",
    'with "quotes", commas',
    "two\nlines",
    "file",
    "allow_pickle",
    "a/b.npy",
    "nan",
    "=1+1",
    "1e5",
]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", NAMES)
def test_names_survive(name, ending, tmp_path):
    pairs = Pairs.from_arrays([[1.0], [2.5]], [3.0, 1e-300], parameters=[name], measurements=["y"])
    pairs.to_table(tmp_path / f"t.{ending}")
    back = Pairs.from_table(tmp_path / f"t.{ending}", x=[name], y=["y"])
    assert back.fingerprint() == pairs.fingerprint()


@FEW
@given(st.lists(st.text(max_size=6), min_size=2, max_size=3, unique=True), st.sampled_from(ENDINGS))
def test_any_names(names, ending):
    """Written and read back the same, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path, rows = Path(folder) / f"t.{ending}", np.arange(2.0 * len(names)).reshape(2, -1)
        pairs = tried(Pairs.from_arrays, rows[:, :1], rows[:, 1:], parameters=names[:1], measurements=names[1:])
        if pairs is None:
            return
        pairs.to_table(path)
        back = tried(Pairs.from_table, path, x=names[:1], y=names[1:])
        assert back is None or back.fingerprint() == pairs.fingerprint()


@FEW
@given(hnp.arrays(float, (2, 2), elements=st.floats(allow_nan=False, allow_infinity=False)), st.sampled_from(ENDINGS))
def test_any_numbers_survive(rows, ending):
    with tempfile.TemporaryDirectory() as folder:
        pairs = Pairs.from_arrays(rows[:, :1], rows[:, 1:])
        pairs.to_table(Path(folder) / f"t.{ending}")
        back = Pairs.from_table(Path(folder) / f"t.{ending}", x=["x1"], y=["y1"])
        assert np.allclose(back.x, pairs.x, rtol=1e-15, atol=0) and np.allclose(back.y, pairs.y, rtol=1e-15, atol=0)


ANY_Y = st.one_of(
    ARRAYS,
    CELLS,
    st.lists(CELLS, max_size=3),
    st.lists(st.lists(CELLS, max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["a", "b", "c", ""]), CELLS, max_size=3),
    st.dictionaries(st.sampled_from(["a", "b", "c"]), CELLS, max_size=3).map(lambda row: pd.Series(row, dtype=object)),
    st.lists(st.fixed_dictionaries({"b": CELLS, "a": CELLS}), max_size=2).map(pd.DataFrame),
)


@FEW
@given(ANY_Y, st.booleans())
@pytest.mark.filterwarnings("ignore:overflow|invalid value")
def test_any_observation(y, classes):
    columns = (Column("a"), Column("b")) if classes else (A, B)
    one, many = tried(observation, y, columns, classes), tried(observations, y, columns, classes)
    assert one is None or (one.shape == (2,) and one.dtype == float and np.isfinite(one).all())
    assert many is None or (many.shape == (len(many), 2) and many.dtype == float and np.isfinite(many).all())
    for found in (one, many):
        assert found is None or classes or ((found[..., 1] <= 1.001).all() and (found[..., 0] >= -1e-6).all())


def test_columns_in_another_order_are_put_right():
    frame = pd.DataFrame({"b": [0.5], "other": ["text"], "a": [2.0]})
    assert observation(frame, (A, B)).tolist() == [2.0, 0.5]
    assert observations(frame, (A, B)).tolist() == [[2.0, 0.5]]
    assert observations(frame[:0], (A, B)).shape == (0, 2)
