"""How measurements enter the y slot of the network.

Given y, the slot holds a Gaussian code c ~ N(mean(y), diag sd(y)²). A `MeasurementCode` supplies the two, and reads
a predicted y back from a code. Where y has no more components than x, the code is y itself and sd its noise: the
paper's network. Class labels, and measurements wider than x (whose noise no map of x alone could reproduce), get a
learned code of at most dim_x components instead.
"""

import abc

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.bijections import MLP
from innverse.bijections.subnet import random_linear
from innverse.products import product

PACE = 5.0
"""How many times as fast as a weight a noise or a share is learned: a short training must be able to reach any."""


class MeasurementCode(eqx.Module):
    """The distribution of the y slot given y, and the way back (abstract)."""

    @abc.abstractmethod
    def code(self, y: Float[Array, " dim_y"]) -> tuple[Float[Array, " dim_code"], Float[Array, " dim_code"]]:
        """Mean and log standard deviation of the code of one y."""

    @abc.abstractmethod
    def read(self, code: Float[Array, " dim_code"]) -> Float[Array, " dim_y"]:
        """The y that a code stands for: measurements, or class probabilities."""

    @abc.abstractmethod
    def reading_loss(self, code: Float[Array, " dim_code"], y: Float[Array, " dim_y"]) -> Float[Array, ""]:
        """What likelihood training pays beside the likelihood of the code c = f_c(x) of a pair (x, y)."""


def _detached_squared_error(how: MeasurementCode, code: Array, y: Array) -> Float[Array, ""]:
    """‖read(c) − y‖² with c held constant: it trains a decoder, if there is one, and never moves the code."""
    return ((how.read(jax.lax.stop_gradient(code)) - y) ** 2).sum()


def _without_noise(y: Array) -> tuple[Array, Array]:
    return y, jnp.full_like(y, -jnp.inf)


class Direct(MeasurementCode):
    """c = y, up to the network's σ."""

    def code(self, y):
        """Mean y, no noise of its own."""
        return _without_noise(y)

    def read(self, code):
        """The code itself."""
        return code

    def reading_loss(self, code, y):
        """‖c − y‖², for the record: the likelihood already weighs it."""
        return _detached_squared_error(self, code, y)


class Logits(MeasurementCode):
    """c = y, the indicator of a class, up to the network's σ; a code is read as softmax(c / temperature)."""

    temperature: float = eqx.field(static=True)

    def code(self, y):
        """Mean y, no noise of its own."""
        return _without_noise(y)

    def read(self, code):
        """p(class | code)."""
        return jax.nn.softmax(code / self.temperature)

    def reading_loss(self, code, y):
        """The cross-entropy −log p(class | c) in nats."""
        return -product(y, jax.nn.log_softmax(code / self.temperature))


class LearnedNoise(MeasurementCode):
    """c ~ N(y, diag sd²) with a learned sd for each measurement: the noise that y itself has.

    Where y is noisy, c = f_y(x) is not E[y | x]: in a linear Gaussian problem it exceeds it by the shrinkage of the
    posterior mean. A correction, trained beside the likelihood and zero without noise, brings it back.
    """

    slow_log_sd: Float[Array, " dim_y"]
    correction: MLP

    def __init__(self, dim_y: int, sd: float, *, width: int, depth: int, key: PRNGKeyArray):
        self.slow_log_sd = jnp.full(dim_y, jnp.log(sd) / PACE)
        self.correction = MLP(dim_y, dim_y, width=width, depth=depth, key=key)

    @property
    def log_sd(self) -> Float[Array, " dim_y"]:
        """log sd."""
        return PACE * self.slow_log_sd

    def code(self, y):
        """Mean y, the learned log sd."""
        return y, self.log_sd

    def read(self, code):
        """The code and its correction."""
        return code + self.correction(code)

    def reading_loss(self, code, y):
        """The squared error of the corrected code."""
        return _detached_squared_error(self, code, y)


class LearnedCode(MeasurementCode):
    """c ~ N(m(y), diag s(y)²) with learned m, s: a summary of a wide y. A decoder, trained beside it, reads y back."""

    encoder: MLP
    decoder: MLP
    skip: Float[Array, "dim_y dim_code"]

    def __init__(self, dim_y: int, dim_code: int, *, width: int, depth: int, key: PRNGKeyArray):
        first, second, third = jax.random.split(key, 3)
        self.encoder = MLP(dim_y, 2 * dim_code, width=width, depth=depth, key=first)
        self.decoder = MLP(dim_code, dim_y, width=width, depth=depth, key=second)
        self.skip = random_linear(dim_y, dim_code, third)

    def code(self, y):
        """A linear summary plus a network's correction."""
        shift, log_sd = jnp.split(self.encoder(y), 2)
        return product(y, self.skip) + shift, log_sd

    def read(self, code):
        """The decoder's y."""
        return self.decoder(code)

    def reading_loss(self, code, y):
        """The decoder's squared error."""
        return _detached_squared_error(self, code, y)


class ClassCode(MeasurementCode):
    """c ~ N(m_k, diag s_k²) for class k, learned: a Gaussian classifier in the latent space (Ardizzone et al. 2020).

        p(k | c) ∝ π_k N(c; m_k, diag s_k²)

    The shares π_k of the classes are learned by the cross-entropy alone, and come out as those of the pairs. With
    shares that are not theirs the cross-entropy would be least elsewhere than the likelihood, and push the draws of a
    rare class out of where a common one lives.
    """

    mean: Float[Array, "classes dim_code"]
    log_sd: Float[Array, "classes dim_code"]
    slow_log_share: Float[Array, " classes"]

    def __init__(self, classes: int, dim_code: int, *, key: PRNGKeyArray):
        self.mean = jax.random.normal(key, (classes, dim_code))
        self.log_sd = jnp.zeros((classes, dim_code))
        self.slow_log_share = jnp.zeros(classes)

    def code(self, y):
        """Mean and log sd of the class that y indicates."""
        return product(y, self.mean), product(y, self.log_sd)

    def read(self, code):
        """p(class | code), classes as frequent as among the pairs."""
        return jax.nn.softmax(self._log_weights(code))

    def reading_loss(self, code, y):
        """The cross-entropy −log p(class | c) in nats."""
        return -product(y, jax.nn.log_softmax(self._log_weights(code)))

    def _log_weights(self, code):
        """log π_k N(c; m_k, diag s_k²) + const for each class."""
        standardised = (code - self.mean) * jnp.exp(-self.log_sd)
        return PACE * self.slow_log_share + (-0.5 * standardised**2 - self.log_sd).sum(axis=1)
