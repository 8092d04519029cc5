"""Draws that were made right after the network, with the numbers that tell whether they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from innverse.diagnostics.summary_text import summary_text
from innverse.posterior import correlation_table, mode_table, summary_table
from innverse.wording.counts import counted
from innverse.wording.lists import side_by_side

if TYPE_CHECKING:
    import pandas as pd

    from innverse.problems import Column
    from innverse.refinement.refinement import Refinement

NAN = float("nan")


@final
@dataclass(frozen=True, eq=False)
class Refined:
    """Draws from p(x | y) and whether to trust them. What does not apply is NaN, and 0 for counts.

    Attributes:
        x: (n, dim_x) draws of equal weight, in original units; importance weights make some draws occur repeatedly.
        parameters: columns of x.
        by: how they were made.
        doubts: why not to trust them, in words; empty where nothing speaks against it.
        effective: how many independent draws would tell the means as well (of the parameter that is worst off).
        k_hat: shape of the tail of the importance weights; see `smoothed_weights`.
        r_hat: (dim_x,) spread between chains against spread within; NaN without chains.
        diverged: steps of chains at which the integration of the path broke down.
        dropped: draws that could not be moved onto s(x) = y.
        acceptance: share of Metropolis steps that were taken.
        residual: largest |s(x) − y| over draws, in standard deviations that the measurements have under the prior.
        provided: what must hold besides, and none of these numbers can tell, in words; empty where there is nothing.
    """

    x: np.ndarray
    parameters: tuple[Column, ...]
    by: Refinement
    doubts: tuple[str, ...] = ()
    effective: float = NAN
    k_hat: float = NAN
    r_hat: np.ndarray | None = None
    diverged: int = 0
    dropped: int = 0
    acceptance: float = NAN
    residual: float = NAN
    provided: str = ""

    @property
    def trusted(self) -> bool:
        """Whether nothing speaks against these draws."""
        return not self.doubts

    @property
    def words(self) -> str:
        """One sentence: whether the draws may be trusted, and why."""
        numbers = ", ".join(
            f"{name} {value:.3g}" for name, value in self.diagnostics().items() if not math.isnan(value)
        )
        if self.trusted:
            return f"May be trusted{self.provided and f', provided that {self.provided}'}: {numbers}."
        return f"Not to be trusted: {'; '.join(self.doubts)} ({numbers})."

    def diagnostics(self) -> dict[str, float]:
        """The numbers by name; R̂ as its largest."""
        return {
            "effective draws": self.effective,
            "Pareto k": self.k_hat,
            "largest R-hat": NAN if self.r_hat is None else float(self.r_hat.max()),
            "diverged": float(self.diverged),
            "dropped": float(self.dropped),
            "acceptance": self.acceptance,
            "largest residual": self.residual,
        }

    def to_frame(self) -> pd.DataFrame:
        """The draws with the parameters' names as columns."""
        import pandas as pd

        return pd.DataFrame(self.x, columns=self._names())

    def summary(self) -> pd.DataFrame:
        """Table like `Posterior.summary` of these draws; with r_hat where it is known."""
        table = summary_table(self.x, self.parameters)
        return table if self.r_hat is None else table.assign(r_hat=self.r_hat)

    def modes(self) -> pd.DataFrame:
        """Table like `Posterior.modes` of these draws."""
        return mode_table(self.x, self.parameters)

    def correlations(self) -> pd.DataFrame:
        """Table like `Posterior.correlations` of these draws."""
        return correlation_table(self.x, self.parameters)

    def _names(self) -> list[str]:
        return [column.name for column in self.parameters]

    def __repr__(self) -> str:
        return f"Refined({counted(len(self.x), 'draw')} of {side_by_side(self._names())} by {self.by!r}; {self.words})"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(repr(self))}</p>{summary_text(self.summary()).to_html()}"


def doubts_of(*pairs: tuple[Any, str]) -> tuple[str, ...]:
    """The words of those (condition, words) whose condition does not hold.

    >>> doubts_of((1 < 2, "one is larger"), (np.float64("nan") < 2, "no number"))
    ('no number',)
    """
    return tuple(words for holds, words in pairs if not holds)
