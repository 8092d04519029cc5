"""Stand-ins for what follows the training, which no test of going on needs."""

from types import SimpleNamespace

import pandas as pd
import pytest

from innverse.diagnosis import Line, Verdict
from innverse.diagnosis.rules import CALIBRATED


@pytest.fixture
def only_what_is_kept(monkeypatch):
    """Check, answer and report are done again whatever happened: here they take no time."""
    draws = pd.DataFrame({"height": [1.0, 2.0]})
    stand_ins = {
        "diagnose": lambda *_, **__: SimpleNamespace(to_dict=lambda: {"n_y": 1}),
        "answer": lambda *_: SimpleNamespace(draws=draws, summary=draws),
        "verdict": lambda *_: Verdict((Line(CALIBRATED.question, "green", "Yes."),)),
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(f"innverse.study.walk.{name}", stand_in)
    monkeypatch.setattr("innverse.study.content.content", lambda *_: None)
    monkeypatch.setattr("innverse.report.report_html", lambda _: "<p>It fell.</p>")
