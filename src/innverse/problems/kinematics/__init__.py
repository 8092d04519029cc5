"""An arm on a rail: which joint angles reach a point; start at `problem`."""

from innverse.problems.kinematics.problem import (
    CUMULATIVE_ANGLES,
    DIFFERENCED_ANGLES,
    AngleConvention,
    InverseKinematics,
)

__all__ = ["CUMULATIVE_ANGLES", "DIFFERENCED_ANGLES", "AngleConvention", "InverseKinematics"]
