"""Made-up results of any size, to be shown by the report."""

import numpy as np
import pandas as pd
import pytest

from innverse.diagnosis.verdict import Line, Verdict
from innverse.diagnostics.modes import weight_name
from innverse.diagnostics.summary import summarise
from innverse.problems.column import Column
from innverse.report import Content, report_html
from innverse.report.parts import Coverage, Origin, Reference

N = 2000


def _made_up(dim_x=2, dim_y=2, names=None, **changes) -> Content:
    """Correlated posterior draws in two lobes, a wider prior; all that is optional is left out unless given."""
    rng = np.random.default_rng(dim_x)
    names = names or [f"p{j + 1}" for j in range(dim_x)]
    parameters = tuple(Column(name, unit="mm") for name in names)
    lobes = rng.integers(0, 2, N)[:, None] * np.array([3.0] + [0.0] * (dim_x - 1))
    draws = lobes + rng.normal(size=(N, dim_x)) @ (np.eye(dim_x) + 0.3) * 0.2 + 10.0
    weights = [0.6, 0.4]
    modes = pd.DataFrame([[w, *(draws[k] + k)] for k, w in enumerate(weights)], columns=[weight_name(names), *names])
    given = {
        "title": "Made up",
        "question": "What was it?",
        "parameters": parameters,
        "measurements": tuple(Column(f"m{i + 1}", unit="K") for i in range(dim_y)),
        "observed": np.linspace(1.25, 7.75, dim_y),
        "prior": 10 + 3 * rng.normal(size=(N, dim_x)),
        "draws": draws,
        "summary": summarise(draws).to_frame(names),
        "modes": modes,
        "verdict": Verdict((Line("Sharp?", "green", "Yes."),)),
    }
    return Content(**(given | changes))


def _everything(dim_x=2, dim_y=2) -> dict:
    """All that is optional, for `made_up`."""
    rng = np.random.default_rng(7)
    names = [f"p{j + 1}" for j in range(dim_x)]
    confidences = np.arange(1, 101) / 101
    epochs = np.arange(1, 31)
    error = {name: 0.004 + 0.001 * j for j, name in enumerate(names)}
    return {
        "exact": 10 + rng.normal(size=(N, dim_x)),
        "reference": Reference(pd.DataFrame({"value": [10.5], "sd": [0.25]}, index=names[:1]), "Certified"),
        "coverage": Coverage(confidences, np.tile(confidences[:, None], dim_x), 1234, error),
        "resimulated": np.linspace(1.25, 7.75, dim_y) + 0.1 * rng.normal(size=(N, dim_y)),
        "predicted": np.linspace(1.25, 7.75, dim_y) + 0.2 * rng.normal(size=(N, dim_y)),
        "history": pd.DataFrame(
            {"learning_rate": 1e-3, "train/loss": 100 / epochs, "held-out/loss": 110 / epochs}, index=epochs
        ),
        "best_epoch": 29,
        "diagnosis": {"forward error": 0.0123, "label accuracy": None},
        "origin": Origin(
            settings={"pairs": 98765, "method": {"name": "INN", "blocks": 6, "objective": {"sigma": 0.02}}},
            seeds={"study": 4321},
            versions={"innverse": "9.8.7"},
            seconds={"train": 61.0, "answer": 2.0},
        ),
    }


def _classes(labels=4) -> Content:
    """A question about the first of several class labels; 95 % of the draws carry it."""
    onehot = np.zeros((N, labels))
    onehot[:, 0] = 1
    if labels > 1:
        onehot[: N // 20] = np.eye(labels)[1]
    measurements = tuple(Column(f"class {c}") for c in range(labels))
    changes = {"classes": True, "measurements": measurements, "observed": np.eye(labels)[0]}
    return _made_up(2, labels, **changes, resimulated=onehot, predicted=0.9 * onehot + 0.1 / labels)


@pytest.fixture
def made_up():
    return _made_up


@pytest.fixture
def everything():
    return _everything


@pytest.fixture
def classes():
    return _classes


@pytest.fixture(scope="session")
def full() -> Content:
    return _made_up(3, 2, **_everything(3, 2))


@pytest.fixture(scope="session")
def full_html(full) -> str:
    return report_html(full)
