import jax
import numpy as np
import pytest
from scipy import stats

from innverse.scaling.normal_scores import blank_scores, normal_scores

RNG = np.random.default_rng(0)
COLUMNS = {
    "exponential": RNG.exponential(size=5_000),
    "heavy tails": RNG.standard_t(1.5, size=5_000),
    "far from zero": 1e9 + RNG.normal(size=5_000),
    "tiny": 1e-12 * RNG.normal(size=5_000),
    "two lobes": np.concatenate([RNG.normal(-9, 1, 2_500), RNG.normal(9, 1, 2_500)]),
    "piled up on a bound": np.maximum(RNG.normal(size=5_000), 0),
    "counts": RNG.poisson(2.0, size=5_000).astype(float),
    "all but one equal": np.eye(1, 5_000)[0],
    "few": np.array([3.0, 1.0, 2.0]),
}
each = pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS)


def mapped(direction, values):
    with jax.enable_x64(True):
        return np.asarray(jax.jit(jax.vmap(direction))(jax.numpy.asarray(values)[:, None])[0])[:, 0]


@each
def test_every_value_comes_back_and_order_stays(values):
    scores = normal_scores(values[:, None])
    v = mapped(scores.forward, values)
    assert np.isfinite(v).all()
    assert np.allclose(mapped(scores.inverse, v), values, rtol=1e-9, atol=1e-9 * values.std())
    order = np.argsort(values)
    assert (np.diff(v[order]) >= 0).all()
    assert ((np.diff(v[order]) > 0) == (np.diff(values[order]) > 0)).mean() > 0.999


@pytest.mark.parametrize("name", ["exponential", "heavy tails", "far from zero", "tiny", "two lobes"])
def test_scores_of_continuous_values_are_normal(name):
    v = mapped(normal_scores(COLUMNS[name][:, None]).forward, COLUMNS[name])
    assert stats.kstest(v, stats.norm.cdf).pvalue > 0.05


@each
def test_all_maps_have_one_structure(values):
    blank, fitted = blank_scores(1), normal_scores(values[:, None])
    assert jax.tree.structure(blank) == jax.tree.structure(fitted)
    assert [(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(blank)] == [
        (leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(fitted)
    ]


@pytest.mark.parametrize(("scale", "wild"), [(1.0, 1e20), (1e-6, -9999.0), (1e-14, 99.0)])
def test_a_wild_value_leaves_the_others_their_scores(scale, wild):
    """A code for a missing value, or a run that exploded."""
    values = scale * RNG.normal(size=5_000)
    v = mapped(normal_scores(np.append(values, wild)[:, None]).forward, values)
    assert stats.kstest(v, stats.norm.cdf).pvalue > 0.05


@pytest.mark.parametrize("sigma", [6, 9])
def test_many_decades_keep_their_scores(sigma):
    values = np.exp(sigma * RNG.normal(size=5_000))
    v = mapped(normal_scores(values[:, None]).forward, values)
    assert np.quantile(v, [0.05, 0.25, 0.75, 0.95]) == pytest.approx([-1.64, -0.67, 0.67, 1.64], abs=0.15)


def test_the_blank_changes_nothing():
    assert np.allclose(mapped(blank_scores(1).forward, np.array([-9.0, 0.3, 7.0])), [-9.0, 0.3, 7.0])
