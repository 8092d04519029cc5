"""The front door: quick to open, complete, and the README's words are true."""

import ast
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import innverse as iv

README = Path(__file__).parent.parent / "README.md"


def modules_after(statement):
    """Modules that are loaded once `statement` has run in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(' '.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("statement", ["import innverse", "import innverse.cli"])
def test_nothing_heavy_is_imported_before_it_is_used(statement):
    assert not modules_after(statement) & {
        "jax",
        "numpyro",
        "pandas",
        "scipy",
        "sklearn",
        "matplotlib",
        "pydantic",
    }


def test_every_public_name_is_there():
    for name in iv.__all__:
        assert getattr(iv, name) is not None
    assert set(iv.__all__) <= set(dir(iv))
    returned = (iv.emulate, iv.nuts_posterior, iv.recalibrate, iv.Model.familiarity, iv.Posterior.refine)
    assert {function.__annotations__["return"] for function in returned} <= set(iv.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Inn'"):
        iv.Inn  # noqa: B018


def test_the_version_is_that_of_the_installed_package():
    assert iv.__version__ == version("innverse")


@pytest.mark.parametrize("module", [iv, iv.report], ids=lambda module: module.__name__)
def test_type_checkers_see_every_public_name(module):
    tree = ast.parse(Path(module.__file__).read_text())
    (typed,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    assert sorted(alias.asname for line in typed.body for alias in line.names) == module.__all__


def test_packages_are_there_without_an_import_of_their_own():
    rooms = ("bijections", "diagnostics", "losses", "methods", "problems")
    assert {f"innverse.{room}" for room in rooms} <= modules_after(
        f"import innverse as iv; {'; '.join(f'iv.{room}' for room in rooms)}"
    )


def test_readme_python_runs(tmp_path):
    """Both Python examples as a newcomer runs them, with a small training so that the suite stays quick."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 2
    code = "\n".join(blocks).replace(" 2_000", " 40").replace("20_000", "2_000").replace("problem, 400", "problem, 40")
    quick = code.replace("epochs=5", "epochs=1, steps_per_epoch=20")
    command = [sys.executable, "-W", "error", "-c", quick]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "weight" in done.stdout and "Are the credible intervals honest?" in done.stdout
    assert (tmp_path / "arm.innverse").exists() and "<svg" in (tmp_path / "arm.html").read_text()


def test_readme_names_what_exists():
    text = README.read_text()
    for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", text):
        assert (README.parent / target).exists(), target
    for marker in ("demo-command", "test-command"):
        assert f"<!-- {marker} -->" in text


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda iv, pairs: iv.INN().fit(pairs.to_frame()), r"pairs: expected Pairs, .*from_table.*, got DataFrame"),
        (lambda iv, pairs: iv.INN().fit(iv.problems.InverseKinematics()), "expected Pairs, .* got InverseKinematics"),
        (lambda iv, pairs: iv.INN().fit(pairs, training={"epochs": 5}), r"expected a Training, such as .*, got \{'epo"),
        (lambda iv, pairs: iv.INN().fit(pairs, seed="a"), "seed: expected a whole number, got 'a'"),
        (
            lambda iv, pairs: iv.simulate(iv.problems.InverseKinematics(), 1e4),
            "n: expected a whole number, got 10000.0",
        ),
        (lambda iv, pairs: iv.simulate("kinematics", 10), "problem: expected a problem, such as .*, got 'kinematics'"),
        (
            lambda iv, pairs: iv.simulate(iv.problems.InverseKinematics, 10),
            "problem: expected a problem, .*, got <class",
        ),
        (
            lambda iv, pairs: iv.simulate(iv.problems.InverseKinematics(), 10, progress=True),
            "progress: expected a function, such as iv.progress.Lines.*, got True",
        ),
        (
            lambda iv, pairs: iv.simulate(iv.problems.InverseKinematics(), 10, keep_seconds="1"),
            "keep_seconds: expected a number of at least 0, got '1'",
        ),
        (lambda iv, pairs: iv.INN().fit(pairs, callback=True), "callback: expected a function, such as .*, got True"),
        (
            lambda iv, pairs: iv.INN().fit(pairs, checkpoint="here", checkpoint_seconds="1"),
            "checkpoint_seconds: expected a number of at least 0, got '1'",
        ),
        (lambda iv, pairs: pairs.split("half"), "held_out: expected a fraction, or a number of rows, got 'half'"),
        (
            lambda iv, pairs: iv.Pairs.from_table(pairs.to_frame(), x=["rail"], y=["y1"], bounds=[(0, 1)]),
            r"bounds: expected values by name, .*, got \[\(0, 1\)\]",
        ),
        (lambda iv, pairs: iv.Column("a", 3), "Column 'a': expected text as unit, got 3"),
        (lambda iv, pairs: iv.diagnose(None, "pairs"), "held_out: expected Pairs .*, got str"),
        (
            lambda iv, pairs: iv.diagnose(iv.problems.InverseKinematics(), pairs),
            "model: expected a fitted Model or an AnyPosterior, got InverseKinematics",
        ),
        (lambda iv, pairs: iv.recalibrate(iv.INN(), pairs), "model: expected a fitted Model .*, got INN"),
    ],
)
def test_things_of_another_kind_are_told_what_was_expected(mistake, message):
    import innverse as iv

    pairs = iv.simulate(iv.problems.InverseKinematics(), 50, seed=0)
    with pytest.raises(TypeError, match=message):
        mistake(iv, pairs)
