"""Columns of error bars beside the measurements: a network knows only the noise that its simulator adds."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable

from innverse.arguments.names import listed

_SHOWN = 6
_WORDS = "err(?:or)?s?|sigma|sd|std|stdev|unc|uncert|uncertainty|uncertainties"
_FUSED = re.compile(r"(?:flux|mag)_?err|[\W_]ivar(?:$|[\W_\d])", re.IGNORECASE)
"""Names of error columns as catalogues write them: `FLUXERR_AUTO`, `psfMagErr_g`, `flux_ivar`."""
_ERROR = re.compile(rf"(?-i:^e_)|(?:^|[\W_])(?:{_WORDS})(?:$|[\W_\d])", re.IGNORECASE)
_BESIDE_A_NAME = re.compile(rf"[\W_]*(?:{_WORDS}|delta|plus_?minus|sig)[\W_]*|[\W_]+(?:d|e|pm)|d[\W_]*", re.IGNORECASE)
"""What is left of a column's name without the measurement's that it belongs to, as of `fluxerr` and `dflux`."""
_LEAST_LETTERS = 3
"""Fewest letters of a measurement's name: less is in many words (`i` in `id`, `t` in `dt`, `ra` in `pmra`)."""


def warn_of_error_columns(found: Iterable[object], names: Iterable[str]) -> None:
    """Warns of further columns whose names say that they hold uncertainties.

    Args:
        found: names of all columns.
        names: those of the measurements that a model asks for.

    Warns:
        UserWarning: with the names that are left aside, and what takes account of them.
    """
    wanted = set(names)
    errors = [name for name in map(str, found) if name not in wanted and _holds_errors(name, wanted)]
    if errors:
        warnings.warn(
            f"y: {listed(errors, _SHOWN)} left aside: the answer assumes the noise that the simulator adds, whatever "
            "error bars a measurement has; docs/study-file.md says how to teach a network about them",
            stacklevel=2,
        )


def _holds_errors(name: str, measurements: Iterable[str]) -> bool:
    if _ERROR.search(name) or _FUSED.search(name):
        return True
    return any(_BESIDE_A_NAME.fullmatch(name.replace(of, "", 1)) for of in measurements if _is_part(of, name))


def _is_part(of: str, name: str) -> bool:
    return len(of) >= _LEAST_LETTERS and of in name
