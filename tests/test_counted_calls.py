"""Long calls are counted in parts."""

import jax
import numpy as np

from innverse import counted_calls
from innverse.counted_calls import CountedCalls, part_done
from innverse.model.draw_blocks import draws_in_blocks


def test_parts_are_told_at_intervals(monkeypatch):
    now, told = [0.0], []
    monkeypatch.setattr(counted_calls.time, "monotonic", lambda: now[0])
    calls = CountedCalls(20, lambda *count: told.append(count))

    def call():
        for step in range(10):
            now[0] += 0.2
            part_done((step + 1) / 10)

    calls.call(10, call)
    call()  # by itself: nobody counts it
    assert told == [(3, 20), (6, 20), (9, 20), (10, 20)]


def test_draws_tell_how_far_they_are(monkeypatch):
    monkeypatch.setattr(counted_calls, "INTERVAL", 0.0)
    told = []

    def draw(y, n, blocks, size):
        return (np.zeros((len(y), n, 1)),)

    calls = CountedCalls(40, lambda *count: told.append(count))
    draws = calls.call(40, lambda: draws_in_blocks(draw, np.zeros((40, 1)), 1000, jax.random.key(0), 1))
    assert draws[0].shape == (40, 1000, 1) and told[:3] == [(8, 40), (16, 40), (24, 40)]
