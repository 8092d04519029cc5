"""Pure functions of arrays that training minimises and diagnostics report."""

from innverse.losses.kernel_sum import squared_distances
from innverse.losses.kernels import Gaussian, InverseMultiquadric, Kernel, RationalQuadratic
from innverse.losses.likelihood import gaussian_log_density
from innverse.losses.mmd import MMD_BATCH, mmd_squared
from innverse.losses.regression import cross_entropy, squared_error

__all__ = [
    "MMD_BATCH",
    "Gaussian",
    "InverseMultiquadric",
    "Kernel",
    "RationalQuadratic",
    "cross_entropy",
    "gaussian_log_density",
    "mmd_squared",
    "squared_distances",
    "squared_error",
]
