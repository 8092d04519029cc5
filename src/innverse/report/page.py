"""From content to one self-contained HTML page: nothing is loaded from elsewhere; without scripts it is all there.

One small script links the panels of the corner plot. The page's own policy lets no other script run, and nothing be
loaded.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from innverse.report import tables, words
from innverse.report.content import Content
from innverse.report.numbers import duration
from innverse.report.plates import Plate, analysis_plates, check_plates, result_plates
from innverse.report.tables import Table
from innverse.report.template import rendered
from innverse.report.verdict import MARKS, in_short, shown_lines


@dataclass(frozen=True)
class Grid:
    """A table with the id that a link finds it by."""

    key: str
    caption: str
    table: Table


@dataclass(frozen=True)
class Section:
    """A part of the page that the contents list."""

    key: str
    heading: str
    grids: list[Grid]
    plates: list[Plate]


def report_html(content: Content) -> str:
    """The report on `content` as HTML text; the same content gives the same text."""
    sections = _sections(content)
    script = files("innverse.report").joinpath("corner.js").read_text(encoding="utf-8")
    return rendered(
        "page.html.j2",
        content=content,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        question=words.question(content),
        measured=words.measured(content),
        headline=words.headline(content),
        answer=words.answer(content),
        trust=words.trust(content),
        in_short=in_short(content.verdict),
        mark=MARKS[content.verdict.colour],
        findings=shown_lines(content.verdict, _places(sections)),
        sections=sections,
        diagnosis=tables.flat(content.diagnosis),
        settings=tables.grouped(content.origin.settings),
        seconds={name: duration(value) for name, value in content.origin.seconds.items()},
    )


def _sections(content: Content) -> list[Section]:
    """Those that have something to show: the answer, what the measurements tell, what the checks found."""
    reference, recovered = tables.reference_table(content), tables.recovered_table(content)
    numbers = [Grid("numbers", "The posterior in numbers", tables.posterior_table(content))]
    if reference is not None and content.reference is not None:
        numbers.append(Grid("reference", f"Beside the {content.reference.name}", reference))
    numbers.append(Grid("modes", "Modes and their weights", tables.modes_table(content)))
    told = [Grid("recoverability", "What can be recovered", recovered)] if recovered is not None else []
    sections = [
        Section("answer", "The answer", numbers, []),
        Section("posterior", "The posterior", [], result_plates(content)),
        Section("told", "What the measurements tell", told, analysis_plates(content)),
        Section("trust", "Can it be trusted?", [], check_plates(content)),
    ]
    return [section for section in sections if section.grids or section.plates or _tells_more(section, content)]


def _tells_more(section: Section, content: Content) -> bool:
    return section.key == "trust" and bool(content.diagnosis)


def _places(sections: list[Section]) -> dict[str, str]:
    """Heading by id of every table and figure."""
    found: dict[str, str] = {}
    for section in sections:
        found |= {grid.key: grid.caption for grid in section.grids}
        found |= {plate.key: plate.heading for plate in section.plates}
    return found
