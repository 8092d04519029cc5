"""Imports point downwards only: a room imports rooms on lower floors, or its own; the first two floors are islands."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "innverse"
FLOORS = [
    {"products", "cores", "padding", "arguments", "run_once", "wording", "user_cache"} | {"counted_calls"},
    {"bijections", "losses", "problems", "diagnostics", "progress", "compilation_cache", "durable", "strict_json"}
    | {"machine"},
    {"data", "familiarity", "named_tensors", "scaling"},
    {"training"},
    {"methods", "fitting", "model", "model_file", "posterior"}
    | {"specification", "reference", "refinement", "emulated_problem"},
    {"diagnosis", "experiments", "report"},
    {"answer"},
    {"study"},
    {"cli", "terminal", "__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
HEAVY = {"matplotlib": "report", "jinja2": "report"}
FILES = sorted(SOURCE.rglob("*.py"))


def room(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path):
    """Dotted names that a file imports when it runs; imports for type checking only do not count."""
    tree = ast.parse(path.read_text())
    typing_only = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            assert "innverse" not in names, "a room by its name"
            yield from names
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, "from the top"
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "innverse" else [node.module]
            )
            yield from names


@pytest.mark.parametrize("path", [p for p in FILES if room(p) != "__init__"], ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_downwards(path):
    here = room(path)
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "innverse" and len(parts) > 1 and parts[1] != here:
            there = parts[1]
            assert FLOOR[there] < FLOOR[here] or (FLOOR[there] == FLOOR[here] > 1), f"{here} imports {there}"
        if parts[0] in HEAVY:
            assert here == HEAVY[parts[0]], f"{here} imports {parts[0]}"


def test_every_room_has_a_floor():
    assert {room(p) for p in FILES} - {"__init__"} <= set(FLOOR)


def test_no_pickle_and_no_torch():
    names = {name.split(".")[0] for path in FILES for name in imported(path)}
    assert not names & {"pickle", "dill", "cloudpickle", "joblib", "torch"}


def test_files_and_classes_stay_small():
    for path in FILES:
        text = path.read_text()
        assert len(text.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                assert node.end_lineno - node.lineno < 250, f"{path}: {node.name}"
