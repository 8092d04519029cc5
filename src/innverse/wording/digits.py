"""How many digits of a number a reader needs: as many as tell it apart from others within a spread."""

import math

_MOST = 15
"""Decimal digits that every double holds."""


def last_place(spread: float) -> int:
    """Power of ten of the last digit that a spread deserves: two significant ones, three where it begins with 1 or 2.

    >>> last_place(2.7), last_place(0.052), last_place(430.0)
    (-2, -3, 1)
    """
    power = math.floor(math.log10(spread))
    return power - (2 if spread < 3 * 10.0**power else 1)


def digits_for(value: float, spread: float, least: int = 4) -> int:
    """Significant digits of a value that show what the spread deserves; `least` where that is less, or not known.

    >>> digits_for(60123.457, 0.01), digits_for(60123.457, 7000.0), digits_for(60123.457, math.nan)
    (9, 4, 4)
    """
    if not (math.isfinite(value) and math.isfinite(spread) and value and spread > 0):
        return least
    needed = math.floor(math.log10(abs(value))) + 1 - last_place(spread)
    return max(least, min(needed, _MOST))


def resolved(value: float, spread: float, least: int = 4) -> str:
    """A value with so many digits, without trailing zeros.

    >>> [resolved(value, 0.0103) for value in (293.15, 293.1298, 0.0103)]
    ['293.15', '293.1298', '0.0103']
    >>> resolved(1.42e9, 1e8), resolved(math.nan, 1.0)
    ('1.42e+09', 'nan')
    """
    return f"{value:.{digits_for(value, spread, least)}g}"
