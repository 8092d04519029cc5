"""A training that was stopped goes on to the same bits; a file that does not fit is refused by name."""

import errno
import os
import signal

import equinox as eqx
import jax
import numpy as np
import pytest

from innverse.training import Batch, Checkpoint, CheckpointError, Training, train
from innverse.training.loop import _compiled

BELONGS_TO = {"method": {"name": "Line"}, "training": {"epochs": 4}, "seed": 0}
X = np.linspace(-1.0, 1.0, 60)[:, None]
PAIRS = Batch(jax.numpy.asarray(X), jax.numpy.asarray(3 * X + 1))
TRAINING = Training(epochs=4, steps_per_epoch=5, batch=16, learning_rate=0.1, averaging=0.5, members=2)


class Line(eqx.Module):
    slope: jax.Array
    offset: jax.Array

    def __init__(self, key):
        self.slope, self.offset = jax.random.normal(key, (2,))


class Stopped(Exception):
    pass


def error(line, batch, key, progress):
    noise = 0.1 * jax.random.normal(key, batch.x.shape)
    loss = ((line.slope * batch.x + line.offset + noise - batch.y) ** 2).mean()
    return loss, {"squared": loss}


def run(kept=None, callback=None, training=TRAINING):
    return train(Line, error, PAIRS, PAIRS, training, jax.random.key(0), callback, kept)


def stop_at(last):
    def callback(epoch, *_):
        if epoch == last:
            raise Stopped

    return callback


def checkpoint(path, belongs_to=BELONGS_TO, seconds=0.0, **more):
    return Checkpoint(path, belongs_to, seconds, **more)


def same(one, other):
    assert all(map(np.array_equal, jax.tree.leaves(one.networks), jax.tree.leaves(other.networks)))
    columns = ["train/squared", "held-out/squared", "final_loss", "learning_rate", "skipped"]
    assert one.history.to_frame()[columns].equals(other.history.to_frame()[columns])
    assert one.history.stopped == other.history.stopped


@pytest.fixture(scope="module", autouse=True)
def compiled_once():
    """One network, one objective: a program for each training is enough."""
    programs = {}

    def kept(*arguments):
        if arguments[-1] not in programs:
            programs[arguments[-1]] = _compiled(*arguments)
        return programs[arguments[-1]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("innverse.training.loop._compiled", kept)
        yield


@pytest.fixture(scope="module")
def whole():
    return run()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "line.checkpoint"


@pytest.fixture
def stopped(path):
    with pytest.raises(Stopped):
        run(checkpoint(path), stop_at(2))
    return path


def test_stopped_twice_it_ends_with_the_same_bits(stopped, whole):
    with pytest.raises(Stopped):
        run(checkpoint(stopped), stop_at(3))
    same(run(checkpoint(stopped)), whole)


def test_keeping_changes_nothing(path, whole):
    same(run(checkpoint(path)), whole)


def test_what_has_ended_is_not_trained_again(path, whole):
    run(checkpoint(path))
    same(run(checkpoint(path), stop_at(4)), whole)  # the callback would raise in the fourth epoch


def test_patience_goes_on_counting(path):
    training = Training(epochs=30, steps_per_epoch=5, batch=16, learning_rate=1e-9, patience=3)
    undisturbed = run(training=training)
    assert undisturbed.history.stopped == "early stop"
    with pytest.raises(Stopped):
        run(checkpoint(path), stop_at(2), training=training)
    same(run(checkpoint(path), training=training), undisturbed)
    same(run(checkpoint(path), training=training), undisturbed)


def test_an_interrupted_training_goes_on(path, whole):
    interrupted = run(checkpoint(path), lambda epoch, *_: epoch == 2 and os.kill(os.getpid(), signal.SIGINT))
    assert interrupted.history.stopped == "interrupted" and len(interrupted.history.epochs) == 2
    same(run(checkpoint(path)), whole)


def test_seconds_pass_between_two_writes(path):
    now, written = [0.0], []
    kept = checkpoint(path, seconds=10.0, clock=lambda: now[0])
    kept.keep = lambda snapshot: written.append(now[0])
    for now[0] in (4.0, 9.9, 10.0):
        kept.offer(None)
    assert written == [10.0]


def test_a_checkpoint_of_another_training_is_refused(stopped):
    other = {"method": {"name": "Line"}, "training": {"epochs": 5}, "seed": 1}
    with pytest.raises(CheckpointError, match=r"another: training.epochs was 4, is 5 now; seed was 0, is 1 now; name"):
        run(checkpoint(stopped, other))


def test_numbers_of_numpy_are_compared_by_value(path):
    of = [checkpoint(path, {"rate": np.float32(rate), "seed": np.int64(1)}) for rate in (1e-3, 3e-3, 1e-3)]
    run(of[0])
    with pytest.raises(CheckpointError, match=r"another: rate was 0.001\d*, is 0.003\d* now"):
        of[1].part("other")
    of[2].part("other")


def test_another_network_is_refused(stopped):
    wider = TRAINING.__class__(**vars(TRAINING) | {"members": 3})
    with pytest.raises(CheckpointError, match=r"expected a whole .* instead of float32\(3,\); delete"):
        run(checkpoint(stopped), training=wider)


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:3], lambda b: b"", lambda b: b[:-9] + b"\x7f" + b[-8:]]
)
def test_a_damaged_file_is_named(stopped, damage):
    stopped.write_bytes(damage(stopped.read_bytes()))
    with pytest.raises(CheckpointError, match=r"line\.checkpoint: expected a whole .*, got .*; delete it"):
        checkpoint(stopped).load(None)


def test_a_model_file_is_no_checkpoint(path):
    from safetensors.numpy import save_file

    save_file({"a": np.zeros(3)}, path, metadata={"innverse": "{}"})
    with pytest.raises(CheckpointError, match="got a safetensors file without the description of a checkpoint"):
        checkpoint(path).load(None)


def test_a_full_disk_leaves_the_last_checkpoint(stopped, whole, monkeypatch):
    before = stopped.read_bytes()

    def full(partial, contents):
        with partial.open("wb") as file:
            file.write(contents[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(partial))

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.write_bytes", full)
        with pytest.raises(OSError, match=r"expected to write [\d,]+ bytes .*, got: No space left on device; the"):
            run(checkpoint(stopped))
    assert stopped.read_bytes() == before and list(stopped.parent.iterdir()) == [stopped]
    same(run(checkpoint(stopped)), whole)


def test_a_place_that_cannot_be_written_is_told_before_the_first_epoch(tmp_path):
    with pytest.raises(FileNotFoundError, match="checkpoint: expected to write"):
        run(checkpoint(tmp_path / "nowhere" / "line.checkpoint"), stop_at(1))


def test_a_folder_is_no_checkpoint(tmp_path):
    with pytest.raises(
        IsADirectoryError, match=r"checkpoint: expected a file, got the folder .*; name one in it, such"
    ):
        checkpoint(tmp_path)
