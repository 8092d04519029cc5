"""Progress: lines every few seconds where there is no terminal, a bar with loss terms where there is one."""

import io
import subprocess
import sys
from types import SimpleNamespace

import pytest
from rich.console import Console

import innverse as iv
from innverse.progress import Lines, Silent, TimeLeft, is_watched, progress_on, training_bar
from innverse.progress.live_bar import LiveBar

TERMS, HELD_OUT = {"nll": 1.25, "mmd": 0.5}, {"nll": 1.5, "mmd": 0.75}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def told(time_left, done, total):
    time_left.reached(done, total)
    return time_left.left


def test_lines_are_few_and_the_last_epoch_is_always_told():
    clock, lines = Clock(), []
    progress = Lines(lines.append, clock)
    with progress.phase("Training"):
        for epoch in range(1, 101):
            clock.now += 1.0
            progress.epoch(epoch, 100, TERMS, HELD_OUT)
    assert lines[0] == "Training"
    assert len(lines) == 1 + 20
    assert lines[1] == "  epoch 5/100, 1 min 35 s left; training/held-out loss: nll 1.25/1.5, mmd 0.5/0.75"
    assert lines[-1].startswith("  epoch 100/100, 0.0 s left")


def test_counted_work_in_lines():
    clock, lines = Clock(), []
    progress = Lines(lines.append, clock)
    with progress.phase("Simulating"):
        progress.counted(10, 20_000)
        clock.now = 6.0
        progress.counted(12_000, 20_000)
    assert lines == ["Simulating", "  12,000 of 20,000, 1,998/s, 4.0 s left"]


def test_epochs_that_begin_again_are_timed_anew():
    """First an emulator's, then the posterior's own: both are numbered from 1."""
    clock = Clock()
    left = TimeLeft(clock)
    for epoch in (1, 2, 3):
        clock.now += 100.0
        left.reached(epoch, 3)
    clock.now += 1.0
    assert told(left, 1, 3) == "…"
    clock.now += 1.0
    assert told(left, 2, 3) == "1.0 s"


def test_time_left_leaves_out_the_first_epoch_with_its_compilation():
    clock = Clock()
    left = TimeLeft(clock)
    clock.now = 60.0
    assert told(left, 1, 11) == "…"
    clock.now = 61.0
    assert told(left, 2, 11) == "9.0 s"
    assert left.left == "9.0 s" and left.pace == "1/s"  # asking changes nothing


def test_a_slow_pace_is_told_in_time_for_each():
    clock = Clock()
    left = TimeLeft(clock)
    left.reached(1, 1000)
    for done, seconds, pace in [(2, 60.0, "1 every 1 min 00 s"), (61, 75.0, "1 every 1.2 s"), (62, 61.0, "1/s")]:
        clock.now = seconds
        left.reached(done, 1000)
        assert left.pace == pace


def test_a_count_of_something_else_is_timed_anew():
    """Runs after measurements, of which the first call makes more than there were."""
    clock = Clock()
    left = TimeLeft(clock)
    left.reached(60, 60)
    clock.now = 100.0
    assert told(left, 101, 1010) == "…"
    clock.now = 101.0
    assert told(left, 202, 1010) == "8.0 s"


def test_epochs_after_simulations_are_timed_anew():
    seconds = iter([0.0, 1.0, 2.0, 4.0])
    left = TimeLeft(lambda: next(seconds))
    counts = (8192, 10_000), (10_000, 10_000), (1, 3), (2, 3)
    assert [told(left, *count) for count in counts] == ["…", "0.0 s", "…", "2.0 s"]


def test_a_terminal_gets_a_bar_with_the_loss_terms():
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    progress = progress_on(console)
    assert isinstance(progress, LiveBar)
    with progress.phase("Simulating"):
        progress.counted(5, 10)
    with progress.phase("Training"):
        progress.epoch(1, 2, TERMS, HELD_OUT)
        progress.epoch(2, 2, TERMS, HELD_OUT)
    shown = console.file.getvalue()
    for text in ("Simulating", "5 of 10", "epoch 2/2", "nll", "1.25", "0.75", "held out"):
        assert text in shown


def test_a_file_gets_lines(capsys):
    progress = progress_on(Console(file=io.StringIO()))
    assert isinstance(progress, Lines)


@pytest.mark.parametrize("progress", [Silent(), Lines(lambda line: None), LiveBar(Console(file=io.StringIO()))])
def test_an_error_passes_through_a_phase(progress):
    with pytest.raises(KeyboardInterrupt), progress.phase("Training"):
        raise KeyboardInterrupt


def test_a_fit_without_a_study_keeps_to_one_line(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setenv("COLUMNS", "60")
    show = training_bar(stream)
    show(1, 2, TERMS, HELD_OUT)
    show(2, 2, TERMS, HELD_OUT)
    first, second = stream.getvalue().removeprefix("\r").split("\r")
    assert first.startswith("epoch 1/2") and len(first) == 59
    assert second.endswith("\n")


@pytest.mark.parametrize("kernel", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_fit_in_a_notebook_shows_a_bar(kernel, monkeypatch):
    """What a kernel writes is shown, though to no terminal; who imports its package alone runs none."""
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    assert not is_watched()
    monkeypatch.setitem(sys.modules, "ipykernel", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: object() if kernel else None))
    assert is_watched() is kernel
    pairs = iv.simulate(iv.problems.InverseKinematics(), 60, seed=0)
    method = iv.MixtureDensityNetwork(components=2, width=4, depth=1)
    method.fit(pairs, iv.Training(epochs=1, steps_per_epoch=2))
    assert ("epoch 1/1" in shown.getvalue()) is kernel


def test_who_says_nothing_loads_nothing_to_say_it_with():
    code = "from innverse.progress import Silent, training_bar\nimport sys\nprint('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split() == ["False"]
