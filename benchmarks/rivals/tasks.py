"""The tasks that all libraries learn, and the questions they are asked."""

from dataclasses import dataclass

import jax
import numpy as np

import innverse as iv
from innverse.experiments.sbibm_wheel import sbibm_wheel
from innverse.experiments.task import QUESTION_SEED
from innverse.problems import InverseKinematics, InverseProblem, sbibm_tasks

TASKS = ("two_moons", "kinematics")
OBSERVATIONS = 10
KINEMATICS_DRAWS = 2000


@dataclass(frozen=True)
class Questions:
    """Measurements (n_y, dim_y), and draws (n_y, n, dim_x) from their posteriors, exact or sbibm's reference."""

    y: np.ndarray
    reference: np.ndarray


def problem(task: str) -> InverseProblem:
    """What is simulated."""
    return InverseKinematics() if task == "kinematics" else sbibm_tasks()[task]


def questions(task: str) -> Questions:
    """Ten: sbibm's observations and reference draws (10,000 each), or unseen end points of the arm (exact draws)."""
    return _kinematics() if task == "kinematics" else _sbibm(task)


def _kinematics() -> Questions:
    arm = InverseKinematics()
    y = iv.simulate(arm, OBSERVATIONS, seed=QUESTION_SEED).y
    keys = jax.random.split(jax.random.key(QUESTION_SEED), OBSERVATIONS)
    exact = [arm.exact_posterior(row, KINEMATICS_DRAWS, key) for row, key in zip(y, keys, strict=True)]
    return Questions(y, np.stack(exact))


def _sbibm(task: str) -> Questions:
    wheel, numbers = sbibm_wheel(), range(1, OBSERVATIONS + 1)
    return Questions(
        np.stack([wheel.observation(task, number) for number in numbers]),
        np.stack([wheel.reference_draws(task, number) for number in numbers]),
    )
