"""`[problem.prior.NAME]` -> a numpyro distribution, chosen by its name there."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from innverse.arguments.names import check_known, did_you_mean
from innverse.study.schema import MarginalSection

if TYPE_CHECKING:
    from numpyro.distributions import Distribution

NUMPYRO_CALLS = {
    "loc": ("mean", "mu", "median"),
    "scale": ("sd", "std", "sigma"),
    "low": ("min", "lower", "minimum"),
    "high": ("max", "upper", "maximum"),
}
"""Its names of arguments that are usually called something else."""


def marginal(name: str, section: MarginalSection) -> Distribution:
    """The prior of one parameter.

    >>> float(marginal("b1", MarginalSection(distribution="Uniform", low=0.0, high=2.0)).mean)
    1.0

    Raises:
        ValueError: for an unknown distribution, unknown or missing arguments, or values that it refuses.
    """
    where = f"[problem.prior.{name}]"
    family = _family(where, section.distribution)
    arguments = _arguments(where, family, section)
    # Some of numpyro's distributions are made of others, and fail in ways of their own when given numbers.
    try:
        made = family(**arguments, validate_args=True)
        made.shape()
    except Exception as error:
        raise ValueError(f"{where}: expected arguments in their range, got {arguments}: {error}") from error
    from numpyro.distributions import Distribution

    if not isinstance(made, Distribution):
        raise ValueError(f"{where} distribution: expected a distribution of one number, got {section.distribution!r}")
    return made


def _family(where: str, name: str) -> Callable[..., Distribution]:
    """numpyro spells distributions in capitals; some (TruncatedNormal) are functions that return one."""
    import numpyro.distributions as dist

    known = [known for known in dist.__all__ if known[0].isupper()]
    if name not in known:
        raise ValueError(
            f"{where} distribution: expected a numpyro distribution such as Uniform, LogUniform or Normal, "
            f"got {name!r}{did_you_mean(name, known)}"
        )
    return getattr(dist, name)


def _arguments(where: str, family: Callable, section: MarginalSection) -> dict[str, float]:
    signature = {key: p for key, p in inspect.signature(family).parameters.items() if key != "validate_args"}
    arguments = {key: _number(where, signature, key, value) for key, value in section.arguments.items()}
    missing = [key for key, p in signature.items() if p.default is p.empty and key not in arguments]
    if missing:
        raise ValueError(
            f"{where}: expected the key {' and '.join(missing)}, which {section.distribution} needs, got none"
        )
    # numpyro accepts an empty interval and only fails much later, with NaN.
    if "low" in arguments and "high" in arguments and not arguments["low"] < arguments["high"]:
        raise ValueError(f"{where}: expected low < high, got {arguments['low']:g} and {arguments['high']:g}")
    return arguments


def _number(where: str, signature: Mapping[str, Any], key: str, value: Any) -> float:
    for name, others in NUMPYRO_CALLS.items():
        if key in others and name in signature and key not in signature:
            raise ValueError(f"{where} key: expected {name!r}, as numpyro calls it, got {key!r}")
    check_known(f"{where} key", [key], ["distribution", "unit", "label", *signature])
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{where} {key}: expected a number, got {value!r}")
    return float(value)
