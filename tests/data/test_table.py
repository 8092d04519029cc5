import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from innverse.data import Pairs, observation, observations, parameter_rows, simulate
from innverse.data.files import table_format
from innverse.problems import Column, GaussianMixture

RUNS = pd.DataFrame(
    {
        "height": [0.1, 0.2, 0.3],
        "count": [1, 2, 3],
        "note": ["x", "y", "z"],
        "volume": [5.0, 6.0, 7.0],
        "kind": ["red", "blue", "red"],
    }
)
ENDINGS = ["csv", "parquet", "pq", "npz"]


def read(source, x=("height", "count"), y=("volume",), **more):
    return Pairs.from_table(source, x=x, y=y, **more)


def written(tmp_path, ending, frame=RUNS):
    path = tmp_path / f"runs.{ending}"
    if ending == "csv":
        frame.to_csv(path, index=False)
    elif ending == "npz":
        np.savez(
            path, **{name: frame[name].to_numpy(None if frame[name].dtype.kind in "if" else str) for name in frame}
        )
    else:
        frame.to_parquet(path)
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_gives_the_same_pairs(tmp_path, ending):
    path = written(tmp_path, ending)
    for source in (path, str(path), RUNS):
        made = read(source, bounds={"height": (0, None)}, units={"height": "m"})
        assert made.x.tolist() == [[0.1, 1], [0.2, 2], [0.3, 3]]
        assert made.y.tolist() == [[5], [6], [7]]
        assert made.parameters == (Column("height", unit="m", lower=0), Column("count"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_columns_come_in_the_order_that_was_asked_for(tmp_path, ending):
    made = read(written(tmp_path, ending), x=["volume", "count", "height"], y="kind")
    assert made.x[0].tolist() == [5, 1, 0.1]


@pytest.mark.parametrize("ending", ENDINGS)
def test_text_in_a_single_column_makes_classes(tmp_path, ending):
    made = read(written(tmp_path, ending), y="kind")
    assert made.classes
    assert [column.name for column in made.measurements] == ["blue", "red"]
    assert made.y.tolist() == [[0, 1], [1, 0], [0, 1]]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("y", [["volume"], "kind"], ids=["numbers", "classes"])
def test_written_pairs_come_back(tmp_path, ending, y):
    made = read(RUNS, y=y, bounds={"height": (0, 1)})
    made.to_table(tmp_path / f"pairs.{ending}")
    name = "class" if made.classes else ["volume"]
    again = read(tmp_path / f"pairs.{ending}", y=name, bounds={"height": (0, 1)})
    assert again.fingerprint() == made.fingerprint()


def test_parquet_keeps_classes_that_no_row_has(tmp_path):
    made = simulate(GaussianMixture(), 200).subset(slice(0, 3))
    made.to_table(tmp_path / "pairs.parquet")
    again = Pairs.from_table(tmp_path / "pairs.parquet", x=["x1", "x2"], y="class")
    assert [column.name for column in again.measurements] == [column.name for column in made.measurements]
    assert np.array_equal(again.y, made.y)


@pytest.mark.parametrize(
    ("kinds", "classes"),
    [
        ([True, False, True], ["False", "True"]),
        (pd.Categorical([3, 1, 3], categories=[3, 1, 2]), ["3", "1", "2"]),
        (pd.array([True, False, True], dtype="boolean"), ["False", "True"]),
        (np.array(["b", "a", "b"], dtype=object), ["a", "b"]),
    ],
    ids=["truth values", "categories", "nullable truth values", "objects"],
)
def test_what_counts_as_classes(kinds, classes):
    made = read(RUNS.assign(kind=kinds), y="kind")
    assert [column.name for column in made.measurements] == classes
    assert made.y.sum(axis=1).tolist() == [1, 1, 1]


def test_one_name_of_a_column_of_numbers_is_a_measurement():
    made = read(RUNS, x="height", y="volume")
    assert not made.classes and made.dim_x == made.dim_y == 1


def test_nullable_and_textual_numbers_are_numbers():
    frame = RUNS.assign(count=pd.array([1, None, 3], dtype="Int64"), volume=["5.0", "6", "7e0"])
    with pytest.warns(UserWarning, match=r"dropped 1 of 3 .* 'count' \(1\)"):
        made = read(frame, drop_invalid=True)
    assert made.x.tolist() == [[0.1, 1], [0.3, 3]] and made.y.tolist() == [[5], [7]]


def test_arrays_of_an_npz_are_numbered(tmp_path):
    np.savez(tmp_path / "runs.npz", x=np.arange(6.0).reshape(3, 2), y=np.arange(3.0), about=np.array("simulator 3"))
    made = Pairs.from_table(tmp_path / "runs.npz", x=["x1", "x2"], y=["y"])
    assert made.x.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_blanks_around_names_do_not_matter(tmp_path):
    (tmp_path / "runs.csv").write_text("height , count, volume\n0.1, 1, 5\n0.2, 2, 6\n")
    assert read(tmp_path / "runs.csv").x.tolist() == [[0.1, 1], [0.2, 2]]


@pytest.mark.parametrize(
    "rows", ["9,0.1,1,5\n8,0.2,2,6\n", "0.1,1,5\n0,2,2,6\n0.3,3,7\n"], ids=["row numbers", "a decimal comma"]
)
def test_rows_of_more_fields_than_the_header_are_not_read_shifted(tmp_path, rows):
    (tmp_path / "runs.csv").write_text("height,count,volume\n" + rows)
    with pytest.raises(ValueError, match=r"(?i)expected .*fields|expected a CSV file.*fields"):
        read(tmp_path / "runs.csv")


def test_an_empty_last_field_is_none(tmp_path):
    (tmp_path / "runs.csv").write_text("height,count,volume\n0.1,1,5,\n0.2,2,6,\n")
    assert read(tmp_path / "runs.csv").x.tolist() == [[0.1, 1], [0.2, 2]]


def test_the_index_of_a_parquet_file_is_a_column(tmp_path):
    frame = pd.DataFrame({"height": [0.1, 0.2], "count": [1, 2], "volume": [5, 6]})
    frame.set_index("height").to_parquet(tmp_path / "runs.parquet")
    assert read(tmp_path / "runs.parquet").x.tolist() == [[0.1, 1], [0.2, 2]]


def test_missing_cells_are_counted(tmp_path):
    (tmp_path / "runs.csv").write_text("height,count,volume\n0.1,,5\n0.2,2,n/a\n0.3,3,7\n")
    with pytest.raises(ValueError, match=r"got 2 of 3 rows .* 'count' \(1\), 'volume' \(1\); drop_invalid=True"):
        read(tmp_path / "runs.csv")


@pytest.mark.parametrize("ending", [None, *ENDINGS])
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"x": ["hieght"]}, "got 'hieght'; did you mean 'height'"),
        ({"x": ["hieght"]}, "expected one of 'height', 'count', 'note', 'volume', 'kind'"),
        ({"y": ["temperature"]}, "got 'temperature'"),
        ({"x": ["height", "height"]}, "x and y: expected every name once, got 'height' more than once"),
        ({"x": ["height", "volume"]}, "x and y: expected every name once, got 'volume' more than once"),
        ({"bounds": {"hight": (0, 1)}}, "bounds: expected one of .* got 'hight'; did you mean 'height'"),
        ({"units": {"kind": "m"}}, "units: expected one of 'height', 'count', 'volume', got 'kind'"),
        (
            {"bounds": {"height": (0, 0.25)}},
            r"'height': expected values within \[0, 0\.25\], got 1 of 3 outside, such as",
        ),
        ({"bounds": {"height": (1, 0)}}, "Column 'height': expected lower < upper, got lower 1 and upper 0"),
        (
            {"bounds": {"height": 200}},
            r"bounds: expected \(lower, upper\) of 'height', .* got 200; write {'height': \(0,",
        ),
        ({"bounds": {"height": (200,)}}, r"bounds: expected \(lower, upper\) of 'height', .* got \(200,\); write"),
        ({"bounds": {"height": (0, "1")}}, "Column 'height': expected a number as bound, or None, got upper '1'"),
        ({"x": ["note"]}, "column 'note': expected numbers, got 'x' in row 0"),
        (
            {"y": ["kind"]},
            "got 'red' in row 0; if 'kind' is the class that was observed, write y='kind', not in a list",
        ),
        ({"x": []}, "x: expected at least one column name, got none"),
    ],
)
def test_mistakes_are_named(tmp_path, ending, asked, message):
    with pytest.raises(ValueError, match=message):
        read(RUNS if ending is None else written(tmp_path, ending), **asked)


def test_doubled_columns_are_seen_where_they_are_asked_for(tmp_path):
    (tmp_path / "runs.csv").write_text("height,count,count,volume\n0.1,1,2,5\n0.2,1,2,6\n")
    doubled = pd.DataFrame([[0.1, 1, 2, 5]], columns=["height", "count", "count", "volume"])
    for source in (tmp_path / "runs.csv", doubled):
        with pytest.raises(ValueError, match="expected every name once, got 'count' more than once"):
            read(source)
        assert read(source, x=["height"]).dim_x == 1


def test_a_bad_cell_is_shown():
    with pytest.raises(ValueError, match=r"column 'volume': expected numbers, got 'broken' in row 1$"):
        read(RUNS.assign(volume=[5, "broken", 7]))
    with pytest.raises(
        ValueError, match="column 'volume': expected numbers or class names, got both, such as 5 and 'br"
    ):
        read(RUNS.assign(volume=[5, "broken", 7]), y="volume")


def test_dates_and_complex_numbers_are_no_numbers():
    with pytest.raises(ValueError, match=r"column 'volume': expected numbers, got Timestamp\('2026-01-01"):
        read(RUNS.assign(volume=pd.date_range("2026-01-01", periods=3)))
    with pytest.raises(ValueError, match=r"column 'volume': expected numbers, got .*1j"):
        read(RUNS.assign(volume=[1j, 2j, 3j]))


def test_missing_classes_are_counted_and_can_be_dropped():
    frame = RUNS.assign(kind=["red", None, "blue"])
    with pytest.raises(
        ValueError, match=r"column 'kind': expected a class in every row, got none in 1 of 3 rows .*; drop_in"
    ):
        read(frame, y="kind")
    with pytest.warns(UserWarning, match="dropped 1 of 3 rows"):
        assert read(frame, y="kind", drop_invalid=True).y.tolist() == [[0, 1], [1, 0]]


def fits_rows():
    fits = pytest.importorskip("astropy.io.fits")
    columns = [fits.Column(name, "D", array=RUNS[name].to_numpy(float)) for name in ("count", "volume")]
    return fits.FITS_rec.from_columns(fits.ColDefs(columns))


OTHER_TABLES = {
    "pyarrow": lambda: pa.table(RUNS[["count", "volume"]]),
    "astropy": lambda: pytest.importorskip("astropy.table").Table.from_pandas(RUNS[["count", "volume"]]),
    "FITS": fits_rows,
}


@pytest.mark.parametrize("package", OTHER_TABLES)
def test_tables_of_other_packages_are_refused_with_what_makes_one(package):
    """Their columns would be taken by place."""
    table, columns = OTHER_TABLES[package](), (Column("volume"), Column("count"))
    advice = r"got .*to_pandas\(\) makes one"
    with pytest.raises(TypeError, match=f"table: expected a file name or a DataFrame, {advice}"):
        read(table, x=["count"], y=["volume"])
    for asked in (observation, observations, parameter_rows):
        with pytest.raises(TypeError, match=f"expected numbers, or a DataFrame of pandas, {advice}"):
            asked(table, columns)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "height;count;volume\n0,1;1;5\n",
            r"table: expected columns with commas .*, got semicolons in runs\.csv; .*sep=';'",
        ),
        ("\ufeffheight;count;volume\n0,1;1;5,5\n", r"got semicolons in runs\.csv"),
        ("height\tcount\tvolume\n0.1\t1\t5\n", r"got tabs in runs\.csv; .*sep='\\t'"),
    ],
)
def test_other_marks_between_columns_are_told(tmp_path, text, message):
    """As Excel writes them where numbers have decimal commas."""
    (tmp_path / "runs.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "runs.csv")


@pytest.mark.parametrize(("x", "y"), [(["a"], ["b"]), (["b"], ["a"]), (["b"], "a")])
def test_decimal_commas_are_told(tmp_path, x, y):
    """As LibreOffice writes them; thousands of classes would be made of them."""
    (tmp_path / "runs.csv").write_text('a,b\n"1,5",2\n"2,5",3\n')
    with pytest.raises(ValueError, match=r"column 'a': expected numbers.*, got '1,5'.*; write a decimal point"):
        read(tmp_path / "runs.csv", x=x, y=y)


def test_a_parameter_is_said_to_be_no_class():
    with pytest.raises(ValueError, match=r"column 'kind': expected numbers, got 'red' in row 0$"):
        read(RUNS, x=["kind"])


def test_one_column_may_have_a_semicolon_in_its_name(tmp_path):
    (tmp_path / "runs.csv").write_text("height; in m\n0.1\n0.2\n")
    assert table_format(tmp_path / "runs.csv").column_names(tmp_path / "runs.csv") == ["height; in m"]


@pytest.mark.parametrize("text", ["height,count,volume in \xb5l\n", "height,count,volume\n0.1,1,5\xb0\n"])
def test_another_encoding_is_told_with_what_to_do(tmp_path, text):
    (tmp_path / "runs.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"expected a CSV file in UTF-8, got runs\.csv: .*; save it as 'CSV UTF-8'"):
        read(tmp_path / "runs.csv")


def test_none_is_the_name_of_a_class(tmp_path):
    (tmp_path / "runs.csv").write_text("a,outcome\n1,None\n2,Mild\n3,None\n")
    made = read(tmp_path / "runs.csv", x=["a"], y="outcome")
    assert [column.name for column in made.measurements] == ["Mild", "None"]
    assert made.y.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_none_among_numbers_is_a_missing_one(tmp_path):
    (tmp_path / "runs.csv").write_text("a,b\n1,None\n2,4\n")
    with pytest.raises(ValueError, match="1 of 2 rows with NaN"):
        read(tmp_path / "runs.csv", x=["a"], y=["b"])


def test_what_stands_for_no_class_is_told(tmp_path):
    (tmp_path / "runs.csv").write_text("a,outcome\n1,NA\n2,Mild\n")
    with pytest.raises(ValueError, match=r"in 1 of 2 rows \(.* NA, .* needs a Parquet file\); drop_invalid"):
        read(tmp_path / "runs.csv", x=["a"], y="outcome")


def test_unreadable_sources(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"table: expected a file, got .*nowhere\.csv', which does not exist"):
        read(tmp_path / "nowhere.csv")
    (tmp_path / "runs.xlsx").touch()
    with pytest.raises(ValueError, match=r"ending in '\.csv', '\.parquet', '\.pq', '\.npz', got 'runs\.xlsx'"):
        read(tmp_path / "runs.xlsx")
    with pytest.raises(TypeError, match="table: expected a file name or a DataFrame, got ndarray"):
        read(np.ones((3, 2)))
    for name in ("empty.csv", "empty.parquet", "empty.npz"):
        (tmp_path / name).touch()
        with pytest.raises(ValueError, match=f"table: expected an? .*, got {name}"):
            read(tmp_path / name)


def test_an_array_of_an_npz_does_not_hide_another(tmp_path):
    np.savez(tmp_path / "runs.npz", x=np.arange(3.0), y=np.ones((3, 2)), y1=np.zeros(3))
    with pytest.raises(ValueError, match=r"columns of runs\.npz: expected every name once, got 'y1' more than once"):
        Pairs.from_table(tmp_path / "runs.npz", x=["x"], y=["y1"])
    assert Pairs.from_table(tmp_path / "runs.npz", x=["x"], y=["y2"]).y.tolist() == [[1.0]] * 3


def test_arrays_of_different_length_in_an_npz(tmp_path):
    np.savez(tmp_path / "runs.npz", height=np.ones(3), count=np.ones(3), volume=np.ones(2))
    with pytest.raises(
        ValueError, match=r"same number of rows, got {'height': 3, 'count': 3, 'volume': 2} in runs\.npz"
    ):
        read(tmp_path / "runs.npz")


def test_an_npz_with_python_objects_is_not_run(tmp_path):
    np.savez(tmp_path / "runs.npz", height=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="expected an npz file of plain arrays"):
        read(tmp_path / "runs.npz")


@pytest.mark.parametrize("names", [["1", "2", "10"], ["1", "red"]])
@pytest.mark.parametrize("ending", ["csv", "parquet", "npz"])
def test_classes_with_digits_for_names_come_back_as_classes(tmp_path, names, ending):
    y = np.eye(len(names))[np.arange(6) % len(names)]
    made = Pairs(np.zeros((6, 1)), y, (Column("a"),), tuple(map(Column, names)), classes=True)
    made.to_table(tmp_path / f"pairs.{ending}")
    again = Pairs.from_table(tmp_path / f"pairs.{ending}", x=["a"], y="class")
    assert again.classes and sorted(column.name for column in again.measurements) == sorted(names)
    assert again.to_frame()["class"].tolist() == made.to_frame()["class"].tolist()


def test_missing_classes_leave_whole_numbers_whole():
    runs = pd.DataFrame({"a": [1.0, 2.0, 3.0], "class": [2, None, 1]})
    with pytest.warns(UserWarning, match="dropped 1 of 3 rows"):
        made = Pairs.from_table(runs, x=["a"], y="class", drop_invalid=True)
    assert [column.name for column in made.measurements] == ["1", "2"]


def test_other_numbers_in_a_column_called_class_are_numbers():
    runs = pd.DataFrame({"a": [1.0, 2.0], "class": [1.5, 2.0], "kind": [1, 2]})
    assert not Pairs.from_table(runs, x=["a"], y="class").classes
    assert not Pairs.from_table(runs, x=["a"], y="kind").classes


def test_a_parameter_called_class_is_refused_beside_classes():
    runs = pd.DataFrame({"class": [1.0, 2.0], "kind": ["red", "blue"], "y": [1.0, 2.0]})
    assert Pairs.from_table(runs, x=["class"], y=["y"]).parameters[0].name == "class"
    with pytest.raises(ValueError, match="parameters: expected other names than 'class' beside classes"):
        Pairs.from_table(runs, x=["class"], y="kind")
