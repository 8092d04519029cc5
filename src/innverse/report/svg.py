"""A figure as a piece of a web page: inline SVG that is small, the same on every run, and free of clashing ids."""

from __future__ import annotations

import io
import re
import warnings
from html import escape

import matplotlib as mpl
from matplotlib.figure import Figure

# Type of 8 points is then shown a little smaller than the page's captions.
_REM_PER_INCH = 6.5
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_ID = re.compile(r'\s+id="([^"]*)"')
_REFERENCE = re.compile(r'(url\(#|href="#)([^")]+)')
_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
_PATH = re.compile(r'(\s(?:d|points)=")([^"]*)')
_COMMAND = re.compile(r"\s*([A-Za-z])\s*")
_ZEROS = re.compile(r"\.0+(?!\d)|(?<=\.\d)0(?!\d)")


def inline_svg(figure: Figure, key: str, description: str) -> str:
    """`figure` as an `<svg>` element that scales to its column.

    `key` (letters, digits, hyphens; unique on the page) starts every id inside; `description` is read to those who
    cannot see the figure.
    """
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", _svg(figure, key), flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.DOTALL)
    inside = body[body.index(">", body.index("<svg")) + 1 :]
    inside = _PATH.sub(lambda path: path[1] + _compact(path[2]), _rename_ids(inside, key))
    width, height = (72 * inches for inches in figure.get_size_inches())
    widest = _REM_PER_INCH * width / 72
    head = (
        f'<svg viewBox="0 0 {width:.6g} {height:.6g}" style="--widest: {widest:.3g}rem" '
        f'role="img" aria-label="{escape(description)}">'
    )
    return head + re.sub(r">\s+<", "><", inside).strip()


def _compact(path: str) -> str:
    """The same path to a hundredth of a point, without what may be left out.

    >>> _compact("M 1.5000 20.004 \\nL 3 4.1267 \\nz")
    'M1.5 20L3 4.12z'
    """
    return _ZEROS.sub("", _COMMAND.sub(r"\1", _DECIMALS.sub(r"\1", path)))


def _svg(figure: Figure, salt: str) -> str:
    """Text as outlines, the same in every browser; as text where matplotlib's font lacks a letter, such as 温."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        drawn = _saved(figure, salt, "path")
    missing = [warning for warning in caught if "missing from font" in str(warning.message)]
    for warning in caught:
        if warning not in missing:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    if not missing:
        return drawn
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*missing from font")
        return _saved(figure, salt, "none")


def _saved(figure: Figure, salt: str, text: str) -> str:
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": text}):
        figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    return buffer.getvalue()


def _rename_ids(body: str, key: str) -> str:
    used = {target for _, target in _REFERENCE.findall(body)}
    body = _ID.sub(lambda found: f' id="{key}-{found[1]}"' if found[1] in used else "", body)
    return _REFERENCE.sub(lambda found: f"{found[1]}{key}-{found[2]}", body)
