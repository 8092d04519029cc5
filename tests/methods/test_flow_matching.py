"""The regression that flow matching learns by; its posterior is tested with the other rivals."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.methods import INN, FlowMatching
from innverse.training import Batch, Training


def losses(method, pairs, repeats):
    """Of a field v(x, t, y) = t at x = 0: (t + noise)²."""
    batch = Batch(jnp.zeros((pairs, 1)), jnp.zeros((pairs, 1)))
    keys = jax.random.split(jax.random.key(0), repeats)
    return jax.vmap(lambda key: method.loss(lambda x, t, y: t[None], batch, key, 0.0)[0])(keys)


def test_times_follow_their_density():
    """E (t + noise)² = E t² + 1, and E t² = 1/2 under p(t) = 2 t."""
    assert losses(FlowMatching(), 400, 2000).mean() == pytest.approx(1.5, abs=0.01)


def test_pairs_of_a_small_batch_are_seen_at_several_times():
    """Forty copies of ten pairs are as calm as 400 pairs, and √40 times as calm as ten."""
    often, once, many = (
        float(losses(FlowMatching(rows=rows), pairs, 1000).std()) for rows, pairs in ((400, 10), (1, 10), (1, 400))
    )
    assert often == pytest.approx(many, rel=0.15) and once / often == pytest.approx(np.sqrt(40), rel=0.15)


def test_what_a_training_leaves_open_the_method_chooses():
    """Weight decay, and the size of a batch, which few pairs want small and an MMD wants large."""
    open_, said = Training(), Training(weight_decay=0.0, batch=7)
    assert FlowMatching().with_defaults(open_, 100).weight_decay == FlowMatching.weight_decay
    decay = INN().with_defaults(open_, 100).weight_decay
    assert decay == Training(weight_decay=0.2).decay(10_000) == open_.decay(10_000)
    sizes = [INN().with_defaults(open_, pairs).batch for pairs in (1000, 20_000, 1_000_000)]
    assert sizes == [50, 100, 512] and INN.paper().with_defaults(open_, 1000).batch == 512
    assert FlowMatching().with_defaults(said, 1000) == said


class ThinGaussian:
    """The exact velocities of the path from N(0, 1) to N(mean, sd²)."""

    dim_x, mean, sd = 1, 0.7, 0.01

    def given(self, y):
        def velocity(x, t):
            pull = (t * self.sd**2 - (1 - t)) / ((1 - t) ** 2 + (t * self.sd) ** 2)
            return self.mean + pull * (x - t * self.mean)

        return velocity


def test_the_density_of_a_thin_posterior_is_that_of_its_velocities():
    """Thirty-two even steps would be 1.1 nats off, and the draws a quarter too narrow."""
    field, method, key = ThinGaussian(), FlowMatching(), jax.random.key(0)
    x = jnp.linspace(0.68, 0.72, 9)
    density = jax.vmap(lambda one: method.log_density(field, one[None], jnp.zeros(1), key))(x)
    truth = jax.scipy.stats.norm.logpdf(x, ThinGaussian.mean, ThinGaussian.sd)
    np.testing.assert_allclose(density, truth, atol=0.02)
    draws = method.draw(field, jnp.zeros(1), 20_000, key)
    assert float(draws.std()) == pytest.approx(ThinGaussian.sd, rel=0.02)
