"""Adding and doubling against published values, an independent code, and conservation of energy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.problems.tissue.directions import directions
from innverse.problems.tissue.forward import media
from innverse.problems.tissue.layer import Optics, reflect_and_transmit
from innverse.problems.tissue.small_matrices import identity, inverse, products_of
from innverse.problems.tissue.stack import diffuse_reflectance

STACKS = 6
SPECULAR = (0.36 / 2.36) ** 2


@pytest.fixture
def stacks():
    """Absorption and scattering [1/cm], anisotropy, thickness [cm], each (3, STACKS), as wide as the prior."""
    ranges = (0.1, 20), (50, 600), (0.8, 0.95), (0.04, 0.1)
    generator = np.random.default_rng(0)
    return np.stack([generator.uniform(*bounds, (3, STACKS)) for bounds in ranges])


def optics(values):
    return Optics(*map(jnp.asarray, values))


def from_normal(operator, nodes):
    """Flux that leaves for a flux of 1 along the normal."""
    return nodes.flux @ np.asarray(operator)[:, -1] / nodes.flux[-1]


def iadpython_reflectance(stack, index, slide_below, points=32):
    """Total reflectance by iadpython, which adds the layers from the last to the first."""
    iadpython = pytest.importorskip("iadpython")
    absorption, scattering, g, thickness = stack[:, ::-1]
    sample = iadpython.Sample(n=index, n_above=1.0, n_below=slide_below, quad_pts=points)
    sample.update_quadrature()
    sample.a, sample.b, sample.g = scattering / (absorption + scattering), (absorption + scattering) * thickness, g
    upward, _, downward, _ = sample.rt_matrices()
    return sample.UX1_and_UXU(upward, downward)[0]


def test_van_de_hulsts_slab(float64):
    """Albedo 0.9, optical depth 2, g 0.75, index 1 (van de Hulst 1980, table 35)."""
    nodes = directions(1.0, 0, 16)
    reflection, transmission = reflect_and_transmit(optics([[0.2], [1.8], [0.75], [1.0]]), nodes)
    assert from_normal(reflection, nodes) == pytest.approx(0.09739, abs=1e-5)
    assert from_normal(transmission, nodes) == pytest.approx(0.66096, abs=1e-5)


def test_random_stacks_against_iadpython(stacks, float64):
    upper, _ = media()
    ours = diffuse_reflectance(optics(stacks), upper, upper) + SPECULAR
    theirs = [iadpython_reflectance(stacks[..., k], 1.36, 1.0) for k in range(STACKS)]
    assert np.allclose(ours, theirs, rtol=1e-3)


def test_a_clear_layer_of_another_index_is_iadpythons_glass_slide(stacks, float64):
    stacks[:2, 2] = 1e-9  # without any loss, light beyond both critical angles would stay for ever
    upper, lowest = media()
    ours = diffuse_reflectance(optics(stacks), upper, lowest) + SPECULAR
    theirs = [iadpython_reflectance(stacks[:, :2, k], 1.36, 1.38) for k in range(STACKS)]
    assert np.allclose(ours, theirs, rtol=1e-3)


def test_nothing_is_lost_where_nothing_absorbs(stacks, float64):
    stacks[0] = 0
    for nodes in media():
        both = sum(from_normal(m, nodes) for m in reflect_and_transmit(optics(stacks[:, 0]), nodes))
        assert np.allclose(both, 1, atol=1e-9)
    upper, lowest = media()
    mirror = np.ones(len(lowest.cosine))
    back = diffuse_reflectance(optics(stacks), upper, lowest, mirror)
    assert np.allclose(back, 1 - SPECULAR, atol=1e-9)


def test_a_doubled_layer_is_the_layer_added_to_itself(stacks, float64):
    nodes = media()[0]
    layer = stacks[:, 0]
    r, t = reflect_and_transmit(optics(layer), nodes)
    twice = reflect_and_transmit(optics(layer * [[1], [1], [1], [2]]), nodes)
    between = inverse(identity(len(nodes.cosine), r) - products_of(r, r))
    assert np.allclose(twice[0], r + products_of(t, products_of(r, products_of(between, t))), atol=1e-8)
    assert np.allclose(twice[1], products_of(t, products_of(between, t)), atol=1e-8)


@pytest.mark.slow
def test_single_precision_is_enough(stacks):
    upper, lowest = media()

    single = np.asarray(diffuse_reflectance(optics(stacks.astype(np.float32)), upper, lowest))
    with jax.enable_x64(True):
        double = np.asarray(diffuse_reflectance(optics(stacks), upper, lowest))
    assert single.dtype == np.float32
    assert np.allclose(single, double, rtol=1e-4)


def test_inverse(float64):
    matrices = np.eye(5)[:, :, None] + 0.1 * np.random.default_rng(1).random((5, 5, 3))
    assert np.allclose(products_of(jnp.asarray(matrices), inverse(jnp.asarray(matrices))), np.eye(5)[:, :, None])
