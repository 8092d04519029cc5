"""The examples work as their READMEs say."""

import importlib.util
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from innverse.study import read_study, run_study
from innverse.study.preparation import prepare

EXAMPLES = Path(__file__).parents[1] / "examples"
MISRA1A = EXAMPLES / "misra1a"
TINY = """
name = "MixtureDensityNetwork"
components = 2
width = 8
depth = 1
[check]
measurements = 40
draws = 100
[answer]
draws = 500
[training]
steps_per_epoch = 20
epochs = 1
"""


@pytest.fixture
def misra1a(monkeypatch):
    """The example's modules, by name."""

    def load(name):
        spec = importlib.util.spec_from_file_location(name, MISRA1A / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    monkeypatch.syspath_prepend(MISRA1A)
    return load


@pytest.fixture
def volumes():
    return pd.read_csv(MISRA1A / "observed.csv")["volume"].to_numpy()


def test_certified_values_are_the_least_squares_fit(misra1a, volumes):
    """Data, pressures and certified values checked in one: the certified point is a minimum, with that residual."""
    exact, misra = misra1a("exact"), misra1a("misra1a")
    b1, b2 = exact.CERTIFIED.value[["b1", "b2"]]
    design = np.column_stack([-np.expm1(-b2 * misra.PRESSURE), b1 * misra.PRESSURE * np.exp(-b2 * misra.PRESSURE)])
    residual = volumes - b1 * design[:, 0]
    assert np.sqrt(residual @ residual / 12) == pytest.approx(exact.CERTIFIED.value["noise_sd"], rel=1e-8)
    sd = exact.CERTIFIED.value["noise_sd"] * np.sqrt(np.diag(np.linalg.inv(design.T @ design)))
    assert sd == pytest.approx(exact.CERTIFIED.sd[["b1", "b2"]].to_numpy(), rel=1e-6)
    assert np.abs(design.T @ residual / np.linalg.norm(design, axis=0)).max() < 1e-6


def test_exact_posterior_agrees_with_a_three_dimensional_grid(misra1a, volumes):
    exact, misra = misra1a("exact"), misra1a("misra1a")
    draws = exact.exact_draws(volumes, 200_000, cells=500)
    b1, b2 = (np.linspace(*exact.BOUNDS[name], 300) for name in ("b1", "b2"))
    log_s = np.linspace(*exact.LOG_NOISE_BOUNDS, 40)
    curves = b1[:, None, None] * -np.expm1(-b2[:, None] * misra.PRESSURE)
    squares = ((volumes - curves) ** 2).sum(-1)[..., None]
    log_weights = -14 * log_s - squares / (2 * np.exp(2 * log_s))
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    for axis, grid in enumerate((b1, b2, np.exp(log_s))):
        marginal = weights.sum(tuple({0, 1, 2} - {axis}))
        mean = marginal @ grid
        sd = np.sqrt(marginal @ (grid - mean) ** 2)
        assert draws[:, axis].mean() == pytest.approx(mean, abs=0.02 * sd)
        assert draws[:, axis].std() == pytest.approx(sd, rel=0.02)


def test_exact_posterior_sds_are_a_tenth_above_the_certified_ones(misra1a, volumes):
    """The number in the README."""
    exact = misra1a("exact")
    draws = exact.exact_draws(volumes, 200_000)[:, :2]
    ratio = draws.std(0) / exact.CERTIFIED.sd[["b1", "b2"]]
    shift = (draws.mean(0) - exact.CERTIFIED.value[["b1", "b2"]]) / exact.CERTIFIED.sd[["b1", "b2"]]
    assert ratio.to_numpy() == pytest.approx([1.10, 1.10], abs=0.01)
    assert shift.to_numpy() == pytest.approx([0.03, -0.01], abs=0.02)
    assert np.corrcoef(draws.T)[0, 1] == pytest.approx(-0.9985, abs=2e-4)


def test_the_study_and_its_twin_from_a_table_ask_the_same(misra1a, tmp_path):
    """The simulator's study is prepared, the table's is run, with a budget of seconds."""
    study = prepare(read_study(MISRA1A / "study.toml"), MISRA1A)
    misra1a("runs").runs(1000).to_parquet(tmp_path / "runs.parquet")
    shutil.copy(MISRA1A / "observed.csv", tmp_path)
    text = (MISRA1A / "from_table.toml").read_text()
    for setting in ('name = "INN"\n', "[training]\n", "epochs = 80\n", "patience = 80\n"):
        text = text.replace(setting, "")
    text = text.replace("[method]", "[method]" + TINY)
    (tmp_path / "from_table.toml").write_text(text)
    outcome = run_study(tmp_path / "from_table.toml", tmp_path / "out")
    assert np.array_equal(outcome.answer.observed, study.observed)
    assert outcome.reference.equals(study.reference)
    simulated = study.pairs(lambda done, total: None)
    assert [column.name for column in simulated.measurements] == [c.name for c in outcome.model.measurements]
    for ours, theirs in zip(simulated.parameters, outcome.model.parameters, strict=True):
        assert (ours.name, ours.label) == (theirs.name, theirs.label)
        assert (ours.lower, ours.upper) == pytest.approx((theirs.lower, theirs.upper), rel=1e-6)
    assert outcome.answer.resimulated is None
    assert "NIST certified" in outcome.directory.report.read_text()
