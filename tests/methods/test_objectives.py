"""What the objectives compute: terms, gradients, and who may move what."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest

import innverse as iv
from innverse.methods import INN, Bidirectional, CrossEntropy, MaximumLikelihood, Sizes
from innverse.methods.bidirectional import Weights
from innverse.methods.measurement_code import PACE, ClassCode
from innverse.training import Batch

KEY = jax.random.key(0)
SMALL = {"blocks": 2, "subnet_width": 16, "subnet_depth": 1}
REMAINING = (
    (MaximumLikelihood(), Sizes(4, 2)),
    (Bidirectional.eight_modes(), Sizes(3, 14)),
    (Bidirectional.eight_modes(), Sizes(1, 1)),
    (MaximumLikelihood(), Sizes(2, 8, classes=True)),
)


def batch(dim_x, dim_y, n=64):
    rng = np.random.default_rng(0)
    return Batch(jnp.asarray(rng.normal(size=(n, dim_x))), jnp.asarray(rng.normal(size=(n, dim_y))))


def start(method, sizes):
    """A network away from its start, where couplings are the identity."""
    network = eqx.filter_jit(method.network)(sizes, KEY)
    return jax.tree.map(lambda leaf: leaf + 0.1 if eqx.is_inexact_array(leaf) else leaf, network)


@pytest.mark.parametrize(
    ("objective", "sizes"),
    [
        (Bidirectional.eight_modes(), Sizes(4, 2)),
        (MaximumLikelihood(), Sizes(3, 14)),
        (MaximumLikelihood(), Sizes(1, 1)),
        (Bidirectional.eight_modes(), Sizes(2, 8, classes=True)),
        *(pytest.param(*case, marks=pytest.mark.slow) for case in REMAINING),
    ],
    ids=repr,
)
def test_every_shape_of_problem_has_a_finite_loss_and_gradient(objective, sizes):
    method = INN(**SMALL, objective=objective)
    network = start(method, sizes)
    data = batch(sizes.dim_x, sizes.dim_y)
    if sizes.classes:
        data = data._replace(y=jax.nn.one_hot(jnp.arange(len(data.y)) % sizes.dim_y, sizes.dim_y))
    (loss, terms), gradient, draws, prediction, log_density = everything(method, network, data)
    leaves = jax.tree.leaves(eqx.filter(gradient, eqx.is_inexact_array))
    assert jnp.isfinite(loss) and all(jnp.isfinite(term) for term in terms.values())
    assert all(jnp.isfinite(leaf).all() for leaf in leaves)
    assert draws.shape == (7, sizes.dim_x) and prediction.shape == (sizes.dim_y,)
    assert jnp.isfinite(log_density)


@eqx.filter_jit
def everything(method, network, data):
    """Compiled once: op by op it would take a minute."""
    return (
        *eqx.filter_value_and_grad(method.loss, has_aux=True)(network, data, KEY, jnp.array(0.5)),
        method.draw(network, data.y[0], 7, KEY),
        method.predict(network, data.x[0]),
        method.log_density(network, data.x[0], data.y[0], KEY),
    )


def test_the_likelihood_is_the_formula_of_the_paper():
    """Without padding and at full progress: ‖f_y − y‖²/2s² + ‖f_z‖²/2 − log|J| and the constants."""
    method = INN(**SMALL, least_width=0)
    network = start(method, Sizes(4, 2))
    data = batch(4, 2)
    v, log_det = jax.vmap(network.bijection.forward)(data.x)
    variance = jnp.exp(2 * network.head.log_sd) + method.objective.sigma**2
    squares = ((v[:, :2] - data.y) ** 2 / variance).sum(1) + (v[:, 2:] ** 2).sum(1)
    constants = 0.5 * jnp.log(variance).sum() + 2 * jnp.log(2 * jnp.pi)
    expected = (0.5 * squares - log_det).mean() + constants
    loss, terms = loss_of(method, network, data)
    np.testing.assert_allclose(terms["nll"], expected, rtol=1e-5)
    np.testing.assert_allclose(loss, expected + terms["L_y"], rtol=1e-5)


@eqx.filter_jit
def loss_of(method, network, data):
    return method.loss(network, data, KEY, jnp.array(1.0))


@eqx.filter_jit
def gradient_of(method, network, data):
    return eqx.filter_grad(lambda net: method.loss(net, data, KEY, jnp.array(1.0))[0])(network)


def test_latent_loss_holds_the_measurement_part_constant():
    """With L_z alone, the gradient through f_y vanishes: a network whose z part is cut off gets no gradient at all."""
    only_latent = Bidirectional(weights=Weights(0.0, 1.0, 0.0, 0.0))
    data = batch(2, 2)
    method = INN(**SMALL, objective=only_latent, dim_z=0)
    network = start(method, Sizes(2, 2))
    gradient = gradient_of(method, network, data)
    assert all((leaf == 0).all() for leaf in jax.tree.leaves(eqx.filter(gradient, eqx.is_inexact_array)))
    released = dataclasses.replace(only_latent, measurement=CrossEntropy())
    method = INN(**SMALL, objective=released, dim_z=0)
    gradient = gradient_of(method, network, data)
    assert any((leaf != 0).any() for leaf in jax.tree.leaves(eqx.filter(gradient, eqx.is_inexact_array)))


def test_what_cross_entropy_has_trained_is_read_as_class_probabilities():
    method = INN(**SMALL, objective=Bidirectional(CrossEntropy(temperature=0.5)))
    network = start(method, Sizes(4, 3, classes=True))
    x = jax.random.normal(KEY, (4,))
    code = network.encode(x, jnp.zeros(network.layout.pad_x))[0]
    assert jnp.allclose(method.predict(network, x), jax.nn.softmax(code / 0.5), atol=1e-6)
    nats = network.head.reading_loss(code, jnp.eye(3)[1])
    assert np.isclose(nats, CrossEntropy(temperature=0.5)(code[None], jnp.eye(3)[1:2]), rtol=1e-5)


SHARES = np.array([0.05, 0.95])


def two_classes():
    """A code of one component, N(1, 1) and N(−1, 1), and the pairs' shares."""
    code = ClassCode(2, 1, key=KEY)
    exact = jnp.array([[1.0], [-1.0]]), jnp.zeros((2, 1)), jnp.log(SHARES) / PACE
    return eqx.tree_at(lambda c: (c.mean, c.log_sd, c.slow_log_share), code, exact)


def test_of_rare_classes_too_the_cross_entropy_is_least_at_the_posterior():
    """Its gradient there, by quadrature over the code, moves neither code nor classes."""
    code, grid = two_classes(), jnp.linspace(-9.0, 9.0, 2001)[:, None]
    density = jnp.exp(-0.5 * (grid - code.mean[:, 0]) ** 2) / np.sqrt(2 * np.pi) * SHARES

    def cross_entropy(code, shift):
        nats = jax.vmap(lambda c: jnp.stack([code.reading_loss(c + shift, y) for y in jnp.eye(2)]))(grid)
        return (density * nats).sum() * (grid[1, 0] - grid[0, 0])

    gradient = jax.grad(lambda both: cross_entropy(*both), allow_int=False)((code, jnp.zeros(1)))
    assert all(jnp.abs(leaf).max() < 1e-5 for leaf in jax.tree.leaves(gradient))
    probabilities = jax.vmap(code.read)(grid)
    assert np.allclose(probabilities, density / density.sum(axis=1, keepdims=True), atol=1e-6)


@pytest.mark.slow
def test_a_rare_class_is_learned_where_it_lives():
    """x ~ N(±1, 1) by class: draws of the one that is 5 % of all have mean 1, and x = 0 belongs to it in 5 %."""
    rng = np.random.default_rng(0)
    rare = rng.random(20_000) < SHARES[0]
    table = pd.DataFrame({"x": rng.normal(np.where(rare, 1.0, -1.0)), "kind": np.where(rare, "rare", "usual")})
    pairs = iv.Pairs.from_table(table, x=["x"], y="kind")
    model = INN(**SMALL).fit(pairs, iv.Training(epochs=5), seed=0)
    assert model.posterior("rare").sample(4000).mean() == pytest.approx(1.0, abs=0.2)
    assert model.predict([[0.0]])[0] == pytest.approx(SHARES, abs=0.03)


def test_the_ramp_of_the_paper():
    ramp = Bidirectional.eight_modes().ramp
    assert ramp(1.0) == 1.0
    assert np.isclose(ramp(0.0), 2 * 0.002)
    assert np.isclose(ramp(0.5), 2 * 0.002**0.5)
    assert Bidirectional.paper().ramp(0.0) == 1.0


def test_reconstruction_vanishes_without_noise():
    from innverse.methods.bidirectional import Noise

    silent = Bidirectional(noise=Noise(1e-9, 0.0, 1e-9))
    method = INN(**SMALL, objective=silent)
    network = start(method, Sizes(4, 2))
    assert loss_of(method, network, batch(4, 2))[1]["L_r"] < 1e-8


@pytest.mark.parametrize("name", ["blocks", "subnet_width", "subnet_depth"])
def test_impossible_sizes_are_refused(name):
    with pytest.raises(ValueError, match=f"INN.{name}: expected a whole number of at least 1, got 0"):
        INN(**{name: 0})
