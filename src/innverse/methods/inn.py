"""The invertible neural network of Ardizzone et al., ICLR 2019 (arXiv 1808.04730).

One bijective network f maps causes to measurements and a latent z that keeps what the measurements lose:

    f(x) = [y, z],   z ~ N(0, I);        g = f⁻¹:   x = g(y, z) ~ p(x | y)

Training makes f_y match s(x), and z normal and independent of y; then, by the theorem of the paper (sec. 3.3),
g(y, z ~ N(0, I)) draws from the posterior. How that is reached is the objective's: by maximum likelihood, or by the
paper's losses in both directions.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import jax

from innverse.arguments.settings import validate_counts
from innverse.bijections import Affine, ElementwiseMap
from innverse.methods.bidirectional import Bidirectional
from innverse.methods.coupling_chain import coupling_chain
from innverse.methods.inn_objective import INNObjective
from innverse.methods.invertible_network import InvertibleNetwork
from innverse.methods.maximum_likelihood import MaximumLikelihood
from innverse.methods.method import DensityMethod, ForwardMethod, GradientMethod, LatentMethod, Sizes
from innverse.methods.mixing import FixedPermutation, LearnedLinear, Mixing


@dataclass(frozen=True)
class INN(LatentMethod, DensityMethod, ForwardMethod, GradientMethod):
    """An invertible network of `blocks` double couplings with linear mixing between them.

    Args:
        blocks: number of blocks.
        subnet_width, subnet_depth: hidden units and hidden layers of the subnets.
        elementwise: what a coupling does to a component: `Affine` (the paper's) or `RationalQuadraticSpline`.
        mixing: what stands between blocks: `LearnedLinear` or `FixedPermutation` (the paper's).
        dim_z: size of z, the latent beside y; None lets the objective choose.
        least_width: both sides are padded to at least this many components; None lets the objective choose.
        objective: `MaximumLikelihood` or `Bidirectional`.

    Example:
        >>> INN(blocks=4).blocks
        4
    """

    alternative: ClassVar[str] = "the `ConditionalINN`, which takes any kind of noise but learns no forward process"

    blocks: int = 8
    subnet_width: int = 64
    subnet_depth: int = 2
    elementwise: ElementwiseMap = field(default_factory=Affine)
    mixing: Mixing = field(default_factory=LearnedLinear)
    dim_z: int | None = None
    least_width: int | None = None
    objective: INNObjective = field(default_factory=MaximumLikelihood)

    def __post_init__(self):
        validate_counts(self, "blocks", "subnet_width", "subnet_depth")
        validate_counts(self, "dim_z", "least_width", least=0)

    @classmethod
    def paper(cls) -> "INN":
        """The released code's settings for the science problems, with bidirectional training.

        Blocks, width, clamp, permutations and losses are those of the code. Its subnets have three hidden layers, and
        scale and shift one each; here they share one of two hidden layers.
        """
        return cls(
            blocks=4,
            subnet_width=128,
            elementwise=Affine(clamp=4.0),
            mixing=FixedPermutation(),
            objective=Bidirectional.paper(),
        )

    @property
    def least_batch(self):
        """The objective's value."""
        return self.objective.least_batch

    def network(self, sizes: Sizes, key):
        """Couplings and mixings as one scanned chain, and the objective's measurement code."""
        key_code, key_chain = jax.random.split(key)
        layout = self.objective.layout(sizes, self.dim_z, self.least_width)
        code = self.objective.measurement_code(sizes, layout, self.subnet_width, self.subnet_depth, key_code)
        shape = {"blocks": self.blocks, "width": self.subnet_width, "depth": self.subnet_depth}
        chain = coupling_chain(layout.total, self.elementwise, self.mixing, key_chain, **shape)
        return InvertibleNetwork(chain, code, layout, self.objective.pad_sd, self.objective.sigma)

    def loss(self, network, batch, key, progress):
        """The objective's loss."""
        return self.objective.loss(network, batch, key, progress)

    def draw_with_latent(self, network, y, n, key):
        """g(c, z) with c and z from their distributions given y, and the e of `InvertibleNetwork.from_normal`."""
        return network.draw_with_latent(y, n, key)

    def log_density(self, network, x, y, key):
        """log q(x | y) by the change of variables."""
        return network.log_density(x, y, key)

    def evaluations_per_density(self, networks):
        """One for each padding, where x is padded."""
        return networks.evaluations_per_density

    def predict(self, network, x):
        """f_y(x)."""
        return network.predict(x)
