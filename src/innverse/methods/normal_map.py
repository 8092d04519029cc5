"""A network as a map of standard normal numbers onto posterior draws: coordinates in which its posterior is simple.

x(e) with e ~ N(0, I) draws from q(x | y). For a bijection the density of any p(x) over e is p(x(e)) |det ∂x/∂e|. Where
the network also carries padding, (x, pad) is a bijection of e, and padding is held at its own normal density:

    π(e) = p(x(e)) · v(e),    v = N(pad) |det ∂(x, pad)/∂e|,    ∫ π(e) de = 1,

so that e ~ π has x(e) ~ p(x) whatever the network has learned. If q were p, π would be N(0, I): a network whitens.
"""

import abc

import equinox as eqx
from jaxtyping import Array, Float


class NormalMap(eqx.Module):
    """A network that draws by mapping e ~ N(0, I) (abstract); scaled coordinates, one event."""

    @property
    @abc.abstractmethod
    def dim_normal(self) -> int:
        """Components of e."""

    @abc.abstractmethod
    def from_normal(
        self, e: Float[Array, " dim_normal"], y: Float[Array, " dim_y"]
    ) -> tuple[Float[Array, " dim_x"], Float[Array, ""]]:
        """x(e), and log v(e)."""
