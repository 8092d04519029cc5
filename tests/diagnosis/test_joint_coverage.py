"""Ten parameters with correlation .6, known to a third of the prior: a posterior may have each one right, no two."""

import numpy as np
import pytest

from innverse.diagnosis.joint_coverage import joint_coverage

DIM, N_Y, N_DRAWS = 10, 400, 100
NOISE = 0.3**2 * (0.4 * np.eye(DIM) + 0.6)
COVARIANCE = np.linalg.inv(np.eye(DIM) + np.linalg.inv(NOISE))
GAIN = COVARIANCE @ np.linalg.inv(NOISE)
EXACT = np.linalg.cholesky(COVARIANCE)
UNCORRELATED = np.diag(np.sqrt(np.diag(COVARIANCE)))


def found(root, seed):
    """x ~ N(0, I), y = x + correlated noise; draws with the exact mean and this root of a covariance."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N_Y, DIM))
    y = x + rng.normal(size=x.shape) @ np.linalg.cholesky(NOISE).T
    return joint_coverage((y @ GAIN.T)[:, None] + rng.normal(size=(N_Y, N_DRAWS, DIM)) @ root.T, x, seed)


def test_the_exact_posterior_passes():
    assert sum(found(EXACT, seed).p_value < 0.05 for seed in range(20)) <= 3


@pytest.mark.parametrize("root", [UNCORRELATED, 0.9 * EXACT], ids=["uncorrelated", "too narrow by a tenth"])
def test_what_is_wrong_with_all_parameters_together_is_found(root):
    """About points of a box around all true parameters in 1 check of 10, and in 1 of 3."""
    assert all(found(root, seed).p_value < 0.01 for seed in range(5))
    assert (found(root, 0).area < -0.03) is (root is not UNCORRELATED)


def test_one_draw_for_each_measurement_is_enough():
    rng = np.random.default_rng(0)
    assert joint_coverage(rng.normal(size=(50, 1, 2)), rng.normal(size=(50, 2))).p_value > 0.01
