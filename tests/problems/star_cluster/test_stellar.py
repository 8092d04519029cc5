"""The cluster's output against the Starburst99 run that its knots come from, at ages between the knots."""

import jax.numpy as jnp
import numpy as np
import pytest

from innverse.problems.star_cluster.stellar import output
from innverse.problems.star_cluster.units import POWER

AGES = [1.51, 2.71, 3.41, 4.31, 4.91, 5.61]
LOG_PHOTONS = [52.610, 52.369, 52.339, 51.972, 51.712, 51.365]
LOG_HELIUM = [51.833, 51.315, 51.620, 50.679, 50.460, 48.881]
LOG_WIND = [40.015, 40.026, 40.277, 39.621, 39.383, 39.073]


@pytest.mark.parametrize("row", range(len(AGES)), ids=str)
def test_between_the_knots_the_lines_stay_close_to_starburst99(row):
    stars = output(jnp.array(AGES[row]), jnp.array(1.0))
    winds = output(jnp.array(AGES[row]), jnp.array(1.0)).mechanical - output(jnp.array(AGES[row]), 1e-9).mechanical
    assert float(stars.log_photons) == pytest.approx(LOG_PHOTONS[row] - 6, abs=0.1)
    assert float(stars.log_helium_photons) == pytest.approx(LOG_HELIUM[row] - 6, abs=0.2)
    assert np.log10(float(winds) / POWER) == pytest.approx(LOG_WIND[row] - 6, abs=0.1)


def test_supernovae_follow_the_winds():
    assert output(jnp.array(3.0), 1e-9).mechanical < 1e-3 * output(jnp.array(3.0), 1.0).mechanical
    assert float(output(jnp.array(5.0), 1e-9).mechanical) == pytest.approx(10**34.25 * POWER, rel=0.02)


def test_metal_poor_winds_are_weaker():
    rich, poor = (float(output(jnp.array(1.0), z).mechanical) for z in (1.0, 0.1))
    assert rich / poor == pytest.approx(10**0.95, rel=1e-4)


def test_wolf_rayet_stars_harden_the_light_twice():
    hardness = [
        float(o.log_helium_photons - o.log_photons) for o in (output(jnp.array(t), 1.0) for t in (2.9, 3.2, 4.7, 4.85))
    ]
    assert hardness[0] < hardness[1] and hardness[2] < hardness[3]
