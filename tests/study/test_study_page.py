"""The reference of study files names every key that there is."""

import re
from pathlib import Path

import pytest

from innverse.study import schema
from innverse.study.section import Section

PAGE = (Path(__file__).parents[2] / "docs" / "study-file.md").read_text()
NO_TABLES = (Section, schema.Study, schema.ReferenceValue)
KINDS = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, Section)]
SECTIONS = [kind for kind in KINDS if kind not in NO_TABLES]


def keys_by_table():
    """Of each table's rows: the first names it, or stands below one that does; the second has its keys."""
    found, table = {}, ""
    for first, keys in re.findall(r"^\|(.*?)\|(.*?)\|", PAGE, re.MULTILINE):
        table = first.strip() or table
        found.setdefault(table, set()).update(re.findall(r"`([a-z_]+)`", keys))
    return found


@pytest.mark.parametrize("section", SECTIONS, ids=lambda kind: kind.__name__)
def test_every_key_has_its_line(section):
    """In the rows of the table that the section's own first line names, and no other key there."""
    nested = {"prior", "measurements"} if section is schema.ProblemSection else set()
    table = re.match(r"`\[.*?\]`", section.__doc__)[0]
    assert set(section.model_fields) - nested == keys_by_table()[table]


def test_every_section_has_its_line():
    assert all(f"`[{name}" in PAGE for name in schema.Study.model_fields)
