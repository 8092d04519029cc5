"""L_y of bidirectional training: what it costs when f_y(x) misses y."""

import abc
from dataclasses import dataclass

import jax
from jaxtyping import Array, Float

from innverse.arguments.nested_settings import Settings
from innverse.arguments.settings import positive, validate_fields
from innverse.losses import cross_entropy, squared_error
from innverse.methods.measurement_code import Direct, Logits, MeasurementCode


class MeasurementLoss(Settings, abc.ABC):
    """A frozen dataclass, called with a batch of codes f_y(x) and of y (abstract)."""

    @abc.abstractmethod
    def __call__(self, code: Float[Array, "n dim_y"], y: Float[Array, "n dim_y"]) -> Float[Array, ""]:
        """The mean cost over the batch."""

    @abc.abstractmethod
    def code_in_latent_loss(self, code: Float[Array, "n dim_y"]) -> Float[Array, "n dim_y"]:
        """The code as L_z sees it."""

    @abc.abstractmethod
    def code(self) -> MeasurementCode:
        """How a code that this loss has trained is read."""


@dataclass(frozen=True)
class SquaredError(MeasurementLoss):
    """‖f_y(x) − y‖²; L_z holds the code constant, since this term alone pins it (Ardizzone et al. 2019, sec. 3.3)."""

    def __call__(self, code, y):
        """Mean over the batch."""
        return squared_error(code, y)

    def code_in_latent_loss(self, code):
        """The code without gradient."""
        return jax.lax.stop_gradient(code)

    def code(self):
        """Codes read as y itself."""
        return Direct()


@dataclass(frozen=True)
class CrossEntropy(MeasurementLoss):
    """−log softmax(f_y(x) / temperature) at the class of y.

    It says which class is largest, not that the code equals the indicator that the inverse starts from; therefore L_z
    may move the code here, and matches its distribution to the indicators'.
    """

    temperature: float = 0.1

    def __post_init__(self):
        validate_fields(self, positive, "temperature")

    def __call__(self, code, y):
        """Mean over the batch, in nats."""
        return cross_entropy(code / self.temperature, y)

    def code_in_latent_loss(self, code):
        """The code itself."""
        return code

    def code(self):
        """Codes read as class probabilities."""
        return Logits(self.temperature)
