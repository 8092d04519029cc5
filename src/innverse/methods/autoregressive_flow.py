"""A masked autoregressive flow: a conditional flow that factorises the posterior by the chain rule.

    q(x | y) = Π_i q_i(x_i | x_1 … x_{i−1}, h(y)),   z_i = τ(x_i; θ_i(x_1 … x_{i−1}, h(y))) ~ N(0, 1)

A masked network gives all θ_i in one pass, so the density is as fast as a coupling flow's, and every component meets
all those before it in one layer. A draw solves for one component after the other and costs dim_x passes. Several
such maps with linear mixing between them free the posterior from the order of the components. (Papamakarios, Pavlakou,
Murray 2017, arXiv 1705.07057; for posteriors, Papamakarios, Sterratt, Murray 2019, arXiv 1805.07226; with splines,
Durkan et al. 2019, arXiv 1906.04032.)
"""

from dataclasses import dataclass, field
from functools import partial
from typing import final

import jax
from jaxtyping import PRNGKeyArray

from innverse.arguments.settings import validate_counts
from innverse.bijections import Autoregressive, Chain, ElementwiseMap, MaskedMLP, RationalQuadraticSpline, Repeat
from innverse.methods.conditional_flow import ConditionalFlow, ConditionalNetwork
from innverse.methods.encoder import Encoder, SkipEncoder
from innverse.methods.method import Sizes
from innverse.methods.mixing import LearnedLinear, Mixing


@final
@dataclass(frozen=True)
class AutoregressiveFlow(ConditionalFlow):
    """A conditional flow of `blocks` autoregressive maps with linear mixing between them.

    Args:
        blocks: number of maps.
        width, depth: hidden units and hidden layers of each map's masked network.
        elementwise: what a map does to a component: `RationalQuadraticSpline` or `Affine` (the paper's).
        mixing: what stands between maps: `LearnedLinear` or `FixedPermutation`.
        encoder: what the networks see of y: `SkipEncoder`, `AsMeasured`, `MLPEncoder` or `DeepSetEncoder`.

    >>> AutoregressiveFlow(blocks=3).blocks
    3
    """

    blocks: int = 6
    width: int = 96
    depth: int = 2
    elementwise: ElementwiseMap = field(default_factory=RationalQuadraticSpline)  # pyright: ignore
    mixing: Mixing = field(default_factory=LearnedLinear)
    encoder: Encoder = field(default_factory=SkipEncoder)

    def __post_init__(self):
        validate_counts(self, "blocks", "width", "depth")

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> ConditionalNetwork:
        """Autoregressive maps and mixings as one scanned chain, and the encoder."""
        key_encoder, key_chain = jax.random.split(key)
        features, dim_features = self.encoder.build(sizes.dim_y, key_encoder)
        parameters = self.elementwise.n_parameters
        masked = partial(MaskedMLP, width=self.width, depth=self.depth, dim_condition=dim_features)

        def block(key):
            key_map, key_mixing = jax.random.split(key)
            conditioner = masked(sizes.dim_x, parameters, key=key_map)
            return Chain([Autoregressive(self.elementwise, conditioner), self.mixing(sizes.dim_x, key_mixing)])

        return ConditionalNetwork(Repeat(block, self.blocks, key_chain), features)
