"""How the numbers of one column are written: digits that its spread deserves, after a power of ten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from innverse.report.content import Content
from innverse.report.numbers import decimals_for, fixed, power_of_ten, significant, superscript
from innverse.wording.digits import digits_for


@dataclass(frozen=True)
class Scale:
    """Decimals, and a power of ten that goes with the unit."""

    power: int
    decimals: int

    def text(self, value: float) -> str:
        return fixed(value / 10.0**self.power, self.decimals)

    def interval(self, low: float, high: float) -> str:
        return f"{self.text(low)} to {self.text(high)}"

    def unit(self, unit: str) -> str:
        """The power of ten and the unit, as they stand in a table's column of units.

        >>> Scale(-4, 2).unit("1/mmHg"), Scale(0, 2).unit("")
        ('10⁻⁴ 1/mmHg', '')
        """
        return " ".join(part for part in (f"10{superscript(self.power)}" if self.power else "", unit) if part)


def scale_of(content: Content, j: int) -> Scale:
    """Scale by the posterior's central 68 % of parameter j."""
    low, median, high = np.quantile(content.draws[:, j], (0.16, 0.5, 0.84))
    power = power_of_ten(max(abs(low), abs(median), abs(high)))
    return Scale(power, decimals_for((high - low) / 2 / 10.0**power))


def measured_value(content: Content, i: int) -> str:
    """Measurement i of y*, told apart from others that the same parameters, or at least the prior, may lead to."""
    others = content.simulated if content.resimulated is None else content.resimulated
    spread = float("nan") if others is None else float(np.std(others[:, i]))
    value = float(content.observed[i])
    return significant(value, digits_for(value, spread, least=5))
