"""The table of emissivities against published ratios, and against PyNeb where it is installed."""

import jax.numpy as jnp
import numpy as np
import pytest

from innverse.problems.star_cluster.build_table import log_emissivity
from innverse.problems.star_cluster.emission import emissivities, log_emissivities
from innverse.problems.star_cluster.lines import LINES

NAMES = [line.name for line in LINES]


def ratio(above, below, temperature=1e4, log_density=2.0):
    found = log_emissivities(jnp.full(len(LINES), temperature), jnp.array(log_density))
    return float(10 ** (found[NAMES.index(above)] - found[NAMES.index(below)]))


def test_the_table_is_whole():
    log_temperatures, log_densities, table = emissivities()
    assert table.shape == (len(LINES), len(log_temperatures), len(log_densities)) and np.isfinite(table).all()


def test_balmer_decrement():
    assert ratio("Halpha_6563", "Hbeta_4861") == pytest.approx(2.86, abs=0.01)


def test_sulphur_ratio_between_its_limits():
    """1.45 at low density; 0.44 at densities that the table does not reach."""
    assert ratio("SII_6716", "SII_6731", log_density=0.0) == pytest.approx(1.45, abs=0.01)
    assert 0.44 < ratio("SII_6716", "SII_6731", log_density=4.0) < 0.60


def test_oxygen_thermometer():
    """[O III] (4959 + 5007)/4363 = 7.90 exp(32,900 K/T): Osterbrock & Ferland 2006, equation 5.4, 4959 = 5007/2.98."""
    assert ratio("OIII_5007", "OIII_4363") * (1 + 1 / 2.98) == pytest.approx(7.90 * np.exp(3.29), rel=0.1)


def test_densities_beyond_the_table_are_held():
    assert ratio("SII_6716", "SII_6731", log_density=5.0) == ratio("SII_6716", "SII_6731", log_density=4.0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("line", [LINES[k] for k in (0, 2, 5, 8)], ids=lambda line: line.name)
def test_interpolation_agrees_with_pyneb(line):
    """Between grid points: 0.01 dex, a third of the noise."""
    pytest.importorskip("pyneb")
    temperatures, densities = np.array([7_300.0, 11_800.0]), np.array([30.0, 1_300.0])
    expected = log_emissivity(line, temperatures, densities)
    found = [
        [float(log_emissivities(jnp.full(len(LINES), t), jnp.log10(n))[NAMES.index(line.name)]) for n in densities]
        for t in temperatures
    ]
    assert np.array(found) == pytest.approx(expected, abs=0.01)


@pytest.mark.filterwarnings("ignore")
def test_pyneb_has_the_published_oxygen_and_sulphur_ratios():
    """[O III] 5007/4959 = 2.98 (Storey & Zeippen 2000), [S II] 6716/6731 = 0.44 at high density."""
    pyneb = pytest.importorskip("pyneb")
    oxygen, sulphur = pyneb.Atom("O", 3), pyneb.Atom("S", 2)
    bright, faint = (oxygen.getEmissivity(1e4, 100, wave=wave) for wave in (5007, 4959))
    assert bright / faint == pytest.approx(2.98, abs=0.01)
    blue, red = (sulphur.getEmissivity(1e4, 1e6, wave=wave) for wave in (6716, 6731))
    assert blue / red == pytest.approx(0.44, abs=0.01)
