"""Which component of the network's two sides means what."""

from dataclasses import dataclass

import jax.numpy as jnp
from jaxtyping import Array, Float


@dataclass(frozen=True)
class Layout:
    """Input side [x | pad], output side [y | z | pad]; both sides have `total` components.

    The y slot holds the measurements, or the code that stands for them (see `measurement_code.py`). Padding widens
    the network where x, or [y, z], would make it too narrow (Ardizzone et al. 2019, sec. 3.2).

    Args:
        dim_x, dim_y, dim_z: sizes of the slots.
        pad_x, pad_yz: padding beside x, and beside [y, z].

    Raises:
        ValueError: a negative size, or sides of different length.

    >>> layout = Layout.filled(dim_x=3, dim_y=14, dim_z=3)
    >>> layout.pad_x, layout.pad_yz, layout.total
    (14, 0, 17)
    """

    dim_x: int
    dim_y: int
    dim_z: int
    pad_x: int = 0
    pad_yz: int = 0

    def __post_init__(self):
        if min(self.dim_x, self.dim_y, self.dim_z, self.pad_x, self.pad_yz) < 0:
            raise ValueError(f"Layout: expected sizes of at least 0, got {self}")
        if self.dim_x + self.pad_x != self.dim_y + self.dim_z + self.pad_yz:
            raise ValueError(
                "Layout: expected sides of equal length, got "
                f"dim_x + pad_x = {self.dim_x + self.pad_x} and "
                f"dim_y + dim_z + pad_yz = {self.dim_y + self.dim_z + self.pad_yz}"
            )

    @classmethod
    def filled(cls, dim_x: int, dim_y: int, dim_z: int, least: int = 0) -> "Layout":
        """The layout with the least padding that makes both sides equal, and at least `least` components long."""
        total = max(dim_x, dim_y + dim_z, least)
        return cls(dim_x, dim_y, dim_z, total - dim_x, total - dim_y - dim_z)

    @property
    def total(self) -> int:
        """Components on either side."""
        return self.dim_x + self.pad_x

    def join_input(
        self, x: Float[Array, "*n {self.dim_x}"], pad: Float[Array, "*n {self.pad_x}"]
    ) -> Float[Array, "*n {self.total}"]:
        """[x | pad]."""
        return jnp.concatenate([x, pad], axis=-1)

    def split_input(
        self, u: Float[Array, "*n {self.total}"]
    ) -> tuple[Float[Array, "*n {self.dim_x}"], Float[Array, "*n {self.pad_x}"]]:
        """x and its padding."""
        return u[..., : self.dim_x], u[..., self.dim_x :]

    def join_output(
        self,
        y: Float[Array, "*n {self.dim_y}"],
        z: Float[Array, "*n {self.dim_z}"],
        pad: Float[Array, "*n {self.pad_yz}"],
    ) -> Float[Array, "*n {self.total}"]:
        """[y | z | pad]."""
        return jnp.concatenate([y, z, pad], axis=-1)

    def split_output(
        self, v: Float[Array, "*n {self.total}"]
    ) -> tuple[Float[Array, "*n {self.dim_y}"], Float[Array, "*n {self.dim_z}"], Float[Array, "*n {self.pad_yz}"]]:
        """y, z and their padding."""
        end_z = self.dim_y + self.dim_z
        return v[..., : self.dim_y], v[..., self.dim_y : end_z], v[..., end_z:]
