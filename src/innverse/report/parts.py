"""Parts of a report's content that come together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@final
@dataclass(frozen=True, eq=False)
class Coverage:
    """How often the true x of held-out pairs lay inside the posterior's central intervals.

    Attributes:
        confidences: of the intervals, `(c,)`.
        inside: fraction of pairs at each, `(c, dim_x)`.
        n_pairs: how many pairs.
        error: calibration error by parameter name.

    Raises:
        ValueError: when there is not one row for each confidence.
    """

    confidences: np.ndarray
    inside: np.ndarray
    n_pairs: int
    error: Mapping[str, float]

    def __post_init__(self) -> None:
        if len(self.inside) != len(self.confidences):
            raise ValueError(
                f"inside: expected one row for each of {len(self.confidences)} confidences, got {len(self.inside)}"
            )


@final
@dataclass(frozen=True, eq=False)
class Ranks:
    """Ranks `(n, dim_x)` of the true parameters of held-out pairs, each among `n_draws` posterior draws."""

    of_truths: np.ndarray
    n_draws: int


@final
@dataclass(frozen=True, eq=False)
class Latent:
    """Posterior draws x `(k, dim_x)` and the latent z `(k, dim_z)` that each came from.

    Raises:
        ValueError: when there is not one z for each x.
    """

    x: np.ndarray
    z: np.ndarray

    def __post_init__(self) -> None:
        if len(self.x) != len(self.z):
            raise ValueError(f"z: expected one row for each of {len(self.x)} draws, got {len(self.z)}")


@final
@dataclass(frozen=True, eq=False)
class Reference:
    """Certified or literature values: `values` by parameter name, columns `value` and `sd` (NaN: not known)."""

    values: pd.DataFrame
    name: str = "reference"

    def of(self, name: str) -> tuple[float, float] | None:
        """Value and standard deviation of a parameter, where there is one."""
        if name not in self.values.index:
            return None
        row = self.values.loc[name]
        return float(row["value"]), float(row.get("sd", np.nan))


@final
@dataclass(frozen=True)
class Failures:
    """`failed` of `runs` simulations gave no measurement; `meaning` says what that stands for."""

    failed: int = 0
    runs: int = 0
    meaning: str = ""


@final
@dataclass(frozen=True, eq=False)
class Origin:
    """What it takes to make a report's numbers again, and how many seconds each phase took."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    seeds: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
