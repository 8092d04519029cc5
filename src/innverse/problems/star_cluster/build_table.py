"""Builds `emissivities.csv` with PyNeb: `python -m innverse.problems.star_cluster.build_table` (extra `[nebula]`).

log10 of ε(T, n_e) [erg cm³/s], the power of a line for each ion and electron, over log10 T [K] and log10 n_e [1/cm³].
Collisional lines: PyNeb's default atoms of each ion. Recombination lines: case B, H I of Storey & Hummer 1995, He I of
Porter et al. 2012 and 2013. PyNeb: Luridiana et al. 2015, A&A 573, A42.
"""

import warnings
from pathlib import Path

import numpy as np

from innverse.problems.star_cluster.lines import LINES, Line

LOG_TEMPERATURES = np.round(np.arange(3.70, 4.1501, 0.025), 3)
LOG_DENSITIES = np.round(np.arange(0.0, 4.0001, 0.2), 1)
TABLE = Path(__file__).with_name("emissivities.csv")
_RECOMBINATION = {"Hbeta_4861": "4_2", "Halpha_6563": "3_2", "HeI_5876": "5876.0"}


def log_emissivity(line: Line, temperatures: np.ndarray, densities: np.ndarray) -> np.ndarray:
    """log10 ε (n_T, n_n) of one line at temperatures [K] and electron densities [1/cm³], by PyNeb."""
    import pyneb

    pyneb.log_.level = 0
    element, charge = line.ion
    if line.name in _RECOMBINATION:
        atom = pyneb.RecAtom(element, charge)
        return np.log10(np.asarray(atom.getEmissivity(temperatures, densities, label=_RECOMBINATION[line.name])))
    atom = pyneb.Atom(element, charge + 1)
    emissivities = [np.asarray(atom.getEmissivity(temperatures, densities, wave=wave)) for wave in line.wavelengths]
    return np.log10(np.sum(emissivities, axis=0))


def build(path: Path = TABLE) -> None:
    """Write the table of all lines: one row a temperature and density, one column a line."""
    import pandas as pd

    grid = np.meshgrid(LOG_TEMPERATURES, LOG_DENSITIES, indexing="ij")
    columns = {"log_temperature": grid[0].ravel(), "log_density": grid[1].ravel()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyNeb's imports warn of what they may not need
        for line in LINES:
            columns[line.name] = log_emissivity(line, 10**LOG_TEMPERATURES, 10**LOG_DENSITIES).ravel().round(4)
    pd.DataFrame(columns).to_csv(path, index=False)


if __name__ == "__main__":
    build()
