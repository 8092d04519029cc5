import warnings
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from innverse.data import Pairs
from innverse.problems import Column

X = np.array([[0.1, 1.0], [0.2, 2.0], [0.3, 3.0], [0.4, 4.0]])
Y = np.array([[5.0], [6.0], [7.0], [8.0]])
A, B, U = Column("a", unit="m", lower=0, upper=1), Column("b"), Column("u", unit="s")


def pairs(x=X, y=Y, **more):
    return Pairs.from_arrays(x, y, parameters=[A, B], measurements=[U], **more)


def broken(rows, *where, value=np.nan):
    rows = rows.copy()
    for place in where:
        rows[place] = value
    return rows


def test_contents():
    made = pairs(X.astype(np.float32))
    assert len(made) == 4 and made.dim_x == 2 and made.dim_y == 1
    assert made.x.dtype == made.y.dtype == np.float64
    assert made.parameters == (A, B) and made.measurements == (U,) and not made.classes
    assert repr(made) == "Pairs(4 rows: x = (a [m], b), y = (u [s]))"


def test_columns_are_numbered_when_they_have_no_names():
    made = Pairs.from_arrays(X, [1.0, 2.0, 3.0, 4.0])
    assert [column.name for column in (*made.parameters, *made.measurements)] == ["x1", "x2", "y1"]


def test_columns_are_left_out_with_all_that_belongs_to_them():
    whole = Pairs(X, np.hstack([Y, Y]), (A, B), (U, Column("dead")), failed=X[:2])
    left = whole.without("a", "dead")
    assert left.parameters == (B,) and left.measurements == (U,)
    assert np.array_equal(left.x, X[:, 1:]) and np.array_equal(left.y, Y) and np.array_equal(left.failed, X[:2, 1:])
    assert whole.without().fingerprint() == whole.fingerprint()
    with pytest.raises(ValueError, match="expected one of 'a', 'b', 'u', 'dead', got 'ded'; did you mean 'dead'"):
        whole.without("ded")
    with pytest.raises(ValueError, match="measurements: expected at least one name, got none"):
        whole.without("u", "dead")
    classes = Pairs(X, np.eye(2)[[0, 1, 0, 1]], (A, B), (Column("star"), Column("galaxy")), classes=True)
    assert classes.without("b").classes
    with pytest.raises(ValueError, match="'star': expected no class"):
        classes.without("star")


def test_columns_may_be_names():
    assert (
        Pairs(X, Y, ["a", "b"], ["u"]).fingerprint()
        == Pairs.from_arrays(  # pyright: ignore[reportArgumentType]
            X, Y, parameters=["a", "b"], measurements=["u"]
        ).fingerprint()
    )
    with pytest.raises(TypeError, match="measurements: expected a sequence of names, got 'u'"):
        Pairs(X, Y, (A, B), "u")  # pyright: ignore[reportArgumentType]


def test_columns_of_a_frame_are_taken_by_their_names():
    """By place b would be called a."""
    frame = pd.DataFrame({"note": ["x"] * 4, "b": X[:, 1], "a": X[:, 0], "u": Y[:, 0]})
    assert pairs(frame[["b", "a"]], frame[["u"]]).fingerprint() == pairs().fingerprint() == pairs(frame).fingerprint()
    made = Pairs.from_arrays(frame[["b", "a"]], frame[["u"]])
    assert repr(made) == "Pairs(4 rows: x = (b, a), y = (u))" and np.array_equal(made.x, X[:, ::-1])
    with pytest.raises(ValueError, match="column of the DataFrame: expected one of 'b', 'u', got 'a'"):
        pairs(frame[["b", "u"]])
    assert pairs(pd.DataFrame(X)).fingerprint() == pairs().fingerprint()  # columns without names, by place


def test_pairs_do_not_change():
    made, own = pairs(), X.copy()
    with pytest.raises(ValueError, match="read-only"):
        made.x[0, 0] = 3
    with pytest.raises(FrozenInstanceError):
        made.x = X  # pyright: ignore[reportAttributeAccessIssue]
    pairs(own)
    own[0, 0] = 0.5  # the user's array stays writeable


def test_rows_with_nan_are_counted_and_their_columns_named():
    x, y = broken(X, (0, 1), (2, 1)), broken(Y, (2, 0), value=np.inf)
    message = r"got 2 of 4 rows with NaN or infinity, in the columns 'b' \(2\), 'u' \(1\); drop_invalid=True"
    with pytest.raises(ValueError, match=message):
        pairs(x, y)


def test_rows_with_nan_are_dropped_when_asked_with_a_warning():
    with pytest.warns(UserWarning, match=r"pairs: dropped 1 of 4 rows with NaN or infinity, in the column 'b' \(1\)"):
        made = pairs(broken(X, (1, 1)), drop_invalid=True)
    assert np.array_equal(made.x, X[[0, 2, 3]]) and np.array_equal(made.y, Y[[0, 2, 3]])


def test_nothing_is_said_when_nothing_is_dropped():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(pairs(drop_invalid=True)) == 4


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pairs(X[:, :1]), r"x: expected shape \(n, 2\), one column per name, got \(4, 1\)"),
        (lambda: pairs(y=X), r"y: expected shape \(n, 1\), one column per name, got \(4, 2\)"),
        (lambda: pairs(X[None]), r"x: expected shape \(n, 2\), one column per name, got \(1, 4, 2\)"),
        (lambda: pairs(X[:3]), "expected as many rows of y as of x, got 3 of x and 4 of y"),
        (lambda: pairs(X[:0], Y[:0]), "expected at least one row, got none"),
        (lambda: pairs([["p", "q"]], [[1]]), "x: expected numbers, got "),
        (lambda: pairs(broken(X, (1, 0), (3, 0), value=1.5)), r"'a': expected values within \[0, 1\], got 2 of 4"),
        (lambda: pairs(broken(X, (1, 0), value=1.5)), r"such as 1\.5 in row 1"),
        (lambda: Pairs(X, Y, (A, U), (U,)), "pairs: expected every name once, got 'u' more than once"),
        (lambda: Pairs.from_arrays(X, Y, parameters=["p", "p"]), "parameters: expected every name once, got 'p'"),
        (
            lambda: Pairs.from_arrays(X, Y, classes=True),
            r"expected one-hot .* got 4 other rows, such as \[5\.0\] in row",
        ),
        (lambda: Pairs.from_arrays(X[:1], [[0.5, 0.5]], classes=True), "expected one-hot class indicators"),
    ],
)
def test_rows_that_do_not_fit_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_dropping_every_row_is_refused():
    with pytest.warns(UserWarning, match="dropped 4 of 4"), pytest.raises(ValueError, match="at least one row"):
        pairs(X * np.nan, drop_invalid=True)


def test_bounds_may_be_touched():
    assert len(pairs(broken(broken(X, (0, 0), value=0), (1, 0), value=1))) == 4


@pytest.mark.parametrize(("held_out", "n"), [(0.25, 25), (10, 10), (np.int64(99), 99), (0.994, 99)])
def test_split_puts_every_row_in_one_part(held_out, n):
    made = Pairs.from_arrays(np.arange(100.0), np.arange(100.0) ** 2)
    learned, kept = made.split(held_out, seed=1)
    assert len(kept) == n
    assert np.array_equal(np.sort(np.concatenate([learned.x, kept.x]), axis=0), made.x)
    assert np.array_equal(kept.x**2, kept.y)


def test_what_is_held_out_and_what_is_shown_are_rows_at_random_wherever_one_stops():
    """Tables are often in the order of a loop."""
    ordered = Pairs.from_arrays(np.arange(10_000.0), np.arange(10_000.0))
    for some in (ordered.split(0.5, seed=1)[1].subset(slice(400)), ordered.some(400, seed=1)):
        assert len(some) == 400
        assert some.x.min() < 200 and some.x.max() > 9_800 and abs(some.x.mean() - 5_000) < 600
    assert ordered.some(10_000) is ordered


def test_split_is_decided_by_its_seed():
    made = Pairs.from_arrays(np.arange(100.0), np.arange(100.0))
    assert np.array_equal(made.split(0.2, 0)[1].x, made.split(0.2, 0)[1].x)
    assert not np.array_equal(made.split(0.2, 0)[1].x, made.split(0.2, 1)[1].x)


@pytest.mark.parametrize("held_out", [0, 0.0, 4, 1.0, -0.5, 0.01])
def test_split_needs_rows_on_both_sides(held_out):
    with pytest.raises(ValueError, match=f"at least one of 4 rows, got {held_out}"):
        pairs().split(held_out)


def test_subset_keeps_the_columns():
    made = pairs()
    for rows in ([2, 0], np.array([True, False, True, False]), slice(1, 3)):
        assert np.array_equal(made.subset(rows).x, X[rows])
        assert made.subset(rows).parameters == made.parameters


def test_frames_carry_the_names():
    made = pairs()
    assert list(made.x_frame()) == ["a", "b"] and list(made.y_frame()) == ["u"]
    assert list(made.to_frame()) == ["a", "b", "u"]
    assert made.to_frame()["u"].tolist() == [5.0, 6.0, 7.0, 8.0]


def test_classes_become_one_column_of_a_frame():
    made = Pairs.from_arrays([1.0, 2.0], [[0, 1], [1, 0]], measurements=["blue", "red"], classes=True)
    assert made.to_frame()["class"].tolist() == ["red", "blue"]
    assert list(made.y_frame()) == ["blue", "red"]


def test_fingerprint_tells_contents_apart():
    prints = [
        pairs().fingerprint(),
        pairs(X + 1e-15).fingerprint(),
        pairs(y=Y + 1).fingerprint(),
        pairs().subset([1, 0, 2, 3]).fingerprint(),
        Pairs(X, Y, (A, B), (Column("v", unit="s"),)).fingerprint(),
        Pairs(X, Y, (A, Column("b", lower=0)), (U,)).fingerprint(),
    ]
    assert len(set(prints)) == len(prints)
    assert prints[0] == pairs(X.copy(order="F")).fingerprint()
    assert len(prints[0]) == 64 and int(prints[0], 16) >= 0


def test_a_notebook_shows_ranges_and_escapes_names():
    html = Pairs.from_arrays(X, Y, measurements=["<u>"])._repr_html_()
    assert "4 rows" in html and "0.25" in html and "&lt;u&gt;" in html and "<u>" not in html


def test_many_columns_are_shown_in_part():
    html = Pairs.from_arrays(X, np.ones((4, 500)))._repr_html_()
    assert html.count("<tr>") < 50 and "<th>x1</th>" in html and "<th>y500</th>" in html


def test_of_many_columns_with_missing_values_a_few_are_named():
    with pytest.raises(ValueError, match=r"'y6' \(4\), \.\.\. \(200 in all\); drop_invalid=True"):
        Pairs.from_arrays(X, np.full((4, 200), np.nan))
