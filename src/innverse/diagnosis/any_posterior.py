"""A posterior of any origin in the place of a model: to check one, and to adjust its intervals, takes draws alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from innverse.problems.column import as_columns

if TYPE_CHECKING:
    from innverse.problems import Column

Rows = NDArray[np.float64]


class Unscaled:
    """A scaling that leaves everything as it is."""

    def as_drawn(self, x: Rows) -> Rows:
        """x itself: nothing is known of how far draws stay off a bound, or of how they are rounded."""
        return x


@final
class AnyPosterior:
    """p(x | y) as functions tell it, for `diagnose` and `recalibrate`: of another package, of MCMC, or a formula.

    Args:
        parameters, measurements: columns, or their names.
        sample: `sample(y, n, seed)`, n draws of x for each row of y (n_y, dim_y): (n_y, n, dim_x). What answers one y
            at a time is stacked (for a posterior of sbi see docs/trust.md).
        log_prob: `log_prob(x, y)`, log p(x | y) of rows x (n, dim_x) and y (n, dim_y), row by row: (n,). Left out, the
            regions of highest density are not checked.
        predict: `predict(x)`, y (n, dim_y) of x (n, dim_x), where a forward process was learned beside the posterior.
        scale_y: rows of y in units in which all measurements weigh alike, for draws that are run through the simulator
            again; left out, each measurement is made normal over the held-out pairs.

    Raises:
        ValueError: when it is asked, for what comes back in another shape, or draws that are not finite.

    The posterior of y = x + noise, N(y/2, 1/2), and one that is too narrow by half:

    >>> import innverse as iv
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 1))
    >>> held_out = iv.Pairs.from_arrays(x, x + rng.normal(size=(500, 1)))
    >>> def verdict(sd):
    ...     def sample(y, n, seed):
    ...         rng = np.random.default_rng(seed)
    ...         return np.stack([one / 2 + rng.normal(0, sd, size=(n, 1)) for one in y])
    ...
    ...     return iv.judge(iv.diagnose(iv.AnyPosterior(["x1"], ["y1"], sample), held_out))
    >>> verdict(0.5**0.5).colour, verdict(0.5 * 0.5**0.5).colour
    ('green', 'red')
    """

    novelty_detector: None = None

    def __init__(
        self,
        parameters: Sequence[str | Column],
        measurements: Sequence[str | Column],
        sample: Callable[[Rows, int, int], ArrayLike],
        *,
        log_prob: Callable[[Rows, Rows], ArrayLike] | None = None,
        predict: Callable[[Rows], ArrayLike] | None = None,
        scale_y: Callable[[Rows], Rows] | None = None,
    ):
        self.parameters = as_columns("parameters", parameters)
        self.measurements = as_columns("measurements", measurements)
        self.scaling, self.scale_y = Unscaled(), scale_y
        self.provenance: dict[str, Any] = {}
        self._sample, self._log_prob, self._predict = sample, log_prob, predict

    @property
    def has_density(self) -> bool:
        """Whether `log_prob` can be computed."""
        return self._log_prob is not None

    @property
    def has_forward(self) -> bool:
        """Whether there is a learned forward process, for `predict`."""
        return self._predict is not None

    def sample(self, y: Rows, n: int = 1000, seed: int = 0) -> Rows:
        """n draws for each row of y: (n_y, n, dim_x)."""
        draws = _shaped("sample", self._sample(y, n, seed), (len(y), n, len(self.parameters)))
        broken = int((~np.isfinite(draws).all(axis=-1)).sum())
        if broken:
            raise ValueError(f"sample: expected finite draws, got {broken} of {len(y) * n} that are not")
        return draws

    def log_prob(self, x: Rows, y: Rows) -> Rows:
        """log p(x | y), row by row: (n,).

        Raises:
            TypeError: without one; see `has_density`.
        """
        if self._log_prob is None:
            raise TypeError("log_prob: expected a posterior with a density, got one of draws alone")
        return _shaped("log_prob", self._log_prob(x, y), (len(x),))

    def predict(self, x: Rows) -> Rows:
        """The learned forward process: y (n, dim_y) of x (n, dim_x).

        Raises:
            TypeError: without one; see `has_forward`.
        """
        if self._predict is None:
            raise TypeError("predict: expected a posterior with a forward process of its own, got one of draws alone")
        return _shaped("predict", self._predict(x), (len(x), len(self.measurements)))


def _shaped(what: str, found: ArrayLike, shape: tuple[int, ...]) -> Rows:
    array = np.asarray(found, float)
    if array.shape != shape:
        raise ValueError(f"{what}: expected an array of shape {shape}, got {array.shape}")
    return array
