"""The look shared by all figures: colours that survive colour blindness and grey print, and type sizes.

Every role differs from the others by more than hue: the prior is a pale area, the posterior a dark area or solid line,
an exact posterior a black dashed line, a reference value a dash-dotted line with a diamond, a mode a triangle.
Colours: Okabe and Ito (2008), "Color Universal Design".
"""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from innverse.report.numbers import decimals_for, trimmed

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


def cross(
    axes: Axes, place: np.ndarray, strokes: tuple[tuple[float, float, float], ...] = ((15, 4, 2), (14, 2, 2))
) -> None:
    """The measurement as a cross in a plane, in a halo: size, width and layer of its strokes, then of its own."""
    for color, (size, width, layer) in zip(("white", OBSERVED), strokes, strict=True):
        axes.plot(*place, "+", color=color, markersize=size, markeredgewidth=width, zorder=layer)


def in_powers(power: int, width: float = math.nan, base: float = 0.0) -> FuncFormatter:
    """Tick labels in multiples of 10**power beyond `base`, which ticks in a window of this width differ by."""
    decimals = decimals_for(width / 10.0**power)
    return FuncFormatter(lambda value, _: trimmed((value - base) / 10.0**power, decimals))
