"""What the checks ask of a posterior: a fitted `Model` answers it, and an `AnyPosterior` of any origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from innverse.familiarity import NoveltyDetector
    from innverse.problems import Column

NEEDED = ("sample", "scaling", "provenance", "parameters", "measurements")
Rows = NDArray[np.float64]


class Sampler(Protocol):
    """p(x | y) by its draws."""

    def sample(self, y: Rows, n: int, seed: int = 0) -> Rows:
        """n draws for each row of y `(n_y, dim_y)`: `(n_y, n, dim_x)`."""
        ...


class Units(Protocol):
    """How a posterior looks at x."""

    def as_drawn(self, x: Rows) -> Rows:
        """x `(n, dim_x)` as near to its bounds as draws come, and rounded as they are."""
        ...


class AmortisedPosterior(Sampler, Protocol):
    """p(x | y) for whatever y is asked."""

    @property
    def parameters(self) -> tuple[Column, ...]:
        """The columns of x."""
        ...

    @property
    def measurements(self) -> tuple[Column, ...]:
        """The columns of y."""
        ...

    @property
    def scaling(self) -> Units:
        """Its own view of x."""
        ...

    @property
    def provenance(self) -> dict[str, Any]:
        """What is known of its training; see `Model.provenance`."""
        ...

    @property
    def novelty_detector(self) -> NoveltyDetector | None:
        """What it keeps of the measurements that it learned from."""
        ...

    @property
    def has_density(self) -> bool:
        """Whether `log_prob` can be computed."""
        ...

    @property
    def has_forward(self) -> bool:
        """Whether `predict` can be computed."""
        ...

    def log_prob(self, x: Rows, y: Rows) -> Rows:
        """log p(x | y), row by row: `(n,)`."""
        ...

    def predict(self, x: Rows) -> Rows:
        """The learned forward process: y `(n, dim_y)` of x `(n, dim_x)`."""
        ...


def check_model(model: Any) -> None:
    """Raises a TypeError for what is no posterior for whatever y is asked, such as a problem or a method."""
    if not all(hasattr(model, name) for name in NEEDED):
        raise TypeError(f"model: expected a fitted Model or an AnyPosterior, got {type(model).__name__}")
