"""The rival's CUDA graph trains: it moves weights as the step does that it was captured from."""

import importlib.util

import numpy as np
import pytest

MISSING = [name for name in ("torch", "FrEIA") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(bool(MISSING), reason=f"{MISSING} not installed: see benchmarks/rivals/requirements.txt"),
    pytest.mark.filterwarnings("default"),  # PyTorch's are not ours to judge
]


def test_a_replayed_step_lowers_the_loss_as_an_eager_one_does():
    import torch

    if not torch.cuda.is_available():
        pytest.skip("PyTorch sees no GPU")
    from benchmarks.rivals.freia_inn import Side

    lost = {}
    for mode in ("eager", "graphs"):
        side = Side(width=16, batch=200, seed=0)
        before = [weights.clone() for weights in side.inn.parameters()]
        side.steps(200, mode)
        moved = [float((a - b).abs().max()) for a, b in zip(before, side.inn.parameters(), strict=True)]
        assert max(moved) > 0.01
        with torch.no_grad():
            lost[mode] = float(side.losses["eager"](side.inn, side.x[:2000], side.y[:2000]))
    assert np.isclose(lost["eager"], lost["graphs"], rtol=0.3)
