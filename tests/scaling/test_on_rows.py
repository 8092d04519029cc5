"""Rows go through a bijection in blocks, and no row notices."""

import numpy as np

from innverse.bijections import Support
from innverse.scaling import on_rows
from innverse.scaling.on_rows import forward_on_rows, inverse_on_rows


def test_blocks_change_nothing(monkeypatch):
    support = Support([0.0, -1.0, -np.inf], [np.inf, 1.0, np.inf])
    x = np.random.default_rng(0).uniform(0.1, 0.9, size=(7, 11, 3))
    whole = forward_on_rows(support, x)
    monkeypatch.setattr(on_rows, "NUMBERS_PER_BLOCK", 3 * 20)
    blocks = forward_on_rows(support, x)
    assert all(np.array_equal(a, b) for a, b in zip(whole, blocks, strict=True))
    assert whole[0].shape == x.shape and whole[1].shape == (7, 11)
    assert np.allclose(inverse_on_rows(support, whole[0])[0], x)


def test_no_rows_are_no_rows():
    mapped, log_det = forward_on_rows(Support([0.0], [1.0]), np.empty((0, 1)))
    assert mapped.shape == (0, 1) and log_det.shape == (0,)
