"""The benchmarks run, and their rows become tables; what they measure is not judged here."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TINY = "--problems mixture-some --candidates maximum-likelihood --epochs 1 --pairs 500 --seeds 0 --measurements 2"


def started(module, *arguments):
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(process):
    """What it wrote to stderr, once it is done."""
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    return errors


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    # Side by side: nearly all of their time is compilation.
    speed = started("speed", "--quick", "--out", folder / "speed.csv")
    objectives = started("objectives", *TINY.split(), "--draws", 20, "--steps", 2, "--out", folder / "objectives.csv")
    said(speed), said(objectives)
    return folder


def test_speed_measures_and_shows_the_prototype_scaled_by_the_peaks(results):
    row = pd.read_csv(results / "speed.csv").iloc[0]
    assert row[["step_ms", "draws_ms", "peak_gflops"]].gt(0).all()
    scale = row.prototype_peak_gflops / row.peak_gflops
    assert row.scaled_prototype_draws_ms == pytest.approx(scale * row.prototype_draws_ms, rel=0.01)


def test_objectives_say_what_was_reached_with_what(results):
    row = pd.read_csv(results / "objectives.csv").iloc[0]
    assert row[["mmd", "resimulation", "worst_weight_error", "label_accuracy"]].notna().all()
    assert row.steps == 2 * row.epochs == 2
    assert row[["seed", "seconds", "processor", "cores", "innverse", "jax"]].notna().all()


def test_tables_replace_what_stands_between_the_markers(results, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "before\n<!-- table:speed -->\nold\n<!-- end -->\n<!-- table:objectives-mixture -->\n<!-- end -->\n"
        "<!-- table:unknown -->\nkept\n<!-- end -->\nafter\n"
    )
    errors = said(started("render", "--results", results, page))
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n")
    assert "old" not in text and "kept" in text and "table:unknown" in errors
    assert "| 64, 500 |" in text and "| mixture-some | 1 epoch(s) | maximum-likelihood |" in text
    said(started("render", "--results", results, page))
    assert page.read_text() == text
