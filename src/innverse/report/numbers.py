"""Numbers as a reader wants them: few digits, a true minus sign, powers of ten instead of rows of zeros."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

from innverse.wording.digits import last_place

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(power: int) -> str:
    """An integer in raised digits.

    >>> superscript(-12)
    '⁻¹²'
    """
    return str(power).translate(_SUPERSCRIPTS)


def power_of_ten(magnitude: float) -> int:
    """Power of ten to factor out of numbers up to `magnitude`: 0 where they read well as they are.

    >>> power_of_ten(238.9), power_of_ten(5.5e-4), power_of_ten(3e7)
    (0, -4, 7)
    """
    if magnitude == 0 or not math.isfinite(magnitude) or 1e-2 <= magnitude < 1e5:
        return 0
    return math.floor(math.log10(magnitude))


def significant(value: float, digits: int = 3) -> str:
    """`value` with at most `digits` significant digits, without trailing zeros.

    >>> significant(0.01234), significant(-5.5015e-4), significant(123456.0), significant(12345.0)
    ('0.0123', '−5.5 × 10⁻⁴', '1.23 × 10⁵', '12,345')
    """
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "not a number")
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if -4 < power < 5:
        return _signed(f"{round(value, max(0, digits - 1 - power)):,.{max(0, digits - 1 - power)}f}", trim=True)
    mantissa = _signed(f"{value / 10.0**power:.{digits - 1}f}", trim=True)
    return f"{mantissa} × 10{superscript(power)}"


def fixed(value: float, decimals: int) -> str:
    """`value` with exactly `decimals` decimals and a true minus sign.

    >>> fixed(-1.004, 2), fixed(-0.001, 2), fixed(float("nan"), 2)
    ('−1.00', '0.00', '–')
    """
    if math.isnan(value):
        return "–"
    if not math.isfinite(value):
        return significant(value)
    return _signed(f"{round(value, decimals) + 0.0:,.{decimals}f}", trim=False)


def trimmed(value: float, decimals: int) -> str:
    """`value` with at most so many decimals, without trailing zeros, and a true minus sign.

    >>> trimmed(-0.25, 4), trimmed(1.420399, 8), trimmed(-3e-12, 4), trimmed(12500.0, 0)
    ('−0.25', '1.420399', '0', '12500')
    """
    return _signed(f"{round(value, decimals) + 0.0:.{decimals}f}", trim=True)


def decimals_for(spread: float) -> int:
    """Decimals that show two significant digits of a spread, three where the first is 1 or 2; at most 12.

    >>> decimals_for(2.7), decimals_for(0.052), decimals_for(430.0)
    (2, 3, 0)
    """
    if not spread > 0 or not math.isfinite(spread):
        return 3
    return min(12, max(0, -last_place(spread)))


def percent(fraction: float, decimals: int = 0) -> str:
    """A fraction in percent; the space does not break.

    >>> percent(0.523).split(), percent(0.0084, 1).split()
    (['52', '%'], ['0.8', '%'])
    """
    return f"{fixed(100 * fraction, decimals)}\N{NO-BREAK SPACE}%"


def correlation(value: float) -> str:
    """A correlation with two decimals, with three where two would round it to one.

    >>> correlation(-0.998), correlation(0.312)
    ('−0.998', '0.31')
    """
    return fixed(value, 3 if 0.995 <= abs(value) < 1 else 2)


def duration(seconds: float) -> str:
    """Seconds in the unit that reads best.

    >>> duration(0.42), duration(78.2), duration(4210)
    ('0.42 s', '78 s', '1 h 10 min')
    """
    if seconds < 100:
        return f"{significant(seconds, 2)} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def shown(value: Any) -> str:
    """Any setting or diagnosis as text: numbers short, sequences joined, None spelt out.

    >>> shown(None), shown(True), shown(1000), shown(0.00325), shown((0.2, 2))
    ('not computed', 'yes', '1,000', '0.00325', '0.2, 2')
    """
    if value is None:
        return "not computed"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Real):
        return f"{value:,}".replace("-", "−") if isinstance(value, int) else significant(float(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"{len(value)} values" if len(value) > 8 else ", ".join(map(shown, value)) or "none"
    return str(value)


def _signed(text: str, *, trim: bool) -> str:
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")
