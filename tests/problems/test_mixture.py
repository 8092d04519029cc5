import jax
import numpy as np
import pytest
from scipy import stats

from innverse.problems import GaussianMixture
from innverse.problems.mixture import MODES

KEY = jax.random.key(0)
LABEL_SETS = [GaussianMixture.all(), GaussianMixture.some(), GaussianMixture.none()]
each_set = pytest.mark.parametrize("problem", LABEL_SETS, ids=["all", "some", "none"])


def test_modes_lie_on_a_ring_of_eight():
    assert sorted(map(tuple, MODES)) == sorted(
        (sx * a, sy * b) for a, b in ((1.0, 2.4142), (2.4142, 1.0)) for sx in (1, -1) for sy in (1, -1)
    )
    assert np.allclose(np.linalg.norm(MODES, axis=1), np.hypot(1, 2.4142))
    assert np.allclose(np.linalg.norm(MODES - np.roll(MODES, 1, axis=0), axis=1), 2, atol=1e-3)


@pytest.mark.parametrize(
    ("problem", "classes"),
    list(zip(LABEL_SETS, ([0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 1, 1, 2, 3], [0] * 8), strict=True)),
)
def test_a_mode_has_its_class(problem, classes):
    assert np.array_equal(problem.forward(KEY, MODES), np.eye(problem.dim_y)[classes])


@each_set
def test_prior_density_is_the_mixture(problem):
    x = np.random.default_rng(0).normal(0, 2, (20, 2))
    expected = np.log(np.mean([stats.multivariate_normal(mode, 0.04 * np.eye(2)).pdf(x) for mode in MODES], axis=0))
    near = expected > -20
    assert near.sum() > 3
    assert np.allclose(np.asarray(problem.log_prior(x))[near], expected[near], rtol=1e-4)


@each_set
def test_exact_posterior_is_the_prior_that_has_the_class(problem):
    x = np.asarray(problem.sample_prior(KEY, 40_000))
    labels = np.asarray(problem.forward(KEY, x)).argmax(1)
    for c in range(problem.dim_y):
        draws = problem.exact_posterior(np.eye(problem.dim_y)[c], 5_000, jax.random.key(c))
        for axis in range(2):
            assert stats.ks_2samp(draws[:, axis], x[labels == c][:, axis]).pvalue > 1e-3


def test_shared_classes_have_all_their_modes_in_equal_parts():
    draws = GaussianMixture.some().exact_posterior([1, 0, 0, 0], 8_000, KEY)
    nearest = np.linalg.norm(draws[:, None] - MODES, axis=2).argmin(1)
    assert np.allclose(np.bincount(nearest, minlength=8) / 8_000, [0.25] * 4 + [0] * 4, atol=0.02)


@pytest.mark.parametrize("labels", [[0, 1], [0, 0, 0, 0, 0, 0, 0, 2], [1] * 8])
def test_labels_with_gaps_or_of_another_number_are_refused(labels):
    with pytest.raises(ValueError, match=r"labels: expected 8 class numbers 0, 1, \.\.\. without gaps, got"):
        GaussianMixture(labels)


@pytest.mark.parametrize("y", [[1, 1, 0, 0], [1, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 0]])
def test_y_that_is_no_class_is_refused(y):
    with pytest.raises(ValueError, match="y: expected a one-hot indicator of 4 classes, got"):
        GaussianMixture.some().exact_posterior(y, 10, KEY)
