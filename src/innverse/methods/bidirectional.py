"""Training an INN in both directions: the paper's losses.

    L_y   forward:  f_y(x) against y
    L_z   forward:  MMD² between the joint q(f_y(x), f_z(x)) and the product p(y) N(z; 0, I), with f_y(x) held constant,
          so that z becomes normal and independent of y without disturbing y
    L_x   backward: MMD² between g(y, z ~ N(0, I)) and x
    pad   padding outputs towards zero, with L_y
    L_r   backward: g of slightly perturbed outputs against x (the released code's reconstruction)

(Ardizzone et al. 2019, sec. 3.3 and the released code.) y, z and padding carry noise of small, stated size.

y is taken for exact, y = s(x): f_y(x) is a function of x alone, which L_y brings to the mean of y, and z sees x alone.
Noise in y is not modelled, and draws spread less than the posterior of a noisy measurement.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from innverse.arguments.nested_settings import Settings
from innverse.arguments.settings import not_negative, positive, validate_fields
from innverse.losses import MMD_BATCH, InverseMultiquadric, Kernel, RationalQuadratic, mmd_squared, squared_error
from innverse.methods.inn_objective import INNObjective
from innverse.methods.layout import Layout
from innverse.methods.measurement_loss import MeasurementLoss, SquaredError


@dataclass(frozen=True)
class Weights(Settings):
    """Weights of the terms in the sum."""

    measurement: float = 1.0
    latent: float = 50.0
    backward: float = 500.0
    reconstruction: float = 1.0

    def __post_init__(self):
        validate_fields(self, not_negative, "measurement", "latent", "backward", "reconstruction")


@dataclass(frozen=True)
class Noise(Settings):
    """Standard deviations of what is added to y, z and the padding in training (scaled units)."""

    y: float = 5e-2
    z: float = 2e-2
    pad: float = 1e-2

    def __post_init__(self):
        validate_fields(self, positive, "y", "pad")
        validate_fields(self, not_negative, "z")


@dataclass(frozen=True)
class Ramp(Settings):
    """Share of the weight of L_x at a given progress: min(1, 2 · start^(1 − progress)); start = 1 is always full.

    >>> Ramp(0.002)(1.0)
    1.0
    """

    start: float = 1.0

    def __post_init__(self):
        validate_fields(self, not_negative, "start")

    def __call__(self, progress: Float[Array, ""] | float) -> Float[Array, ""] | float:
        """The share at `progress` in [0, 1]."""
        share = 2 * self.start ** (1 - progress)
        return jnp.minimum(1.0, share) if isinstance(share, jax.Array) else min(1.0, share)


@dataclass(frozen=True)
class Bidirectional(INNObjective):
    """The paper's objective; the defaults are the settings of its science problems.

    Args:
        measurement: L_y, `SquaredError()` or `CrossEntropy()` for class labels.
        weights: of the terms.
        noise: on y, z and padding.
        latent_kernel, backward_kernel: kernels of L_z and L_x.
        ramp: of the weight of L_x.

    >>> Bidirectional.eight_modes().weights.backward
    400.0
    """

    least_batch: ClassVar[int] = MMD_BATCH

    measurement: MeasurementLoss = field(default_factory=SquaredError)
    weights: Weights = field(default_factory=Weights)
    noise: Noise = field(default_factory=Noise)
    latent_kernel: Kernel = InverseMultiquadric()
    backward_kernel: Kernel = InverseMultiquadric(((0.2, 0.1), (0.2, 0.5), (0.2, 2.0)))
    ramp: Ramp = field(default_factory=Ramp)

    @classmethod
    def paper(cls) -> "Bidirectional":
        """The released code's settings for the science problems (the defaults, by name)."""
        return cls()

    @classmethod
    def eight_modes(cls) -> "Bidirectional":
        """The released notebook's settings for the eight-mode mixture."""
        kernel = RationalQuadratic()
        return cls(
            weights=Weights(3.0, 300.0, 400.0, 3.0),
            noise=Noise(1e-1, 1e-1, 5e-2),
            latent_kernel=kernel,
            backward_kernel=kernel,
            ramp=Ramp(0.002),
        )

    @property
    def pad_sd(self) -> float:
        """The noise on the padding."""
        return self.noise.pad

    @property
    def sigma(self) -> float:
        """The noise on y."""
        return self.noise.y

    def layout(self, sizes, dim_z, least_width):
        """y itself; z for what y has no room for, and at least min(dim_x, 2) components."""
        wanted = sizes.dim_z if dim_z is None else dim_z
        return Layout.filled(sizes.dim_x, sizes.dim_y, wanted, least_width or 0)

    def measurement_code(self, sizes, layout, width, depth, key):
        """y itself, read as L_y has trained it."""
        return self.measurement.code()

    def loss(self, network, batch, key, progress):
        """The weighted sum of the terms, and the terms."""
        keys = jax.random.split(key, 3)
        layout, noise, weights = network.layout, self.noise, self.weights
        n = batch.x.shape[0]
        pad_x = noise.pad * jax.random.normal(keys[0], (n, layout.pad_x))
        code, z, pad, _ = jax.vmap(network.encode)(batch.x, pad_x)
        drawn, rebuilt = self._backward(network, batch.y, (code, z, pad), keys[1])
        target = jnp.concatenate(
            [self._noisy_y(batch.y, keys[2]), jax.random.normal(jax.random.fold_in(key, 3), z.shape)], axis=1
        )
        terms = {
            "L_y": self.measurement(code, batch.y) + squared_error(pad, jnp.zeros_like(pad)),
            "L_z": mmd_squared(
                jnp.concatenate([self.measurement.code_in_latent_loss(code), z], axis=1), target, self.latent_kernel
            ),
            "L_x": mmd_squared(drawn, batch.x, self.backward_kernel),
            "L_r": squared_error(rebuilt, jnp.concatenate([batch.x, pad_x], axis=1)),
        }
        total = (
            weights.measurement * terms["L_y"]
            + weights.latent * terms["L_z"]
            + weights.backward * self.ramp(progress) * terms["L_x"]
            + weights.reconstruction * terms["L_r"]
        )
        return total, terms

    def _noisy_y(self, y, key):
        return y + self.noise.y * jax.random.normal(key, y.shape)

    def _backward(self, network, y, outputs, key):
        """x of draws from p(y) N(z), and [x | pad] of perturbed outputs: both through g in one call."""
        code, z, pad = outputs
        layout, noise = network.layout, self.noise
        keys = jax.random.split(key, 6)
        drawn = (
            self._noisy_y(y, keys[0]),
            jax.random.normal(keys[1], z.shape),
            noise.pad * jax.random.normal(keys[2], pad.shape),
        )
        perturbed = (
            code + noise.y * jax.random.normal(keys[3], code.shape),
            z + noise.z * jax.random.normal(keys[4], z.shape),
            pad + noise.pad * jax.random.normal(keys[5], pad.shape),
        )
        both = [jnp.concatenate(parts) for parts in zip(drawn, perturbed, strict=True)]
        x, pad_x = jax.vmap(network.decode)(*both)
        n = y.shape[0]
        return x[:n], layout.join_input(x[n:], pad_x[n:])
