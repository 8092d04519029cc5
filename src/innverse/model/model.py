"""What a fit returns: networks with the scaling and the names that make them speak of the user's quantities."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import jax
import numpy as np
from jaxtyping import PRNGKeyArray
from numpy.typing import ArrayLike, NDArray

from innverse.arguments.settings import random_seed, whole_number
from innverse.data import observation, observations, parameter_rows
from innverse.data.observation import one_or_many
from innverse.familiarity import Familiarity, UnfamiliarMeasurementWarning
from innverse.methods.method import DensityMethod, ForwardMethod, LatentMethod
from innverse.model.draw_blocks import draws_in_blocks
from innverse.model.forward_jacobian import forward_jacobian
from innverse.model.scaled_model import ScaledModel
from innverse.problems import Column
from innverse.scaling import Scaling
from innverse.wording.lists import side_by_side

if TYPE_CHECKING:
    import pandas as pd

    from innverse.familiarity import NoveltyDetector
    from innverse.methods.method import Method
    from innverse.posterior import Posterior
    from innverse.training import History


@final
@dataclass(eq=False, repr=False, kw_only=True)
class Model:
    """An amortised posterior p(x | y): trained once, asked for any y.

    Everything goes in and comes out in original units, as float64 NumPy arrays; draws lie inside the bounds of
    the parameters, and between whole numbers too.
    Memory stays flat however much is asked for: work is done in blocks.
    """

    method: Method
    networks: Any
    members: int
    scaling: Scaling
    parameters: tuple[Column, ...]
    measurements: tuple[Column, ...]
    classes: bool
    history: History
    provenance: dict[str, Any]
    novelty_detector: NoveltyDetector | None = None
    diagnosis: dict[str, Any] | None = None

    def __post_init__(self):
        self.scaled = ScaledModel(self.method, self.networks, self.members, self.scaling.reach)

    @property
    def dim_x(self) -> int:
        """Number of parameters."""
        return len(self.parameters)

    @property
    def dim_y(self) -> int:
        """Number of measurements, or of classes."""
        return len(self.measurements)

    @property
    def has_latent(self) -> bool:
        """Whether draws come from a latent that `sample_with_latent` shows."""
        return isinstance(self.method, LatentMethod)

    @property
    def has_density(self) -> bool:
        """Whether `log_prob` can be computed."""
        return isinstance(self.method, DensityMethod)

    @property
    def has_forward(self) -> bool:
        """Whether the network has a forward process of its own, for `predict` and `jacobian`."""
        return isinstance(self.method, ForwardMethod)

    def posterior(self, y: ArrayLike | pd.DataFrame | dict[str, float] | str) -> Posterior:
        """The answer to one measurement.

        Args:
            y: an array of shape (dim_y,), a dict or Series by measurement name, or a DataFrame of one row; for class
                labels also the name of the class.

        Raises:
            ValueError: wrong size, missing or unknown names, or values that are not finite.

        Warns:
            UnfamiliarMeasurementWarning: a y that is unlike the training measurements (p < 0.01), with the ones that
                stand out; see the posterior's `familiarity`.
        """
        from innverse.posterior import Posterior

        observed = observation(y, self.measurements, self.classes)
        familiarity = self.familiarity(observed)
        if not familiarity.is_familiar:
            doubt = "the posterior there may be a guess (1 in 100 familiar measurements is called so)"
            warnings.warn(f"{familiarity}; {doubt}", UnfamiliarMeasurementWarning, stacklevel=2)
        return Posterior(self, observed, familiarity)

    def familiarity(self, y: ArrayLike | pd.DataFrame | dict[str, float] | str) -> Familiarity:
        """Whether one measurement y could come from the training distribution.

        Args:
            y: as for `posterior`.
        """
        if self.classes:
            return Familiarity(None, note="y is a class: it is one of those that the model was trained on")
        if self.novelty_detector is None:
            return Familiarity(None, note="the model keeps no training measurements to compare y with: fit it again")
        return self.novelty_detector.familiarity(observation(y, self.measurements))

    def sample(self, y: ArrayLike | pd.DataFrame, n: int = 1000, seed: int = 0) -> NDArray[np.float64]:
        """n draws from p(x | y) for each of many y.

        Args:
            y: (n_y, dim_y) array, or a DataFrame with the measurements as columns.
            n: draws per y.
            seed: the same seed gives the same draws, row by row.

        Returns:
            Array of shape (n_y, n, dim_x), in original units. What a network throws beyond twice the range of the
            training pairs (in scaled units) is drawn again. An ensemble takes its members in turn: draw i is of member
            i modulo their number, so that fewer draws than members are of the first ones alone.
        """
        return _finite(self.scaled.draws_in_units(self.scaling.unscale_x, *self._asked(y, n, seed)))

    def summaries(self, y: ArrayLike | pd.DataFrame, n: int = 1000, seed: int = 0) -> pd.DataFrame:
        """A row for each of many y, however many: n draws of each are made, summarised and forgotten.

        Args:
            y: as for `sample`. Rows that are not finite, or outside a measurement's bounds, get NaN and 0 modes.
            n, seed: as for `sample`.

        Returns:
            `p_value`, `modes` and, for each parameter, NAME_median, NAME_mean, NAME_sd, NAME_low_68 … NAME_high_95 and
            more (`docs/survey.md`), on the index of y where it has one: `df.join(model.summaries(df))`.
        """
        from innverse.model.summaries import summaries

        return summaries(self, y, n, seed)

    def sample_with_latent(
        self, y: ArrayLike | pd.DataFrame, n: int = 1000, seed: int = 0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The draws of `sample` and the latent each came from: N(0, I), and with y all that a draw is made of.

        Of an INN it is [e | z], with e the noise of what stands in the place of y: much of the spread comes of it where
        y is noisy, next to nothing where y is exact. Padding, where there is some beside z, is last.

        An ensemble takes its members in turn: draw i is of member i modulo their number, and each has a latent of its
        own.

        Args:
            y, n, seed: as for `sample`.

        Returns:
            Arrays of shape (n_y, n, dim_x) and (n_y, n, dim_z).

        Raises:
            TypeError: a method without a latent; see `has_latent`.
        """
        self._expect("sample_with_latent", "a latent", self.has_latent)

        def draw(*block: Any) -> tuple[NDArray, ...]:
            x, z = self.scaled.draw_with_latent(*block)
            return self.scaling.unscale_x(x), z

        x, z = draws_in_blocks(draw, *self._asked(y, n, seed), self.members)
        return _finite(x), _finite(z)

    def log_prob(
        self, x: ArrayLike | pd.DataFrame, y: ArrayLike | pd.DataFrame | dict[str, float] | str
    ) -> NDArray[np.float64]:
        """log p(x | y) in nats, per unit of the original parameters; −inf outside the prior's support.

        Where x lies exactly on a bound it is that of a point a little inside. Of an INN with padding, the default, it
        is an average over 64 paddings, a little too low.

        Args:
            x: (n, dim_x).
            y: (n, dim_y), row by row, or one y for all, as `posterior` takes it.

        Raises:
            TypeError: a method without a density; see `has_density`.
        """
        self._expect("log_prob", "a density", self.has_density)
        x, y = parameter_rows(x, self.parameters), one_or_many(y, self.measurements, self.classes)
        if len(y) not in (1, len(x)):
            raise ValueError(f"y: expected one measurement, or one for each of the {len(x)} rows of x, got {len(y)}")
        x = self.scaling.off_bounds(x)
        inside = self.scaling.contains(x)
        log_density = np.full(len(x), -np.inf)
        scaled_x, log_det = self.scaling.scale_x_with_log_det(x[inside])
        scaled_y = self.scaling.scale_y(y if len(y) == 1 else y[inside])
        log_density[inside] = log_det + self.scaled.log_density(scaled_x, scaled_y)
        return log_density

    def predict(self, x: ArrayLike | pd.DataFrame) -> NDArray[np.float64]:
        """The network's own forward process: y (n, dim_y) of x (n, dim_x); for class labels, class probabilities.

        An ensemble's is the mean of its members', taken on the networks' scale of y.

        Raises:
            TypeError: a method without one; see `has_forward`.
            ValueError: rows outside the support.
        """
        self._expect("predict", "a forward process of its own", self.has_forward)
        x = self._rows_inside(x)
        scaled_x = self.scaling.scale_x_with_log_det(x)[0]
        return self.scaling.unscale_y(self.scaled.predict(scaled_x)).reshape(len(x), self.dim_y)

    def jacobian(self, x: ArrayLike | pd.DataFrame) -> NDArray[np.float64]:
        """Derivatives ∂y_j/∂x_i of `predict` at rows x (n, dim_x), in original units: (n, dim_y, dim_x).

        Raises:
            TypeError: a method without a forward process; see `has_forward`.
            ValueError: rows outside the support, or measurements that are classes: a label has no slope.
        """
        self._expect("jacobian", "a forward process of its own", self.has_forward)
        if self.classes:
            raise ValueError("jacobian: expected measurements that are numbers, got classes, which have no slope")
        return forward_jacobian(self.scaled, self.scaling, self._rows_inside(x))

    def save(self, path: str | Path, diagnosis: dict[str, Any] | None = None) -> None:
        """Writes one file (safetensors with a JSON description), whole or not at all; `innverse.load` reads it.

        A check's `diagnose(...).to_dict()` is kept with it, as the loaded model's `diagnosis`.
        """
        from innverse.model_file import save

        save(self, path, diagnosis)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles, as between processes, and deep copies are made of the bytes of the model's file."""
        from innverse.model_file import contents, load_contents

        return load_contents, (contents(self),)

    def _asked(self, y: ArrayLike | pd.DataFrame, n: int, seed: int) -> tuple[NDArray[np.float64], int, PRNGKeyArray]:
        """Scaled y (n_y, dim_y), the number of draws, and the key of the seed."""
        n, seed = whole_number("n", n, least=1), random_seed(seed)
        scaled_y = self.scaling.scale_y(observations(y, self.measurements, self.classes))
        if not len(scaled_y):
            raise ValueError("y: expected at least one measurement, got none")
        return scaled_y, n, jax.random.key(seed)

    def _expect(self, what: str, needed: str, has_it: bool) -> None:
        if not has_it:
            raise TypeError(f"{what}: expected a method with {needed}, got {type(self.method).__name__}")

    def _rows_inside(self, x: ArrayLike | pd.DataFrame) -> NDArray[np.float64]:
        rows = self.scaling.off_bounds(parameter_rows(x, self.parameters))
        outside = int((~self.scaling.contains(rows)).sum())
        if outside:
            raise ValueError(f"x: expected rows inside the support, got {outside} outside")
        return rows

    def __repr__(self) -> str:
        names, given = (side_by_side(column.name for column in side) for side in (self.parameters, self.measurements))
        given = f"class ({given})" if self.classes else given
        return f"Model({type(self.method).__name__}: p({names} | {given}), {self.history!r})"

    def _repr_html_(self) -> str:
        from html import escape

        rows = {
            "method": repr(self.method),
            "parameters": side_by_side(column.title for column in self.parameters),
            "measurements": side_by_side(column.title for column in self.measurements),
            "training": repr(self.history),
        }
        cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows.items())
        return f"<table>{cells}</table>"


def _finite(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    broken = ~np.isfinite(draws).all(axis=-1)
    if broken.any():
        raise FloatingPointError(
            f"draws: expected finite values, got {broken.sum()} of {broken.size} rows that are not; "
            "the observation may lie far outside the training data"
        )
    return draws
