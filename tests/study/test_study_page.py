"""The reference of study files names every key that there is."""

import re
from pathlib import Path

import pytest

from innverse.study import schema
from innverse.study.section import Section

PAGE = (Path(__file__).parents[2] / "docs" / "study-file.md").read_text()
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))
NO_TABLES = (Section, schema.Study, schema.ReferenceValue)
KINDS = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, Section)]
SECTIONS = [kind for kind in KINDS if kind not in NO_TABLES]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda kind: kind.__name__)
def test_every_key_has_its_line(section):
    nested = {"prior", "measurements"} if section is schema.ProblemSection else set()
    assert set(section.model_fields) - nested <= NAMED


def test_every_section_has_its_line():
    assert all(f"`[{name}" in PAGE for name in schema.Study.model_fields)
