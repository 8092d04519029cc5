import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.problems.star_cluster.shell import Cloud, expand, swept_mass, weaver_radius
from innverse.problems.star_cluster.stellar import Output
from innverse.problems.star_cluster.units import DENSITY, POWER

MECHANICAL = 1e38 * POWER


def constant_wind(age, metallicity):
    nothing = jnp.zeros_like(age)
    return Output(nothing, nothing, nothing + MECHANICAL, nothing)


def test_a_constant_wind_alone_blows_weavers_bubble():
    """One solar mass of stars with a cluster's wind, and early: no gravity, no light, no end of the cloud matters."""
    cloud = Cloud(*map(jnp.array, (1e12, 1.0, 300 * DENSITY, 1.0, 0.0)))
    ages = jnp.array([0.01, 0.1, 0.3])
    shell = jax.jit(jax.vmap(lambda age: expand(cloud, age, constant_wind)))(ages)
    radius = weaver_radius(jnp.array(MECHANICAL), cloud.density, ages)
    assert np.asarray(shell.radius) == pytest.approx(np.asarray(radius), rel=0.002)
    assert np.asarray(shell.speed) == pytest.approx(np.asarray(0.6 * radius / ages), rel=0.005)
    energy = 2 * np.pi * np.asarray(shell.radius) ** 3 * np.asarray(shell.pressure)
    assert energy == pytest.approx(5 / 11 * MECHANICAL * np.asarray(ages), rel=0.005)


def test_a_shell_sweeps_up_the_cloud_and_no_more():
    cloud = Cloud(*map(jnp.array, (1e6, 1e5, 100 * DENSITY, 1.0, 0.0)))
    edge = (1e6 / (4 / 3 * np.pi * 100 * DENSITY)) ** (1 / 3)
    assert float(swept_mass(cloud, 0.5 * edge)) == pytest.approx(1e6 / 8, rel=0.02)
    assert float(swept_mass(cloud, 2 * edge)) == pytest.approx(1e6 * (1 + 8 / 100), rel=0.001)
