import warnings
from dataclasses import replace

import jax
import numpy as np
import pytest
from scipy import stats

from innverse.data import Pairs, simulate
from innverse.problems import Column, GaussianMixture
from innverse.scaling import Scaling, fit_scaling

INF = np.inf
PARAMETERS = (
    Column("angle", lower=-1, upper=3),
    Column("mass", lower=0),
    Column("debt", upper=2),
    Column("place"),
    Column("time", lower=1e6, upper=1e6 + 1),
)
LOWER = np.array([column.lower for column in PARAMETERS])
UPPER = np.array([column.upper for column in PARAMETERS])


def pairs(n=500):
    rng = np.random.default_rng(0)
    unit = rng.uniform(size=n)
    x = np.stack(
        [4 * unit - 1, rng.exponential(size=n), 2 - rng.exponential(size=n), rng.normal(size=n) * 30, 0 * unit], 1
    )
    x[:, 4] = 1e6 + rng.uniform(size=n)
    return Pairs.from_arrays(x, np.stack([x[:, 0] * 1e-5, x[:, 1] + 1e4], 1), parameters=PARAMETERS)


def test_scaled_x_has_mean_zero_and_variance_one():
    x = fit_scaling(pairs()).scale(pairs())[0]
    assert np.abs(x.mean(axis=0)).max() < 1e-9
    assert np.abs(x.std(axis=0) - 1).max() < 1e-9


def test_scaled_y_is_normal():
    made = pairs(5_000)  # a uniform and an exponential column, of very different size
    for column in fit_scaling(made).scale(made)[1].T:
        assert stats.kstest(column, stats.norm.cdf).pvalue > 0.1


def test_round_trip():
    made = pairs()
    scaling = fit_scaling(made)
    x, y = scaling.scale(made)
    assert np.allclose(scaling.unscale_x(x), made.x, rtol=1e-12, atol=1e-12)
    assert np.allclose(scaling.unscale_y(y), made.y, rtol=1e-12, atol=1e-12)


def test_log_det_is_that_of_the_map():
    made = pairs(20)
    scaling = fit_scaling(made)
    with jax.enable_x64(True):
        slopes = jax.jit(jax.vmap(jax.jacobian(lambda x: scaling.x.forward(x)[0])))(jax.numpy.asarray(made.x))
        expected = np.linalg.slogdet(np.asarray(slopes))[1]
    assert np.allclose(scaling.scale_x_with_log_det(made.x)[1], expected, atol=1e-9)


def test_any_number_of_leading_axes():
    scaling = fit_scaling(pairs())
    v = np.random.default_rng(1).normal(size=(3, 7, 5))
    x = scaling.unscale_x(v)
    again, log_det = scaling.scale_x_with_log_det(x)
    assert np.allclose(again, v) and log_det.shape == (3, 7)
    assert np.allclose(x[1, 2], scaling.unscale_x(v[1, 2]))
    assert scaling.unscale_x(np.empty((0, 5))).shape == (0, 5)
    assert scaling.scale_y(np.ones((4, 2))).shape == (4, 2)


@pytest.mark.parametrize("far", [1e1, 1e2, 1e5, INF])
def test_draws_never_leave_the_bounds(far):
    x = fit_scaling(pairs()).unscale_x(np.array([[far] * 5, [-far] * 5], dtype=np.float32))
    assert (x >= LOWER).all() and (x <= UPPER).all()
    finite = np.isfinite(LOWER) | np.isfinite(UPPER)
    assert ((x > LOWER) & (x < UPPER) | ~np.isfinite(x))[:, finite].all()


def test_contains_leaves_the_bounds_out():
    scaling = fit_scaling(pairs())
    inside = np.array([0.0, 1.0, 0.0, 0.0, 1e6 + 0.5])
    x = np.tile(inside, (4, 1))
    x[1, 0], x[2, 1], x[3, 4] = 3.0, -1e-9, 1e6 + 2
    assert scaling.contains(x).tolist() == [True, False, False, False]
    assert scaling.contains(inside)


def test_a_row_outside_of_a_narrow_range_far_from_zero_stays_outside():
    scaling = fit_scaling(pairs())
    rows = np.array([[0.0, 1.0, 0.0, 0.0, time] for time in (1e6 - 0.5, 1e6, 1e6 + 1, 1e6 + 1.5)])
    assert scaling.contains(scaling.off_bounds(rows)).tolist() == [False, True, True, False]


def test_rows_on_a_bound_are_put_inside_with_a_warning():
    made = Pairs.from_arrays([0.0, 0.5, 1.0, 0.2, 0.0], np.arange(5.0), parameters=[Column("share", lower=0, upper=1)])
    with pytest.warns(UserWarning, match=r"values exactly on a bound in 'share' \(3\); they are put inside by 1e-06"):
        scaling = fit_scaling(made)
    x = scaling.scale(made)[0]
    assert np.isfinite(x).all()
    back, sd = scaling.unscale_x(x), made.x.std()
    assert np.allclose((back - made.x)[:, 0] / sd, [1e-6, 0, -1e-6, 0, 1e-6], atol=1e-9)


def test_nothing_is_said_without_rows_on_a_bound():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit_scaling(pairs())


def test_class_indicators_stay():
    made = simulate(GaussianMixture.none(), 200)
    scaling = fit_scaling(made)
    assert np.array_equal(scaling.scale(made)[1], made.y)
    assert np.array_equal(scaling.unscale_y(made.y), made.y)


@pytest.mark.parametrize("where", ["x", "y"])
def test_a_constant_column_is_named(where):
    varying, constant = np.arange(6.0), np.full(6, 0.1)
    x, y = (constant, varying) if where == "x" else (varying, constant)
    message = r"pairs: expected columns that vary, got a constant value in 'still'; .*: pairs\.without\('still'\)"
    with pytest.raises(ValueError, match=message):
        named = {"parameters" if where == "x" else "measurements": ["still"]}
        fit_scaling(Pairs.from_arrays(x, y, **named))


def test_one_row_is_too_few():
    with pytest.raises(ValueError, match="pairs: expected at least two rows to scale, got 1"):
        fit_scaling(Pairs.from_arrays([1.0], [2.0]))


def test_blank_has_the_structure_of_a_fitted_one():
    """A model file stores the numbers alone; they go back into a blank."""
    made = pairs()
    fitted, blank = fit_scaling(made), Scaling.blank(made.parameters, made.measurements, made.classes)
    assert jax.tree.structure(fitted) == jax.tree.structure(blank)
    shapes = [[(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(tree)] for tree in (fitted, blank)]
    assert shapes[0] == shapes[1]


def test_numbers_that_float32_cannot_tell_apart_stay_apart():
    made = pairs()
    x = fit_scaling(made).scale(made)[0]
    assert len(np.unique(x[:, 4].astype(np.float32))) > 490


class TestBoundedMeasurements:
    """A measurement with a bound is scaled on the log or logit scale: 12 decades become a few units."""

    rows = np.exp(np.random.default_rng(0).normal(0, 9, (500, 2)))
    columns = (Column("u", lower=0.0), Column("v", lower=0.0))

    def pairs(self, n_parameters):
        x = np.random.default_rng(1).normal(size=(500, n_parameters))
        names = tuple(Column(f"x{i}") for i in range(n_parameters))
        return Pairs(x, self.rows, names, self.columns)

    @pytest.mark.parametrize("n_parameters", [1, 3], ids=["whitened", "normal scores"])
    def test_decades_are_scaled_evenly(self, n_parameters):
        scaling = fit_scaling(self.pairs(n_parameters))
        scaled = scaling.scale_y(self.rows)
        assert np.allclose(scaled.std(axis=0), 1, atol=0.05) and np.abs(scaled).max() < 6
        assert np.allclose(scaling.unscale_y(scaled), self.rows, rtol=1e-6)

    def test_a_few_wild_runs_stay_within_the_normal_range(self):
        """Wider than x and heavy-tailed: whitening alone leaves axes along which a run lies tens of sds away."""
        y = np.random.default_rng(2).standard_t(1, size=(5000, 6)).cumsum(axis=1)
        pairs = Pairs.from_arrays(np.random.default_rng(3).normal(size=(5000, 2)), y)
        scaled = fit_scaling(pairs).scale_y(y)
        assert np.abs(scaled).max() < 8

    def test_a_measurement_on_its_bound_is_put_inside(self):
        pairs = self.pairs(1)
        least = pairs.y[:, 0].min()
        scaling = fit_scaling(replace(pairs, y=np.vstack([[0.0, 1.0], pairs.y[1:]])))
        assert scaling.unscale_y(scaling.scale_y(np.array([0.0, 1.0])))[0] == pytest.approx(least / 2, rel=1e-6)


def test_items_are_scaled_alike_and_off_their_bounds():
    """Two items of two columns; a value on its bound lies in the second item alone."""
    y = np.random.default_rng(0).exponential(size=(500, 4))
    y[0, 2] = 0.0
    columns = [Column(name, lower=0) for name in ("a1", "b1", "a2", "b2")]
    scaling = fit_scaling(Pairs.from_arrays(y[:, :1] + 1, y, measurements=columns), items=2)
    scaled, swapped = scaling.scale_y(y), scaling.scale_y(y[:, [2, 3, 0, 1]])
    assert np.isfinite(scaled).all() and np.array_equal(scaled, swapped[:, [2, 3, 0, 1]])
    assert np.allclose(scaling.unscale_y(scaled)[1:], y[1:])


def test_a_bound_in_single_precision_is_a_bound():
    """float32(.1) is a little more than .1: accepted with the pairs, and scaled to a number."""
    x = np.linspace(0.001, 0.1, 200)[:, None].astype(np.float32)
    assert float(x.max()) > 0.1
    made = Pairs.from_arrays(x, x + 1.0, parameters=[Column("z", lower=0.0, upper=0.1)])
    with pytest.warns(UserWarning, match="exactly on a bound"):
        scaling = fit_scaling(made)
    assert np.isfinite(scaling.scale(made)[0]).all()
