"""The built-in problems by the names that the command line knows."""

from innverse.problems.ballistics import InverseBallistics
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.kinematics import DIFFERENCED_ANGLES, InverseKinematics
from innverse.problems.lynx_hare import LynxHare
from innverse.problems.mixture import GaussianMixture
from innverse.problems.star_cluster import StarCluster
from innverse.problems.tissue import Tissue


def catalogue() -> dict[str, InverseProblem]:
    """A fresh problem for every name.

    >>> sorted(catalogue())[:2]
    ['ballistics', 'kinematics']
    """
    problems = (
        InverseKinematics(),
        InverseKinematics(DIFFERENCED_ANGLES),
        GaussianMixture.all(),
        GaussianMixture.some(),
        GaussianMixture.none(),
        InverseBallistics(),
        LynxHare(),
        StarCluster(),
        Tissue(),
    )
    return {problem.name: problem for problem in problems}
