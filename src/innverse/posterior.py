"""The answer to one measurement: every cause that explains it, with weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from innverse.diagnostics import find_modes, reprediction, summarise
from innverse.diagnostics.modes import weight_name
from innverse.diagnostics.summary_text import summary_text
from innverse.scaling.slopes import predictive_sd
from innverse.wording.lists import side_by_side

if TYPE_CHECKING:
    import pandas as pd

    from innverse.diagnostics import Reprediction
    from innverse.familiarity import Familiarity
    from innverse.model import Model
    from innverse.problems import Column, InverseProblem
    from innverse.refinement import Refined, Refinement

_DRAWS_OF_HELD_OUT = 50


class Posterior:
    """p(x | y) at one observed y.

    >>> import innverse as iv
    >>> pairs = iv.simulate(iv.problems.InverseKinematics(), 2_000, seed=0)
    >>> cheap = iv.MixtureDensityNetwork(components=2, width=8, depth=1)
    >>> model = cheap.fit(pairs, iv.Training(epochs=1, steps_per_epoch=20))
    >>> model.posterior([1.5, 0.0]).sample(100, seed=1).shape
    (100, 4)

    Attributes:
        observed: y (dim_y,).
        familiarity: whether y could come from where the training measurements came from.
    """

    def __init__(self, model: Model, observed: NDArray[np.float64], familiarity: Familiarity):
        self._model = model
        self.observed = observed
        self.familiarity = familiarity

    @property
    def model(self) -> Model:
        """What answers."""
        return self._model

    @property
    def parameters(self) -> tuple[Column, ...]:
        """Names, units and bounds of x."""
        return self._model.parameters

    @property
    def measurements(self) -> tuple[Column, ...]:
        """Names and units of y."""
        return self._model.measurements

    def sample(self, n: int = 1000, seed: int = 0) -> NDArray[np.float64]:
        """n draws of shape (n, dim_x), in original units, inside the bounds of the parameters.

        The same seed gives the draws of two measurements the same latents, one by one. Where they are to be combined,
        as a difference or a mean over objects, take `model.sample(ys)`, or a seed for each.
        """
        return self._model.sample(self.observed[None], n, seed)[0]

    def sample_with_latent(self, n: int = 1000, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The draws of `sample` (n, dim_x) and the latent z (n, dim_z) that each came from; see the model's."""
        x, z = self._model.sample_with_latent(self.observed[None], n, seed)
        return x[0], z[0]

    def log_prob(self, x: ArrayLike) -> NDArray[np.float64]:
        """log p(x | y) in nats at rows x (n, dim_x); −inf outside the support."""
        return self._model.log_prob(x, self.observed[None])

    def refine(self, problem: InverseProblem, n: int = 1000, seed: int = 0, *, by: Refinement | None = None) -> Refined:
        """n draws of the exact posterior that the problem defines, made from the network's draws.

        An ensemble's are made from all of its networks; that of `INN`s with padding, the default, from the first alone.

        Args:
            problem: the prior and the forward process that the network was trained on.
            n, seed: as for `sample`.
            by: `ImportanceWeights()`, `LatentWalk()` or `Projection()`; what the problem allows when left out.

        Raises:
            ValueError: a problem with other parameters or measurements than the model's.
            TypeError: a problem that is neither noise-free nor has a known likelihood, or lacks what `by` needs.
            FloatingPointError: no draw has a finite density under prior and likelihood.
        """
        from innverse.refinement import refine

        return refine(self, problem, n, seed, by)

    def to_frame(self, n: int = 1000, seed: int = 0) -> pd.DataFrame:
        """n draws with the parameters' names as columns."""
        import pandas as pd

        return pd.DataFrame(self.sample(n, seed), columns=self._names())

    def summary(self, n: int = 10_000, seed: int = 0) -> pd.DataFrame:
        """A row per parameter, of n draws: unit, median, mean, standard deviation, low_68, high_68, low_95, high_95.

        The latter are the ends of central intervals: quantiles .16, .84, .025, .975.
        """
        return summary_table(self.sample(n, seed), self.parameters)

    def modes(self, n: int = 5_000, seed: int = 0) -> pd.DataFrame:
        """The modes found, heaviest first: the weight of each, and a column per parameter with its densest draw.

        The weights are the first column: `weight`, or `mode_weight` where a parameter has that name.
        """
        return mode_table(self.sample(n, seed), self.parameters)

    def correlations(self, n: int = 10_000, seed: int = 0) -> pd.DataFrame:
        """Pearson correlation of every two parameters over n draws; NaN where a parameter is constant."""
        return correlation_table(self.sample(n, seed), self.parameters)

    def sensitivity(self, n: int = 1000, seed: int = 0) -> pd.DataFrame:
        """Which measurement listens to which parameter: a row per measurement, a column per parameter.

        The median over n posterior draws of |∂y_j/∂x_i| of the network's own forward process, in units of the standard
        deviations that y_j and x_i have over the training pairs: 1 means that a step of a prior sd in x_i alone moves
        y_j by as much as it varies at all.

        Raises:
            ValueError: measurements that are classes: a label has no slope.
        """
        return sensitivity_table(self._model, self.sample(n, seed))

    def reprediction(self, n: int = 1000, seed: int = 0) -> Reprediction:
        """How closely n draws lead back to y by the network's own forward process, against draws of held-out y.

        Raises:
            TypeError: a method without a forward process; see the model's `has_forward`.
            ValueError: classes, or a model without training measurements to compare with.
        """
        known = self._model.novelty_detector
        if known is None:
            raise ValueError(f"reprediction: expected held-out measurements to compare with; {self.familiarity.note}")
        held_out = self._distances(known.kept_apart, _DRAWS_OF_HELD_OUT, seed)
        return reprediction(self._distances(self.observed[None], n, seed)[0], held_out)

    def _distances(self, y: NDArray[np.float64], n: int, seed: int) -> NDArray[np.float64]:
        """‖f_y(x) − y‖ in scaled measurements of n draws for each row of y: (n_y, n)."""
        model, scale = self._model, self._model.scaling.scale_y
        draws = model.sample(y, n, seed)
        predicted = scale(model.predict(draws.reshape(-1, draws.shape[-1]))).reshape(len(y), n, -1)
        return np.linalg.norm(predicted - scale(y)[:, None], axis=2)

    def _names(self) -> list[str]:
        return [column.name for column in self.parameters]

    def __repr__(self) -> str:
        values = zip(self.measurements, self.observed, strict=True)
        if self._model.classes:
            given = f"class {self.measurements[self.observed.argmax()].name}"
        else:
            given = side_by_side(f"{column.name} = {value:.6g}" for column, value in values)
        return f"Posterior(p({side_by_side(self._names())} | {given}))"

    def _repr_html_(self) -> str:
        from html import escape

        doubt = "" if self.familiarity.is_familiar else f"<p><b>{escape(str(self.familiarity))}</b></p>"
        return f"<p>{escape(repr(self))}</p>{doubt}{summary_text(self.summary()).to_html()}"


def summary_table(draws: NDArray, parameters: Sequence[Column]) -> pd.DataFrame:
    """What `Posterior.summary` shows, of draws (n, dim_x)."""
    table = summarise(draws).to_frame([column.name for column in parameters])
    table.insert(0, "unit", [column.unit for column in parameters])
    return table


def mode_table(draws: NDArray, parameters: Sequence[Column]) -> pd.DataFrame:
    """What `Posterior.modes` shows, of draws (n, dim_x)."""
    import pandas as pd

    modes = find_modes(draws)
    names = [column.name for column in parameters]
    table = pd.DataFrame(modes.centres, columns=names)
    table.insert(0, weight_name(names), modes.weights)
    return table.rename_axis("mode")


def correlation_table(draws: NDArray, parameters: Sequence[Column]) -> pd.DataFrame:
    """What `Posterior.correlations` shows, of draws (n, dim_x)."""
    import pandas as pd

    names = [column.name for column in parameters]
    return pd.DataFrame(summarise(draws).correlation, index=names, columns=names)


def sensitivity_table(model: Model, x: NDArray[np.float64]) -> pd.DataFrame:
    """`Posterior.sensitivity` of draws x (n, dim_x)."""
    import pandas as pd

    slopes = np.abs(model.jacobian(x))
    # A draw that rounding put next to a bound has no finite slope there.
    slopes = slopes[np.isfinite(slopes).all(axis=(1, 2))]
    relative = np.median(slopes, axis=0) * model.scaling.prior_sd / predictive_sd(model.scaling)[:, None]
    measurements, parameters = ([column.name for column in side] for side in (model.measurements, model.parameters))
    return pd.DataFrame(relative, index=measurements, columns=parameters)
