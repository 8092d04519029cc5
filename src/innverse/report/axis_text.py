"""Names and titles set on axes: mathtext where it is valid, in lines that fit, counted from a round number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.mathtext import MathTextParser
from matplotlib.ticker import MaxNLocator

from innverse.report.numbers import power_of_ten, significant, superscript
from innverse.report.style import FULL_WIDTH, in_powers
from innverse.wording.digits import digits_for

if TYPE_CHECKING:
    from innverse.problems.column import Column

_CLOSE = 1e-3
"""Limits that differ by less than this share of themselves are told by what they differ in."""
_SETTINGS = ((8.0, 1), (7.0, 2), (6.0, 2), (5.5, 3))
"""Type size, and the most lines of it."""
_MOST_LETTERS = 110
_LETTER_WIDTH = 0.0086
"""Inches of an average letter for each point of type size."""
_PARSER = MathTextParser("path")
_WORDS = re.compile(r"(?:\$[^$]*\$|\S)+")
_MATH_MARKS = re.compile(r"[${}_^]|\\[a-zA-Z]+(?=[^a-zA-Z])")


def label(column: Column) -> str:
    """What a column is called in a figure."""
    return plain(column.label or column.name)


def in_legend(text: str) -> str:
    """Text of a legend: matplotlib leaves out what starts with an underscore, so a hair space goes before it.

    >>> in_legend("flux"), in_legend("_flux")
    ('flux', '\\u200a_flux')
    """
    return f"\N{HAIR SPACE}{text}" if text.startswith("_") else text


def plain(text: str) -> str:
    """`text` as matplotlib may draw it: dollar signs that do not enclose valid mathtext are shown as they are.

    >>> plain("$x_1$"), plain("$x_$"), plain("5 $")
    ('$x_1$', '\\\\$x_\\\\$', '5 \\\\$')
    """
    text = " ".join(text.split())
    escaped = text.replace("\\$", "$").replace("$", "\\$")
    if "$" not in text or text.count("$") % 2:
        return escaped
    try:
        _PARSER.parse(text)
    except (ValueError, RuntimeError):
        return escaped
    return text


def axis_title(column: Column, power: int = 0, base: str = "") -> str:
    """Title of a column's axis with its unit, shown in multiples of 10**power beyond a base, as of ` − 293.15`."""
    title = label(column) + base
    unit = " ".join(part for part in (f"10{superscript(power)}" if power else "", plain(column.unit)) if part)
    return f"{title} [{unit}]" if unit else title


def title_axis(axis: Axis, column: Column, ticks: int = 4, room: float = FULL_WIDTH) -> None:
    """Give an axis its column's title with unit, and few ticks; a very small or large range in powers of ten.

    Of numbers that differ in their last digits alone, what they share goes into the title. A title too long for `room`
    inches is set in smaller type and up to three lines, and cut where that does not do.
    """
    low, high = sorted(map(float, axis.get_view_interval()))
    base = _shared(low, high)
    power = power_of_ten(max(abs(low - base), abs(high - base)))
    axis.set_label_text(*_fitted(axis_title(column, power, _beyond(base, high - low)), room))
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    if power or base:
        axis.set_major_formatter(in_powers(power, high - low, base))


def _shared(low: float, high: float) -> float:
    """A round number to count from where two limits share three digits or more; otherwise 0.

    >>> _shared(60123.437, 60123.479), _shared(1.420399e9, 1.420401e9), _shared(-1.0, 2.0)
    (60123.46, 1420400000.0, 0.0)
    """
    width = high - low
    if not 0 < width < _CLOSE * max(abs(low), abs(high)):
        return 0.0
    return round(low + width / 2, -math.floor(math.log10(width)))


def _beyond(base: float, width: float) -> str:
    """Takes the base off a name.

    >>> _beyond(60123.46, 0.042), _beyond(-1.4204e9, 2e3), _beyond(0.0, 1.0)
    (' − 60,123.46', ' + 1.4204 × 10⁹', '')
    """
    return f" {'−' if base > 0 else '+'} {significant(abs(base), digits_for(base, width))}" if base else ""


def _fitted(title: str, room: float) -> tuple[str, dict[str, float]]:
    """A title in lines, and its type size."""
    lines, size = [], 8.0
    for size, most_lines in _SETTINGS:
        width = int(room / size / _LETTER_WIDTH)
        lines = _balanced(title, width)
        if len(lines) <= most_lines and max(map(_letters, lines)) <= width:
            return "\n".join(lines), {"fontsize": size}
    width = int(room / size / _LETTER_WIDTH)
    cut = [line if _letters(line) <= width or "$" in line else f"{line[: width - 1]}…" for line in lines]
    return "\n".join(cut[: _SETTINGS[-1][1]]), {"fontsize": size}


def _wrapped(title: str, width: int) -> list[str]:
    """Lines of at most `width` letters, broken between words; a formula is one word.

    >>> _wrapped("lynx in 1900 $v_0 x$ [thousand pelts]", 14)
    ['lynx in 1900', '$v_0 x$ [thousand', 'pelts]']
    """
    lines = [""]
    for word in _WORDS.findall(title):
        longer = f"{lines[-1]} {word}".strip()
        if _letters(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _balanced(title: str, width: int) -> list[str]:
    """As many lines as `_wrapped`, of lengths as even as they can be."""
    lines = _wrapped(title, width)
    for narrower in range(width - 1, 0, -1):
        tighter = _wrapped(title, narrower)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _letters(text: str) -> int:
    return len(_MATH_MARKS.sub("", text))


def name_places(axes: Axes, columns: Sequence[Column]) -> None:
    """Names of columns along an axis with a place 0, 1, ... for each."""
    names = [label(column) for column in columns]
    crowded = sum(len(column.name) + 2 for column in columns) > _MOST_LETTERS
    axes.set_xticks(range(len(names)), names, rotation=90 if crowded else 0)
    axes.set_xlim(-0.6, len(names) - 0.4)
