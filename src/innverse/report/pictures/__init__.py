"""Which problem has a picture of its own. Problems know nothing of plots: the type of the problem chooses here.

A new problem's picture is one more registered function.
"""

from __future__ import annotations

from functools import partial, singledispatch

import numpy as np

from innverse.problems.ballistics import InverseBallistics
from innverse.problems.kinematics import InverseKinematics
from innverse.problems.lynx_hare import YEARS, LynxHare
from innverse.problems.mixture import GaussianMixture
from innverse.problems.star_cluster import StarCluster
from innverse.problems.tissue import Tissue
from innverse.problems.tissue.bands import BANDS
from innverse.report.content import Picture
from innverse.report.pictures.arms import draw_arms
from innverse.report.pictures.populations import draw_populations
from innverse.report.pictures.scatter import draw_scatter
from innverse.report.pictures.shells import draw_shells
from innverse.report.pictures.spectrum import draw_spectrum
from innverse.report.pictures.throws import draw_throws


@singledispatch
def picture_of(problem: object) -> Picture | None:
    """The problem's own picture for its report; None where it has none.

    >>> picture_of(InverseKinematics()).heading
    'The arms'
    """
    return None


@picture_of.register(InverseKinematics)
def _(problem: InverseKinematics) -> Picture:
    caption = (
        "Every thin arm is one explanation: its height on the rail and its three angles. Left, as the network answers; "
        "thick, the arm at each mode. All of them should end in the cross. Right, for comparison, arms of the "
        "distribution named above them."
    )
    return Picture("The arms", caption, partial(draw_arms, joints=problem.joints))


@picture_of.register(GaussianMixture)
def _(problem: GaussianMixture) -> Picture:
    caption = (
        "Grey: the prior with its eight modes. Blue: posterior draws; they should fill the modes that carry the label "
        "asked for, evenly, and leave no bridges between them. Triangles: modes found, with their weights."
    )
    return Picture("The plane of x", caption, draw_scatter)


@picture_of.register(InverseBallistics)
def _(problem: InverseBallistics) -> Picture:
    caption = (
        "Every thin line is one explanation: where, how high, at which angle and how fast the throw began. Left, "
        "as the network answers; thick, the throw at each mode. All of them should come down at the cross. Right, for "
        "comparison, throws of the distribution named above them."
    )
    return Picture("The throws", caption, partial(draw_throws, paths=problem.paths))


@picture_of.register(StarCluster)
def _(problem: StarCluster) -> Picture:
    caption = (
        "Left, how the shell of each explanation grew, up to its age; thick, the modes. Right, the age and the mass of "
        "the stars, which is the cloud's mass times the efficiency; triangles, the modes. Grey: the prior."
    )
    return Picture("The shells", caption, partial(draw_shells, radii=problem.radii))


@picture_of.register(LynxHare)
def _(problem: LynxHare) -> Picture:
    caption = (
        "Crosses: the pelts of each year. Thin lines: populations without measurement noise, for posterior draws. "
        "The lines should run through the crosses and miss them by the noise alone, about a factor 1.3."
    )
    draw = partial(draw_populations, populations=problem.populations, years=YEARS, species=("hare", "lynx"))
    return Picture("The populations", caption, draw)


@picture_of.register(Tissue)
def _(problem: Tissue) -> Picture:
    caption = (
        "Left, crosses: the bands that were measured; thin lines: the bands of tissues drawn from the posterior, noise "
        "included. Right: oxygen saturation as the prior has it, and as these bands leave it."
    )
    draw = partial(draw_spectrum, wavelength=np.array(BANDS, float), parameter=0)
    return Picture("The spectrum", caption, draw)
