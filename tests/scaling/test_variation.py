"""What would spoil a training without a trace is told by column: codes for missing values, grids, zeros."""

import warnings

import numpy as np
import pandas as pd
import pytest

from innverse.data import Pairs
from innverse.problems import Column
from innverse.scaling import fit_scaling

RNG = np.random.default_rng(0)
N = 2000
X = RNG.normal(size=(N, 2))


def silent(pairs):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return fit_scaling(pairs)


@pytest.mark.parametrize(("scale", "code"), [(1e-6, -9999.0), (1.0, 1e20), (1.0, -9999.0), (0.5, 99.0)])
def test_a_code_for_a_missing_value_is_told(scale, code):
    y = scale * RNG.normal(size=(N, 1))
    silent(Pairs.from_arrays(X, y))
    y[7] = code
    with pytest.warns(UserWarning, match=r"expected values of one scale in 'y1', got .*drop_invalid"):
        fit_scaling(Pairs.from_arrays(X, y))


def test_a_value_among_others_of_its_size_is_no_code():
    y = 300.0 * RNG.normal(size=(N, 1))
    y[7] = -999.0
    silent(Pairs.from_arrays(X, y))


def test_heavy_tails_and_columns_with_a_bound_are_no_codes():
    silent(Pairs.from_arrays(X, RNG.standard_cauchy(size=(N, 1))))
    many_decades = np.exp(8 * RNG.normal(size=(N, 1)))
    silent(Pairs.from_arrays(X, many_decades, measurements=[Column("flux", lower=0.0)]))


@pytest.mark.parametrize(
    "x",
    [np.stack(np.meshgrid(np.arange(20.0), np.arange(25.0)), -1).reshape(-1, 2), np.repeat(X[:200], 5, axis=0)],
    ids=["levels", "repeated"],
)
def test_a_grid_is_told(x):
    with pytest.warns(UserWarning, match=r"expected parameters drawn from a continuous prior, got .* rows that repeat"):
        fit_scaling(Pairs.from_arrays(x, x[:, :1] + RNG.normal(size=(len(x), 1))))


def test_one_whole_number_among_parameters_is_no_grid():
    """As the speed of the ballistics problem is."""
    silent(Pairs.from_arrays(np.column_stack([X[:, 0], RNG.poisson(3, size=N)]), X[:, :1]))


def test_a_class_without_rows_is_refused():
    """As pandas keeps the category after `df[df.kind != "merger"]`: it would be answered from untrained weights."""
    kinds = pd.Series(["flare", "nova", "merger"] * 20, dtype="category")
    runs = pd.DataFrame({"a": RNG.normal(size=60), "kind": kinds})
    cut = runs[runs.kind != "merger"]
    with pytest.raises(ValueError, match="expected rows of every class, got none of 'merger'; simulate more, or"):
        fit_scaling(Pairs.from_table(cut, x=["a"], y="kind"))
    silent(Pairs.from_table(cut.assign(kind=cut.kind.cat.remove_unused_categories()), x=["a"], y="kind"))
    whole = Pairs.from_table(runs, x=["a"], y="kind")
    with pytest.raises(ValueError, match="got none of 'flare', 'merger'"):
        fit_scaling(whole.subset(slice(1, None, 3)))


def test_zeros_that_would_overtake_small_values_are_refused():
    x = np.exp(5 * RNG.normal(size=(N, 1)))
    x[0] = 0.0
    with pytest.raises(ValueError, match=r"got 1 exactly on a bound of 'rate', to which .*% of the others"):
        fit_scaling(Pairs.from_arrays(x, X[:, :1], parameters=[Column("rate", lower=0.0)]))
