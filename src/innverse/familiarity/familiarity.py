"""How likely it is that a measurement came from where the training measurements came from, and what speaks against."""

from __future__ import annotations

from dataclasses import dataclass

from innverse.wording.digits import resolved

ALARM = 0.01
"""p-value below which a user is warned: once in a hundred familiar measurements."""

UNUSUAL = 0.05
"""p-value below which it is said which measurements stand out."""
NONE_ALONE = "no measurement alone stands out, their combination does"
TOO_REGULAR = "it lies closer to their centre than they do themselves; are its units right, or is it an average?"
CLEARLY = 3.0
"""Standard deviations from what the others suggest that are worth a word beside a value out of its range."""


class UnfamiliarMeasurementWarning(UserWarning):
    """A posterior was asked for at a measurement unlike those that the model was trained on."""


@dataclass(frozen=True)
class StandOut:
    """A measurement that the others do not lead one to expect.

    Attributes:
        name: of its column.
        value: as measured.
        expected: what the other measurements let expect, in the same units.
        z: how many standard deviations lie between the two, given the others.
        usual: between which values 99 of 100 training measurements lie.
        p_value: that the value alone, without the others, could come from the training distribution.
    """

    name: str
    value: float
    expected: float
    z: float
    usual: tuple[float, float]
    p_value: float

    def __str__(self) -> str:
        low, high = self.usual
        width, gap, reasons = high - low, abs(self.value - self.expected), []
        if low <= self.value <= high or abs(self.z) > CLEARLY:
            reasons.append(f"the others suggest {resolved(self.expected, gap)}: {abs(self.z):.2g} sd away")
        if not low <= self.value <= high:
            reasons.append(f"usual: {resolved(low, width)} to {resolved(high, width)}")
        return f"{self.name} = {resolved(self.value, min(width, gap), least=6)} ({'; '.join(reasons)})"


@dataclass(frozen=True)
class Familiarity:
    """Whether a measurement y could come from the training distribution.

    Attributes:
        p_value: share of training-like measurements that are at least as outlying as y; None where it is not known.
        stand_outs: the measurements that speak against it, the strongest first, where the p-value is below 0.05; empty
            where only all together do.
        note: why there is no p-value.
        hint: what speaks against y where no single measurement does.

    >>> Familiarity(0.4).is_familiar, Familiarity(0.001).is_familiar, Familiarity(None, note="no table").is_familiar
    (True, False, True)
    """

    p_value: float | None
    stand_outs: tuple[StandOut, ...] = ()
    note: str = ""
    hint: str = ""

    @property
    def is_familiar(self) -> bool:
        """Whether nothing speaks against it at the level of 1 in 100."""
        return self.p_value is None or self.p_value >= ALARM

    def __str__(self) -> str:
        if self.p_value is None:
            return self.note
        if self.is_familiar:
            return f"y is like the training measurements (p = {self.p_value:.2g})"
        found = "; ".join(map(str, self.stand_outs)) or self.hint or NONE_ALONE
        return f"y is unlike the training measurements (p = {self.p_value:.1g}): {found}"
