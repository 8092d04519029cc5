"""The built-in problems by the names that the command line knows."""

from innverse.problems.contract import InverseProblem
from innverse.problems.kinematics import DIFFERENCED_ANGLES, InverseKinematics
from innverse.problems.mixture import GaussianMixture


def catalogue() -> dict[str, InverseProblem]:
    """A fresh problem for every name.

    >>> list(catalogue())
    ['kinematics', 'kinematics-differenced', 'mixture', 'mixture-some', 'mixture-none']
    """
    problems = (
        InverseKinematics(),
        InverseKinematics(DIFFERENCED_ANGLES),
        GaussianMixture.all(),
        GaussianMixture.some(),
        GaussianMixture.none(),
    )
    return {problem.name: problem for problem in problems}
