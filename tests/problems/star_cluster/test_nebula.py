"""The ionised layer against published values."""

import jax.numpy as jnp
import numpy as np
import pytest

from innverse.problems.star_cluster.emission import log_emissivities
from innverse.problems.star_cluster.lines import LINES
from innverse.problems.star_cluster.nebula import abundances, helium_zone, ion_fractions, recombination, temperatures
from innverse.problems.star_cluster.stellar import output

# Line ratios to Hβ of the photoionisation models (Cloudy, POPSTAR spectra of 1 Myr) behind Pérez-Montero 2014 (MNRAS
# 441, 2663) at 12 + log O/H = 8.6 and log N/O = −1: log U, [O II] 3727, [Ne III] 3869, [O III] 5007, [N II] 6584,
# [S II] 6716+6731.
CLOUDY = [
    (-3.25, 2.349, 0.0490, 0.642, 0.672, 0.860),
    (-3.00, 2.351, 0.0776, 1.342, 0.577, 0.676),
    (-2.75, 2.058, 0.1090, 2.204, 0.442, 0.502),
]


@pytest.mark.parametrize("model", CLOUDY, ids=lambda model: f"log U {model[0]}")
def test_ratios_are_near_those_of_photoionisation_models(model):
    """Within 0.4 dex: all that two published fits and one temperature can do."""
    metallicity = jnp.array(10**-0.09)
    elements = abundances(metallicity) | {"N": jnp.array(-4.4)}
    fractions = ion_fractions(jnp.array(model[0]), jnp.array(1.0))
    zones = temperatures(metallicity)[jnp.array([line.zone for line in LINES])]
    emissivities = log_emissivities(zones, jnp.array(2.0))
    ours = {
        line.name: 10 ** float(elements[line.ion[0]] + jnp.log10(fractions[line.ion]) + emissivity - emissivities[3])
        for line, emissivity in zip(LINES, emissivities, strict=True)
    }
    ratios = [ours[name] for name in ("OII_3727", "NeIII_3869", "OIII_5007", "NII_6584")]
    ratios.append(ours["SII_6716"] + ours["SII_6731"])
    assert np.log10(ratios) == pytest.approx(np.log10(model[1:]), abs=0.4)
    assert np.log10(ratios[2] / ratios[0]) == pytest.approx(np.log10(model[3] / model[1]), abs=0.2)


def test_recombination_is_that_of_osterbrock():
    """2.59e-13 at 10,000 K and 4.54e-13 at 5,000 K: Osterbrock & Ferland 2006, table 2.1."""
    found = 10 ** np.asarray(recombination(jnp.array([1e4, 5e3])))
    assert found == pytest.approx([2.59e-13, 4.54e-13], rel=0.025)


def test_young_stars_ionise_all_helium_old_ones_hardly_any():
    young, old = (float(helium_zone(output(jnp.array(age), 1.0), jnp.array(1.0))) for age in (1.0, 5.5))
    assert young == 1 and 0.01 < old < 0.1


@pytest.mark.parametrize("log_ionisation", [-5.0, -3.0, -1.5])
@pytest.mark.parametrize("zone", [0.02, 1.0])
def test_ions_of_an_element_do_not_exceed_it(log_ionisation, zone):
    fractions = ion_fractions(jnp.array(log_ionisation), jnp.array(zone))
    assert all(0 < float(fraction) <= 1 for fraction in fractions.values())
    assert float(fractions["O", 1] + fractions["O", 2]) == pytest.approx(1, abs=1e-6)
    assert float(fractions["S", 1] + fractions["S", 2]) <= 1 + 1e-6


def test_nitrogen_is_primary_then_secondary():
    poor, rich = (abundances(jnp.array(z)) for z in (0.03, 2.0))
    assert float(poor["N"] - poor["O"]) == pytest.approx(-1.69, abs=0.05)
    assert float(rich["N"] - rich["O"]) == pytest.approx(-0.79, abs=0.05)
