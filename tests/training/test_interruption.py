"""What becomes of Ctrl-C, once and again."""

import hashlib
import os
import signal
import threading
import time

import pytest

import innverse as iv
from innverse.training.interruption import Interruption


def twice_within_one_call_of_compiled_code():
    def press():
        for _ in range(2):
            time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    hashlib.pbkdf2_hmac("sha256", b"", b"", 1_000_000)
    pressing.join()


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_all_that_arrive_while_an_epoch_runs_are_one_and_the_next_one_leaves():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), Interruption() as interruption:
        twice_within_one_call_of_compiled_code()
        assert interruption.requested
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("checkpoint", "again"),
    [pytest.param(None, "begins anew", marks=pytest.mark.slow), ("kept", "goes on from its checkpoint")],
)
def test_a_fit_that_was_interrupted_says_so(checkpoint, again, tmp_path):
    """A notebook's queued cells, and a loop over seeds, go on with whatever `fit` returns."""
    pairs = iv.simulate(iv.problems.InverseKinematics(), 200, seed=0)
    method, training = (
        iv.MixtureDensityNetwork(components=2, width=8, depth=1),
        iv.Training(epochs=4, steps_per_epoch=2),
    )
    with pytest.warns(UserWarning, match=f"training: expected 4 epochs, got Ctrl-C after 1; .*{again}") as told:
        model = method.fit(
            pairs,
            training,
            callback=lambda *_: signal.raise_signal(signal.SIGINT),
            checkpoint=checkpoint and tmp_path / checkpoint,
        )
    assert told[0].filename == __file__
    assert model.history.interrupted and len(model.history.epochs) == 1
