"""The look shared by all figures: colours that survive colour blindness and grey print, type sizes, titles of axes.

Every role differs from the others by more than hue: the prior is a pale area, the posterior a dark area or solid line,
an exact posterior a black dashed line, a reference value a dash-dotted line with a diamond, a mode a triangle.
Colours: Okabe and Ito (2008), "Color Universal Design".
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.ticker import FuncFormatter, MaxNLocator

from innverse.report.numbers import decimals_for, power_of_ten, significant, superscript, trimmed
from innverse.wording.digits import digits_for

if TYPE_CHECKING:
    from innverse.problems.column import Column

INK = "#222222"
MUTED = "#6b6b6b"
HAIRLINE = "#d4d4d4"
PRIOR = "#c9c9c9"
PRIOR_LINE = "#9a9a9a"
PRIOR_PALE = "#dedede"
POSTERIOR = "#0072b2"
POSTERIOR_PALE = "#0072b255"
POSTERIOR_AREA = "#0072b2aa"
REFERENCE = "#d55e00"
MODE = "#e69f00"
OBSERVED = "#d55e00"
SELECTED = "#a3195b"
GOOD, CAUTION, BAD = "#00795a", "#e69f00", "#b3261e"

CYCLE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9", "#7f7f7f")
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)))

Look = dict[str, Any]
EXACT_LOOK: Look = {"color": "#000000", "linestyle": (0, (4, 2)), "linewidth": 0.9}

UNNAMED_LINE: Look = {"color": PRIOR_LINE, "linewidth": 0.8}

FULL_WIDTH = 7.6
HALF_WIDTH, HALF_HEIGHT = 3.7, 4.7

_RC = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.0,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.color": HAIRLINE,
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.3,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.unicode_minus": True,
    "svg.fonttype": "path",
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
}


def drawing() -> AbstractContextManager[None]:
    """Context in which every figure of the report is drawn and written: the user's own rcParams stay as they were."""
    return mpl.rc_context({**mpl.rcParamsDefault, **_RC, "backend": mpl.rcParams["backend"]})  # pyright: ignore


def figure(width: float, height: float) -> Figure:
    """An empty figure of `width` x `height` inches with automatic layout."""
    return Figure(figsize=(width, height), layout="constrained")


def line(place: int, column: Column) -> Look:
    """Colour and dashes of the line at `place` among several, with the column's label for the legend."""
    return {
        "color": CYCLE[place],
        "linestyle": LINES[place],
        "zorder": 3,
        "label": in_legend(label(column)),
    }


def cross(
    axes: Axes, place: np.ndarray, strokes: tuple[tuple[float, float, float], ...] = ((15, 4, 2), (14, 2, 2))
) -> None:
    """The measurement as a cross in a plane, in a halo: size, width and layer of its strokes, then of its own."""
    for color, (size, width, layer) in zip(("white", OBSERVED), strokes, strict=True):
        axes.plot(*place, "+", color=color, markersize=size, markeredgewidth=width, zorder=layer)


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


_PARSER = MathTextParser("path")


def axis_title(column: Column, power: int = 0, base: str = "") -> str:
    """Title of a column's axis with its unit, shown in multiples of 10**power beyond a base, as of ` − 293.15`."""
    title = label(column) + base
    unit = " ".join(part for part in (f"10{superscript(power)}" if power else "", plain(column.unit)) if part)
    return f"{title} [{unit}]" if unit else title


def in_powers(power: int, width: float = math.nan, base: float = 0.0) -> FuncFormatter:
    """Tick labels in multiples of 10**power beyond `base`, which ticks in a window of this width differ by."""
    decimals = decimals_for(width / 10.0**power)
    return FuncFormatter(lambda value, _: trimmed((value - base) / 10.0**power, decimals))


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


_CLOSE = 1e-3


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


_SETTINGS = ((8.0, 1), (7.0, 2), (6.0, 2), (5.5, 3))
"""Type size, and the most lines of it."""
_WORDS = re.compile(r"(?:\$[^$]*\$|\S)+")


def name_places(axes: Axes, columns: Sequence[Column]) -> None:
    """Names of columns along an axis with a place 0, 1, ... for each."""
    names = [label(column) for column in columns]
    crowded = sum(len(column.name) + 2 for column in columns) > _MOST_LETTERS
    axes.set_xticks(range(len(names)), names, rotation=90 if crowded else 0)
    axes.set_xlim(-0.6, len(names) - 0.4)


_MOST_LETTERS = 110
_LETTER_WIDTH = 0.0086  # inches of an average letter for each point of type size
_MATH_MARKS = re.compile(r"[${}_^]|\\[a-zA-Z]+(?=[^a-zA-Z])")
