"""Forward models with their priors, names and units, one problem a file. Arrays only, never a plot."""

from innverse.problems.ballistics import InverseBallistics
from innverse.problems.catalogue import catalogue
from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.kinematics import CUMULATIVE_ANGLES, DIFFERENCED_ANGLES, AngleConvention, InverseKinematics
from innverse.problems.lynx_hare import LynxHare
from innverse.problems.mixture import GaussianMixture
from innverse.problems.sbibm import sbibm_tasks
from innverse.problems.simulator import SimulatorError, one_at_a_time
from innverse.problems.star_cluster import StarCluster
from innverse.problems.tissue import Tissue
from innverse.problems.user_problem import Problem

__all__ = [
    "CUMULATIVE_ANGLES",
    "DIFFERENCED_ANGLES",
    "AngleConvention",
    "Column",
    "GaussianMixture",
    "InverseBallistics",
    "InverseKinematics",
    "InverseProblem",
    "LynxHare",
    "Problem",
    "SimulatorError",
    "StarCluster",
    "Tissue",
    "catalogue",
    "one_at_a_time",
    "sbibm_tasks",
]
