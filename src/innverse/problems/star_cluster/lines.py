"""The 12 emission lines: names, ions, and the temperature zone in which each ion lives.

Names carry the wavelength in Å, in air; [O II] 3727 is the sum of 3726 and 3729. Zones: Garnett 1992 (AJ 103, 1330).
"""

from enum import IntEnum
from typing import NamedTuple


class Zone(IntEnum):
    """Place of a zone's temperature in `nebula.temperatures`: ions such as O²⁺, S²⁺, and O⁺."""

    HIGH = 0
    MIDDLE = 1
    LOW = 2


class Line(NamedTuple):
    """Column name, label for axes, ion (element, charge), wavelengths [Å] that are summed, temperature zone."""

    name: str
    label: str
    ion: tuple[str, int]
    wavelengths: tuple[int, ...]
    zone: Zone


LINES = (
    Line("OII_3727", "[O II] 3727", ("O", 1), (3726, 3729), Zone.LOW),
    Line("NeIII_3869", "[Ne III] 3869", ("Ne", 2), (3869,), Zone.HIGH),
    Line("OIII_4363", "[O III] 4363", ("O", 2), (4363,), Zone.HIGH),
    Line("Hbeta_4861", "Hβ", ("H", 1), (4861,), Zone.HIGH),
    Line("OIII_5007", "[O III] 5007", ("O", 2), (5007,), Zone.HIGH),
    Line("HeI_5876", "He I 5876", ("He", 1), (5876,), Zone.HIGH),
    Line("Halpha_6563", "Hα", ("H", 1), (6563,), Zone.HIGH),
    Line("NII_6584", "[N II] 6584", ("N", 1), (6584,), Zone.LOW),
    Line("SII_6716", "[S II] 6716", ("S", 1), (6716,), Zone.LOW),
    Line("SII_6731", "[S II] 6731", ("S", 1), (6731,), Zone.LOW),
    Line("ArIII_7136", "[Ar III] 7136", ("Ar", 2), (7136,), Zone.MIDDLE),
    Line("SIII_9069", "[S III] 9069", ("S", 2), (9069,), Zone.MIDDLE),
)
