"""Scalar bijections whose parameters a network supplies: what a coupling does to each transformed component."""

import abc
import functools
import math

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from innverse.arguments.settings import positive, share, validate_counts, validate_fields


class ElementwiseMap(eqx.Module):
    """v_i = τ(u_i; θ_i), monotone in u_i (abstract).

    θ = 0 must give (close to) the identity, since subnets start with zero output.
    """

    n_parameters: eqx.AbstractVar[int]

    @abc.abstractmethod
    def forward(
        self, u: Float[Array, " dim"], theta: Float[Array, "n_parameters dim"]
    ) -> tuple[Float[Array, " dim"], Float[Array, " dim"]]:
        """v and log|dv_i/du_i|, component by component."""

    @abc.abstractmethod
    def inverse(
        self, v: Float[Array, " dim"], theta: Float[Array, "n_parameters dim"]
    ) -> tuple[Float[Array, " dim"], Float[Array, " dim"]]:
        """u and log|du_i/dv_i|, component by component."""


class Affine(ElementwiseMap):
    """v = u · exp(s) + t with the soft clamp s = clamp · (2/π) · atan(θ_1), t = θ_2.

    Source: Ardizzone et al. 2019, eqs. 3-4 and appendix; the clamp bounds |s| < clamp, so that no step can overflow.

    >>> v, log_slope = Affine(clamp=2.0).forward(jnp.array([3.0]), jnp.array([[0.0], [1.0]]))
    >>> v.item(), log_slope.item()
    (4.0, 0.0)
    """

    clamp: float = eqx.field(default=2.0, static=True)
    n_parameters: int = eqx.field(default=2, init=False, static=True)

    def __check_init__(self):
        validate_fields(self, positive, "clamp")

    def forward(self, u, theta):
        scale, shift = jnp.split(theta, 2)
        log_scale = self._log_scale(scale[0])
        return u * jnp.exp(log_scale) + shift[0], log_scale

    def inverse(self, v, theta):
        scale, shift = jnp.split(theta, 2)
        log_scale = self._log_scale(scale[0])
        return (v - shift[0]) * jnp.exp(-log_scale), -log_scale

    def _log_scale(self, raw):
        return self.clamp * (2 / jnp.pi) * jnp.arctan(raw)


class RationalQuadraticSpline(ElementwiseMap):
    """A monotone rational-quadratic spline on [−bound, bound], the identity outside (Durkan et al. 2019, eqs. 4-8).

    θ holds `bins` widths, `bins` heights (before softmax) and bins − 1 inner slopes (before softplus). With
    ξ = (u − x_k)/w_k, s_k = h_k/w_k and knot slopes δ:

        v = y_k + h_k (s_k ξ² + δ_k ξ(1−ξ)) / (s_k + (δ_{k+1} + δ_k − 2 s_k) ξ(1−ξ))

    >>> spline = RationalQuadraticSpline(bins=4, bound=3.0)
    >>> v, log_slope = spline.forward(jnp.array([1.0, 9.0]), jnp.zeros((spline.n_parameters, 2)))
    >>> [round(value, 4) for value in v.tolist()]
    [1.0, 9.0]
    """

    bins: int = eqx.field(default=8, static=True)
    bound: float = eqx.field(default=4.0, static=True)
    least_width: float = eqx.field(default=1e-3, static=True)
    least_slope: float = eqx.field(default=1e-3, static=True)

    def __check_init__(self):
        validate_counts(self, "bins")
        validate_fields(self, positive, "bound")
        validate_fields(self, share, "least_width", "least_slope")
        if not self.bins * self.least_width < 1:
            raise ValueError(
                f"RationalQuadraticSpline.least_width: expected a share below 1/bins = {1 / self.bins:.3g} of the "
                f"width, got {self.least_width}"
            )

    @property
    def n_parameters(self) -> int:
        """Numbers that one component needs: 3 · bins − 1."""
        return 3 * self.bins - 1

    def forward(self, u, theta):
        knots_u, knots_v, slopes = self._knots(theta)
        inside = jnp.abs(u) < self.bound
        u_clipped = jnp.clip(u, -self.bound, self.bound)
        u0, w, v0, h, d0, d1 = self._bin(u_clipped, knots_u, knots_u, knots_v, slopes)
        s = h / w
        xi = (u_clipped - u0) / w
        mixed = xi * (1 - xi)
        denominator = s + (d0 + d1 - 2 * s) * mixed
        v = v0 + h * (s * xi**2 + d0 * mixed) / denominator
        log_slope = self._log_slope(xi, s, d0, d1, denominator)
        return jnp.where(inside, v, u), jnp.where(inside, log_slope, 0.0)

    def inverse(self, v, theta):
        knots_u, knots_v, slopes = self._knots(theta)
        inside = jnp.abs(v) < self.bound
        v_clipped = jnp.clip(v, -self.bound, self.bound)
        u0, w, v0, h, d0, d1 = self._bin(v_clipped, knots_v, knots_u, knots_v, slopes)
        s = h / w
        rise = v_clipped - v0
        bend = rise * (d0 + d1 - 2 * s)
        a, b, c = h * (s - d0) + bend, h * d0 - bend, -s * rise
        # The root of a ξ² + b ξ + c in [0, 1], in the form without cancellation (Durkan et al. 2019, appendix A.2).
        root = jnp.sqrt(jnp.maximum(b**2 - 4 * a * c, 0.0))
        xi = jnp.clip(2 * c / (-b - root), 0.0, 1.0)
        denominator = s + (d0 + d1 - 2 * s) * xi * (1 - xi)
        log_slope = self._log_slope(xi, s, d0, d1, denominator)
        return jnp.where(inside, u0 + xi * w, v), jnp.where(inside, -log_slope, 0.0)

    def _log_slope(self, xi, s, d0, d1, denominator):
        numerator = d1 * xi**2 + 2 * s * xi * (1 - xi) + d0 * (1 - xi) ** 2
        return 2 * jnp.log(s) + jnp.log(numerator) - 2 * jnp.log(denominator)

    def _knots(self, theta):
        """Edges in u, edges in v and slopes, each a list over the bins + 1 knots.

        Lists, not arrays: everything stays elementwise over events, with no reduction or gather along a short axis.
        """
        # Split at once: the gradient of a split is one concatenation, that of many slices as many paddings.
        rows = [row[0] for row in jnp.split(theta, self.n_parameters)]
        widths, heights, slopes = rows[: self.bins], rows[self.bins : 2 * self.bins], rows[2 * self.bins :]
        # softplus(0 + offset) + least_slope = 1: zero parameters give the identity.
        offset = math.log(math.expm1(1.0 - self.least_slope))
        end = jnp.ones_like(theta[0])
        inner = [jax.nn.softplus(slope + offset) + self.least_slope for slope in slopes]
        return self._edges(widths), self._edges(heights), [end, *inner, end]

    def _edges(self, raw):
        """Running sums of least width + softmax of the list `raw`, from −bound to bound."""
        largest = jax.lax.stop_gradient(functools.reduce(jnp.maximum, raw))
        powers = [jnp.exp(r - largest) for r in raw]
        scale = 2 * self.bound * (1 - self.least_width * self.bins) / sum(powers)
        edges = [jnp.full_like(raw[0], -self.bound)]
        for power in powers[:-1]:
            edges.append(edges[-1] + (2 * self.bound * self.least_width + scale * power))
        return [*edges, jnp.full_like(raw[0], self.bound)]

    def _bin(self, value, searched, knots_u, knots_v, slopes):
        """Left edge and width in u, left edge and height in v, and the two slopes of the bin that holds `value`."""
        found = [edges[i] for edges in (knots_u, knots_v, slopes) for i in (0, 1)]
        for k in range(1, self.bins):
            candidate = [edges[i] for edges in (knots_u, knots_v, slopes) for i in (k, k + 1)]
            beyond = value >= searched[k]
            found = [jnp.where(beyond, new, old) for new, old in zip(candidate, found, strict=True)]
        u0, u1, v0, v1, d0, d1 = found
        return u0, u1 - u0, v0, v1 - v0, d0, d1
