import pytest

from innverse.arguments.names import check_known, check_unique, did_you_mean, listed


def test_closest_name():
    assert did_you_mean("volum", ["volume", "pressure"]) == "; did you mean 'volume'?"
    assert did_you_mean("zzz", ["volume", "pressure"]) == ""


def test_long_lists_are_cut():
    assert listed([]) == ""
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed("abcd", most=3) == "'a', 'b', 'c', ... (4 in all)"


def test_unknown_names():
    check_known("units", ["a"], ["a", "b"])
    with pytest.raises(ValueError, match="units: expected one of 'alpha', 'beta', got 'alfa'; did you mean 'alpha'"):
        check_known("units", ["beta", "alfa"], ["alpha", "beta"])


def test_doubled_names():
    check_unique("y", ["a", "b"])
    with pytest.raises(ValueError, match="y: expected every name once, got 'a', 'c' more than once"):
        check_unique("y", ["a", "c", "a", "c", "b"])
