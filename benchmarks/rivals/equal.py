"""When one training reaches what another one reaches in the end."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reached:
    """Seconds to a C2ST; `at_most` where already the shortest training reaches it, infinite where none does."""

    seconds: float
    at_most: bool = False


def seconds_to(c2st: float, trainings: Sequence[tuple[float, float]]) -> Reached:
    """From trainings of different length, (seconds, C2ST) each: the best so far, log seconds interpolated in C2ST.

    >>> trainings = [(10.0, 0.8), (20.0, 0.7), (40.0, 0.6)]
    >>> seconds_to(0.7, trainings).seconds, seconds_to(0.9, trainings), seconds_to(0.5, trainings).seconds
    (20.0, Reached(seconds=10.0, at_most=True), inf)
    """
    earlier: tuple[float, float] | None = None
    for seconds, reached in sorted(trainings):
        if reached <= c2st:
            if earlier is None:
                return Reached(seconds, at_most=True)
            share = (earlier[1] - c2st) / (earlier[1] - reached)
            logs = [math.log(value) for value in (earlier[0], seconds)]
            return Reached(round(math.exp(logs[0] + share * (logs[1] - logs[0])), 6))
        if earlier is None or reached < earlier[1]:
            earlier = seconds, reached
    return Reached(math.inf)
