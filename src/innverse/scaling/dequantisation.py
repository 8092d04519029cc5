"""Measurements that are whole numbers, such as counts, made continuous, and whole again (uniform dequantisation).

    u = score(y + e),   e ~ U(−½, ½);        back:   y = round(score⁻¹(u))

A density of y as it is piles up on whole numbers, and can only come near by growing spikes. That of y + e is flat over
every unit, and its integral there is the probability of y (Uria, Murray, Larochelle 2013, arXiv 1306.0186, sec. 3;
Theis, van den Oord, Bethge 2016, arXiv 1511.01844, sec. 3.1).
"""

from typing import final

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.bijections import Bijection, Chain, Support
from innverse.data.pairs import Pairs
from innverse.problems.column import FORGIVEN
from innverse.scaling.normal_scores import normal_scores
from innverse.scaling.on_rows import forward_on_rows
from innverse.scaling.scaling import Scaling
from innverse.scaling.whole_numbers import spread_over_units, whole_columns

FINE = 1e-3
"""Share of a column's spread that single precision may round off."""


def is_dequantisable(y: np.ndarray) -> bool:
    """Whether some column holds whole numbers, and single precision, which emulates in units of y, is enough for all.

    >>> days = 2_460_000 + np.random.default_rng(0).uniform(size=(50, 1))
    >>> counts = np.arange(50.0)[:, None]
    >>> [is_dequantisable(np.concatenate(y, axis=1)) for y in ([counts, days - 2_460_000], [counts, days], [days])]
    [True, False, False]
    """
    return bool(whole_columns(y).any()) and _is_single(y)


def _is_single(y: np.ndarray) -> bool:
    low, median, high = np.quantile(y, [0.25, 0.5, 0.75], axis=0)
    with np.errstate(over="ignore"):
        rounded_off = np.abs(y.astype(np.float32) - y)
    return bool((rounded_off <= FINE * (high - low + np.abs(y - median))).all())


@final
class Dequantisation(eqx.Module):
    """Between y, its continuous stand-in u (normal scores, column by column), and scaled y.

    Attributes:
        whole: which measurements are whole numbers (dim_y,); the others are not spread.
        smooth: y + e to u.
        scaled: y to scaled y.
        least, greatest: the range of restored y (dim_y,): whole numbers stay in that of the pairs, others off bounds.

    >>> from innverse.scaling import fit_scaling
    >>> pairs = Pairs.from_arrays(np.arange(80.0), np.arange(80.0) // 9)
    >>> scaling = fit_scaling(pairs)
    >>> dequantisation = fit_dequantisation(pairs, scaling, np.random.default_rng(0))
    >>> u = dequantisation.spread(pairs.y, np.random.default_rng(1))
    >>> bool(np.allclose(dequantisation.restore(jnp.asarray(u[50])), scaling.scale_y(pairs.y[50]), atol=1e-5))
    True
    """

    whole: np.ndarray
    smooth: Bijection
    scaled: Bijection
    least: np.ndarray
    greatest: np.ndarray

    def spread(self, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """u (n, dim_y) of y (n, dim_y), with noise e of its own for every row."""
        return forward_on_rows(self.smooth, self._noisy(y, rng))[0]

    def restore(self, u: Float[Array, " dim_y"]) -> Float[Array, " dim_y"]:
        """Scaled y of one u; for use inside compiled programs."""
        y = self.smooth.inverse(u)[0]
        y = jnp.clip(jnp.where(self.whole, jnp.round(y), y), self.least, self.greatest)
        return self.scaled.forward(y)[0]

    def _noisy(self, y, rng):
        return spread_over_units(np.where(self.whole, y, np.clip(y, self.least, self.greatest)), self.whole, rng)


def fit_dequantisation(pairs: Pairs, scaling: Scaling, rng: np.random.Generator) -> Dequantisation:
    """The stand-in for the measurements of `pairs`, and the way back to what `scaling` makes of them.

    Args:
        pairs: which measurements are whole numbers is read off them.
        scaling: of the same pairs.
        rng: for the noise under which the scores are taken.
    """
    whole = whole_columns(pairs.y)
    lower, upper = np.array(scaling.y_lower), np.array(scaling.y_upper)
    above, below = lower + _inside(lower, scaling.y_margin), upper - _inside(upper, scaling.y_margin)
    least = np.where(whole, np.maximum(above, pairs.y.min(axis=0)), above)
    greatest = np.where(whole, np.minimum(below, pairs.y.max(axis=0)), below)
    support = Support(np.where(whole, -np.inf, lower).tolist(), np.where(whole, np.inf, upper).tolist())
    spread = Dequantisation(whole, support, scaling.y, least, greatest).spread(pairs.y, rng)
    return Dequantisation(whole, Chain([support, normal_scores(spread)]), scaling.y, least, greatest)


def _inside(bound: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """How far off a finite bound y stays: as the scaling does, and so far that single precision does not reach it."""
    return np.where(np.isfinite(bound), np.maximum(margin, FORGIVEN * np.abs(bound)), 0.0)
