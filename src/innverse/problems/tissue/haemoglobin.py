"""Light absorption by haemoglobin, the only absorber of the tissue model.

The curves in haemoglobin.csv were compiled by S. Prahl; the file says from what and under which licence they come.
"""

from functools import cache
from importlib import resources

import numpy as np

HAEMOGLOBIN_MOLAR_MASS = 64_500.0  # g/mol
TABULATED_CONCENTRATION = 150.0  # g/L, of the blood in the table


def molar_extinction(wavelength: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Molar extinction coefficients [1/(cm M)] of oxygenated and deoxygenated haemoglobin, linear between whole nm.

    Args:
        wavelength: in nm, 465 to 705.

    Raises:
        ValueError: a wavelength that the table does not hold.

    >>> oxygenated, deoxygenated = molar_extinction(np.array([560.0]))
    >>> oxygenated.round(-2).tolist(), deoxygenated.round(-2).tolist()
    ([32700.0], [53800.0])
    """
    nm, oxygenated, deoxygenated = _table()
    if np.min(wavelength) < nm[0] or np.max(wavelength) > nm[-1]:
        raise ValueError(
            f"wavelength: expected {nm[0]:g} to {nm[-1]:g} nm, got {np.min(wavelength):g} to {np.max(wavelength):g}"
        )
    # Table values are µa = ln 10 · ε · concentration / molar mass.
    per_molar = HAEMOGLOBIN_MOLAR_MASS / (np.log(10) * TABULATED_CONCENTRATION)
    return per_molar * np.interp(wavelength, nm, oxygenated), per_molar * np.interp(wavelength, nm, deoxygenated)


@cache
def _table() -> np.ndarray:
    text = resources.files("innverse.problems.tissue").joinpath("haemoglobin.csv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")][1:]
    return np.array([row.split(",") for row in rows], float).T
