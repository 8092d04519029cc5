"""The first part of a safetensors file: which tensors there are, and the description."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from innverse import strict_json
from innverse.model_file.claims import Claims, read_claims
from innverse.model_file.errors import ModelFileError

DESCRIPTION = "innverse"
CHECKSUM = "sha256"
FORMAT = 2
"""1 had no shares of classes."""
MOST_BYTES = 1 << 24
"""Of the header: reading takes some twenty times its memory. Ten thousand epochs of a history are some 4 MB."""
_LENGTH = 8
_METADATA = "__metadata__"


@dataclass(frozen=True)
class Header:
    """The description, as written and as read, the checksum of all that the file holds, and kinds and shapes of it."""

    text: str
    description: dict[str, Any]
    checksum: str
    claims: Claims


def read_header(place: Path | str, file: BinaryIO, size: int) -> Header:
    """The header of a model file of so many bytes, whose format is known here; `place` is what errors call it.

    Raises:
        ModelFileError: a file of another kind, damaged or of another format.
    """
    entries, numbers = _entries(place, file, size)
    metadata = entries.pop(_METADATA, None)
    if not isinstance(metadata, dict) or not isinstance(metadata.get(DESCRIPTION), str):
        raise ModelFileError(
            f"{place}: expected an innverse model, got a safetensors file without its description; "
            "give the file that Model.save wrote"
        )
    try:
        description = strict_json.read(metadata[DESCRIPTION])
    except ValueError as error:
        raise ModelFileError(f"{place}: expected an innverse model, got a damaged description: {error}") from error
    _check_format(place, description)
    if not isinstance(metadata.get(CHECKSUM), str):
        raise ModelFileError(f"{place}: expected a checksum beside the description, got none; fit the model again")
    return Header(metadata[DESCRIPTION], description, metadata[CHECKSUM], _claims(place, entries, numbers))


def check_length(contents: bytes) -> None:
    """Refuses to write what could not be read again.

    Raises:
        ValueError: a header of more than `MOST_BYTES`.
    """
    length = int.from_bytes(contents[:_LENGTH], "little")
    if length > MOST_BYTES:
        raise ValueError(
            f"model: expected a description of at most {MOST_BYTES:,} bytes, got {length:,}; shorten its history, "
            "diagnosis or provenance"
        )


def _entries(place: Path | str, file: BinaryIO, size: int) -> tuple[dict[str, Any], int]:
    """What the header says, and how many bytes follow it."""
    length = int.from_bytes(file.read(_LENGTH), "little")
    if not 0 < length <= min(MOST_BYTES, size - _LENGTH):
        raise ModelFileError(
            f"{place}: expected an innverse model (safetensors), got {size:,} bytes of another kind or cut short; "
            "copy the file again, or give the one that Model.save wrote"
        )
    try:
        entries = strict_json.read(file.read(length))
    except ValueError as error:
        raise ModelFileError(
            f"{place}: expected an innverse model (safetensors), got a damaged header: {error}; copy the file again"
        ) from error
    return (entries if isinstance(entries, dict) else {}), size - _LENGTH - length


def _claims(place: Path | str, entries: dict[str, Any], numbers: int) -> Claims:
    """What is there must be what the header speaks of: of a file that is longer, not a byte is looked at."""
    try:
        claims = read_claims(entries)
    except ValueError as error:
        raise ModelFileError(f"{place}: expected the tensors of a model, got {error}; copy the file again") from error
    claimed = sum(claim.nbytes for claim in claims.values())
    if claimed != numbers:
        raise ModelFileError(
            f"{place}: expected {claimed:,} bytes of numbers after the header, got {numbers:,}; copy the file again"
        )
    return claims


def _check_format(place: Path | str, description: Any) -> None:
    found = description.get("format") if isinstance(description, dict) else None
    if type(found) is not int or found < 1:
        raise ModelFileError(f"{place}: expected model format {FORMAT}, got {found!r}; copy the file again")
    if found > FORMAT:
        writer = description.get("innverse")
        raise ModelFileError(
            f"{place}: expected model format {FORMAT}, got {found}, written by innverse {str(writer)[:40]}; "
            "update innverse to read it"
        )
