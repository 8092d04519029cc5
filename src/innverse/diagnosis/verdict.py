"""One line for each question that decides whether to believe an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from innverse.diagnosis.rules import Rule

Colour = Literal["green", "amber", "red", "grey"]
_FROM_WORST: tuple[Colour, ...] = ("red", "amber", "green", "grey")


@dataclass(frozen=True)
class Line:
    """The answer to one question about a model or a posterior.

    Attributes:
        question: in a few words.
        colour: green, amber or red by the rules in `innverse.diagnosis.rules`; grey where nothing is judged.
        sentence: the finding, with its number.
        next_step: what to do about it; empty where nothing needs to be done.
        anchor: of the figure in the report that shows it; empty where there is none.
    """

    question: str
    colour: Colour
    sentence: str
    next_step: str = ""
    anchor: str = ""

    def __str__(self) -> str:
        advice = f" Next: {self.next_step}." if self.next_step else ""
        return f"[{self.colour}] {self.question} {self.sentence}{advice}"


@dataclass(frozen=True)
class Verdict:
    """All lines; as bad as the worst of them.

    >>> verdict = Verdict((Line("Sharp?", "green", "Yes."), Line("Calibrated?", "amber", "Nearly.", "train longer")))
    >>> verdict.colour
    'amber'
    >>> print(verdict)
    [green] Sharp? Yes.
    [amber] Calibrated? Nearly. Next: train longer.
    """

    lines: tuple[Line, ...]

    @property
    def colour(self) -> Colour:
        """Colour of the worst line."""
        found: set[Colour] = {line.colour for line in self.lines}
        for colour in _FROM_WORST:
            if colour in found:
                return colour
        return "grey"

    def line(self, rule: Rule) -> Line:
        """The one that answers a rule's question.

        Raises:
            KeyError: no line does.
        """
        found = {line.question: line for line in self.lines}
        if rule.question not in found:
            raise KeyError(f"rule: expected the question of one of {list(found)}, got {rule.question!r}")
        return found[rule.question]

    def worst(self) -> tuple[Line, ...]:
        """The lines of the verdict's own colour."""
        return tuple(line for line in self.lines if line.colour == self.colour)

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(self.lines + other.lines)

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))

    def _repr_html_(self) -> str:
        from html import escape

        cells = ("".join(f"<td>{escape(text)}</td>" for text in _cells(line)) for line in self.lines)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _cells(line: Line) -> tuple[str, ...]:
    return line.colour, line.question, line.sentence, line.next_step
