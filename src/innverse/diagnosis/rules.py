"""When a line of the verdict is green, amber or red: the thresholds of all coloured lines.

A flaw is red when it is large and beyond doubt: an honest model is called red by chance in about one check of a hundred
in all. What is found but small, or safe (intervals wider than needed), is amber.
"""

from __future__ import annotations

from dataclasses import dataclass

from innverse.familiarity import familiarity

DOUBT = 0.05
"""p-values below are a finding; divided by how many there are, where the least of several is looked at."""
BEYOND_DOUBT = 1e-3
"""p-values below leave no doubt: chance allows what more exact posteriors than that would show."""
LEAST_JUDGED, LEAST_FOR_FAR = 20, 50
"""Held-out measurements below which nothing but a flaw beyond doubt is said of where draws lead; and below which no
distance is far beyond the largest of theirs: with 20 of them, y over decades, whose scale is taken from as few, put 1
familiar observation in 20 there, with 50 1 in 100."""
LEAST_HELD_OUT, FEW_HELD_OUT = 100, 300
"""Held-out measurements below which nothing is shown, and below which a departure may pass: intervals .7 as wide as
right are found among four parameters in 1 of 10 checks with 50 measurements, in 1 of 4 with 100, in 99 of 100 with 400
(`tests/diagnosis/test_rules.py`)."""
LARGE = 0.08
"""Largest distance of the truth's ranks from uniform: a posterior whose width is .7 of the right one has .086. And what
a region of highest density may hold less than it should."""
ONE_SIDED = 0.05
"""Mean rank of the truth away from 1/2 that is called a bias."""
LARGE_AREA = 0.03
"""Area between expected coverage by TARP and confidence: of three parameters whose joint posterior is too narrow by a
tenth, so that a region of highest density holds less than it should by `LARGE`."""
TOLD = 0.005
"""Least share of the variance of a parameter's draws, or of what their spread tells, that the measurement decides."""
REPRODUCED, NEARLY_REPRODUCED = 0.01, 0.1
"""How far draws may miss their measurement beyond the noise, as shares of:"""
BETWEEN_RUNS = "the squared distance between two random simulations"
UNFAMILIAR, UNUSUAL = familiarity.ALARM, familiarity.UNUSUAL
"""p-values of the observation: a posterior warns, and names what stands out, at the same."""
FAR = 3.0
"""Times the largest mean squared distance between draws and measurement that was seen with held-out measurements."""
SKIPPED = 0.01
"""Share of the training's steps that may have been left out because the loss was not finite."""
BY_HEART, LEAST_BY_HEART = 1 / 3, 5
"""Share and number of the epochs after the best one, in which the training loss still fell, that show a network that
learned the pairs by heart."""
RISE_BY_HEART, FALL_BY_HEART = 1 / 5, 1 / 10
"""What shows it in two epochs: since the best one the held-out loss rose by this share of what the training loss fell,
which is this share of all that it fell. In 118 short trainings whose later weights were worse it told of 109; in 258
that had learned all there was, of none."""


@dataclass(frozen=True)
class Rule:
    """One row of the table of rules: a question and what each colour stands for."""

    question: str
    green: str
    amber: str
    red: str
    grey: str = ""


CALIBRATED = Rule(
    "Are the credible intervals honest?",
    f"no departure found: the smallest p-value of SBC is above {DOUBT:g} after correction for the number of "
    "parameters, and that of the tests of all parameters together (TARP, dependence of ranks on y, highest-density "
    f"coverage) is above {DOUBT:g} after correction for the number of these",
    "a departure that is small or not the same for every measurement, or intervals wider than needed; or fewer than "
    f"{LEAST_HELD_OUT} held-out measurements",
    f"p below {BEYOND_DOUBT:g}, and ranks or regions {LARGE:g} off, or a TARP area beyond {LARGE_AREA:g}",
)
SHARP = Rule(
    "Does it listen to the measurement?",
    "the measurement decides part of the variance of some parameter's draws, or of their distances from the median, or "
    "of whether two parameters lie on one side of their medians",
    f"so few measurements (fewer than {LEAST_JUDGED} in any case) or draws were looked at that it may be chance",
    f"it decides less than {TOLD:.1%} of each of these",
)
REPRODUCES = Rule(
    "Do draws lead back to their measurements?",
    f"beyond the noise they miss by less than {REPRODUCED:.0%} of {BETWEEN_RUNS}, and the share of draws that have no "
    f"answer exceeds that of true parameters by less than {REPRODUCED:.0%}; or by no more than chance allows, which "
    f"{BEYOND_DOUBT:.1%} of exact posteriors exceed",
    f"one of the two is less than {NEARLY_REPRODUCED:.0%}, but more than chance allows; or chance allows more than "
    f"{NEARLY_REPRODUCED:.0%} of it",
    f"one of the two is {NEARLY_REPRODUCED:.0%} or more, and more than chance allows",
    f"fewer than {LEAST_JUDGED} measurements were run again, and nothing was found; or none",
)
TRAINED = Rule(
    "Was the training sound?",
    "it ended as planned",
    f"it was interrupted, or more than {SKIPPED:.0%} of its steps were left out",
    "",
)
FAMILIAR = Rule(
    "Is the observation like the training data?",
    f"p above {UNUSUAL:g}",
    f"p between {UNFAMILIAR:g} and {UNUSUAL:g}",
    f"p below {UNFAMILIAR:g}",
)
REPRODUCED_HERE = Rule(
    "Do draws lead back to the observation?",
    f"as closely as for a held-out measurement, or within {REPRODUCED:.0%}",
    f"the mean squared distance is larger than for any of them; or the share of draws that have no answer is, by "
    f"{REPRODUCED:.0%}",
    f"the distance is more than {FAR:g} times the largest of {LEAST_FOR_FAR} or more, and above "
    f"{NEARLY_REPRODUCED:.0%}; or the share of draws that have no answer is larger by {NEARLY_REPRODUCED:.0%}; or none "
    "has one",
    f"fewer than {LEAST_JUDGED} held-out measurements were run again, and it is not within {REPRODUCED:.0%}",
)
RULES = (CALIBRATED, SHARP, REPRODUCES, TRAINED, FAMILIAR, REPRODUCED_HERE)
