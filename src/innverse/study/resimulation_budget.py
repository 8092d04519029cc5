"""How often the simulator runs again once the network is trained.

Runs of a built-in problem take no time. A user's own simulator may take minutes for each: check and answer cost at most
about a tenth each of the runs that the network learnt from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from innverse.answer.answer import DRAWS_OF_ANSWER
from innverse.study.schema import Study

MEASUREMENTS, DRAWS = 200, 50
"""As many as tell what there is to tell."""
LEAST_OWN_DRAWS, OWN_DRAWS = 4, 10
"""Draws of each measurement: more measurements tell more than more draws of each."""
SHARE = 10


@dataclass(frozen=True)
class ResimulationBudget:
    """The numbers of runs.

    Attributes:
        measurements: Held-out ones for which the true parameters and some draws are run again.
        draws: Of each of these.
        of_answer: Draws of the answer.
    """

    measurements: int
    draws: int
    of_answer: int

    @classmethod
    def of(cls, study: Study, runs: int) -> Self:
        """What `[check] resimulated` asks for; when left out, what suits so many runs that the pairs came from.

        >>> from innverse.study import parse_study
        >>> study = parse_study("data.simulations = 1000\\nproblem.builtin = 'kinematics'")
        >>> ResimulationBudget.of(study, 1000)
        ResimulationBudget(measurements=200, draws=50, of_answer=2000)
        """
        asked = study.check.resimulated
        if asked == 0:
            return cls(0, DRAWS, 0)
        if study.problem is None or study.problem.simulator is None:
            return cls(asked or MEASUREMENTS, DRAWS, DRAWS_OF_ANSWER)
        affordable = runs // SHARE
        measurements = asked or min(MEASUREMENTS, max(1, affordable // (LEAST_OWN_DRAWS + 1)))
        draws = OWN_DRAWS if asked else max(LEAST_OWN_DRAWS, min(OWN_DRAWS, affordable // measurements - 1))
        return cls(measurements, draws, min(DRAWS_OF_ANSWER, max(1, affordable)))
