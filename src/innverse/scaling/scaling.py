"""From the user's units to a network's: off their bounds, then x to zero mean and unit variance, y to normal scores.

    v = (support(x) − mean) / sd
    w = Φ⁻¹(F(support(y))), column by column; where y is wider than x, of whitened y, unless y repeats one measurement

in float64: a network computes in float32, which cannot tell 1,000,000.01 from 1,000,000.02. Class indicators stay.
"""

from collections.abc import Sequence

import equinox as eqx
import numpy as np

from innverse.bijections import Bijection, Chain, Identity, MonotoneInterpolation, Standardise, Support
from innverse.data.pairs import Pairs
from innverse.problems import Column
from innverse.problems.column import bounds, half_way_to_a_bound, on_lower, on_upper
from innverse.scaling.items import alike_scores, check_items
from innverse.scaling.normal_scores import blank_scores, left_as_they_are, normal_scores
from innverse.scaling.on_rows import forward_on_rows, inverse_on_rows
from innverse.scaling.variation import check_classes, check_variation, warn_of_a_grid, warn_of_bounds, warn_of_outliers
from innverse.scaling.whitening import blank_whitening, whitening

OFF_BOUND = 1e-6
VARYING = 0.5
"""Whitened measurements with a smaller standard deviation than this hold rounding alone; all others have one of 1."""


class Scaling(eqx.Module):
    """The bijections between original and scaled x and y, for single events, and their use on arrays.

    Attributes:
        x: parameters (dim_x,) inside their bounds to scaled, unbounded ones.
        y: measurements (dim_y,) to scaled ones.
        reach: largest |v| of the pairs that the scaling was made from (dim_x,).
        margin: how far inside a bound parameters are put that lie exactly on it (dim_x,).
        y_margin: the same for measurements (dim_y,).

    >>> scaling = fit_scaling(Pairs.from_arrays([1.0, 3.0], [0.0, 10.0]))
    >>> scaling.unscale_x(np.array([[-1.0], [1.0]])).tolist()
    [[1.0], [3.0]]
    """

    x: Bijection
    y: Bijection
    reach: np.ndarray
    margin: np.ndarray
    y_margin: np.ndarray
    lower: tuple[float, ...] = eqx.field(static=True)
    upper: tuple[float, ...] = eqx.field(static=True)
    y_lower: tuple[float, ...] = eqx.field(static=True)
    y_upper: tuple[float, ...] = eqx.field(static=True)

    @classmethod
    def blank(
        cls, parameters: Sequence[Column], measurements: Sequence[Column], classes: bool, items: int = 1
    ) -> "Scaling":
        """A scaling of this structure that changes no units: what a model file's numbers are read into."""
        zero, one = np.zeros(len(parameters)), np.ones(len(parameters))
        return cls(
            x=Chain([_support(parameters), Standardise(zero, one)]),
            y=_blank_y(len(parameters), measurements, classes, items),
            reach=one,
            margin=zero,
            y_margin=np.zeros(len(measurements)),
            **_bounds_of(parameters, measurements),
        )

    @property
    def rounding(self) -> np.ndarray:
        """Which scaled measurements hold nothing but rounding (dim_y,): those along principal axes without variance."""
        last = self.y.links[-1] if isinstance(self.y, Chain) else None
        return left_as_they_are(last) if isinstance(last, MonotoneInterpolation) else np.zeros(self.y.dim, bool)

    @property
    def prior_sd(self) -> np.ndarray:
        """Standard deviation of each parameter over the pairs that the scaling was made from, (dim_x,)."""
        return self.margin / OFF_BOUND

    def scale(self, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
        """Scaled x (n, dim_x) and y (n, dim_y), with x off its bounds."""
        return self.scale_x_with_log_det(self.off_bounds(pairs.x))[0], self.scale_y(pairs.y)

    def off_bounds(self, x: np.ndarray) -> np.ndarray:
        """x (..., dim_x), with values that lie exactly on a bound put inside by `margin`, as for the training."""
        return _off_bounds(x, self.lower, self.upper, self.margin)

    def as_drawn(self, x: np.ndarray) -> np.ndarray:
        """x (n, dim_x) off its bounds and rounded, as draws of the very same values come out of a network.

        Networks compute in single precision: a draw that repeats a value of the pairs differs from it in the eighth
        digit, and ties with it only where both have been rounded. Rows outside the bounds stay as they are.

        >>> x = np.array([[1.0], [2.0], [4.0]])
        >>> scaling = fit_scaling(Pairs.from_arrays(x, x))
        >>> rounded = scaling.as_drawn(x)
        >>> bool((rounded == x).all()), bool((scaling.as_drawn(rounded) == rounded).all())
        (False, True)
        """
        x = self.off_bounds(x)
        inside = self.contains(x)
        x[inside] = self.unscale_x(self.scale_x_with_log_det(x[inside])[0].astype(np.float32))
        return x

    def contains(self, x: np.ndarray) -> np.ndarray:
        """Which rows of x (..., dim_x) lie inside the bounds, the bounds themselves excluded: (...,)."""
        x = np.asarray(x)
        return np.asarray(np.logical_and.reduce((x > self.lower) & (x < self.upper), axis=-1))

    def scale_x_with_log_det(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scaled x (..., dim_x) and log|det ∂v/∂x| (...,) of x inside the bounds."""
        return forward_on_rows(self.x, x)

    def unscale_x(self, v: np.ndarray) -> np.ndarray:
        """x (..., dim_x) in original units, strictly inside the bounds whatever v is."""
        x = inverse_on_rows(self.x, v)[0]
        return np.clip(x, *_just_inside(self.lower, self.upper))

    def scale_y(self, y: np.ndarray) -> np.ndarray:
        """Scaled y (..., dim_y), with y off its bounds."""
        return forward_on_rows(self.y, _off_bounds(y, self.y_lower, self.y_upper, self.y_margin))[0]

    def unscale_y(self, w: np.ndarray) -> np.ndarray:
        """y (..., dim_y) in original units."""
        return inverse_on_rows(self.y, w)[0]


def fit_scaling(pairs: Pairs, items: int = 1) -> Scaling:
    """The scaling under which x has zero mean and unit variance, and y is normal.

    Values that lie exactly on a bound are put inside by 1e-6 of their column's standard deviation, with a warning.
    Values far beyond all others, and x on a grid, are left as they are, with a warning too.

    Args:
        pairs: rows to take the statistics from.
        items: y is made of this many groups of consecutive columns that may change places: they are scaled alike.

    Raises:
        ValueError: fewer than two rows, a column that does not vary or whose numbers have no squares in double
            precision, a class without rows, or items of different size or bounds.
    """
    if len(pairs) < 2:
        raise ValueError(f"pairs: expected at least two rows to scale, got {len(pairs)}")
    check_variation(pairs.x, pairs.parameters)
    if pairs.classes:
        check_classes(pairs.y, pairs.measurements)
    else:
        check_variation(pairs.y, pairs.measurements)
        warn_of_outliers(pairs.y, pairs.measurements)
    warn_of_outliers(pairs.x, pairs.parameters)
    warn_of_a_grid(pairs)
    warn_of_bounds(pairs, OFF_BOUND)
    margin = OFF_BOUND * pairs.x.std(axis=0)
    x = _off_bounds(pairs.x, *_bounds(pairs.parameters), margin)
    unbounded, _ = forward_on_rows(_support(pairs.parameters), x)
    mean, sd = unbounded.mean(axis=0), unbounded.std(axis=0)
    check_items(items, pairs.measurements)
    y_margin = half_way_to_a_bound(pairs.y, pairs.measurements).reshape(items, -1)
    y_margin = np.tile(y_margin.min(axis=0), items)
    return Scaling(
        x=Chain([_support(pairs.parameters), Standardise(mean, sd)]),
        y=_fit_y(pairs, y_margin, items),
        reach=np.abs((unbounded - mean) / sd).max(axis=0),
        margin=margin,
        y_margin=y_margin,
        **_bounds_of(pairs.parameters, pairs.measurements),
    )


def _just_inside(lower: tuple[float, ...], upper: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The next numbers inside finite bounds."""
    low, high = np.array(lower), np.array(upper)
    return (
        np.where(np.isfinite(low), np.nextafter(low, np.inf), low),
        np.where(np.isfinite(high), np.nextafter(high, -np.inf), high),
    )


def _fit_y(pairs: Pairs, margin: np.ndarray, items: int) -> Bijection:
    if pairs.classes:
        return Identity(pairs.dim_y)
    support = _support(pairs.measurements)
    unbounded = forward_on_rows(support, _off_bounds(pairs.y, *_bounds(pairs.measurements), margin))[0]
    if not is_whitened(pairs.dim_x, pairs.dim_y, items):
        return Chain([support, alike_scores(unbounded, items)])
    white = whitening(unbounded)
    # Heavy tails of a few axes would be extrapolated by the network, block after block, beyond all numbers.
    whitened = forward_on_rows(white, unbounded)[0]
    return Chain([support, white, normal_scores(whitened, as_they_are=whitened.std(axis=0) < VARYING)])


def _blank_y(dim_x: int, measurements: Sequence[Column], classes: bool, items: int) -> Bijection:
    dim_y = len(measurements)
    if classes:
        return Identity(dim_y)
    white = [blank_whitening(dim_y)] if is_whitened(dim_x, dim_y, items) else []
    return Chain([_support(measurements), *white, blank_scores(dim_y)])


def is_whitened(dim_x: int, dim_y: int, items: int) -> bool:
    """Whether y goes through its principal axes, a matrix (dim_y, dim_y)."""
    return dim_y > dim_x and items == 1


def _support(parameters: Sequence[Column]) -> Support:
    return Support(*_bounds(parameters))


def _bounds(columns: Sequence[Column]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    lower, upper = bounds(columns)
    return tuple(lower.tolist()), tuple(upper.tolist())


def _bounds_of(parameters: Sequence[Column], measurements: Sequence[Column]) -> dict[str, tuple[float, ...]]:
    (lower, upper), (y_lower, y_upper) = _bounds(parameters), _bounds(measurements)
    return {"lower": lower, "upper": upper, "y_lower": y_lower, "y_upper": y_upper}


def _off_bounds(rows: np.ndarray, lower: tuple[float, ...], upper: tuple[float, ...], margin: np.ndarray) -> np.ndarray:
    rows = np.where(on_lower(rows, lower, upper), np.asarray(lower) + margin, rows)
    return np.where(on_upper(rows, lower, upper), np.asarray(upper) - margin, rows)
