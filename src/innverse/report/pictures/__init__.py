"""Which problem has a picture of its own. Problems know nothing of plots: the type of the problem chooses here.

A new problem's picture is a file with what to draw and what to look for in it, and one line below.
"""

from __future__ import annotations

from functools import singledispatch

from innverse.problems.ballistics import InverseBallistics
from innverse.problems.kinematics import InverseKinematics
from innverse.problems.lynx_hare import LynxHare
from innverse.problems.mixture import GaussianMixture
from innverse.problems.star_cluster import StarCluster
from innverse.problems.tissue import Tissue
from innverse.report.content import Picture
from innverse.report.pictures.arms import arms
from innverse.report.pictures.populations import populations
from innverse.report.pictures.scatter import scatter
from innverse.report.pictures.shells import shells
from innverse.report.pictures.spectrum import spectrum
from innverse.report.pictures.throws import throws


@singledispatch
def picture_of(problem: object) -> Picture | None:
    """The problem's own picture for its report; None where it has none.

    >>> picture_of(InverseKinematics()).heading
    'The arms'
    """
    return None


picture_of.register(InverseKinematics, arms)
picture_of.register(GaussianMixture, scatter)
picture_of.register(InverseBallistics, throws)
picture_of.register(StarCluster, shells)
picture_of.register(LynxHare, populations)
picture_of.register(Tissue, spectrum)
