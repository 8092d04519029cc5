"""Training an INN by the likelihood of x given y.

With y seen through noise σ in the y slot, the network defines a normalised density of x for every y,

    q(x | y) = N(f_y(x); y, σ²) N(f_z(x); 0, I) |det ∂f/∂x|

and training minimises its negative logarithm over the pairs: ‖f_y(x) − y‖²/2σ² + ‖f_z(x)‖²/2 − log|det ∂f/∂x| + const
(Ardizzone et al. 2019, appendix; Kruse et al. 2021). It needs one direction and no MMD, and without padding the density
is exact. With padding, of the network's input by pad ~ N(0, I) and of its output, −log of the joint q(x, pad | y) is
minimised, and the density of x is an average over padding (`InvertibleNetwork.log_density`). For y = s(x) without
noise a smaller σ is closer to the truth; learned, σ shrinks as the fit improves.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from innverse.arguments.settings import not_negative, positive, validate_fields
from innverse.methods.inn_objective import INNObjective
from innverse.methods.layout import Layout
from innverse.methods.measurement_code import ClassCode, LearnedCode, LearnedNoise
from innverse.methods.method import Sizes


@dataclass(frozen=True)
class MaximumLikelihood(INNObjective):
    """Minimises −log q(x | y).

    σ starts at `blur` and falls geometrically to `sigma` over the first four fifths of the steps: a network that starts
    with a small σ spends its first steps on a few badly fitted pairs. What noise y has of its own is learned beside it.

    Args:
        sigma: the final σ, in standard deviations of y: a floor under the resolution of y.
        blur: the first σ.
        reading_weight: weight of reading y back from the code, beside the likelihood: a squared error that never moves
            the code, or the cross-entropy of class labels, which does.
    """

    sigma: float = 0.02  # pyright: ignore[reportIncompatibleMethodOverride]
    blur: float = 0.3
    reading_weight: float = 1.0

    def __post_init__(self):
        validate_fields(self, positive, "sigma", "blur")
        validate_fields(self, not_negative, "reading_weight")

    @property
    def pad_sd(self) -> float:
        """Padding is standard normal on both sides: an augmented flow (Huang, Dinh, Courville 2020)."""
        return 1.0

    def layout(self, sizes, dim_z, least_width):
        """A y slot of at most dim_x components, z for the rest, and as much padding as there is x."""
        dim_code = min(sizes.dim_y, sizes.dim_x)
        least_width = 2 * sizes.dim_x if least_width is None else least_width
        rest = max(sizes.dim_x, least_width) - dim_code
        return Layout.filled(sizes.dim_x, dim_code, rest if dim_z is None else dim_z, least_width)

    def measurement_code(self, sizes: Sizes, layout, width, depth, key):
        """y itself with learned noise where it fits into the slot, a learned code where it does not."""
        if sizes.classes:
            return ClassCode(sizes.dim_y, layout.dim_y, key=key)
        if layout.dim_y < sizes.dim_y:
            return LearnedCode(sizes.dim_y, layout.dim_y, width=width, depth=depth, key=key)
        return LearnedNoise(sizes.dim_y, self.sigma, width=width, depth=depth, key=key)

    def loss(self, network, batch, key, progress):
        """Mean negative log likelihood, and what reading y back from the code costs."""
        pads = jax.random.normal(key, (batch.x.shape[0], network.layout.pad_x))
        sigma = self.blur * (self.sigma / self.blur) ** jnp.minimum(1.0, 1.25 * progress)
        log_joint, codes = jax.vmap(network.log_joint, in_axes=(0, 0, 0, None))(batch.x, pads, batch.y, sigma)
        nll = -log_joint.mean()
        reading_loss = jax.vmap(network.head.reading_loss)(codes, batch.y).mean()
        return nll + self.reading_weight * reading_loss, {"nll": nll, "L_y": jnp.asarray(reading_loss)}
