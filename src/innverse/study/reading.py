"""TOML text -> Study, with errors that name the file, the section, what was expected and what was found."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from innverse.arguments.file_values import expected_kind
from innverse.data.files import check_file
from innverse.study.schema import Study

_MARK = "\ufeff"
"""What editors under Windows write before text in UTF-8."""


_SPELLING = "text stands in quotation marks, true and false are lower case"


class StudyError(ValueError):
    """A study file that cannot be used as it stands; the message says where and what to write instead."""


def read_study(path: str | Path) -> Study:
    """The study in a TOML file.

    Raises:
        FileNotFoundError: when there is no such file.
        StudyError: when it is not TOML, or a key is unknown, missing or of the wrong type.
    """
    path = Path(path)
    check_file("study file: expected a TOML file", path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path.name}: expected text in UTF-8, got other bytes: {error.reason}") from error
    return parse_study(text, path.name)


def parse_study(text: str, source: str = "study") -> Study:
    """The study in TOML text; `source` is what error messages call it.

    >>> parse_study("[problem]\\nbuiltin = 'kinematics'\\n[data]\\nsimulations = 1000").answer.draws
    10000
    >>> parse_study("[data]\\nsimulation = 1000")
    Traceback (most recent call last):
    innverse.study.reading.StudyError: study, [data] key: expected one of 'simulations', 'keep', 'path', 'x', 'y', \
'bounds', 'units', 'labels', 'drop_invalid', 'held_out', got 'simulation'; did you mean 'simulations'?

    Raises:
        StudyError: when it is not TOML, or a key is unknown, missing or of the wrong type.
    """
    content: dict[str, Any] = {}
    try:
        content = tomllib.loads(text.removeprefix(_MARK))
        return Study.model_validate(content)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{source}: expected TOML, got a syntax error: {error}; {_SPELLING}") from error
    except RecursionError as error:
        raise StudyError(f"{source}: expected TOML of a sensible depth, got brackets nested too deeply") from error
    except ValidationError as error:
        raise StudyError("\n".join(_sentence(source, *found) for found in _distinct(error, content).items())) from error


def _distinct(error: ValidationError, content: Any) -> dict[tuple[str, ...], ErrorDetails]:
    """One error a key, by its place: a key of several allowed types reports once for each of them."""
    first = {}
    for details in error.errors():
        first.setdefault(_keys(details, content), details)
    return first


def _keys(details: ErrorDetails, content: Any) -> tuple[str, ...]:
    """The error's place by the names in the file: what is not there is pydantic's tag of a type that it tried."""
    keys = []
    for part in details["loc"]:
        if _holds(content, part):
            content = content[part]
            keys.append(str(part))
    return (*keys, str(details["loc"][-1])) if details["type"] == "missing" else tuple(keys)


def _holds(content: Any, part: str | int) -> bool:
    if isinstance(content, list):
        return isinstance(part, int) and part < len(content)
    return isinstance(content, dict) and part in content


def _sentence(source: str, keys: tuple[str, ...], details: ErrorDetails) -> str:
    if details["type"] == "value_error":
        place = f"{source}, [{'.'.join(keys)}]" if keys else source
        problem = str(details.get("ctx", {}).get("error", details["msg"]))
        return f"{place} {problem}" if problem.startswith("key: ") else f"{place}: {problem}"
    *sections, key = keys
    place = f"{source}, [{'.'.join(sections)}]" if sections else source
    if details["type"] != "missing":
        return f"{place} {key}: expected {expected_kind(details)}, got {details['input']!r}"
    if isinstance(details["loc"][-1], int):
        return f"{place}: expected more entries in this list, got {details['input']!r}"
    lacking = f"the key {key!r}" if sections else f"a section [{key}]"
    return f"{place}: expected {lacking}, got none"
