"""Do the draws lead back to the measurement, by the model's own forward process, as closely as they usually do?

    d = ‖f_y(x) - y*‖,   x ~ q(x | y*)        in scaled measurements, against the same for held-out y

Where y* lies beyond the training data the backward direction extrapolates, and so does the forward one: the two then
seldom agree. It asks nothing but the model, and says whether that agrees with itself at y* as it does elsewhere; not
whether either direction is right.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Reprediction:
    """How far draws lead away from the measurement they were drawn for.

    Attributes:
        distances: of each draw, `(n,)`, in scaled measurements (standard deviations, roughly).
        held_out: median distance of the draws of each held-out measurement, `(m,)`.
        p_value: share of held-out measurements whose draws lead as far away, (r + 1) / (m + 1).
    """

    distances: np.ndarray
    held_out: np.ndarray
    p_value: float

    def __repr__(self) -> str:
        found, usual = np.median(self.distances), np.median(self.held_out)
        return f"Reprediction(median distance {found:.3g}, usually {usual:.3g}; p = {self.p_value:.2g})"


def reprediction(distances: np.ndarray, held_out: np.ndarray) -> Reprediction:
    """Compare the draws of one measurement with those of held-out ones by their median distance.

    Args:
        distances: of the draws for y*, `(n,)`.
        held_out: of the draws for each held-out y, `(m, k)`.

    Raises:
        ValueError: for other shapes, or none of either.

    >>> reprediction(np.full(5, 9.0), np.ones((99, 3)))
    Reprediction(median distance 9, usually 1; p = 0.01)
    """
    distances, held_out = np.asarray(distances, dtype=float), np.asarray(held_out, dtype=float)
    if distances.ndim != 1 or held_out.ndim != 2 or not distances.size or not held_out.size:
        raise ValueError(
            f"distances: expected shapes (n,) and (m, k), none of them 0, got {distances.shape} and {held_out.shape}"
        )
    usual = np.median(held_out, axis=1)
    return Reprediction(distances, usual, float((1 + (usual >= np.median(distances)).sum()) / (1 + len(usual))))
