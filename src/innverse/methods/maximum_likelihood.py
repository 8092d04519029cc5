"""Training an INN by the likelihood of x given y.

With y seen through noise σ in the y slot, the network defines a normalised density of x for every y,

    q(x | y) = N(f_y(x); y, σ²) N(f_z(x); 0, I) |det ∂f/∂x|

and training minimises its negative logarithm over the pairs: ‖f_y(x) − y‖²/2σ² + ‖f_z(x)‖²/2 − log|det ∂f/∂x| + const
(Ardizzone et al. 2019, appendix; Kruse et al. 2021). It needs one direction and no MMD, and the density is exact. For
y = s(x) without noise a smaller σ is closer to the truth; learned, σ shrinks as the fit improves.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from innverse.methods.heads import ClassCode, LearnedCode, LearnedNoise
from innverse.methods.layout import Layout
from innverse.methods.method import Sizes
from innverse.methods.objective import INNObjective


@dataclass(frozen=True)
class MaximumLikelihood(INNObjective):
    """Minimises −log q(x | y).

    Args:
        sigma: the noise that the y slot starts with, in standard deviations of y.
        reading_weight: weight of reading y back from the code, beside the likelihood: a decoder's squared error, or the
            cross-entropy of class labels. Without a learned code it changes nothing.
    """

    sigma: float = 0.3
    reading_weight: float = 1.0

    @property
    def pad_sd(self) -> float:
        """Padding is standard normal on both sides: an augmented flow (Huang, Dinh, Courville 2020)."""
        return 1.0

    def layout(self, sizes, dim_z, least_width):
        """A y slot of at most dim_x components, and z for the rest."""
        dim_code = min(sizes.dim_y, sizes.dim_x)
        rest = max(sizes.dim_x, least_width) - dim_code
        return Layout.filled(sizes.dim_x, dim_code, rest if dim_z is None else dim_z, least_width)

    def head(self, sizes: Sizes, layout, width, depth, key):
        """y itself with learned noise where it fits into the slot, a learned code where it does not."""
        if sizes.classes:
            return ClassCode(sizes.dim_y, layout.dim_y, key=key)
        if layout.dim_y < sizes.dim_y:
            return LearnedCode(sizes.dim_y, layout.dim_y, width=width, depth=depth, key=key)
        return LearnedNoise(sizes.dim_y, self.sigma)

    def loss(self, network, batch, key, progress):
        """Mean negative log likelihood, and what reading y back from the code costs."""
        pads = jax.random.normal(key, (batch.x.shape[0], network.layout.pad_x))
        log_joint, codes = jax.vmap(network.log_joint)(batch.x, pads, batch.y)
        nll = -log_joint.mean()
        misreading = jax.vmap(network.head.misreading)(codes, batch.y).mean()
        return nll + self.reading_weight * misreading, {"nll": nll, "L_y": jnp.asarray(misreading)}
