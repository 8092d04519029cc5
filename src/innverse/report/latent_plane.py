"""Where in the latent the posterior's draws come from: the same draws in the plane of z and in two parameters.

Colour by angle, from pale in the middle to full outside: neighbours in z have like colours. Six sectors bear numbers,
so that nothing hangs on hue.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from scipy.spatial.distance import cdist

from innverse.diagnostics import LatentPlane, latent_plane
from innverse.report import axis_text, style
from innverse.report.content import Content

_DRAWS = 4000
_MOST_MEMBERS = 500
_HUES = np.array([to_rgb(hue) for hue in ("#0072b2", "#56b4e9", "#009e73", "#e69f00", "#d55e00", "#cc79a7")])
_PALEST, _FULL_RADIUS, _LABEL_RADIUS = 0.3, 1.8, 1.5
_LABEL = {"boxstyle": "circle,pad=0.2", "facecolor": "white", "edgecolor": style.INK, "linewidth": 0.6, "alpha": 0.9}


def has_latent_plane(content: Content) -> bool:
    """Whether there is a plane on either side to draw."""
    return content.latent is not None and content.latent.z.shape[1] > 1 and len(content.parameters) > 1


def draw_latent(content: Content) -> Figure:
    """The plane of z on which x depends most, beside the plane of the two parameters in which it unfolds."""
    assert content.latent is not None
    x, z = content.latent.x[:_DRAWS], content.latent.z[:_DRAWS]
    plane = latent_plane(x, z)
    i, j = plane.unfolded
    figure = style.figure(style.FULL_WIDTH, style.FULL_WIDTH / 2 + 0.1)
    left, right = figure.subplots(1, 2)
    angle = np.arctan2(plane.coordinates[:, 1], plane.coordinates[:, 0]) / (2 * np.pi) % 1
    colours = _colours(angle, np.hypot(*plane.coordinates.T))
    sector = np.floor(angle * len(_HUES)).astype(int)
    for axes, points in ((left, plane.coordinates), (right, x[:, [i, j]])):
        axes.scatter(*points.T, c=colours, s=5, linewidth=0, rasterized=True)
    for number in np.unique(sector):
        _number(left, number, _middle(number))
        _number(right, number, _densest(x[:, [i, j]], sector == number))
    _title(left, right, content, plane)
    return figure


def _title(left: Axes, right: Axes, content: Content, plane: LatentPlane) -> None:
    exact = plane.directions.shape[0] == 2
    left.set(xlabel="$z_1$" if exact else "first direction of z", ylabel="$z_2$" if exact else "second direction of z")
    left.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6), aspect="equal")
    left.set_title("latent", loc="left")
    right.set_title("posterior", loc="left")
    for axis, column in zip((right.xaxis, right.yaxis), plane.unfolded, strict=True):
        axis_text.title_axis(axis, content.parameters[column], 5)


def _colours(angle: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """RGB `(n, 3)`; angle in turns. Hues follow each other around the circle, the first one again after the last."""
    ring = np.vstack([_HUES, _HUES[:1]])
    centres = (np.arange(len(ring)) + 0.5) / len(_HUES)
    turned = np.where(angle < centres[0], angle + 1, angle)
    hue = np.stack([np.interp(turned, centres, channel) for channel in ring.T], axis=1)
    depth = (_PALEST + (1 - _PALEST) * np.minimum(radius / _FULL_RADIUS, 1))[:, None]
    return 1 - depth * (1 - hue)


def _number(axes: Axes, sector: int, place: np.ndarray) -> None:
    axes.annotate(str(sector + 1), tuple(place), ha="center", va="center", fontsize=7, bbox=_LABEL)


def _middle(sector: int) -> np.ndarray:
    """Where a sector of the latent bears its number."""
    angle = 2 * np.pi * (sector + 0.5) / len(_HUES)
    return _LABEL_RADIUS * np.array([np.cos(angle), np.sin(angle)])


def _densest(points: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The point about which a sector is densest: the smallest circle that holds a tenth of it."""
    scaled = points / np.maximum(points.std(axis=0), np.finfo(float).tiny)
    members = np.flatnonzero(inside)[:_MOST_MEMBERS]
    radii = np.quantile(cdist(scaled[members], scaled[members]), 0.1, axis=1)
    return points[members[np.argmin(radii)]]
