"""Growth and starting are measured, and become tables and pictures; what they measure is not judged here."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def run(module, *arguments):
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    run("growth", "--quick", "--out", folder / "growth.csv")
    run("startup", "--quick", "--out", folder / "startup.csv")
    return folder


def test_every_part_has_a_point_with_its_time_and_its_memory(results):
    rows = pd.read_csv(results / "growth.csv").set_index("part")
    assert list(rows.index) == ["pairs", "components", "blocks", "draws", "measurements"]
    assert rows.peak_mb.gt(0).all()
    assert rows.loc[["pairs", "components", "blocks"], ["step_ms", "compile_seconds"]].gt(0).all(axis=None)
    assert rows.loc[["draws", "measurements"], "asked_seconds"].gt(0).all()


def test_a_second_start_compiles_less(results):
    row = pd.read_csv(results / "startup.csv").iloc[0]
    assert row.cached_compile_seconds < row.cold_compile_seconds
    assert row.python_seconds < row.import_seconds < row.help_seconds < row.cold_to_first_epoch_seconds


def test_rows_become_tables_and_pictures(results, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- table:growth-pairs -->\n<!-- end -->\n<!-- table:startup -->\n<!-- end -->\n")
    run("render", "--results", results, page)
    assert "| pairs | simulating, s |" in page.read_text() and "| `import innverse` |" in page.read_text()
    run("growth_pictures", "--results", results, "--out", tmp_path)
    pictures = sorted(tmp_path.glob("growth-*.svg"))
    assert len(pictures) == 5 and all(picture.stat().st_size < 150_000 for picture in pictures)
