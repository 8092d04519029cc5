import numpy as np
import pytest

from innverse.diagnostics import latent_plane

Z = np.random.default_rng(0).normal(size=(4000, 6))
MIX = np.linalg.qr(np.random.default_rng(1).normal(size=(6, 6)))[0]


def test_the_plane_is_the_one_that_moves_x():
    """x depends on two hidden directions of six, one of them through a bend."""
    hidden = Z @ MIX[:, :2]
    x = np.stack([hidden[:, 0], np.exp(hidden[:, 1]), 0.01 * Z[:, 0]], axis=1)[:, :2]
    plane = latent_plane(x, Z)
    overlap = np.linalg.svd(MIX[:, :2].T @ plane.directions)[1]
    assert overlap.min() > 0.98
    assert np.hypot(*plane.slopes[0]) == pytest.approx(1, abs=0.05)
    assert plane.coordinates == pytest.approx(Z @ plane.directions)
    assert plane.directions.T @ plane.directions == pytest.approx(np.eye(2))


def test_a_latent_of_two_is_itself():
    plane = latent_plane(Z[:, :2] @ [[1.0, 2.0], [0.0, 1.0]], Z[:, :2])
    assert np.array_equal(plane.coordinates, Z[:, :2])


def test_what_the_latent_does_not_move_has_no_slope():
    x = np.stack([Z[:, 0], np.random.default_rng(2).normal(size=4000), np.ones(4000)], axis=1)
    assert np.hypot(*latent_plane(x, Z[:, :3]).slopes.T) == pytest.approx([1, 0, 0], abs=0.05)


def test_it_unfolds_in_parameters_that_are_not_tied():
    x = np.stack([Z[:, 0], -2 * Z[:, 0] + 0.01 * Z[:, 2], Z[:, 3], Z[:, 1] + 0.2 * Z[:, 0]], axis=1)
    assert latent_plane(x[:, [0, 1, 3]], Z).unfolded in {(0, 2), (1, 2)}
    assert latent_plane(x[:, :1], Z).unfolded == (0, 0)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"z: expected shape \(4000, dim_z\) with dim_z >= 2, got \(4000, 1\)"):
        latent_plane(Z, Z[:, :1])
