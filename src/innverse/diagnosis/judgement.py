"""From numbers to the lines of a verdict, by the rules in `innverse.diagnosis.rules`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis import rules
from innverse.diagnosis.any_posterior import AnyPosterior
from innverse.diagnosis.flaws import distance_from_uniform, flaw
from innverse.diagnosis.reproduction import Reproduction
from innverse.diagnosis.verdict import Line, Verdict
from innverse.diagnostics import ranks_as_shares
from innverse.wording.counts import counted

if TYPE_CHECKING:
    from innverse.diagnosis.result import Diagnosis
    from innverse.model import Model

TRAIN_LONGER = "train longer (`epochs` of the training, 40 when left out), or on more simulations"
GO_ON = "continue with `--resume`, in Python by the same call with its checkpoint"
HOLD_OUT_MORE = "hold out 400 pairs (`[data] held_out = 400`, in Python `pairs.split(400)`), or simulate more"
LOOK_AT_MORE = "check more (`[check] measurements` and `draws`, in Python `n_y` and `n_draws` of `diagnose`)"
CORRECT = f"{TRAIN_LONGER}; with a known likelihood `posterior.refine`, with pairs alone `innverse.recalibrate`"


def judge(diagnosis: Diagnosis, model: Model | AnyPosterior | None = None) -> Verdict:
    """What can be said of a model whatever is asked of it.

    Args:
        diagnosis: its checks.
        model: to judge its training too, of which nothing is known of an `AnyPosterior`.

    Returns:
        A line for each question on the model. On a measurement, ask `model.posterior(y).familiarity`.
        `diagnose` has an example.
    """
    again = diagnosis.reproduction
    back = not_reproduced(diagnosis) if again is None else reproduces(again)
    lines = [calibrated(diagnosis), sharp(diagnosis.told, diagnosis.n_y, diagnosis.n_draws), back]
    if model is not None and not isinstance(model, AnyPosterior):
        lines = [_or_another(line, model.method.alternative) for line in lines] + [trained(model)]
    return Verdict(tuple(lines))


def calibrated(diagnosis: Diagnosis) -> Line:
    """By the ranks of the true parameters one by one, whether they go with y, and TARP and the highest density."""
    names, n = list(diagnosis.sbc_p_value), len(diagnosis.sbc_p_value)
    ranks = ranks_as_shares(diagnosis.ranks, diagnosis.n_draws)
    distances = {name: distance_from_uniform(column) for name, column in zip(names, ranks.T, strict=True)}
    found = [name for name, p in diagnosis.sbc_p_value.items() if p * n < rules.DOUBT]
    joint = _joint_p_values(diagnosis)
    uneven = [name for name, p in diagnosis.rank_dependence_p_value.items() if p * n * len(joint) < rules.DOUBT]
    question, anchor = rules.CALIBRATED.question, "calibration"
    if not found and min(joint) * len(joint) >= rules.DOUBT:
        least = min(*diagnosis.sbc_p_value.values(), *joint)
        tests = f"least p of {n + len(joint)} tests {least:.2g}"
        return _nothing_found(diagnosis.n_y, tests)
    words = {name: flaw(ranks[:, names.index(name)]) for name in found}
    grave = [name for name in found if _grave(diagnosis.sbc_p_value[name] * n, distances[name], words[name])]
    if grave:
        least, off = (pick(of[name] for name in grave) for pick, of in ((min, diagnosis.sbc_p_value), (max, distances)))
        sentence = f"No: {_listed(grave, words)} (p = {least:.2g}, ranks {off:.2f} off)."
        return Line(question, "red", sentence, CORRECT, anchor)
    if diagnosis.tarp_p_value < rules.BEYOND_DOUBT and diagnosis.tarp_area < -rules.LARGE_AREA:
        area = f"coverage about random points, TARP: area {diagnosis.tarp_area:.3f}, where 0 is right"
        sentence = f"No: intervals of all parameters together are too narrow ({area})."
        return Line(question, "red", sentence, CORRECT, anchor)
    if region := _short_region(diagnosis):
        return Line(question, "red", f"No: parameters together are too narrow ({region}).", CORRECT, anchor)
    flaws = [_listed(found, words)] if found else []
    if uneven:
        flaws.append(f"not equally honest for all measurements: {', '.join(uneven)}")
    sentence = (
        "; ".join(flaws) or f"all parameters together are slightly off (least p of {len(joint)} tests {min(joint):.2g})"
    )
    return Line(question, "amber", f"Nearly: {sentence}.", TRAIN_LONGER, anchor)


def _nothing_found(n_y: int, tests: str) -> Line:
    """Green where there was enough to look at: what nobody looked for is not found."""
    question, anchor = rules.CALIBRATED.question, "calibration"
    if n_y < rules.LEAST_HELD_OUT:
        sentence = f"Not shown: too few held-out measurements, {n_y}, to find intervals a third too narrow ({tests})."
        return Line(question, "amber", sentence, HOLD_OUT_MORE, anchor)
    may_pass = "; with so few, intervals a third too narrow may pass" if n_y < rules.FEW_HELD_OUT else ""
    sentence = f"Yes: {n_y:,} held-out measurements show no departure ({tests}){may_pass}."
    return Line(question, "green", sentence, anchor=anchor)


def _joint_p_values(diagnosis: Diagnosis) -> tuple[float, ...]:
    """Of all parameters together: by TARP, by the ranks' dependence on y and, where there is a density, its regions."""
    dependence = diagnosis.rank_dependence_p_value.values()
    joint = diagnosis.tarp_p_value, min(1.0, len(dependence) * min(dependence))
    by_density = diagnosis.expected_coverage_p_value
    return joint if by_density is None else (*joint, by_density)


def _short_region(diagnosis: Diagnosis) -> str:
    """The region of highest density that holds the truth least often for its size, where that is grave; else ""."""
    coverage, p_value = diagnosis.expected_coverage, diagnosis.expected_coverage_p_value
    if coverage is None or p_value is None or p_value >= rules.BEYOND_DOUBT:
        return ""
    worst = int(np.argmax(diagnosis.confidences - coverage))
    promised, held = diagnosis.confidences[worst], coverage[worst]
    return f"{promised:.0%} regions hold {held:.0%} of the truths" if promised - held > rules.LARGE else ""


def sharp(told: dict[str, float], n_y: int, n_draws: int) -> Line:
    """By the parameter whose draws owe most to the measurement.

    Where y is ignored, the share found among n_y measurements with n draws each scatters by √(2 / (n_y − 1)) / n.
    """
    question, anchor = rules.SHARP.question, "recovered"
    best = max(told, key=told.__getitem__)
    chance = rules.STANDARD_ERRORS * (2 / (n_y - 1)) ** 0.5 / n_draws if min(n_y, n_draws) > 1 else np.inf
    if rules.TOLD < chance >= told[best]:
        counts = f"{counted(n_draws, 'draw')} for each of {counted(n_y, 'held-out measurement')}"
        return Line(question, "amber", f"Not shown: too few to tell, {counts}.", LOOK_AT_MORE, anchor)
    if told[best] < rules.TOLD:
        advice = f"{TRAIN_LONGER}; if nothing changes, measure something else"
        return Line(question, "red", "No: its draws are the same whatever was measured.", advice, anchor)
    sentence = f"Yes: the measurement decides {told[best]:.0%} of the variance of {best}."
    return Line(question, "green", sentence, anchor=anchor)


def not_reproduced(diagnosis: Diagnosis) -> Line:
    """Why nothing can be said: no simulator, or measurements without a difference to hold a miss against."""
    run = diagnosis.resimulation_error is not None
    reason = "the held-out measurements do not differ" if run else "no simulator is at hand to run them again"
    return Line(rules.REPRODUCES.question, "grey", f"Not checked: {reason}.", anchor="resimulation")


def reproduces(reproduction: Reproduction) -> Line:
    """By how far draws for held-out measurements miss them, beyond the noise."""
    excess = reproduction.excess
    question, anchor = rules.REPRODUCES.question, "resimulation"
    left = f"beyond the noise they miss by {max(excess, 0.0):.2%} of {rules.BETWEEN_RUNS}"
    if not np.isfinite(excess):
        return Line(question, "red", "No: the forward process has no answer for any draw.", TRAIN_LONGER, anchor)
    if reproduction.unanswered >= rules.REPRODUCED:
        lost = f"for {reproduction.unanswered:.0%} of the draws the forward process has no answer"
        grave = max(excess, reproduction.unanswered) >= rules.NEARLY_REPRODUCED
        colour, word = ("red", "No") if grave else ("amber", "Nearly")
        return Line(question, colour, f"{word}: {lost}; of the others, {left}.", TRAIN_LONGER, anchor)
    chance = rules.STANDARD_ERRORS * reproduction.standard_error
    if excess < max(rules.REPRODUCED, chance):
        by_chance = f", of {chance:.2%} that chance may leave" if excess >= rules.REPRODUCED else ""
        return Line(question, "green", f"Yes: {left}{by_chance}.", anchor=anchor)
    if excess < rules.NEARLY_REPRODUCED:
        return Line(question, "amber", f"Nearly: {left}.", TRAIN_LONGER, anchor)
    return Line(question, "red", f"No: {left}.", TRAIN_LONGER, anchor)


def trained(model: Model) -> Line:
    """By how its training ended and what was left out of it."""
    history, question, anchor = model.history, rules.TRAINED.question, "curves"
    epochs, skipped = len(history.epochs), history.skipped_steps
    if history.interrupted:
        sentence = f"It was interrupted after {counted(epochs, 'epoch')}; the best one was kept."
        return Line(question, "amber", sentence, GO_ON, anchor)
    if not epochs:
        return Line(question, "green", "Yes: nothing was trained.", anchor=anchor)
    if skipped > rules.SKIPPED * epochs * model.provenance["training"]["steps_per_epoch"] * model.members:
        sentence = f"In {counted(skipped, 'step')} the loss was not finite; what they would have changed was left out."
        return Line(question, "amber", sentence, "lower the learning rate, and look for extreme values", anchor)
    sentence = f"Yes: {counted(epochs, 'epoch')}; the kept weights improved last in number {history.best_epoch}"
    return Line(question, "green", f"{sentence}{_by_heart(model)}.", anchor=anchor)


def _or_another(line: Line, alternative: str) -> Line:
    """The line, where it advises something, with the method that may do better."""
    if not (alternative and line.next_step) or line.next_step in (HOLD_OUT_MORE, LOOK_AT_MORE):
        return line
    return replace(line, next_step=f"{line.next_step}; or try {alternative}")


def _by_heart(model: Model) -> str:
    """What could be gained where pairs were few: the network that was kept is sound all the same."""
    epochs, best = model.history.epochs, model.history.best_epoch
    if len(epochs) - best < max(rules.BY_HEART * len(epochs), rules.LEAST_BY_HEART):
        return ""
    if epochs[-1].train["loss"] >= epochs[best - 1].train["loss"]:
        return ""
    emulate = not (model.classes or model.provenance["training"].get("emulated"))
    hint = ", or train on emulated pairs if the measurements are noisy (`emulated = 0.75`)" if emulate else ""
    return f"; later ones learned the pairs by heart: for a sharper answer simulate more{hint}"


def _grave(p_value: float, distance: float, words: str) -> bool:
    return p_value < rules.BEYOND_DOUBT and distance > rules.LARGE and words != "too wide"


def _listed(names: Sequence[str], words: dict[str, str]) -> str:
    by_flaw: dict[str, list[str]] = {}
    for name in names:
        by_flaw.setdefault(words[name], []).append(name)
    return "; ".join(f"{flaw} for {', '.join(of)}" for flaw, of in by_flaw.items())
