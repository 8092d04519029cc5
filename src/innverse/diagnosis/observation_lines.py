"""The lines of a verdict on one measurement: whether it is familiar, and whether its draws lead back to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from innverse.diagnosis import rules
from innverse.diagnosis.advice import RUN_MORE_AGAIN
from innverse.diagnosis.reproduction import Reproduction
from innverse.diagnosis.resimulation import FAILED
from innverse.diagnosis.verdict import Line
from innverse.wording.counts import counted

LOOK = (
    "check the values and units of the observation; if they are right, the simulator does not make such measurements: "
    "widen the prior, or add the noise or effect that it lacks"
)
MEND = "for a run that has no answer let the simulator return NaN"


def familiar(p_value: float, stand_out: Sequence[str] = (), hint: str = "") -> Line:
    """Judge by the observation's calibrated p-value, with the measurements that stand out, or what else there is."""
    question, anchor = rules.FAMILIAR.question, "familiarity"
    reason = f"what stands out is {', '.join(stand_out)}" if stand_out else hint
    where = f"; {reason}" if reason else ""
    if p_value >= rules.UNUSUAL:
        return Line(question, "green", f"Yes (p = {p_value:.2g}).", anchor=anchor)
    if p_value >= rules.UNFAMILIAR:
        return Line(question, "amber", f"It is unusual (p = {p_value:.2g}{where}).", LOOK, anchor)
    return Line(question, "red", f"No (p = {p_value:.2g}{where}): the network extrapolates.", LOOK, anchor)


def reproduced_here(share: float, reproduction: Reproduction, unanswered: float = 0.0) -> Line:
    """Judge how far the observation's draws miss it, against the worst held-out measurement.

    Args:
        share: as one of the reproduction's `shares`.
        reproduction: of the held-out measurements.
        unanswered: share of the draws for which the forward process has no answer.
    """
    question, anchor = rules.REPRODUCED_HERE.question, "resimulation"
    usual = reproduction.shares[np.isfinite(reproduction.shares)]
    if not (np.isfinite(share) and len(usual)):
        return Line(question, "red", "No: the forward process has no answer for any draw.", LOOK, anchor)
    largest, most_lost = float(usual.max()), float(reproduction.unanswered.max())
    lost = unanswered - most_lost
    found = f"{_lost(unanswered, most_lost)}they miss by {share:.2g} of {rules.BETWEEN_RUNS}"
    usually = f"of {counted(len(usual), 'held-out measurement')}, by at most {largest:.2g}"
    if max(share, lost) >= rules.REPRODUCED and len(usual) < rules.LEAST_JUDGED:
        return Line(question, "grey", f"Not judged: {found}; {usually}: too few to tell.", RUN_MORE_AGAIN, anchor)
    far = share > max(rules.FAR * largest, rules.NEARLY_REPRODUCED) and len(usual) >= rules.LEAST_FOR_FAR
    if far or lost >= rules.NEARLY_REPRODUCED:
        return Line(question, "red", f"No: {found}; {usually}.", LOOK, anchor)
    if share > max(largest, rules.REPRODUCED) or lost >= rules.REPRODUCED:
        return Line(question, "amber", f"No: {found}; {usually}.", LOOK, anchor)
    return Line(question, "green", f"Yes: {found}; {np.median(usual):.2g} is typical.", anchor=anchor)


def _lost(share: float, most: float) -> str:
    """How many draws have no answer, before what is said of the others; "" where hardly any."""
    if share < rules.REPRODUCED:
        return ""
    usually = f"at most {most:.0%} for a held-out measurement"
    return f"for {share:.0%} of the draws the forward process has no answer ({usually}); where it has, "


def failed_here() -> Line:
    """Nothing can be said where the simulator does not get through the draws."""
    sentence = f"Not checked: {FAILED}."
    return Line(rules.REPRODUCED_HERE.question, "grey", sentence, MEND, "resimulation")
