"""Double couplings with mixing between them: the chain that the INN and the conditional INN are made of."""

import jax
from jaxtyping import PRNGKeyArray

from innverse.bijections import MLP, Chain, ElementwiseMap, Repeat, double_coupling
from innverse.methods.mixing import Mixing


def coupling_chain(
    dim: int,
    elementwise: ElementwiseMap,
    mixing: Mixing,
    key: PRNGKeyArray,
    *,
    blocks: int,
    width: int,
    depth: int,
    dim_condition: int = 0,
) -> Repeat:
    """Equal blocks on `dim` components, one scanned chain: a double coupling, then the mixing.

    Args:
        dim: components of the event.
        elementwise: what a coupling does to a component.
        mixing: what follows a coupling.
        key: random key of the fresh networks.
        blocks: how many.
        width, depth: hidden units and hidden layers of the subnets.
        dim_condition: components of the condition that the subnets see.
    """

    def subnet(dim_in: int, dim_out: int, key: PRNGKeyArray) -> MLP:
        return MLP(dim_in, dim_out, width=width, depth=depth, key=key)

    def block(key: PRNGKeyArray) -> Chain:
        key_coupling, key_mixing = jax.random.split(key)
        return Chain([double_coupling(dim, elementwise, subnet, key_coupling, dim_condition), mixing(dim, key_mixing)])

    return Repeat(block, blocks, key)
