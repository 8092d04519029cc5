"""The invertible network itself: f maps [x | pad] to [c | z | pad], with c the code of y."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.bijections import Bijection
from innverse.losses import gaussian_log_density
from innverse.methods.layout import Layout
from innverse.methods.measurement_code import MeasurementCode
from innverse.methods.normal_map import NormalMap

PAD_SAMPLES = 64


class InvertibleNetwork(NormalMap):
    """f and g = f⁻¹ with the distribution of their output side given y.

        c ~ N(mean(y), sd(y)² + σ²),   z ~ N(0, I),   pad_yz ~ N(0, pad_sd²),   pad_x ~ N(0, pad_sd²)
        q(x, pad_x | y) = N(c) N(z) N(pad_yz) |det ∂f/∂[x, pad_x]|        at [c, z, pad_yz] = f(x, pad_x)

    (Ardizzone et al. 2019, sec. 3.3, with measurement noise in the y slot.)
    """

    bijection: Bijection
    head: MeasurementCode
    layout: Layout = eqx.field(static=True)
    pad_sd: float = eqx.field(static=True)
    sigma: float = eqx.field(static=True)

    def encode(self, x: Float[Array, " dim_x"], pad: Float[Array, " pad_x"]) -> tuple[Array, Array, Array, Array]:
        """(c, z, pad_yz) = f(x, pad_x), and the log determinant."""
        v, log_det = self.bijection.forward(self.layout.join_input(x, pad))
        return *self.layout.split_output(v), log_det

    def decode(self, code: Array, z: Array, pad: Array) -> tuple[Array, Array]:
        """(x, pad_x) = g(c, z, pad_yz)."""
        return self.layout.split_input(self.bijection.inverse(self.layout.join_output(code, z, pad))[0])

    def round_trip(self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, " dim_x"]:
        """x of g(f(x, 0))."""
        code, z, pad, _ = self.encode(x, jnp.zeros(self.layout.pad_x))
        return self.decode(code, z, pad)[0]

    def draw_with_latent(
        self, y: Float[Array, " dim_y"], n: int, key: PRNGKeyArray
    ) -> tuple[Float[Array, "n dim_x"], Float[Array, "n dim_normal"]]:
        """x of n draws from q(x, pad_x | y), and the e of `from_normal`: of a noisy y, x may hang on e_code alone."""
        key_code, key_z, key_pad = jax.random.split(key, 3)
        mean, log_sd = self._code(y, self.sigma)
        e_code = jax.random.normal(key_code, (n, self.layout.dim_y))
        z = jax.random.normal(key_z, (n, self.layout.dim_z))
        e_pad = jax.random.normal(key_pad, (n, self.layout.pad_yz))
        x = jax.vmap(self.decode)(mean + jnp.exp(log_sd) * e_code, z, self.pad_sd * e_pad)[0]
        return x, self.layout.join_output(e_code, z, e_pad)

    @property
    def evaluations_per_density(self) -> int:
        """How many rows go through f side by side for one density."""
        return PAD_SAMPLES if self.layout.pad_x else 1

    @property
    def dim_normal(self):
        """The whole output side: code, z and padding."""
        return self.layout.total

    def from_normal(self, e, y):
        """x of e = [(c − mean(y))/sd(y) | z | pad_yz/pad_sd], and log N(pad_x) + log|det ∂[x, pad_x]/∂e|."""
        mean, log_sd = self._code(y, self.sigma)
        e_code, z, e_pad = self.layout.split_output(e)
        v = self.layout.join_output(mean + jnp.exp(log_sd) * e_code, z, self.pad_sd * e_pad)
        u, log_det = self.bijection.inverse(v)
        x, pad_x = self.layout.split_input(u)
        log_scale = log_sd.sum() + self.layout.pad_yz * jnp.log(self.pad_sd)
        return x, log_det + log_scale + gaussian_log_density(pad_x, 0.0, jnp.log(self.pad_sd))

    def log_joint(
        self, x: Array, pad: Array, y: Array, sigma: Float[Array, ""] | float
    ) -> tuple[Float[Array, ""], Array]:
        """log q(x, pad_x | y) with `sigma` in the place of σ, and the code."""
        code, z, pad_yz, log_det = self.encode(x, pad)
        mean, log_sd = self._code(y, sigma)
        log_base = gaussian_log_density(code, mean, log_sd) + gaussian_log_density(z, 0.0, 0.0)
        return log_base + gaussian_log_density(pad_yz, 0.0, jnp.log(self.pad_sd)) + log_det, code

    def log_density(self, x: Array, y: Array, key: PRNGKeyArray) -> Float[Array, ""]:
        """log q(x | y) = log E_pad [q(x, pad | y) / p(pad)]; exact without padding, an average over draws with it."""
        if not self.layout.pad_x:
            return self.log_joint(x, jnp.zeros(0), y, self.sigma)[0]

        def log_ratio(pad):
            return self.log_joint(x, pad, y, self.sigma)[0] - gaussian_log_density(pad, 0.0, jnp.log(self.pad_sd))

        pads = self.pad_sd * jax.random.normal(key, (PAD_SAMPLES, self.layout.pad_x))
        return jax.nn.logsumexp(jax.vmap(log_ratio)(pads)) - jnp.log(PAD_SAMPLES)

    def predict(self, x: Float[Array, " dim_x"]) -> Float[Array, " dim_y"]:
        """f_y(x, 0), read back as y."""
        return self.head.read(self.encode(x, jnp.zeros(self.layout.pad_x))[0])

    def _code(self, y, sigma):
        """Mean and log sd of the code: its own noise and sigma, in quadrature."""
        mean, log_sd = self.head.code(y)
        return mean, 0.5 * jnp.logaddexp(2 * log_sd, 2 * jnp.log(sigma))
