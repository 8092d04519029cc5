"""What `diagnose` finds of models with a density, of how sharp they are, and of networks that run both ways."""

import equinox as eqx
import jax
import numpy as np
import pytest

import innverse as iv
from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior, diagnose
from innverse.diagnosis.checks import distance_between, round_trip_error
from innverse.diagnosis.rules import BEYOND_DOUBT
from innverse.methods.method import Sizes
from innverse.model import Model
from innverse.scaling import fit_scaling
from tests.diagnostics import posteriors
from tests.diagnostics.posteriors import COVARIANCE, EXACT, OVER_CONFIDENT, WRONG

PAIRS = Pairs.from_arrays(*posteriors.pairs(600, seed=0))


def with_density(posterior):
    """A closed-form posterior in the place of a model."""
    return AnyPosterior(PAIRS.parameters, PAIRS.measurements, posterior.sample, log_prob=posterior.log_density)


def test_honest_model_passes():
    diagnosis = diagnose(with_density(EXACT), PAIRS, n_draws=200)
    assert diagnosis.expected_coverage_p_value > 0.01 and diagnosis.tarp_p_value > 0.01
    assert diagnosis.expected_coverage == pytest.approx(diagnosis.confidences, abs=0.1)
    assert list(diagnosis.sharpness.values()) == pytest.approx(np.sqrt(np.diag(COVARIANCE)), abs=0.05)
    assert diagnosis.ranks.shape == (400, 3)


@pytest.mark.parametrize("posterior", WRONG.values(), ids=WRONG)
def test_wrong_models_fail(posterior):
    assert diagnose(with_density(posterior), PAIRS, n_draws=200).expected_coverage_p_value < BEYOND_DOUBT


def test_scalars_are_shown_and_what_is_missing_is_explained():
    entries = diagnose(with_density(OVER_CONFIDENT), PAIRS, n_draws=50).to_dict()
    assert entries["highest density p-value, all parameters together"] < 1e-4
    assert 0 < entries["width, prior's = 1, x1"] < 0.5
    assert entries["round-trip error: note"] == "the method has no network that runs both ways"
    bare = diagnose(AnyPosterior(PAIRS.parameters, PAIRS.measurements, EXACT.sample), PAIRS, n_draws=50)
    assert bare.expected_coverage is bare.expected_coverage_p_value is None
    assert bare.notes["expected_coverage_p_value"] == "the method's posterior has no density"
    few = diagnose(with_density(EXACT), PAIRS.subset(slice(10)), n_draws=50)
    assert few.sharpness == {} and few.notes["sharpness"].startswith("needs 20 draws")


@pytest.mark.parametrize(
    "method",
    [
        iv.INN(blocks=2, subnet_width=8),
        pytest.param(iv.ConditionalINN(blocks=1, subnet_width=8), marks=pytest.mark.slow),
        iv.InvertibleAutoencoder(width=8),
    ],
    ids=["INN", "conditional INN", "autoencoder"],
)
def test_only_an_invertible_network_comes_back(method):
    """Untrained ones: whether g undoes f is a matter of the construction, but for the autoencoder."""
    error = round_trip_error(untrained(method), PAIRS.subset(slice(50))).value
    assert (error < 1e-4) is not isinstance(method, iv.InvertibleAutoencoder)


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(iv.INN(blocks=2, subnet_width=8), marks=pytest.mark.slow),
        iv.ConditionalINN(blocks=2, subnet_width=8),
    ],
)
def test_in_double_precision_too(method, float64):
    assert round_trip_error(untrained(method), PAIRS.subset(slice(50))).value < 1e-7


def untrained(method):
    sizes = Sizes(3, 2, False, 100)
    networks = stacked(eqx.filter_jit(method.network)(sizes, jax.random.key(0)))
    return Model(
        method=method,
        networks=networks,
        members=1,
        scaling=fit_scaling(PAIRS),
        parameters=PAIRS.parameters,
        measurements=PAIRS.measurements,
        classes=False,
        history=None,
        provenance={},
    )


def stacked(network):
    """As a training of one member returns it."""
    return jax.tree.map(lambda leaf: leaf[None] if isinstance(leaf, jax.Array) else leaf, network)


def test_a_distance_is_the_same_wherever_zero_is():
    """Single precision leaves whole numbers of ten millions."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(100, 2)), 1 + rng.normal(size=(100, 2))
    assert distance_between(a + 1e7, b + 1e7) == pytest.approx(distance_between(a, b), rel=1e-3)
