"""What the checks of a model found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis.reproduction import Reproduction
from innverse.wording.counts import counted

if TYPE_CHECKING:
    import pandas as pd

_LABELS = {
    "n_y": "held-out measurements",
    "n_draws": "draws for each",
    "calibration_error": "calibration error",
    "calibration_error_bound": "calibration error, 95 % bound of an exact posterior",
    "sbc_p_value": "SBC p-value",
    "rank_dependence_p_value": "rank dependence p-value",
    "tarp_p_value": "TARP p-value, all parameters together",
    "tarp_area": "TARP area, below 0 too narrow",
    "expected_coverage_p_value": "highest density p-value, all parameters together",
    "sharpness": "width, prior's = 1,",
    "recoverability": "recoverability",
    "information": "information in nats",
    "forward_error": "forward error",
    "label_accuracy": "label accuracy",
    "round_trip_error": "round-trip error",
    "resimulation_error": "re-simulation error",
    "resimulation_floor": "re-simulation error of the true parameters",
    "mmd_squared": "squared MMD to the exact posterior",
    "draws_per_second": "draws per second",
    "seconds": "seconds",
}


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """Numbers to judge a model by. One that could not be had is None, or an empty dict; `notes` says why.

    Attributes:
        n_y, n_draws: held-out measurements looked at, and posterior draws for each.
        confidences, coverage: `(n_confidences,)` and the inlier fractions at each, `(n_confidences, dim_x)`.
        calibration_error: by parameter, the median over confidences of |inlier fraction - confidence|.
        calibration_error_bound: what an exact posterior stays below in 95 of 100 such checks, for each parameter.
        sbc_p_value: by parameter, Kolmogorov-Smirnov for uniform ranks; of an exact posterior 1 in 20 is below .05.
        rank_dependence_p_value: by parameter, that its ranks do not depend on the measurement.
        ranks: of the true parameters among the draws, 0 … n_draws, `(n_y, dim_x)`.
        tarp_p_value, tarp_area: of all parameters together; see `innverse.diagnostics.tarp`, which is asked about other
            truths and about the mean of draws: the smaller p-value, doubled, and its area.
        expected_coverage: `(n_confidences,)`, how often the truth lies in the region of highest density that holds each
            share; None without a density. expected_coverage_p_value: that it is as it should be.
        sharpness: by parameter, sd(x_i | y) / sd(x_i), median over y: the narrower the better where calibrated.
        recoverability: by parameter, 1 - Var(x_i | y) / Var(x_i), mean over y: 0 cannot be recovered, 1 is known; a y
            that more than doubles the variance counts as -1. Both are of variances that heavy tails do not decide; see
            `innverse.diagnostics.recoverability`.
        information: by parameter, KL(p(x_i | y) || p(x_i)) in nats, mean over y: the mutual information of x_i and y.
        told: by parameter, Var(E[x_i | y]) / Var(x_i) under the model's own draws: 0 for one that ignores y.
        told_of_spread: the same of |x_i − median| for each parameter, and of whether two lie on one side of their
            medians, by these words; a posterior that listens may have nothing but this, as that of y = x² about 0.
        forward_error: mean ||f_y(x) - y||² of the model's own forward process; None for classes.
        label_accuracy: for classes, the fraction of pairs whose most probable class is the true one.
        round_trip_error: root mean square of g(f(x)) - x in scaled parameters: how exactly the network inverts itself.
        resimulation_error: mean ||s(x) - y||² over draws x ~ q(x | y), through the true forward process s.
        resimulation_floor: the same for the true x, run anew: 0 without noise, twice the noise variance with it.
        reproduction: how closely draws lead back to their measurements; None without the true forward process.
        mmd_squared: unbiased squared MMD to the exact posterior, mean over y; raw units of x; kernel the sum of
            1 / (1 + d²/h²) over h = .05, .2, .9.
        draws_per_second: of the model, once compiled.
        seconds: that the checks took.
        notes: attribute name -> reason for a None, or a remark on the number.
    """

    n_y: int
    n_draws: int
    confidences: np.ndarray
    coverage: np.ndarray
    calibration_error: dict[str, float]
    calibration_error_bound: float
    sbc_p_value: dict[str, float]
    rank_dependence_p_value: dict[str, float]
    ranks: np.ndarray
    tarp_p_value: float
    tarp_area: float
    expected_coverage: np.ndarray | None
    expected_coverage_p_value: float | None
    sharpness: dict[str, float]
    recoverability: dict[str, float]
    information: dict[str, float]
    told: dict[str, float]
    told_of_spread: dict[str, float]
    forward_error: float | None
    label_accuracy: float | None
    round_trip_error: float | None
    resimulation_error: float | None
    resimulation_floor: float | None
    reproduction: Reproduction | None
    mmd_squared: float | None
    draws_per_second: float
    seconds: float
    notes: Mapping[str, str]

    def to_dict(self) -> dict[str, float | int | str | None]:
        """Label -> number or None, ready for JSON; what there is to say of a number follows it as "label: note"."""
        entries: dict[str, float | int | str | None] = {}
        for label, value, note in self._rows():
            entries[label] = value
            if note:
                entries[f"{label}: note"] = note
        return entries

    def to_frame(self) -> pd.DataFrame:
        """One row for each number, indexed by its label, with columns `value` (NaN where not computed) and `note`."""
        import pandas as pd

        labels, values, notes = zip(*self._rows(), strict=True)
        columns = {"value": np.array(values, dtype=float), "note": notes}
        return pd.DataFrame(columns, index=pd.Index(labels, name="check"))

    def _rows(self) -> list[tuple[str, float | int | None, str]]:
        rows = []
        for attribute, label in _LABELS.items():
            value, note = getattr(self, attribute), self.notes.get(attribute, "")
            if isinstance(value, dict) and value:
                rows += [(f"{label} {name}", each, note) for name, each in value.items()]
            else:
                rows.append((label, None if value == {} else value, note))
        return rows

    def __repr__(self) -> str:
        worst = max(self.calibration_error, key=self.calibration_error.__getitem__)
        largest = f"largest calibration error {self.calibration_error[worst]:.4f} ({worst})"
        return f"Diagnosis({largest}, {counted(self.n_y, 'measurement')} x {counted(self.n_draws, 'draw')})"

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(float_format="{:.4g}".format, na_rep="not computed")
