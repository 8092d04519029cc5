"""The answer in plain sentences, computed from the results: modes, what was learnt, whether to trust it."""

from __future__ import annotations

import numpy as np

from innverse.diagnostics import CorrelatedPair, correlated_pairs
from innverse.report.content import Content
from innverse.report.narrowing import narrowing
from innverse.report.numbers import correlation, duration, percent, significant
from innverse.report.recovery import recovery_sentences
from innverse.report.scale import measured_value
from innverse.wording.lists import in_words

_MOST_LINES = 3
_MOST_SHARES = 8
_MOST_VALUES = 16
_NOTABLE = 0.3
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def question(content: Content) -> str:
    """The question as asked, or the general one."""
    names = in_words([column.name for column in content.parameters])
    return content.question or f"Which {names} could have caused this measurement?"


def measured(content: Content) -> str:
    """The measurement y* as text: `y1 = 1.5 m, y2 = 0 m`, or the label asked for."""
    if content.classes:
        return f"label {content.measurements[int(np.argmax(content.observed))].name}"
    values = [
        f"{column.name} = {measured_value(content, i)} {column.unit}".strip().replace(" ", "\N{NO-BREAK SPACE}")
        for i, column in enumerate(content.measurements)
    ]
    if len(values) <= _MOST_VALUES:
        return ", ".join(values)
    return f"{', '.join(values[: _MOST_VALUES // 2])}, …, {values[-1]} ({len(values)} values)"


def answer(content: Content) -> list[str]:
    """Sentences that answer the question: how many modes, what is recovered, what varies together."""
    return [_modes(content), *recovery_sentences(content), *_narrowed(content), *_tied(content)]


def _modes(content: Content) -> str:
    weights = content.mode_weights
    if len(weights) == 1:
        return (
            "No second mode was found: as far as the draws show, all explanations form one connected family "
            "(one with less than about 2 % of the draws would go unseen)."
        )
    count = _NUMBER_WORDS[len(weights)] if len(weights) < len(_NUMBER_WORDS) else str(len(weights))
    shares = [percent(weight) for weight in weights]
    shares = in_words(shares) if len(shares) <= _MOST_SHARES else ", ".join([*shares[:_MOST_SHARES], "…"])
    return f"There are {count} modes, {shares}: separate kinds of explanation."


def _narrowed(content: Content) -> list[str]:
    shares = narrowing(content.prior, content.draws)
    names = [column.name for column in content.parameters]
    best, worst = int(np.argmin(shares)), int(np.argmax(shares))
    if len(names) == 1:
        return [f"The measurement leaves {percent(shares[0])} of the prior's width of {names[0]}."]
    if shares[best] > 0.9:
        return ["The measurement hardly narrows any single parameter; look for what it ties together."]
    if shares[worst] - shares[best] < 0.05:
        return [f"The measurement leaves about {percent(shares[best])} of the prior's width of every parameter."]
    sentence = f"The measurement tells most about {names[best]} ({percent(shares[best])} of the prior's width is left)"
    return [f"{sentence} and least about {names[worst]} ({percent(shares[worst])})."]


def _tied(content: Content) -> list[str]:
    pairs = correlated_pairs(content.draws) if len(content.parameters) > 1 else []
    if not pairs:
        return _correlated(content)
    sentences = [_line(content, pair) for pair in pairs[:_MOST_LINES]]
    left = len(pairs) - len(sentences)
    return sentences + [f"{left} more pairs are tied as closely."] * (left > 1)


def _line(content: Content, pair: CorrelatedPair) -> str:
    first, second = content.parameters[pair.first], content.parameters[pair.second]
    verb, change = "raises" if pair.slope > 0 else "lowers", abs(pair.slope) * pair.step
    return (
        f"{first.name} and {second.name} are exchangeable along a line: raising {first.name} by one sd "
        f"({_amount(pair.step, first.unit)}) {verb} {second.name} by {_amount(change, second.unit)} "
        f"(correlation {correlation(pair.correlation)})."
    )


def _amount(value: float, unit: str) -> str:
    return f"{significant(value, 2)} {unit}".strip().replace(" ", "\N{NO-BREAK SPACE}")


def _correlated(content: Content) -> list[str]:
    if len(content.parameters) < 2:
        return []
    pairs = correlated_pairs(content.draws, least=_NOTABLE)
    if not pairs:
        return []
    names = content.parameters[pairs[0].first].name, content.parameters[pairs[0].second].name
    value = correlation(pairs[0].correlation)
    return [f"The strongest linear tie is between {names[0]} and {names[1]} (correlation {value})."]


def trust(content: Content) -> list[str]:
    """Sentences on what stands behind the answer, beside the verdict: re-simulation, and runs that failed."""
    return [*_reproduced(content), *_failed(content)]


def _reproduced(content: Content) -> list[str]:
    if content.resimulated is None:
        if content.unanswered:
            return ["Run again, the forward process has no answer for any draw."]
        return ["Posterior draws were not run through a simulator again."]
    lost = f"; for {percent(content.unanswered, 1)} of them it has no answer" if content.unanswered else ""
    if content.classes:
        share = percent(_label_share(content.resimulated, content), 1)
        return [f"Run through the forward process again, {share} of the draws carry the label asked for{lost}."]
    several = " (summed over measurements, each in its unit)" if len(content.measurements) > 1 else ""
    return [
        "Run through the forward process again, the draws come back to the measurement y* with a mean squared distance "
        f"of {significant(resimulation_error(content), 2)}{several}{lost}."
    ]


def _failed(content: Content) -> list[str]:
    failures = content.failures
    if not failures.failed:
        return []
    reason = f" ({failures.meaning})" if failures.meaning else ""
    return [
        f"{failures.failed:,} of {failures.runs:,} simulations gave no measurement{reason}; they are left out, so "
        "the answer is for runs that have one."
    ]


def _label_share(resimulated: np.ndarray, content: Content) -> float:
    return float(np.mean(np.argmax(resimulated, axis=1) == np.argmax(content.observed)))


def resimulation_error(content: Content) -> float:
    """Mean of ||s(x) − y*||² over the re-simulated draws; NaN where there are none."""
    if content.resimulated is None:
        return float("nan")
    return float(np.mean(np.sum((content.resimulated - content.observed) ** 2, axis=1)))


def headline(content: Content) -> list[tuple[str, str]]:
    """The few numbers to read first, as (label, value)."""
    rows = [("modes", str(len(content.modes))), ("posterior draws", f"{len(content.draws):,}")]
    if content.coverage is not None:
        error = content.coverage.error
        worst = max(error, key=error.__getitem__)
        rows.append(("largest calibration error", f"{percent(error[worst], 1)} ({worst})"))
    if content.resimulated is not None and content.classes:
        rows.append(("draws with the label asked for", percent(_label_share(content.resimulated, content), 1)))
    elif content.resimulated is not None:
        rows.append(("re-simulation error", significant(resimulation_error(content), 2)))
    if content.origin.seconds:
        rows.append(("total time", duration(sum(content.origin.seconds.values()))))
    return rows
