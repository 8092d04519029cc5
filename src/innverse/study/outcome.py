"""What a run found, where it lies, and the few numbers that a terminal shows of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from innverse.answer import Answer
from innverse.diagnosis import Diagnosis, Verdict
from innverse.diagnostics.summary_text import summary_text
from innverse.model import Model
from innverse.study.run_directory import RunDirectory


@dataclass(frozen=True, eq=False)
class Outcome:
    """The results of one run.

    Attributes:
        directory: The run directory.
        model: The fitted model.
        diagnosis: Whether to trust it.
        answer: The posterior of the study's observation.
        verdict: Whether to believe it, a line for each question.
        reference: Certified or published values (columns value, sd) by parameter, where the study has some.
        seconds: Wall time by phase, of all parts of a run that went on.
    """

    directory: RunDirectory
    model: Model
    diagnosis: Diagnosis
    answer: Answer
    verdict: Verdict
    reference: pd.DataFrame | None
    seconds: dict[str, float]

    def answer_table(self) -> pd.DataFrame:
        """The posterior in a row a parameter, its standard deviation beside the prior's, the mean recoverability over
        held-out measurements, and the reference value where the study has one.
        """
        summary = self.answer.summary
        table = pd.DataFrame({name: summary[name] for name in ("mean", "sd", "low_95", "high_95")})
        if self.answer.recovered is not None:
            # Of one measurement the share of the variance is hard to read: far below 0 where modes lie apart.
            table["sd / prior sd"] = np.sqrt(1 - self.answer.recovered["recoverability"]).round(2)
        if self.diagnosis.recoverability:
            table["mean recoverability"] = pd.Series(self.diagnosis.recoverability).round(2)
        if self.reference is not None:
            table["reference"] = self.reference["value"].reindex(table.index)
        titles = {column.name: str(column) for column in self.model.parameters}
        return summary_text(table, further=("reference",)).rename(index=titles)

    def check_table(self) -> pd.DataFrame:
        """The numbers to judge the model by, beside what an exact posterior would reach; None is left out."""
        checks, bound = self.diagnosis, f"< {self.diagnosis.calibration_error_bound:.2g}"
        rows = {f"calibration error {name}": (error, bound) for name, error in checks.calibration_error.items()}
        rows |= {
            "label accuracy": (checks.label_accuracy, ""),
            "re-simulation error": (checks.resimulation_error, _number(checks.resimulation_floor)),
            "squared MMD to the exact posterior": (checks.mmd_squared, "0"),
        }
        found = {label: (_number(number), exact) for label, (number, exact) in rows.items() if number is not None}
        return pd.DataFrame.from_dict(found, orient="index", columns=["found", "an exact posterior"])

    def time_table(self) -> pd.DataFrame:
        """Seconds by phase and in all, and posterior draws per second."""
        rows = {f"seconds to {phase}": f"{seconds:.1f}" for phase, seconds in self.seconds.items()}
        rows["seconds in all"] = f"{sum(self.seconds.values()):.1f}"
        rows["draws per second"] = f"{self.diagnosis.draws_per_second:,.0f}"
        return pd.DataFrame.from_dict(rows, orient="index", columns=[""])


def _number(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:.4g}"
