"""Emulated pairs: when they are seen, what they are worth, and a training on them that is stopped."""

import os
import signal
from dataclasses import replace
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import innverse as iv
from innverse.bijections import Affine
from innverse.methods import AsMeasured, ConditionalINN
from innverse.methods.emulator import ROWS, Emulating
from innverse.training import Batch, History, Snapshot
from innverse.training.loop import _compiled
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.5]]), noise=0.5)
PLAIN = {"elementwise": Affine(), "encoder": AsMeasured()}
SMALL = ConditionalINN(blocks=1, subnet_width=16, **PLAIN)
SHORT = iv.Training(epochs=3, steps_per_epoch=4, batch=32, emulated=0.5)
BATCH = Batch(jnp.arange(40.0)[:, None], jnp.zeros((40, 1)))


@pytest.fixture(scope="module", autouse=True)
def small_emulator():
    """One that takes a second to compile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("innverse.methods.emulator.EMULATOR", ConditionalINN(blocks=1, **PLAIN))
        yield


@pytest.fixture(scope="module", autouse=True)
def compiled_once():
    """A program for each training of a network of one shape, whose loss is the same here whenever these are."""
    programs = {}

    def kept(epoch, start, data, key, training):
        shapes = [(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves((start, data))]
        told = (training, str(jax.tree.structure((start, data))), *shapes)
        if told not in programs:
            programs[told] = _compiled(epoch, start, data, key, training)
        return programs[told]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("innverse.training.loop._compiled", kept)
        yield


@pytest.fixture(scope="module")
def whole():
    return SMALL.fit(TRUTH.pairs(400), SHORT)


def seen(progress, emulate):
    """What a loss is given at a share of .5: mean of y − x, number of rows, least distance between two y."""

    def loss(network, batch, key, progress):
        apart = jnp.diff(jnp.sort(batch.y.ravel())).min()
        return (batch.y - batch.x).mean(), {"rows": jnp.array(len(batch.x)), "apart": apart}

    return Emulating(loss, emulate, 0.5)(None, BATCH, jax.random.key(0), jnp.array(progress))


@pytest.mark.parametrize(("progress", "emulated"), [(0.0, True), (0.49, True), (0.5, False), (1.0, False)])
def test_emulated_pairs_come_first_and_the_pairs_themselves_last(progress, emulated):
    offset, rows = seen(progress, lambda x, key: x + 1)
    assert float(offset) == (1.0 if emulated else float((BATCH.y - BATCH.x).mean()))
    assert int(rows["rows"]) == len(BATCH.x) * (ROWS // len(BATCH.x) if emulated else 1)


def test_every_copy_of_a_pair_has_a_measurement_of_its_own():
    assert seen(0.0, lambda x, key: jax.random.normal(key, (1,)))[1]["apart"] > 0


def test_patience_waits_for_the_pairs_themselves():
    """Nothing got better in nine epochs; those before the sixth of ten were on emulated pairs."""

    def out_of_patience(epochs, emulated):
        history = History([SimpleNamespace()] * epochs)
        return Snapshot(None, history, 0, np.array([np.inf])).out_of_patience(
            iv.Training(epochs=10, patience=4, emulated=emulated)
        )

    assert [out_of_patience(epochs, 0.5) for epochs in (4, 8, 9)] == [False, False, True]
    assert out_of_patience(4, 0.0)


@pytest.mark.slow
def test_several_networks_share_an_emulator():
    model = SMALL.fit(TRUTH.pairs(400), replace(SHORT, members=2))
    assert model.members == 2 and np.isfinite(model.sample(TRUTH.pairs(3).y, 10)).all()


def test_a_checkpoint_of_another_training_is_refused_before_anything_is_trained(tmp_path):
    kept = {"checkpoint": tmp_path / "model.checkpoint", "checkpoint_seconds": 0.0}
    SMALL.fit(TRUTH.pairs(400), replace(SHORT, emulated=0.0), **kept)
    with pytest.raises(iv.training.CheckpointError, match=r"training.emulated was 0.0, is 0.5 now"):
        SMALL.fit(TRUTH.pairs(400), SHORT, callback=lambda *_: pytest.fail("an epoch was trained"), **kept)


@pytest.mark.slow
def test_few_noisy_pairs_are_not_learned_by_heart():
    """Of 300 pairs, without the weight decay that would help as well: at least .1 nats nearer to the exact density."""
    pairs, fresh = TRUTH.pairs(300), TRUTH.pairs(2000, seed=1)
    method = ConditionalINN(blocks=2, subnet_width=64, **PLAIN)

    def log_density(emulated):
        plan = iv.Training(epochs=8, steps_per_epoch=100, batch=64, weight_decay=0.0, emulated=emulated)
        return float(method.fit(pairs, plan).log_prob(fresh.x, fresh.y).mean())

    truth = np.mean([TRUTH.log_density(x[None], y)[0] for x, y in zip(fresh.x, fresh.y, strict=True)])
    assert log_density(0.0) + 0.1 < log_density(0.75) < truth + 0.02


def test_emulated_counts_are_counts(monkeypatch):
    """Within the range of those that were simulated, and not all the same."""
    x = np.random.default_rng(0).normal(size=(400, 2))
    y = np.column_stack([np.random.default_rng(1).poisson(np.exp(x[:, 0])), x[:, 1]])
    pairs = iv.Pairs(x, y, (iv.Column("a"), iv.Column("b")), (iv.Column("seen", lower=0), iv.Column("measured")))
    emulators = []

    def watched(loss, emulate, share):
        emulators.append(emulate)
        return Emulating(loss, emulate, share)

    monkeypatch.setattr("innverse.methods.emulator.Emulating", watched)
    scaling = SMALL.fit(pairs, SHORT).scaling
    keys = jax.random.split(jax.random.key(0), 400)
    emulated = jax.jit(jax.vmap(emulators[0]))(jnp.asarray(scaling.scale(pairs)[0]), keys)
    seen, measured = scaling.unscale_y(np.asarray(emulated)).T
    seen = np.where(seen < 0.9, 0, seen)  # a zero lies on its bound, and is put a little inside it
    assert np.abs(seen - seen.round()).max() < 1e-3 and 2 < seen.max() < y[:, 0].max() + 1e-3
    assert len(np.unique(measured)) == 400


def test_held_out_pairs_are_never_emulated(whole):
    """Their loss in the first epoch is that of the real pairs: at full progress it is the same."""
    epochs = whole.history.epochs
    assert [epoch.held_out["loss"] for epoch in epochs] == [epoch.final_loss for epoch in epochs]


def test_the_seconds_of_a_training_are_those_of_its_emulator_too(whole, tmp_path):
    history = whole.history
    assert history.emulator_seconds > 0
    assert history.seconds > history.emulator_seconds + sum(epoch.seconds for epoch in history.epochs)
    whole.save(tmp_path / "model.innverse")
    assert iv.load(tmp_path / "model.innverse").history == history


def stopped_in(calls):
    """A callback that raises in its given call; the emulator's three epochs come before the posterior's three."""
    told = iter(range(1, 7))

    def callback(*_):
        if next(told) == calls:
            raise TimeoutError

    return callback


@pytest.mark.parametrize(
    "calls",
    [2, pytest.param(5, marks=pytest.mark.slow)],
    ids=["in the emulator's training", "in the posterior's"],
)
def test_a_training_that_was_stopped_ends_with_the_same_bits(calls, whole, tmp_path):
    kept = {"checkpoint": tmp_path / "model.checkpoint", "checkpoint_seconds": 0.0}
    with pytest.raises(TimeoutError):
        SMALL.fit(TRUTH.pairs(400), SHORT, callback=stopped_in(calls), **kept)
    again = SMALL.fit(TRUTH.pairs(400), SHORT, callback=stopped_in(None), **kept)
    assert all(map(np.array_equal, jax.tree.leaves(whole.networks), jax.tree.leaves(again.networks)))


def test_ctrl_c_while_nothing_can_answer_yet_is_an_interrupt(tmp_path):
    def interrupt(epoch, *_):
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        SMALL.fit(TRUTH.pairs(400), SHORT, callback=interrupt, checkpoint=tmp_path / "model.checkpoint")
    assert (tmp_path / "model.checkpoint.emulator").exists()


def test_classes_cannot_be_emulated():
    parameters, animals = (iv.Column("a"), iv.Column("b")), (iv.Column("sheep"), iv.Column("goat"))
    x, y = np.random.default_rng(0).normal(size=(60, 2)), np.eye(2)[np.arange(60) % 2]
    pairs = iv.Pairs(x, y, parameters, animals, True)
    with pytest.raises(ValueError, match=r"Training.emulated: expected 0 for measurements that are classes, got 0.5"):
        SMALL.fit(pairs, SHORT)
