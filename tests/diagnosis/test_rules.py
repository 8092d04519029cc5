"""The page on trust shows the thresholds that the code has."""

from pathlib import Path

from benchmarks.render import MARKED, rules

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def test_the_documented_rules_are_those_of_the_code():
    (block,) = (place for place in MARKED.finditer(PAGE.read_text()) if place["name"] == "rules")
    assert rules(Path()).strip() in block[0]
