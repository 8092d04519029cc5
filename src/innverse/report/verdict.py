"""The verdict as the page opens with it: a mark of its own shape for each colour, a word, and a way to the figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innverse.report import style

if TYPE_CHECKING:
    from innverse.diagnosis import Line, Verdict


@dataclass(frozen=True)
class Mark:
    """Told apart by shape and word alone: the colour only adds to them. Paths are drawn in a box of 20 x 20."""

    word: str
    colour: str
    shape: str
    sign: str


MARKS: Mapping[str, Mark] = {
    "green": Mark("Passed", style.GOOD, "M10 1a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M5.6 10.4l3 3 5.8-6.6"),
    "amber": Mark("Caution", style.CAUTION, "M10 1.2L19.4 18.4H.6z", "M10 7v5.4M10 14.9v.9"),
    "red": Mark("Failed", style.BAD, "M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z", "M6.5 6.5l7 7M13.5 6.5l-7 7"),
    "grey": Mark("Not judged", style.MUTED, "M3 3h14v14H3z", "M6.5 10h7"),
}


@dataclass(frozen=True)
class ShownLine:
    """A line of the verdict as the page shows it; `target` and `where` are empty where no figure shows it."""

    mark: Mark
    question: str
    sentence: str
    next_step: str
    target: str
    where: str


_INSTEAD = {"correlations": "corner", "calibration": "sbc"}


def shown_lines(verdict: Verdict, places: Mapping[str, str]) -> list[ShownLine]:
    """Every line of a verdict.

    Args:
        verdict: what opens the page.
        places: heading by id of all that the page shows.
    """
    return [_shown_line(line, places) for line in verdict.lines]


def _shown_line(line: Line, places: Mapping[str, str]) -> ShownLine:
    target = next((key for key in (line.anchor, _INSTEAD.get(line.anchor, "")) if key in places), "")
    advice = f"{line.next_step[:1].upper()}{line.next_step[1:].rstrip('.')}." if line.next_step else ""
    return ShownLine(MARKS[line.colour], line.question, line.sentence, advice, target, places.get(target, ""))


def in_short(verdict: Verdict) -> str:
    """The verdict in one sentence.

    >>> from types import SimpleNamespace as Some
    >>> in_short(Some(colour="red", lines=[Some(colour="red"), Some(colour="green"), Some(colour="grey")]))
    'Do not rely on this answer as it stands: 1 of 2 checks failed.'
    """
    count = Counter(line.colour for line in verdict.lines)
    judged = len(verdict.lines) - count["grey"]
    if count["red"]:
        return f"Do not rely on this answer as it stands: {count['red']} of {judged} checks failed."
    if count["amber"]:
        return f"Use this answer with care: {count['amber']} of {judged} checks call for caution, none failed."
    if not judged:
        return "Nothing was judged."
    return f"Nothing was found against this answer: {judged} of {judged} checks passed."
