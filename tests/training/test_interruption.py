"""What becomes of Ctrl-C, once and again."""

import hashlib
import os
import signal
import threading
import time

import pytest

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
