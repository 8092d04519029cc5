"""What a library is given, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Draw = Callable[[np.ndarray, int], np.ndarray]
"""n draws (n, dim_x) from the posterior of one y (dim_y,)."""


@dataclass(frozen=True)
class Given:
    """Pairs of a task with what is known of its prior.

    Attributes:
        task: its name.
        x, y: pairs (n, dim_x), (n, dim_y), single precision.
        lower, upper: bounds of the prior (dim_x,), infinite where there are none.
        seed: of the training.
        budget: of a training that has to be told how long it lasts; None for the library's own.
    """

    task: str
    x: np.ndarray
    y: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    seed: int
    budget: int | None = None


@dataclass(frozen=True)
class Learned:
    """A trained posterior.

    Attributes:
        draw: asks it.
        settings: in words, for the row.
        updates: gradient steps that were taken.
        compile_seconds: part of the training that went into compiling, where the library tells.
    """

    draw: Draw
    settings: str
    updates: int
    compile_seconds: float = float("nan")
