"""Four tasks of the benchmark sbibm, by the names that it gives them.

Lueckmann, Boelts, Greenberg, Gonçalves, Macke 2021, arXiv 2101.04653. They are here to be compared on; reference draws
are not part of them (`innverse.experiments` reads those from sbibm's own distribution).
"""

from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.sbibm.gaussian_linear_uniform import GaussianLinearUniform
from innverse.problems.sbibm.sir import SIR
from innverse.problems.sbibm.slcp import SLCP
from innverse.problems.sbibm.two_moons import TwoMoons

__all__ = ["SIR", "SLCP", "GaussianLinearUniform", "TwoMoons", "sbibm_tasks"]


def sbibm_tasks() -> dict[str, InverseProblem]:
    """A fresh problem for every task.

    >>> list(sbibm_tasks())
    ['two_moons', 'gaussian_linear_uniform', 'slcp', 'sir']
    """
    tasks = (TwoMoons(), GaussianLinearUniform(), SLCP(), SIR())
    return {task.name: task for task in tasks}
