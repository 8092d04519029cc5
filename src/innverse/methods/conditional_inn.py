"""The conditional invertible network: a coupling flow on x that reads y.

    z = f(x; h(y)),   z ~ N(0, I);        g = f⁻¹:   x = g(z; h(y)) ~ q(x | y)

Every coupling's subnet sees the features h(y) beside the components it reads; density and loss are those of every
conditional flow (`conditional_flow.py`). Against the INN it gains freedom, since y may have any size and noise, and
gives up the forward process: f does not predict y. (Ardizzone, Lüth, Kruse, Rother, Köthe 2019, arXiv 1907.02392;
Winkler, Worrall, Hoogeboom, Welling 2019, arXiv 1912.00042; with splines, Durkan et al. 2019, arXiv 1906.04032.)
"""

from dataclasses import dataclass, field
from typing import final

import jax
from jaxtyping import PRNGKeyArray

from innverse.arguments.settings import validate_counts
from innverse.bijections import ElementwiseMap, RationalQuadraticSpline
from innverse.methods.conditional_flow import ConditionalFlow, ConditionalNetwork
from innverse.methods.coupling_chain import coupling_chain
from innverse.methods.encoder import Encoder, SkipEncoder
from innverse.methods.method import Sizes
from innverse.methods.mixing import LearnedLinear, Mixing


@final
@dataclass(frozen=True)
class ConditionalINN(ConditionalFlow):
    """A conditional coupling flow of `blocks` double couplings with linear mixing between them.

    Args:
        blocks: number of blocks.
        subnet_width, subnet_depth: hidden units and hidden layers of the subnets.
        elementwise: what a coupling does to a component: `RationalQuadraticSpline` or `Affine`.
        mixing: what stands between blocks: `LearnedLinear` or `FixedPermutation`.
        encoder: what the subnets see of y: `SkipEncoder`, `AsMeasured`, `MLPEncoder` or `DeepSetEncoder`.

    >>> ConditionalINN(blocks=4).blocks
    4
    """

    blocks: int = 6
    subnet_width: int = 64
    subnet_depth: int = 2
    elementwise: ElementwiseMap = field(default_factory=RationalQuadraticSpline)  # pyright: ignore
    mixing: Mixing = field(default_factory=LearnedLinear)
    encoder: Encoder = field(default_factory=SkipEncoder)

    def __post_init__(self):
        validate_counts(self, "blocks", "subnet_width", "subnet_depth")

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> ConditionalNetwork:
        """Conditional couplings and mixings as one scanned chain, and the encoder."""
        key_encoder, key_chain = jax.random.split(key)
        features, dim_features = self.encoder.build(sizes.dim_y, key_encoder)
        shape = {"blocks": self.blocks, "width": self.subnet_width, "depth": self.subnet_depth}
        chain = coupling_chain(
            sizes.dim_x, self.elementwise, self.mixing, key_chain, **shape, dim_condition=dim_features
        )
        return ConditionalNetwork(chain, features)
