"""Loss curves: every term of the objective on the training and on the held-out pairs, epoch by epoch."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.numbers import power_of_ten, superscript

_TRAIN, _HELD_OUT, _RATE = "train/", "held-out/", "learning_rate"


def loss_terms(history: pd.DataFrame) -> list[str]:
    """Names of the loss terms in a history, in its order."""
    names = [str(name) for name in history.columns]
    terms = [name.removeprefix(prefix) for prefix in (_TRAIN, _HELD_OUT) for name in names if name.startswith(prefix)]
    return list(dict.fromkeys(terms))


def draw_curves(content: Content) -> Figure:
    """One panel a term: training thin, held-out thick and dashed, the kept epoch marked.

    A panel that would stay empty shows the learning rate where the history knows it.
    """
    history = content.history
    assert history is not None
    terms = loss_terms(history)
    abreast = len(terms) if len(terms) <= 4 else -(-len(terms) // 2) if len(terms) <= 8 else 4
    rows = -(-len(terms) // abreast)
    figure = style.figure(style.FULL_WIDTH, 0.35 + (1.75 if rows > 1 else 2.2) * rows)
    panels = figure.subplots(rows, abreast, squeeze=False, sharex=True).ravel()
    kept = content.best_epoch if content.best_epoch in history.index else None
    for axes, term in zip(panels, terms, strict=False):
        _draw_term(axes, history, term, kept)
    for axes in panels[len(terms) :]:
        _draw_learning_rate(axes, history)
    for axes in panels[-abreast:]:
        axes.set_xlabel("epoch")
    _legend(figure, kept)
    return figure


def _draw_learning_rate(axes: Axes, history: pd.DataFrame) -> None:
    if _RATE not in history:
        axes.set_axis_off()
        return
    rates = history[_RATE].to_numpy(float)
    axes.plot(history.index, rates, color=style.MUTED, linewidth=1.0)
    power = power_of_ten(float(rates.max()))
    axes.yaxis.set_major_formatter(style.in_powers(power))
    axes.set_title(f"learning rate [10{superscript(power)}]" if power else "learning rate", loc="left")


def _draw_term(axes: Axes, history: pd.DataFrame, term: str, best_epoch: int | None) -> None:
    shown = []
    for prefix, line in ((_TRAIN, {"color": style.MUTED, "linewidth": 1.0}), (_HELD_OUT, _HELD_OUT_LINE)):
        if prefix + term in history:
            values = history[prefix + term].to_numpy(float)
            shown.append(values[np.isfinite(values)])
            axes.plot(history.index, values, marker="" if len(values) > 1 else "o", **line)
    values = np.concatenate(shown)
    if values.size and values.min() > 0 and values.max() > 10 * values.min():
        axes.set_yscale("log")
        axes.minorticks_off()
    if best_epoch is not None:
        axes.axvline(best_epoch, color=style.REFERENCE, linestyle=":", linewidth=1.1)
    axes.set_title(axis_text.plain(term), loc="left")


_HELD_OUT_LINE = {"color": style.POSTERIOR, "linestyle": "--", "linewidth": 1.5}


def _legend(figure: Figure, best_epoch: int | None) -> None:
    entries = [
        Line2D([], [], color=style.MUTED, linewidth=1.0, label="training pairs"),
        Line2D([], [], label="held-out pairs", **_HELD_OUT_LINE),
    ]
    if best_epoch is not None:
        label = f"last kept: epoch {best_epoch}"
        entries.append(Line2D([], [], color=style.REFERENCE, linestyle=":", linewidth=1.1, label=label))
    figure.legend(handles=entries, loc="outside upper left", ncols=3, borderaxespad=0.2)
