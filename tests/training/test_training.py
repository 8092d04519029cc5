"""The loop on objectives whose behaviour is known."""

import os
import signal
from dataclasses import replace
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.bijections import InvertibleLinear
from innverse.training import Batch, History, Training, train
from innverse.training.optimiser import adam_with_decay, schedule

N = 100
PAIRS = Batch(jnp.ones((N, 1)), jnp.zeros((N, 1)))
SHORT = Training(epochs=4, steps_per_epoch=25, batch=16, learning_rate=0.1, averaging=0.0)


class Point(eqx.Module):
    """One weight, to be moved to 3."""

    position: jax.Array

    def __init__(self, key):
        self.position = jax.random.normal(key)


def distance(network, batch, key, progress):
    loss = (network.position - 3.0) ** 2
    return loss, {"squared": loss}


def run(objective=distance, training=SHORT, callback=None, pairs=PAIRS):
    return train(Point, objective, pairs, pairs, training, jax.random.key(0), callback)


def test_the_minimum_is_found_and_every_epoch_reported():
    seen = []
    trained = run(callback=lambda *now: seen.append(now))
    assert abs(trained.networks.position[0] - 3.0) < 0.05
    assert [(now[0], now[1]) for now in seen] == [(i, 4) for i in range(1, 5)]
    assert set(seen[0][2]) == {"loss", "squared"} == set(seen[0][3])
    frame = trained.history.to_frame()
    assert len(frame) == 4 and trained.history.stopped == "finished" and trained.history.skipped_steps == 0


def test_same_seed_same_bits():
    assert jnp.array_equal(run().networks.position, run().networks.position)


def test_the_best_weights_are_kept_when_later_ones_are_worse():
    """The objective's target moves away over time, the held-out loss (at full progress) is best in the first epoch."""

    def drifting(network, batch, key, progress):
        target = jnp.where(progress < 1.0, -20.0 * progress, 0.0)
        return (network.position - target) ** 2, {}

    history = run(drifting).history
    losses = [epoch.final_loss for epoch in history.epochs]
    assert history.best_epoch == int(np.argmin(losses)) + 1 < len(losses)
    best = run(drifting).networks.position[0] ** 2
    assert np.isclose(best, min(losses), rtol=1e-5)


def test_broken_steps_are_skipped_and_counted():
    """Every batch that holds the poisoned row gives NaN: it is left out, the others train."""
    poisoned = PAIRS._replace(x=PAIRS.x.at[0].set(jnp.nan))

    def objective(network, batch, key, progress):
        return (network.position - 3.0) ** 2 + 0.0 * batch.x.sum(), {}

    trained = train(Point, objective, poisoned, PAIRS, SHORT, jax.random.key(0))
    # 25 batches of 16 from 4 passes over 100 rows: one batch in each pass, at least, is poisoned.
    assert 4 * 3 <= trained.history.skipped_steps <= 4 * 5
    assert abs(trained.networks.position[0] - 3.0) < 0.1


def test_training_that_is_never_finite_says_so():
    def broken(network, batch, key, progress):
        return network.position * jnp.nan, {}

    with pytest.raises(FloatingPointError, match="expected a finite held-out loss, got none"):
        run(broken)


def test_patience_ends_a_training_that_does_not_improve():
    def flat(network, batch, key, progress):
        return 0.0 * network.position, {}

    history = run(flat, Training(epochs=30, steps_per_epoch=5, patience=3)).history
    assert history.stopped == "early stop" and len(history.epochs) == 4


def test_patience_waits_while_weights_improve_under_a_loss_that_grows():
    """As where a term's weight is raised during the training."""

    def growing(network, batch, key, progress):
        return (network.position - 1.0) ** 2 + 100.0 * progress, {}

    history = run(growing, Training(epochs=12, steps_per_epoch=5, patience=3, learning_rate=1e-3)).history
    assert history.stopped == "finished" and len(history.epochs) == 12


def test_a_training_that_ran_all_epochs_is_no_early_stop():
    def flat(network, batch, key, progress):
        return 0.0 * network.position, {}

    history = run(flat, Training(epochs=4, steps_per_epoch=5, patience=3)).history
    assert history.stopped == "finished" and len(history.epochs) == 4 and not history.cut_short


def test_ctrl_c_stops_after_the_epoch_and_keeps_the_best():
    def interrupt(epoch, *_):
        if epoch == 2:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    trained = run(callback=interrupt)
    assert trained.history.stopped == "interrupted" and len(trained.history.epochs) == 2
    assert jnp.isfinite(trained.networks.position).all()
    assert signal.getsignal(signal.SIGINT) is before


class Signed(eqx.Module):
    """One weight, and a sign that is not trained."""

    position: jax.Array
    sign: jax.Array

    def __init__(self, key):
        self.position = jnp.array(0.0)
        self.sign = jnp.where(jax.random.normal(key) > 0, 1, -1)


def of_members(check):
    def rising(network, batch, key, progress):
        return -network.position, {}

    training = Training(epochs=4, steps_per_epoch=5, batch=16, averaging=0.0, members=4)
    trained = train(Signed, rising, PAIRS, PAIRS, training, jax.random.key(0), check=check)
    assert set(trained.networks.sign.tolist()) == {-1, 1}
    return trained


def test_the_best_epoch_of_an_ensemble_is_the_last_that_a_member_keeps():
    """Half of them improve to the last; the mean is best in the first epoch, since the others lose more."""

    def check(network, batch, key, progress):
        return jnp.where(network.sign > 0, 10.0, -1.0) * network.position, {}

    trained = of_members(check)
    history, falling = trained.history, int((trained.networks.sign < 0).sum())
    assert np.argmin([epoch.final_loss for epoch in history.epochs]) == 0
    assert [epoch.improved for epoch in history.epochs] == [4, falling, falling, falling]
    assert history.best_epoch == 4 and History.from_dict(history.to_dict()).best_epoch == 4


def test_a_history_that_does_not_note_who_improved_goes_by_the_smallest_loss():
    content = run().history.to_dict()
    best = History.from_dict(content).best_epoch
    older = content | {"epochs": [{k: v for k, v in row.items() if k != "improved"} for row in content["epochs"]]}
    assert History.from_dict(older).best_epoch == best > 0


def test_a_member_that_never_has_a_finite_loss_is_told():
    def check(network, batch, key, progress):
        return jnp.where(network.sign > 0, jnp.nan, -1.0) * network.position, {}

    with pytest.raises(FloatingPointError, match=r"got none in any epoch for \d of 4 members; scale"):
        of_members(check)


def test_members_start_apart_and_all_arrive():
    trained = run(training=Training(epochs=4, steps_per_epoch=25, learning_rate=0.1, averaging=0.0, members=3))
    assert trained.networks.position.shape == (3,)
    assert len(np.unique(trained.networks.position)) == 3
    assert (jnp.abs(trained.networks.position - 3.0) < 0.1).all()


def test_every_pair_is_seen_once_in_a_pass():
    """One epoch of exactly one pass: the mean over batches of the row sums is the mean over all rows."""
    pairs = Batch(jnp.arange(96.0)[:, None], jnp.zeros((96, 1)))
    training = Training(epochs=1, steps_per_epoch=6, batch=16)

    def objective(network, batch, key, progress):
        return 0 * network.position, {"x": batch.x.mean()}

    history = run(objective, training, pairs=pairs).history
    assert np.isclose(history.epochs[0].train["x"], 47.5)


def test_averaged_weights_lag_behind():
    plain, averaged = (run(training=Training(epochs=1, steps_per_epoch=5, averaging=a)) for a in (0.0, 0.99))
    assert abs(averaged.networks.position[0] - 3) > abs(plain.networks.position[0] - 3)


def test_a_short_training_is_averaged_over_its_last_steps_alone():
    """After 50 steps at a slow decay, the mean is near the weights: the first ones would count .999^50 = 95 %."""
    plain, averaged = (run(training=Training(epochs=2, steps_per_epoch=25, averaging=a)) for a in (0.0, 0.999))
    start = Point(jax.random.split(jax.random.split(jax.random.key(0))[0], 1)[0]).position
    lag = abs(averaged.networks.position[0] - plain.networks.position[0]) / abs(plain.networks.position[0] - start)
    assert 0 < lag < 0.3


class Layer(eqx.Module):
    """What decays, and what does not."""

    weight: jax.Array
    bias: jax.Array

    def __init__(self, key):
        self.weight, self.bias = jnp.ones((2, 2)), jnp.ones(2)


def test_weight_decay_shrinks_matrices_that_the_loss_does_not_hold():
    """By Π (1 − rate · decay) over the steps, the decay of 100 pairs ten times that of 10,000; biases stay."""

    def flat(network, batch, key, progress):
        return 0.0 * (network.weight.sum() + network.bias.sum()) - progress, {}

    training = Training(epochs=1, steps_per_epoch=40, learning_rate=0.1, averaging=0.0, weight_decay=0.05)
    layer = train(Layer, flat, PAIRS, PAIRS, training, jax.random.key(0)).networks
    shrunk = np.prod([1 - 0.5 * float(schedule(training)(step)) for step in range(40)])
    assert np.allclose(layer.weight, shrunk, rtol=1e-4) and shrunk < 0.5
    assert (layer.bias == 1).all()


def test_a_gradient_is_scaled_to_the_largest_norm():
    """(30, 40) becomes (3, 4) where no norm is above 5; (0.3, 0.4) stays."""

    def second_change(gradient):
        optimiser = adam_with_decay(5.0, 0.0)
        weights = jnp.zeros(2)
        _, state = optimiser.update(jnp.array([3.0, 4.0]), optimiser.init(weights), weights)
        return optimiser.update(jnp.array(gradient), state, weights)[0]

    expected = second_change([3.0, 4.0])
    assert jnp.allclose(second_change([30.0, 40.0]), expected, rtol=1e-6)
    assert not jnp.allclose(second_change([0.3, 0.4]), expected, rtol=0.1)


def test_the_training_s_own_norm_is_the_largest():
    """Where every gradient is cut to one norm, Adam goes on at full rate; where none is, it slows down near 3."""
    loose, tight = (run(training=replace(SHORT, epochs=1, clip=clip)).networks.position[0] for clip in (1e6, 1e-3))
    assert not jnp.isclose(loose, tight, rtol=1e-3)


def test_the_rate_rises_to_its_peak_and_falls_as_a_cosine():
    """rate · step / 20 over the first 20 of 100 steps, then rate · (1 + cos(π · (step − 20) / 80)) / 2."""
    rates = schedule(Training(epochs=1, steps_per_epoch=100, learning_rate=0.1, warm_up=0.2))
    found = [float(rates(step)) for step in (0, 10, 20, 40, 60, 100)]
    assert found == pytest.approx([0, 0.05, 0.1, 0.05 * (1 + np.sqrt(0.5)), 0.05, 0], abs=1e-6)


def test_all_held_out_pairs_are_checked():
    """Of 1000 rows in batches of 512 none is left out: their mean is the mean of all."""
    rows = Batch(jnp.arange(1000.0)[:, None], jnp.zeros((1000, 1)))

    def objective(network, batch, key, progress):
        return 0 * network.position + batch.x.mean(), {}

    training = Training(epochs=1, steps_per_epoch=10, batch=512)
    history = train(Point, objective, PAIRS, rows, training, jax.random.key(0)).history
    assert np.isclose(history.epochs[0].final_loss, 499.5)


def test_skipped_steps_take_their_share_of_the_schedule():
    """Every other step is broken; the weight moves by the rates of the others, as Adam does under a constant slope."""
    training = Training(epochs=1, steps_per_epoch=100, learning_rate=0.1, averaging=0.0, warm_up=0.0)

    def half_broken(network, batch, key, progress):
        broken = (progress < 1) & (jnp.round(progress * training.steps) % 2 == 0)
        return jnp.where(broken, jnp.nan, 1.0) * network.position, {}

    start = Point(jax.random.split(jax.random.split(jax.random.key(0))[0], 1)[0]).position
    applied = sum(float(schedule(training)(step)) for step in range(1, 100, 2))
    assert float(start - run(half_broken, training).networks.position[0]) == pytest.approx(applied, rel=1e-3)


def test_epochs_are_compared_under_the_same_noise():
    """A held-out loss of noise alone does not change: the best epoch is not the luckiest one."""

    def noisy(network, batch, key, progress):
        return 0.0 * network.position + jax.random.normal(key), {}

    history = run(noisy).history
    assert len({epoch.final_loss for epoch in history.epochs}) == 1 and len(
        {epoch.train["loss"] for epoch in history.epochs}
    ) == len(history.epochs)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"weight_decay": -0.1},
        {"weight_decay": float("nan")},
        {"held_out": 0.0},
        {"held_out": 1.0},
        {"learning_rate": -1.0},
        {"warm_up": 2.0},
        {"clip": float("nan")},
        {"batch": 1.5},
        {"epochs": None},
        {"warm_up": "a"},
    ],
)
def test_values_out_of_range_are_refused(wrong):
    name, value = next(iter(wrong.items()))
    kind = ValueError if isinstance(value, int | float) and name != "batch" else TypeError
    with pytest.raises(kind, match=f"Training.{name}: expected"):
        Training(**wrong)


def test_an_infinite_clip_clips_nothing():
    assert Training(clip=float("inf")).clip == float("inf")

    def second_change(clip):
        optimiser, weights = adam_with_decay(clip, 0.0), jnp.zeros(2)
        state = optimiser.init(weights)
        for gradient in ([30.0, 40.0], [0.3, 0.4]):
            change, state = optimiser.update(jnp.array(gradient), state, weights)
        return change

    assert np.array_equal(second_change(float("inf")), second_change(1e6))
    assert not np.allclose(second_change(float("inf")), second_change(5.0))


def test_every_member_starts_as_a_rotation():
    """What is not trained of a member, here permutation and signs, belongs to its own start."""

    def loss(network, batch, key, progress):
        return network.log_diagonal.sum() * 0.0 + progress, {}

    pairs = Batch(jnp.zeros((20, 6)), jnp.zeros((20, 1)))
    training = Training(epochs=1, steps_per_epoch=1, batch=10, members=3, weight_decay=0.0)
    networks = train(partial(InvertibleLinear, 6), loss, pairs, pairs, training, jax.random.key(0)).networks
    for member in range(3):
        network = jax.tree.map(lambda leaf, i=member: leaf[i] if eqx.is_array(leaf) else leaf, networks)
        matrix = jax.vmap(lambda u, f=network.forward: f(u)[0])(jnp.eye(6))
        assert jnp.allclose(matrix @ matrix.T, jnp.eye(6), atol=1e-4)
