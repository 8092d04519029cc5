"""Networks that run both ways: what a check of their inverse asks of them."""

from typing import Protocol, runtime_checkable

from jaxtyping import Array, Float


@runtime_checkable
class RoundTrip(Protocol):
    """A network with a way back from what it makes of a pair."""

    def round_trip(self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, " dim_x"]:
        """g(f(x)) beside y, in scaled coordinates: x but for rounding where the network is invertible."""
        ...
