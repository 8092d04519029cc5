"""What a run found, where it lies, and the few numbers that a terminal shows of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from innverse.diagnosis import Diagnosis
from innverse.model import Model
from innverse.study.answer import Answer
from innverse.study.run_directory import RunDirectory


@dataclass(frozen=True, eq=False)
class Outcome:
    """The results of one run.

    Attributes:
        directory: The run directory.
        model: The fitted model.
        diagnosis: Whether to trust it.
        answer: The posterior of the study's observation.
        seconds: Wall time by phase.
    """

    directory: RunDirectory
    model: Model
    diagnosis: Diagnosis
    answer: Answer
    seconds: dict[str, float]

    def check_table(self) -> pd.DataFrame:
        """The numbers to judge the model by, beside what an exact posterior would reach; None is left out."""
        checks, bound = self.diagnosis, self.diagnosis.calibration_error_bound
        rows = {f"calibration error {name}": (error, bound) for name, error in checks.calibration_error.items()}
        rows |= {
            "label accuracy": (checks.label_accuracy, 1.0),
            "re-simulation error": (checks.resimulation_error, checks.resimulation_floor),
            "squared MMD to the exact posterior": (checks.mmd_squared, 0.0),
        }
        found = {label: row for label, row in rows.items() if row[0] is not None}
        return pd.DataFrame.from_dict(found, orient="index", columns=["found", "exact"], dtype=float)

    def time_table(self) -> pd.DataFrame:
        """Seconds by phase and in all, and posterior draws per second."""
        rows = {f"seconds to {phase}": seconds for phase, seconds in self.seconds.items()}
        rows |= {"seconds in all": sum(self.seconds.values()), "draws per second": self.diagnosis.draws_per_second}
        return pd.DataFrame.from_dict(rows, orient="index", columns=["time"], dtype=float)
