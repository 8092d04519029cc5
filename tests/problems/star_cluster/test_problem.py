import jax
import numpy as np
import pytest

from innverse.data.simulate import simulate
from innverse.problems.star_cluster import StarCluster
from innverse.problems.star_cluster.chain import noiseless
from innverse.problems.star_cluster.problem import NOISE, OBSERVED, TRUTH

CLUSTER = StarCluster()
NAMES = [column.name for column in CLUSTER.measurements]


def test_hbeta_by_hand():
    """Q = 10^46.611 · 50,000 /s at 1 Myr; at 7584 K, ε(Hβ) = 1.56e-25 erg cm³/s (Storey & Hummer 1995, between 7,500
    and 10,000 K) and α_B = 3.20e-13 cm³/s: L = Q ε/α_B = 10^(51.310 − 12.312) erg/s; Hα 2.89 times that.
    """
    y = np.asarray(noiseless(np.array([[6.0, 0.05, 2.5, 1.0, 0.0, 0.8]])))[0]
    assert y[NAMES.index("Hbeta_4861")] == pytest.approx(39.00, abs=0.02)
    assert y[NAMES.index("Halpha_6563")] == pytest.approx(39.00 + np.log10(2.89), abs=0.02)


def test_the_default_question_is_the_truths():
    assert np.abs(OBSERVED - np.asarray(noiseless(TRUTH[None]))[0]).max() < 4 * NOISE
    assert np.asarray(CLUSTER.forward(jax.random.key(2022), TRUTH[None]))[0] == pytest.approx(OBSERVED, abs=0.006)


def test_a_question_that_is_changed_stays_one_problem_s_own():
    StarCluster().observed[0] = 0.0
    assert np.array_equal(StarCluster().observed, OBSERVED)


def test_noise_is_as_stated():
    y = np.asarray(CLUSTER.forward(jax.random.key(1), np.tile(TRUTH, (1000, 1))))
    assert y.std(0) == pytest.approx(np.full(12, NOISE), rel=0.1)
    assert np.corrcoef(y.T)[np.triu_indices(12, 1)] == pytest.approx(0, abs=0.15)


def test_everything_has_a_unit_or_is_a_fraction():
    assert all(column.unit or column.name in ("efficiency", "cooling") for column in CLUSTER.parameters)
    assert all(column.unit == "dex erg/s" for column in CLUSTER.measurements)


def test_prior_density_is_uniform_inside_and_nothing_outside():
    widths = [column.upper - column.lower for column in CLUSTER.parameters]
    outside = TRUTH + np.array([0, 0, 0, 10.0, 0, 0])
    assert float(CLUSTER.log_prior(TRUTH)) == pytest.approx(-np.log(widths).sum(), abs=1e-5)
    assert float(CLUSTER.log_prior(outside)) == -np.inf


@pytest.mark.parametrize("column", CLUSTER.parameters, ids=lambda column: column.name)
def test_a_parameter_outside_its_range_is_named(column):
    x = TRUTH.copy()
    x[CLUSTER.parameters.index(column)] = column.upper + 1
    with pytest.raises(ValueError, match=f"'{column.name}': expected values within"):
        CLUSTER.forward(jax.random.key(0), x[None])


def test_a_cloud_too_heavy_for_its_stars_has_no_answer():
    heavy = [7.0, 0.01, 3.5, 5.0, -0.5, 0.95]
    y = np.asarray(CLUSTER.forward(jax.random.key(0), np.array([heavy, TRUTH])))
    assert np.isnan(y[0]).all() and np.isfinite(y[1]).all()
    assert "stopped" in CLUSTER.failure


def test_failed_runs_are_counted_and_kept_apart():
    with pytest.warns(UserWarning, match="stopped"):
        pairs = simulate(CLUSTER, 2000, seed=0)
    assert 0.01 < len(pairs.failed) / 2000 < 0.06
    assert len(pairs) + len(pairs.failed) == 2000 and np.isfinite(pairs.y).all()


def test_shells_grow_until_they_stop():
    radii = CLUSTER.radii(np.array([TRUTH]), np.array([[0.1, 0.5, 2.0, 4.3]]))
    assert radii.shape == (1, 4) and (np.diff(radii) > 0).all()
