"""Hidden properties of a young star cluster and its cloud, from 12 optical emission lines.

A cloud of mass M_cl and density n forms, at once, ε M_cl of stars, which ionise it and blow a shell into it. The chain:

    stellar     photons, winds, supernovae, light over age               Starburst99
    shell       R(t), P(t) of the shell: an ODE                           Weaver et al. 1977, Rahner et al. 2017
    nebula      density, ionisation, temperature, ions of its inside      published relations, each named there
    emission    luminosity of each line                                   emissivities by PyNeb

    y = log10 L + e,   e ~ N(0, 0.03² dex²) for each line

Every equation, its source, its units, and what it leaves out stands in the docstring of its module. This is a small
model from published physics, to show what such lines can and cannot tell: WARPFIELD-EMP, with which Kang et al. 2023
(arXiv 2301.03014) infer seven properties from 12 lines, solves the shell's structure and its radiative transfer
instead.
"""

from typing import Any, final

import jax
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.box import log_box, sample_box
from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.star_cluster.lines import LINES

NOISE = 0.03  # dex
"""Standard deviation of each line's log10 luminosity: 7 %."""

TRUTH = np.array([6.0, 0.05, 2.5, 4.3, -0.1, 0.8])
"""The x that gave the default question: M_cl = 10⁶ M☉, ε = 5 %, n = 316 cm⁻³, 4.3 Myr, Z = 0.79 Z☉, θ = 0.8."""

OBSERVED = (39.02, 36.99, 35.74, 38.33, 38.20, 37.09, 38.78, 38.26, 38.22, 38.08, 37.16, 37.78)
"""The default question [dex erg/s]: simulated from `TRUTH`, noise included, rounded to 0.01 dex."""


@final
class StarCluster(InverseProblem):
    """Which clouds and clusters shine in these lines? Equations, sources: this module and those that it names.

    x (n, 6): log10 of the cloud's mass before star formation [M☉]; the fraction ε of it that became stars; log10 of
    its density [H atoms/cm³]; age [Myr]; log10 Z/Z☉; the fraction θ of the winds' and supernovae's power lost to
    cooling. Independent, uniform between the bounds of the columns. y (n, 12): log10 L [erg/s], in the order of
    `lines.LINES`, without extinction.

    A run fails when the shell has stopped before that age, slower than 3 km/s, or has dissolved: fewer than 1 electron
    a cm³. y is NaN then.

    The default question is simulated: `OBSERVED`, from `TRUTH`.

    >>> cluster = StarCluster()
    >>> cluster.forward(jax.random.key(0), TRUTH[None]).shape
    (1, 12)
    """

    name = "star-cluster"
    title = "Star cluster from emission lines"
    source = "own model: Weaver et al. 1977, Starburst99, PyNeb; setting of Kang et al. 2023, arXiv 2301.03014"
    failure = "the shell stopped, or dissolved, before the cluster's age"
    parameters = (
        Column("log_cloud_mass", unit="dex M☉", label="cloud mass $\\log M_{cl}$", lower=5.0, upper=7.0),
        Column("efficiency", label="star formation efficiency $\\epsilon$", lower=0.01, upper=0.15),
        Column("log_density", unit="dex cm⁻³", label="cloud density $\\log n$", lower=2.0, upper=3.5),
        Column("age", unit="Myr", label="age", lower=0.5, upper=6.0),
        Column("log_metallicity", unit="dex Z☉", label="metallicity $\\log Z$", lower=-0.5, upper=0.3),
        Column("cooling", label="cooling loss $\\theta$", lower=0.5, upper=0.95),
    )
    measurements = tuple(Column(line.name, unit="dex erg/s", label=line.label) for line in LINES)

    def __init__(self):
        self.observed = np.array(OBSERVED)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 6"]:
        """Uniform between the bounds, independently."""
        return sample_box(self.parameters, key, n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """log of the uniform density; −inf outside the bounds."""
        return log_box(self.parameters, x)

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 12"]:
        """log10 L (n, 12) [erg/s] with noise; NaN where the shell stopped or dissolved.

        Raises:
            ValueError: a parameter outside its bounds, named.
        """
        from innverse.problems.star_cluster.chain import noiseless  # the solver takes long to import

        self.check_parameters(x)
        y = noiseless(x)
        return y + NOISE * jax.random.normal(key, y.shape)

    def radii(self, x: Any, ages: Any) -> np.ndarray:
        """The shell's radius [pc] (n, k) of clusters x (n, 6) at ages [Myr] (n, k), instead of their own: for pictures.

        NaN once the shell has stopped.
        """
        from innverse.problems.star_cluster.chain import radii

        return np.asarray(radii(x, ages), float)
