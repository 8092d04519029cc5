"""The latent of a network is a change of variables that keeps every density."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import innverse as iv
from innverse.bijections import Affine
from innverse.methods.conditional_flow import ConditionalNetwork
from innverse.methods.method import Sizes
from innverse.model import Model
from innverse.refinement.latent_space import Network, latent_space
from innverse.scaling import fit_scaling
from tests.linear_gaussian import LinearGaussian

PAIRS = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.5]]), noise=0.5).pairs(500)


def untrained(method, members=1):
    """A model with the weights it starts from, shaken."""
    sizes = Sizes(PAIRS.dim_x, PAIRS.dim_y, pairs=len(PAIRS))
    each = [_shaken_start(method, sizes, jax.random.key(member)) for member in range(members)]
    shaken = jax.tree.map(lambda *leaves: jnp.concatenate(leaves) if eqx.is_array(leaves[0]) else leaves[0], *each)
    about = {"parameters": PAIRS.parameters, "measurements": PAIRS.measurements, "classes": False}
    scaling = fit_scaling(PAIRS)
    return Model(method=method, networks=shaken, members=members, scaling=scaling, history=None, provenance={}, **about)


@eqx.filter_jit
def _shaken_start(method, sizes, key):
    """Compiled once: op by op it would take seconds."""
    return jax.tree.map(lambda leaf: _shaken(leaf)[None] if eqx.is_array(leaf) else leaf, method.network(sizes, key))


def _shaken(leaf):
    if not jnp.issubdtype(leaf.dtype, jnp.floating):
        return leaf
    return leaf + 0.05 * jax.random.normal(jax.random.key(leaf.size), leaf.shape, leaf.dtype)


def asked(method):
    return untrained(method).posterior(PAIRS.y[0])


def test_density_over_the_latent_is_the_network_s_without_padding():
    """log N(e) − log v(e) = log q(x(e) | y)."""
    posterior = asked(iv.ConditionalINN(blocks=1, subnet_width=8, subnet_depth=1, elementwise=Affine()))
    space = latent_space(posterior)
    e, log_normal = space.draws(200, seed=0)
    x, log_volume = space.all_to_x(e)
    assert e.shape == (200, 2)
    assert np.allclose(log_normal - log_volume, posterior.log_prob(x), atol=1e-4)


@pytest.mark.slow
def test_an_ensemble_proposes_by_all_of_its_networks():
    """A mode that only the second network holds would be lost, and no weight could tell."""
    posterior = untrained(iv.ConditionalINN(blocks=1, subnet_width=8, subnet_depth=1, elementwise=Affine()), 2)
    posterior = posterior.posterior(PAIRS.y[0])
    space = latent_space(posterior)
    e, log_density = space.draws(400, seed=0)
    x, log_volume = space.all_to_x(e)
    assert np.allclose(x, posterior.sample(400, seed=0))
    assert np.allclose(log_density - log_volume, posterior.log_prob(x), atol=1e-3)
    padded = untrained(iv.INN(blocks=1, subnet_width=8, subnet_depth=1), 2).posterior(PAIRS.y[0])
    assert isinstance(latent_space(padded), Network)


def test_one_program_serves_all_measurements(monkeypatch):
    model, seen = untrained(iv.ConditionalINN(blocks=1, subnet_width=8, subnet_depth=1, elementwise=Affine())), []
    own = ConditionalNetwork.from_normal
    monkeypatch.setattr(ConditionalNetwork, "from_normal", lambda self, e, y: seen.append(y) or own(self, e, y))
    spaces = [latent_space(model.posterior(y)) for y in PAIRS.y[:3]]
    images = [space.all_to_x(np.zeros((rows, 2)))[0] for space, rows in zip(spaces, (300, 300, 3000), strict=True)]
    assert len(seen) == 1 and not np.allclose(images[0], images[1])


def test_with_padding_every_density_keeps_its_mass():
    """E over e ~ N(0, I) of p(x(e)) v(e) / N(e) is 1, for the network's own p."""
    posterior = asked(iv.INN(blocks=1, subnet_width=8, subnet_depth=1))
    space = latent_space(posterior)
    e, log_normal = space.draws(4_000, seed=0)
    x, log_volume = space.all_to_x(e)
    ratio = np.exp(posterior.log_prob(x) + log_volume - log_normal)
    assert e.shape == (4_000, 4) and ratio.std() < 5  # so that what is left to chance stays small; it is 1.6
    assert ratio.mean() == pytest.approx(1, abs=5 * ratio.std() / np.sqrt(4_000))
