"""What is left of a column once the others are known is what regression on them leaves."""

import numpy as np
import pytest

from innverse.familiarity.inverse_covariance import Precision


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    u = rng.normal(size=(2000, 4)) @ rng.normal(size=(4, 4))
    return (u - u.mean(axis=0)) / u.std(axis=0, ddof=1)


def test_it_is_the_inverse_covariance(rows):
    precision, identity = Precision.of(rows), np.eye(4)
    inverse = np.linalg.inv(np.cov(rows, rowvar=False))
    assert precision.residuals(identity) == pytest.approx(inverse, rel=1e-3)
    assert precision.diagonal == pytest.approx(np.diag(precision.residuals(identity)))
    assert precision.column(2) == pytest.approx(precision.residuals(identity)[:, 2])
    assert np.cov(precision.whitened(rows), rowvar=False) == pytest.approx(identity, abs=1e-3)


def test_z_scores_are_residuals_of_a_regression_on_the_other_columns(rows):
    z = Precision.of(rows).z_scores(rows)
    for j in range(4):
        others = np.delete(rows, j, axis=1)
        left = rows[:, j] - others @ np.linalg.lstsq(others, rows[:, j], rcond=None)[0]
        assert z[:, j] == pytest.approx(left / left.std(ddof=1), abs=1e-2)


def test_a_diagonal_takes_each_column_by_itself():
    precision = Precision(np.array([1.0, 2.0]))
    rows = np.array([[3.0, 5.0]])
    assert precision.residuals(rows).tolist() == [[3.0, 20.0]]
    assert precision.z_scores(rows).tolist() == [[3.0, 10.0]]
    assert precision.column(1).tolist() == [0.0, 4.0]
