"""Are the credible intervals honest? By where the truths rank, one parameter at a time and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis import rules
from innverse.diagnosis.advice import CORRECT, HOLD_OUT_MORE, TRAIN_LONGER
from innverse.diagnosis.flaws import distance_from_uniform, flaw
from innverse.diagnosis.verdict import Line
from innverse.diagnostics import ranks_as_shares

if TYPE_CHECKING:
    from innverse.diagnosis.result import Diagnosis

ANCHOR = "calibration"


def calibrated(diagnosis: Diagnosis) -> Line:
    """The line, from ranks of the true parameters, whether they go with y, TARP and regions of highest density."""
    each = [name for name, p in diagnosis.sbc_p_value.items() if p * len(diagnosis.sbc_p_value) < rules.DOUBT]
    together = _joint_p_values(diagnosis)
    if not each and min(together) * len(together) >= rules.DOUBT:
        return _nothing_found(diagnosis, together)
    question = rules.CALIBRATED.question
    for grave in (_grave_ranks(diagnosis, each), _grave_area(diagnosis), _short_region(diagnosis)):
        if grave:
            return Line(question, "red", f"No: {grave}.", CORRECT, ANCHOR)
    flaws = [_listed(diagnosis, each)] if each else []
    sentence = "; ".join([*flaws, *_joint_flaws(diagnosis, rules.DOUBT / len(together))])
    advice = HOLD_OUT_MORE if diagnosis.n_y < rules.LEAST_HELD_OUT else TRAIN_LONGER
    return Line(question, "amber", f"Nearly: {sentence}.", advice, ANCHOR)


def _nothing_found(diagnosis: Diagnosis, together: Sequence[float]) -> Line:
    """Green where there was enough to look at: what nobody looked for is not found."""
    each, n_y, question = diagnosis.sbc_p_value.values(), diagnosis.n_y, rules.CALIBRATED.question
    tests = f"least p of {len(each) + len(together)} tests {min(*each, *together):.2g}"
    if n_y < rules.LEAST_HELD_OUT:
        sentence = f"Not shown: too few held-out measurements, {n_y}, to find intervals a third too narrow ({tests})."
        return Line(question, "amber", sentence, HOLD_OUT_MORE, ANCHOR)
    may_pass = "; with so few, intervals a third too narrow may pass" if n_y < rules.FEW_HELD_OUT else ""
    sentence = f"Yes: {n_y:,} held-out measurements show no departure ({tests}){may_pass}."
    return Line(question, "green", sentence, anchor=ANCHOR)


def _joint_p_values(diagnosis: Diagnosis) -> tuple[float, ...]:
    """p of all parameters together: TARP, the ranks' dependence on y and, where there is a density, its regions."""
    dependence = diagnosis.rank_dependence_p_value.values()
    joint = diagnosis.tarp_p_value, min(1.0, len(dependence) * min(dependence))
    by_density = diagnosis.expected_coverage_p_value
    return joint if by_density is None else (*joint, by_density)


def _joint_flaws(diagnosis: Diagnosis, doubt: float) -> Iterator[str]:
    """What the tests of all parameters together have found, in words, where their p is below the doubt."""
    dependence = diagnosis.rank_dependence_p_value
    uneven = [name for name, p in dependence.items() if p * len(dependence) < doubt]
    if uneven:
        yield f"not equally honest for all measurements: {', '.join(uneven)}"
    if diagnosis.tarp_p_value < doubt:
        test = f"coverage about points, TARP: p = {diagnosis.tarp_p_value:.2g}"
        yield _too(diagnosis.tarp_area, rules.LARGE_AREA, test)
    p = diagnosis.expected_coverage_p_value
    if p is not None and p < doubt:
        promised, held = _worst_region(diagnosis, np.abs)
        test = f"{promised:.0%} regions of highest density hold {held:.0%} of the truths, p = {p:.2g}"
        yield _too(held - promised, rules.LARGE, test)


def _too(excess: float, large: float, test: str) -> str:
    """Regions that hold more than they promise, or less, by much or little."""
    width, slightly = "wide" if excess > 0 else "narrow", "" if abs(excess) > large else "slightly "
    return f"regions of all parameters together are {slightly}too {width} ({test})"


def _grave_ranks(diagnosis: Diagnosis, found: Sequence[str]) -> str:
    """The parameters whose ranks are gravely off, of those found off, in words; "" where none is."""
    if not found:
        return ""
    p_value, distance = diagnosis.sbc_p_value, _distances(diagnosis)
    words, n = _flaws(diagnosis), len(p_value)
    grave = [
        name
        for name in found
        if p_value[name] * n < rules.BEYOND_DOUBT and distance[name] > rules.LARGE and words[name] != "too wide"
    ]
    if not grave:
        return ""
    least, off = min(p_value[name] for name in grave), max(distance[name] for name in grave)
    return f"{_listed(diagnosis, grave)} (p = {least:.2g}, ranks {off:.2f} off)"


def _grave_area(diagnosis: Diagnosis) -> str:
    """Coverage about points where it is gravely too small; else ""."""
    if diagnosis.tarp_p_value >= rules.BEYOND_DOUBT or diagnosis.tarp_area >= -rules.LARGE_AREA:
        return ""
    area = f"coverage about points, TARP: area {diagnosis.tarp_area:.3f}, where 0 is right"
    return f"intervals of all parameters together are too narrow ({area})"


def _short_region(diagnosis: Diagnosis) -> str:
    """The region of highest density that holds the truth least often for its size, where that is grave; else ""."""
    p_value = diagnosis.expected_coverage_p_value
    if p_value is None or p_value >= rules.BEYOND_DOUBT:
        return ""
    promised, held = _worst_region(diagnosis, np.asarray)
    if promised - held <= rules.LARGE:
        return ""
    return f"parameters together are too narrow ({promised:.0%} regions hold {held:.0%} of the truths)"


def _worst_region(diagnosis: Diagnosis, size) -> tuple[float, float]:
    """What the region promises and holds whose shortfall is largest by `size`."""
    coverage = np.asarray(diagnosis.expected_coverage)
    worst = int(np.argmax(size(diagnosis.confidences - coverage)))
    return float(diagnosis.confidences[worst]), float(coverage[worst])


def _listed(diagnosis: Diagnosis, names: Sequence[str]) -> str:
    words, by_flaw = _flaws(diagnosis), dict[str, list[str]]()
    for name in names:
        by_flaw.setdefault(words[name], []).append(name)
    return "; ".join(f"{flaw} for {', '.join(of)}" for flaw, of in by_flaw.items())


def _flaws(diagnosis: Diagnosis) -> dict[str, str]:
    return {name: flaw(shares) for name, shares in _ranks(diagnosis)}


def _distances(diagnosis: Diagnosis) -> dict[str, float]:
    return {name: distance_from_uniform(shares) for name, shares in _ranks(diagnosis)}


def _ranks(diagnosis: Diagnosis) -> Iterator[tuple[str, np.ndarray]]:
    """Each parameter's ranks in (0, 1)."""
    return zip(diagnosis.sbc_p_value, ranks_as_shares(diagnosis.ranks, diagnosis.n_draws).T, strict=True)
