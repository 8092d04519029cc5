"""Bandwidth of a kernel density estimate that does not assume one lobe.

The improved Sheather-Jones plug-in rule of Botev, Grotowski and Kroese, "Kernel density estimation via diffusion",
Annals of Statistics 38 (2010): the squared bandwidth t solves t = ξ γ^[7](t), with every functional of the density's
derivatives taken from the cosine transform of a histogram.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.fft import dct
from scipy.optimize import brentq

_BINS = 512
_STAGES = 7
_SMALLEST, _LARGEST = 1e-12, 0.1


def bandwidth(values: np.ndarray, dim: int = 1, least: float = 0.3) -> float:
    """Gaussian kernel's standard deviation for draws `values (n,)`; for `dim` dimensions, the wider one of their rate.

    0 for a constant. Silverman's rule where the plug-in equation has no root; never less than `least` times it,
    since the plug-in rule takes the sharp ends of a flat density for structure everywhere.

    >>> lobes = np.concatenate([np.random.default_rng(0).normal(centre, 0.1, 2000) for centre in (-1, 1)])
    >>> 0.01 < bandwidth(lobes) < 0.06
    True
    """
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return 0.0
    room = 0.1 * (high - low)
    length = high - low + 2 * room
    counts, _ = np.histogram(values, _BINS, (low - room, high + room))
    silverman = 0.9 * float(np.std(values)) * len(values) ** (-1 / 5)
    narrow = length * _plug_in(counts / counts.sum(), len(values), silverman / length)
    return max(narrow, least * silverman) * len(values) ** (1 / 5 - 1 / (4 + dim))


def _plug_in(shares: np.ndarray, n: int, otherwise: float) -> float:
    """Bandwidth as a fraction of the histogram's range."""
    squares = np.arange(1, _BINS, dtype=float) ** 2
    powers = np.square(dct(shares)[1:] / 2)  # pyright: ignore[reportOperatorIssue, reportIndexIssue]

    def excess(t: float) -> float:
        return t - _fixed_point(t, n, squares, powers)

    if excess(_SMALLEST) * excess(_LARGEST) > 0:
        return otherwise
    return math.sqrt(brentq(excess, _SMALLEST, _LARGEST, xtol=1e-9))  # pyright: ignore[reportArgumentType]


def _fixed_point(t: float, n: int, squares: np.ndarray, powers: np.ndarray) -> float:
    norm = _derivative_norm(_STAGES, t, squares, powers)
    for order in range(_STAGES - 1, 1, -1):
        odd = np.prod(np.arange(1, 2 * order, 2)) / np.sqrt(2 * np.pi)
        constant = (1 + 0.5 ** (order + 0.5)) / 3
        norm = _derivative_norm(order, (2 * constant * odd / (n * norm)) ** (2 / (3 + 2 * order)), squares, powers)
    return float((2 * n * np.sqrt(np.pi) * norm) ** (-2 / 5))


def _derivative_norm(order: int, t: float, squares: np.ndarray, powers: np.ndarray) -> float:
    """Squared norm of the density's derivative of this order, smoothed by t."""
    return float(2 * np.pi ** (2 * order) * np.sum(squares**order * powers * np.exp(-squares * np.pi**2 * t)))
