"""The verdict of a run names a file of the run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from innverse.diagnosis import Verdict
from innverse.diagnosis.rules import CALIBRATED


def pointing_to(judged: Verdict, adjusted: Path) -> Verdict:
    """The verdict, with the file of adjusted intervals named where it doubts the model's own."""
    doubtful = judged.line(CALIBRATED)
    pointing = replace(doubtful, next_step=f"{doubtful.next_step}; adjusted intervals lie in `{adjusted.name}`")
    return Verdict(tuple(pointing if line is doubtful else line for line in judged.lines))
