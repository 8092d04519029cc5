"""The answer in plain sentences, computed from the results: modes, what was learnt, whether to trust it."""

from __future__ import annotations

import numpy as np

from innverse.report.calibration import half_band, outside_band
from innverse.report.content import Content
from innverse.report.narrowing import narrowing
from innverse.report.numbers import correlation, duration, fixed, percent, significant

_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def question(content: Content) -> str:
    """The question as asked, or the general one."""
    names = [column.name for column in content.parameters]
    listed = ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]
    return content.question or f"Which {listed} could have caused this measurement?"


def measured(content: Content) -> str:
    """The measurement y* as text: `y1 = 1.5 m, y2 = 0 m`, or the label asked for."""
    if content.classes:
        return f"label {content.measurements[int(np.argmax(content.observed))].name}"
    pairs = zip(content.measurements, content.observed, strict=True)
    return ", ".join(
        f"{column.name} = {significant(value, 5)} {column.unit}".strip().replace(" ", "\N{NO-BREAK SPACE}")
        for column, value in pairs
    )


def answer(content: Content) -> list[str]:
    """Sentences that answer the question: how many kinds of explanation, what y* tells, what varies together."""
    return [_modes(content), *_narrowed(content), *_correlated(content)]


def _modes(content: Content) -> str:
    weights = content.modes["weight"].to_numpy(float)
    if len(weights) == 1:
        return "All explanations form one connected family: the posterior has a single mode."
    count = _NUMBER_WORDS[len(weights)] if len(weights) < len(_NUMBER_WORDS) else str(len(weights))
    shares = ", ".join(percent(weight) for weight in weights[:8]) + (", …" if len(weights) > 8 else "")
    return f"There are {count} separate kinds of explanation (modes), with weights {shares}."


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


def _correlated(content: Content) -> list[str]:
    if len(content.parameters) < 2:
        return []
    with np.errstate(invalid="ignore", divide="ignore"):
        matrix = np.nan_to_num(np.corrcoef(content.draws.T))
    np.fill_diagonal(matrix, 0)
    i, j = np.unravel_index(np.argmax(np.abs(matrix)), matrix.shape)
    if abs(matrix[i, j]) < 0.3:
        return []
    first, second = sorted((int(i), int(j)))
    value = correlation(float(matrix[i, j]))
    names = content.parameters[first].name, content.parameters[second].name
    return [f"The strongest linear tie is between {names[0]} and {names[1]} (correlation {value})."]


def trust(content: Content) -> list[str]:
    """Sentences on whether to believe the answer: calibration against its sampling error, and re-simulation."""
    return [*_calibrated(content), *_reproduced(content)]


def _calibrated(content: Content) -> list[str]:
    if content.coverage is None or content.held_out_pairs is None:
        return ["Calibration was not checked."]
    outside, n = outside_band(content), content.held_out_pairs
    if not outside:
        return [
            f"On {n:,} held-out pairs the credible intervals hold the truth as often as they promise, "
            f"within sampling error (±\N{NO-BREAK SPACE}{fixed(100 * half_band(n), 1)} points)."
        ]
    over = [name for name, gap in outside.items() if gap < 0]
    under = [name for name, gap in outside.items() if gap >= 0]
    parts = [f"too narrow for {', '.join(over)}"] * bool(over) + [f"too wide for {', '.join(under)}"] * bool(under)
    return [f"On {n:,} held-out pairs the credible intervals are {' and '.join(parts)}, by more than sampling error."]


def _reproduced(content: Content) -> list[str]:
    if content.resimulated is None:
        return ["No simulator was at hand to run posterior draws again."]
    if content.classes:
        share = percent(_label_share(content.resimulated, content), 1)
        return [f"Run through the forward process again, {share} of the draws carry the label asked for."]
    squared = resimulation_error(content)
    return [
        f"Run through the forward process again, the draws come back to y* with a mean squared distance of "
        f"{significant(squared, 2)}."
    ]


def _label_share(resimulated: np.ndarray, content: Content) -> float:
    return float(np.mean(np.argmax(resimulated, axis=1) == np.argmax(content.observed)))


def resimulation_error(content: Content) -> float:
    """Mean of ||s(x) − y*||² over the re-simulated draws; NaN where there are none."""
    if content.resimulated is None:
        return float("nan")
    return float(np.mean(np.sum((content.resimulated - content.observed) ** 2, axis=1)))


def headline(content: Content) -> list[tuple[str, str]]:
    """The few numbers to read first, as (label, value).

    The same rows serve a terminal and the top of the page.
    """
    rows = [("modes", str(len(content.modes))), ("posterior draws", f"{len(content.draws):,}")]
    if content.calibration_error:
        worst = max(content.calibration_error, key=content.calibration_error.__getitem__)
        rows.append(("largest calibration error", f"{percent(content.calibration_error[worst], 1)} ({worst})"))
    if content.resimulated is not None and content.classes:
        rows.append(("draws with the label asked for", percent(_label_share(content.resimulated, content), 1)))
    elif content.resimulated is not None:
        rows.append(("re-simulation error", significant(resimulation_error(content), 2)))
    if content.seconds:
        rows.append(("total time", duration(sum(content.seconds.values()))))
    return rows
