"""What an objective of the INN decides: the loss, and the parts of the network that depend on it."""

import abc
from typing import ClassVar

from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.nested_settings import Settings
from innverse.methods.invertible_network import InvertibleNetwork
from innverse.methods.layout import Layout
from innverse.methods.measurement_code import MeasurementCode
from innverse.methods.method import Sizes
from innverse.training import LEAST_BATCH, Batch


class INNObjective(Settings, abc.ABC):
    """A way of training an invertible network; a frozen dataclass (abstract)."""

    least_batch: ClassVar[int] = LEAST_BATCH
    """Pairs that an update needs."""

    @property
    @abc.abstractmethod
    def pad_sd(self) -> float:
        """Standard deviation of the padding, on both sides."""

    @property
    @abc.abstractmethod
    def sigma(self) -> float:
        """Standard deviation of the noise in the y slot, beside the code's own; a field may serve."""

    @abc.abstractmethod
    def layout(self, sizes: Sizes, dim_z: int | None, least_width: int | None) -> Layout:
        """The slots; None leaves a size to the objective."""

    @abc.abstractmethod
    def measurement_code(
        self, sizes: Sizes, layout: Layout, width: int, depth: int, key: PRNGKeyArray
    ) -> MeasurementCode:
        """How y enters the y slot; width and depth are those of the subnets."""

    @abc.abstractmethod
    def loss(
        self, network: InvertibleNetwork, batch: Batch, key: PRNGKeyArray, progress: Float[Array, ""]
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """The loss and its named, unweighted terms."""
