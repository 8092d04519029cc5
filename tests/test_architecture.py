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
    {"cli", "command_errors", "terminal", "termination", "__main__"},
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


TREES = {path: ast.parse(path.read_text()) for path in FILES}
CLASSES = {(p, c.name): c for p, tree in TREES.items() for c in ast.walk(tree) if isinstance(c, ast.ClassDef)}


def bases(key):
    """Those of the package, each by the file and the name that it is written under."""
    path, names = key[0], {ast.unparse(base).partition("[")[0] for base in CLASSES[key].bases}
    rooms = {name: str(path) for name in names}
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ImportFrom) and node.module:
            rooms |= {
                a.name: str(SOURCE.parent.joinpath(*node.module.split("."))) for a in node.names if a.name in names
            }
    return [(p, name) for p, name in CLASSES if name in rooms and str(p).startswith(rooms[name])]


def left_open(key):
    """Names of the methods that a class leaves to its subclasses."""
    names = set().union(*map(left_open, bases(key)))
    for node in CLASSES[key].body:
        if isinstance(node, ast.FunctionDef):
            is_abstract = any("abstractmethod" in ast.unparse(decorator) for decorator in node.decorator_list)
            names = names | {node.name} if is_abstract else names - {node.name}
        elif isinstance(node, ast.AnnAssign):
            names -= {ast.unparse(node.target)}
    return names


def holds_nothing(key):
    """A protocol, or what neither has fields nor a constructor, as what the sections of a study file share."""
    own = CLASSES[key]
    fields = [node for node in own.body if isinstance(node, ast.AnnAssign) or getattr(node, "name", "") == "__init__"]
    return not fields or "Protocol" in map(ast.unparse, own.bases)


def test_what_is_subclassed_is_abstract():
    """Classes are abstract or final, so that what one does is written in one place (equinox, `docs/pattern.md`)."""
    parents = {base for key in CLASSES for base in bases(key)}
    names = {name for _, name in parents}
    assert {"Bijection", "Method", "ConditionalFlow", "Section"} <= names, "found by their imports"
    assert not [key for key in parents if not left_open(key) and not holds_nothing(key)]
