"""From numbers to the lines of a verdict, by the rules in `innverse.diagnosis.rules`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis import rules
from innverse.diagnosis.advice import GO_ON, HOLD_OUT_MORE, LOOK_AT_MORE, RUN_MORE_AGAIN, TRAIN_LONGER
from innverse.diagnosis.any_posterior import AnyPosterior
from innverse.diagnosis.calibration_line import calibrated
from innverse.diagnosis.reproduction import Reproduction
from innverse.diagnosis.resimulation import FAILED, NONE_ASKED_FOR
from innverse.diagnosis.result import Diagnosis
from innverse.diagnosis.verdict import Line, Verdict
from innverse.wording.counts import counted

if TYPE_CHECKING:
    from innverse.model import Model
    from innverse.training import History


def judge(diagnosis: Diagnosis, model: Model | AnyPosterior | None = None) -> Verdict:
    """What can be said of a model whatever is asked of it.

    Args:
        diagnosis: its checks.
        model: to judge its training too, of which nothing is known of an `AnyPosterior`.

    Returns:
        A line for each question on the model. On a measurement, ask `model.posterior(y).familiarity`.
        `diagnose` has an example.

    Raises:
        TypeError: a diagnosis that is none, such as the model in its place.
    """
    if not isinstance(diagnosis, Diagnosis):
        got = type(diagnosis).__name__
        raise TypeError(f"diagnosis: expected what `diagnose(...)` gives, got {got}; write judge(diagnosis, model)")
    again = diagnosis.reproduction
    back = not_reproduced(diagnosis) if again is None else reproduces(again)
    lines = [calibrated(diagnosis), sharp(diagnosis), back]
    if model is not None and not isinstance(model, AnyPosterior):
        lines = [_or_another(line, model.method.alternative) for line in lines] + [trained(model)]
    return Verdict(tuple(lines))


def sharp(diagnosis: Diagnosis) -> Line:
    """Judge by what owes most to the measurement: a parameter's draws, or else what their spread tells."""
    question, anchor, chance = rules.SHARP.question, "recovered", _told_by_chance(diagnosis)
    of_means = {f"the variance of {name}": share for name, share in diagnosis.told.items()}
    for shares in (of_means, diagnosis.told_of_spread):
        best = max(shares, key=shares.__getitem__)
        if shares[best] >= rules.TOLD and shares[best] > chance:
            sentence = f"Yes: the measurement decides {shares[best]:.0%} of {best}."
            return Line(question, "green", sentence, anchor=anchor)
    if chance > rules.TOLD or diagnosis.n_y < rules.LEAST_JUDGED:
        counts = f"{counted(diagnosis.n_draws, 'draw')} for each of {counted(diagnosis.n_y, 'held-out measurement')}"
        return Line(question, "amber", f"Not shown: too few to tell, {counts}.", LOOK_AT_MORE, anchor)
    advice = f"{TRAIN_LONGER}; if nothing changes, measure something else"
    return Line(question, "red", "No: its draws are the same whatever was measured.", advice, anchor)


def _told_by_chance(diagnosis: Diagnosis) -> float:
    """The largest share that a model may show which ignores y.

    The means of n draws for each of n_y measurements then differ as much as the draws do by F / n, with F the ratio of
    two variances of n_y − 1 and n_y (n − 1) degrees of freedom; of m shares the largest exceeds in 1 check of 1000 what
    one does in 1 of 1000 m.
    """
    from scipy.stats import f

    n_y, n_draws, looked_at = diagnosis.n_y, diagnosis.n_draws, len(diagnosis.told) + len(diagnosis.told_of_spread)
    if min(n_y, n_draws) < 2:
        return np.inf
    ratio = f.isf(rules.BEYOND_DOUBT / looked_at, n_y - 1, n_y * (n_draws - 1)) * (n_y - 1) / n_y
    between = max(float(ratio) - 1, 0.0) / n_draws
    return between / (1 + between)


def not_reproduced(diagnosis: Diagnosis) -> Line:
    """Why nothing can be said: no simulator, or none was to be run, or no difference to hold a miss against."""
    run, note = diagnosis.resimulation_error is not None, diagnosis.notes.get("resimulation_error")
    absent = note if note in (NONE_ASKED_FOR, FAILED) else "no simulator is at hand to run them again"
    reason = "the held-out measurements do not differ" if run else absent
    return Line(rules.REPRODUCES.question, "grey", f"Not checked: {reason}.", anchor="resimulation")


def reproduces(reproduction: Reproduction) -> Line:
    """Judge by how far draws for held-out measurements miss them, beyond the noise and beyond chance."""
    question, anchor, found = rules.REPRODUCES.question, "resimulation", _led_back(reproduction)
    excesses, n = (reproduction.excess, reproduction.unanswered_excess), reproduction.n_compared
    if any(excess.is_beyond(rules.NEARLY_REPRODUCED) for excess in excesses):
        return Line(question, "red", f"No: {found}.", TRAIN_LONGER, anchor)
    if any(excess.is_beyond(rules.REPRODUCED) for excess in excesses):
        return Line(question, "amber", f"Nearly: {found}.", TRAIN_LONGER, anchor)
    if n < rules.LEAST_JUDGED:
        few = f"Not judged: only {counted(n, 'held-out measurement')} could be compared"
        return Line(question, "grey", f"{few}; {found}.", RUN_MORE_AGAIN, anchor)
    if any(excess.may_pass(rules.NEARLY_REPRODUCED) for excess in excesses):
        return Line(question, "amber", f"Not shown: {found}.", RUN_MORE_AGAIN, anchor)
    return Line(question, "green", f"Yes: {found}.", anchor=anchor)


def _led_back(reproduction: Reproduction) -> str:
    """By how much draws miss, with what chance may leave where either is much, and how many have no answer."""
    lost, miss = float(reproduction.unanswered.mean()), reproduction.excess
    if lost == 1:
        return "the forward process has no answer for any draw"
    parts = []
    if lost >= rules.REPRODUCED:
        truths = f"{reproduction.unanswered_anew:.0%} for true parameters"
        parts.append(f"for {lost:.0%} of the draws the forward process has no answer ({truths})")
    if np.isfinite(miss.value):
        much = max(miss.value, miss.chance - rules.NEARLY_REPRODUCED) >= rules.REPRODUCED
        by_chance = f" (chance may leave {miss.chance:.2%})" if much else ""
        parts.append(f"beyond the noise they miss by {max(miss.value, 0.0):.2%} of {rules.BETWEEN_RUNS}{by_chance}")
    return "; ".join(parts)


def trained(model: Model) -> Line:
    """Judge by how its training ended and what was left out of it."""
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
    if not (alternative and line.next_step) or line.next_step in (HOLD_OUT_MORE, LOOK_AT_MORE, RUN_MORE_AGAIN):
        return line
    return replace(line, next_step=f"{line.next_step}; or try {alternative}")


def _by_heart(model: Model) -> str:
    """What could be gained where pairs were few: the network that was kept is sound all the same."""
    if not _learned_by_heart(model.history):
        return ""
    emulate = not (model.classes or model.provenance["training"].get("emulated"))
    hint = ", or train on emulated pairs if the measurements are noisy (`emulated = 0.75`)" if emulate else ""
    return f"; later ones learned the pairs by heart: for a sharper answer simulate more{hint}"


def _learned_by_heart(history: History) -> bool:
    """Whether the training loss fell on while the held-out loss did not: for long, or by more than its noise."""
    first, best, last = history.epochs[0], history.epochs[history.best_epoch - 1], history.epochs[-1]
    later = last.number - best.number
    if later < 2 or not last.train["loss"] < best.train["loss"]:
        return False
    fall, rise = best.train["loss"] - last.train["loss"], last.final_loss - best.final_loss
    for_long = later >= max(rules.BY_HEART * len(history.epochs), rules.LEAST_BY_HEART)
    all_fall = first.train["loss"] - last.train["loss"]
    return for_long or (rise >= rules.RISE_BY_HEART * fall and fall >= rules.FALL_BY_HEART * all_fall)
