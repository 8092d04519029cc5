"""Wrong proposals are made right, against a linear Gaussian posterior in closed form; hopeless ones are not trusted."""

from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest
from jax.scipy.stats import norm

import innverse as iv
from innverse.experiments.refined_draws import Refining
from innverse.refinement import ImportanceWeights, LatentWalk, Projection, Refined
from innverse.refinement.fibre import Fibre
from innverse.refinement.fibre_walk import walk_along
from innverse.refinement.latent_walk import _doubts
from innverse.refinement.projection import check_projectable
from innverse.scaling import fit_scaling
from tests.linear_gaussian import LinearGaussian
from tests.refinement.proposals import NormalModel, answer

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.5]]), noise=0.5)
PAIRS = TRUTH.pairs(1000)
Y = TRUTH.pairs(1, seed=7).y[0]
MEAN, COVARIANCE = TRUTH.posterior(Y)
SD = np.sqrt(np.diag(COVARIANCE))


def problem(log_likelihood=None):
    """`TRUTH` as a user would write it."""
    normal = {f"x{i}": dist.Normal(0, 1) for i in (1, 2)}
    names = [column.name for column in PAIRS.measurements]
    assert list(normal) == [column.name for column in PAIRS.parameters]
    return iv.Problem(
        normal,
        lambda x, rng: x @ TRUTH.matrix.T + 0.5 * rng.standard_normal((len(x), 3)),
        names,
        log_likelihood=log_likelihood,
    )


def in_jax(x, y):
    return norm.logpdf(y, x @ TRUTH.matrix.T, TRUTH.noise).sum(-1)


def in_numpy(x, y):
    return -0.5 * (((np.asarray(y) - np.asarray(x) @ TRUTH.matrix.T) / TRUTH.noise) ** 2).sum(-1)


def proposal(shift, spread, has_density=True):
    """The closed form, moved by `shift` of its sd, its sd multiplied by `spread`."""
    model = NormalModel(PAIRS, MEAN + shift * SD, spread**2 * COVARIANCE, fit_scaling(PAIRS), has_density)
    return answer(model, Y)


def assert_exact(x, effective, mean=MEAN, covariance=COVARIANCE):
    """Mean and covariance to five standard errors of the effective draws."""
    sd, error = np.sqrt(np.diag(covariance)), 5 / np.sqrt(effective)
    assert (np.abs(x.mean(0) - mean) < error * sd).all()
    assert (np.abs(np.cov(x.T) - covariance) < 1.5 * error * np.outer(sd, sd)).all()


@pytest.mark.parametrize("likelihood", [in_jax, in_numpy])
def test_weights_correct_a_biased_wide_proposal(likelihood):
    found = proposal(0.7, 1.6).refine(problem(likelihood), 2_000, seed=1)
    assert isinstance(found.by, ImportanceWeights) and found.trusted and found.k_hat < 0.5
    assert found.words.startswith("May be trusted: effective draws")
    assert found.effective > 1_000
    assert_exact(found.x, found.effective)


def in_place(x, y):
    """What JAX cannot follow: items are set."""
    residuals = y - x @ TRUTH.matrix.T
    residuals[:, 0] /= TRUTH.noise
    residuals[:, 1:] /= TRUTH.noise
    return -0.5 * (residuals**2).sum(-1)


def picked(x, y):
    """What JAX cannot follow: rows are picked by a condition."""
    found = np.full(len(x), -np.inf)
    near = np.abs(x[:, 0]) < 9
    found[near] = in_numpy(x[near], y[near])
    return found


@pytest.mark.parametrize("likelihood", [in_place, picked])
def test_a_likelihood_may_be_any_numpy(likelihood):
    found = proposal(0.7, 1.6).refine(problem(likelihood), 200, seed=1)
    assert isinstance(found.by, ImportanceWeights) and found.trusted


@pytest.mark.parametrize("n", [1, 5])
def test_few_draws_are_as_good_as_many(n):
    """They are chosen among a thousand, whose weights tell whether to trust them."""
    found = proposal(0.7, 1.6).refine(problem(in_numpy), n, seed=1)
    assert found.x.shape == (n, 2) and found.trusted and found.effective == n
    projected = narrow_about_the_solutions(0.7, 1.5)[0].refine(TWO_SUMS, n, seed=1, by=Projection(steps=0))
    assert projected.x.shape == (n, 3) and projected.trusted


def test_few_draws_come_from_chains_that_are_long_enough(monkeypatch):
    rng, asked = np.random.default_rng(0), []

    def walk(log_density, starts, draws, warm_up, key):
        asked.append((len(starts), draws))
        return rng.normal(size=(len(starts), draws, 2)), 0

    monkeypatch.setattr("innverse.refinement.latent_walk.walk", walk)
    found = proposal(0.0, 1.0).refine(problem(in_jax), 3, seed=1, by=LatentWalk())
    assert found.x.shape == (3, 2) and len(np.unique(found.x)) == 6
    assert asked == [(16, 20)] and found.effective == 3


def test_weights_do_not_trust_a_narrow_proposal():
    found = proposal(0.0, 0.3).refine(problem(in_numpy), 2_000, seed=1)
    assert found.k_hat > 0.7 and not found.trusted
    assert found.words.startswith("Not to be trusted: Pareto k̂ is") and "too thin" in found.words


def test_chains_of_which_nothing_is_known_are_doubted():
    doubts = _doubts(problem(in_jax), np.array([1.0, np.nan]), 1e3, 0.0)
    assert doubts == ("R̂ above 1.05 in x2 (nan): chains too short, or in separate modes",)


def test_where_weights_fail_chains_walk():
    found = proposal(2.0, 0.3).refine(problem(in_jax), 1_600, seed=1)
    assert isinstance(found.by, LatentWalk) and found.trusted and (found.r_hat < 1.05).all() and found.k_hat > 0.7
    assert found.effective > 300
    assert_exact(found.x, found.effective)


def test_a_method_without_density_walks(monkeypatch):
    monkeypatch.setattr(LatentWalk, "refine", lambda self, *_: Refined(np.zeros((1, 2)), (), self))
    assert isinstance(proposal(0, 1, has_density=False).refine(problem(in_jax)).by, LatentWalk)


def without_noise(forward, dim_x, dim_y):
    """x ~ N(0, I), y = forward(x)."""
    prior = {f"x{i + 1}": dist.Normal(0, 1) for i in range(dim_x)}
    return iv.Problem(prior, forward, [f"y{i + 1}" for i in range(dim_y)], noise_free=True)


SUMS = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 1.0]])
TWO_SUMS = without_noise(lambda x: x @ SUMS.T, 3, 2)


def narrow_about_the_solutions(shift, spread):
    """The posterior of `TWO_SUMS` blurred by a noise of 0.02, moved and widened along the line of its solutions."""
    blurred = LinearGaussian(SUMS, noise=0.02)
    y = np.array([0.8, -0.5])
    mean, covariance = blurred.posterior(y)
    along = np.linalg.eigh(covariance)[1][:, -1]
    length = np.sqrt(along @ covariance @ along)
    moved, widened = mean + shift * length * along, covariance + (spread**2 - 1) * length**2 * np.outer(along, along)
    pairs = blurred.pairs(1000)
    return answer(NormalModel(pairs, moved, widened, fit_scaling(pairs)), y), mean, covariance


def test_projected_draws_solve_exactly_and_are_weighed():
    """Weights alone are right where the solutions lie on a line."""
    posterior, mean, covariance = narrow_about_the_solutions(0.7, 1.5)
    found = posterior.refine(TWO_SUMS, 1_000, seed=1, by=Projection(steps=0))
    assert found.trusted and found.dropped == 0 and found.effective > 500 and found.k_hat < 0.5
    assert found.residual < 1e-13 and np.abs(found.x @ SUMS.T - posterior.observed).max() < 1e-13
    assert_exact(found.x, found.effective, mean, covariance)


def test_shares_are_not_left_to_a_handful_of_draws():
    """Where the proposal is hopeless, the weights of a few of a thousand draws say nothing of the rest."""
    posterior, *_ = narrow_about_the_solutions(6.0, 0.2)
    found = posterior.refine(TWO_SUMS, 1_000, seed=1, by=Projection(steps=0))
    assert found.effective < 5 and not found.trusted
    assert np.unique(found.x[:, 0], return_counts=True)[1].max() < 150


def test_a_contender_s_draws_are_refined_for_each_measurement():
    posterior, *_ = narrow_about_the_solutions(0.7, 1.5)
    experiment = SimpleNamespace(task=SimpleNamespace(problem=TWO_SUMS))
    asked = Refining().applied_to(posterior.model, posterior.model.pairs, experiment, lambda *_: None)
    y = posterior.observed + np.array([[0.0, 0.0], [0.001, -0.002]])
    draws = asked.sample(y, 300, seed=1)
    assert draws.shape == (2, 300, 3) and np.abs(draws @ SUMS.T - y[:, None]).max() < 1e-13
    assert np.array_equal(draws, asked.sample(y, 300, seed=1)) and not np.array_equal(draws[0], draws[1])


def test_a_measurement_that_is_large_beside_its_spread_is_met_but_for_rounding():
    """300 kelvin that differ by a hundredth: one rounding of y is 6e-12 of its spread."""
    warm = without_noise(lambda x: 300.0 + 0.01 * (x @ SUMS.T), 3, 2)
    fibre = Fibre(warm, fit_scaling(iv.simulate(warm, 2_000, seed=0)), np.array([300.003, 299.996]))
    with jax.enable_x64(True):
        _, found = jax.vmap(lambda v: fibre.nearest(v, 5))(
            jax.numpy.asarray(np.random.default_rng(0).normal(size=(200, 3)))
        )
    assert found.all()


def test_projection_does_not_trust_a_proposal_that_misses_solutions():
    posterior, *_ = narrow_about_the_solutions(0.0, 0.2)
    found = posterior.refine(TWO_SUMS, 1_000, seed=1, by=Projection(steps=0))
    assert found.k_hat > 0.7 and not found.trusted


def test_a_curved_fibre_has_its_exact_density(float64):
    """x ~ N(0, I), y = |x|² = 4: uniform on the circle of radius 2, from chains that all start in one half."""
    rng = np.random.default_rng(0)
    pairs = iv.Pairs.from_arrays(rng.normal(size=(500, 2)), rng.normal(size=(500, 1)))
    scaling = fit_scaling(pairs)
    angle = rng.uniform(0, np.pi, 1000)
    starts = scaling.scale_x_with_log_det(2 * np.column_stack([np.cos(angle), np.sin(angle)]))[0]
    v, accepted = walk_along(
        Fibre(without_noise(lambda x: (x**2).sum(-1), 2, 1), scaling, np.array([4.0])),
        jnp.asarray(starts),
        jnp.eye(2),
        40,
        jax.random.key(0),
    )
    x = scaling.unscale_x(np.asarray(v))
    assert np.allclose((x**2).sum(1), 4, atol=1e-11) and accepted > 0.2
    harmonics = [np.abs(np.exp(1j * k * np.arctan2(x[:, 1], x[:, 0])).mean()) for k in (1, 2, 3)]
    assert max(harmonics) < 3.5 / np.sqrt(1000)


def test_results_are_tables():
    found = ImportanceWeights().refine(proposal(0.0, 1.2), problem(in_numpy), 200, seed=0)
    assert list(found.to_frame()) == ["x1", "x2"] and len(found.to_frame()) == 200
    assert list(found.summary().index) == ["x1", "x2"]
    assert list(found.modes().columns) == ["weight", "x1", "x2"] and found.modes()["weight"].sum() == 1
    assert np.allclose(found.correlations().loc["x1"], np.corrcoef(found.x.T)[0])
    assert "May be trusted" in repr(found) and "<table" in found._repr_html_()


def test_a_notebook_shows_narrow_intervals_with_their_ends():
    x = 60123.457 + 0.01 * np.random.default_rng(0).normal(size=(500, 1))
    found = Refined(x, (iv.Column("epoch"),), ImportanceWeights())
    shown = found._repr_html_()
    assert all(f"<td>{found.summary()[end].iloc[0]:.9g}</td>" in shown for end in ("low_95", "high_95"))


def test_same_seed_same_draws():
    posterior, asked = proposal(0.0, 1.2), problem(in_numpy)
    once, again, other = (posterior.refine(asked, 200, seed=seed).x for seed in (0, 0, 1))
    assert np.array_equal(once, again) and not np.array_equal(once, other)


def test_what_cannot_be_asked():
    posterior, other = proposal(0, 1), proposal(0, 1, has_density=False)
    arm = iv.problems.InverseKinematics()
    prior = {"x1": dist.Normal(0, 1), "x2": dist.Poisson(3.0)}
    counts = iv.Problem(prior, lambda x: x, posterior.measurements, log_likelihood=in_numpy)
    for ask, error, message in [
        (
            lambda: posterior.refine(arm),
            ValueError,
            r"problem: expected the parameters of the model, \['x1', 'x2'\] in this order, got \['rail'",
        ),
        (
            lambda: posterior.refine(problem()),
            TypeError,
            "expected one that is noise-free, or whose likelihood is known",
        ),
        (
            lambda: other.refine(problem(in_numpy)),
            TypeError,
            "a network without a density needs a likelihood written in JAX",
        ),
        (lambda: other.refine(problem(in_jax), by=ImportanceWeights()), TypeError, "expected a method with a density"),
        (
            lambda: posterior.refine(problem(in_numpy), by=LatentWalk()),
            TypeError,
            "expected functions written in JAX.*, got Tracer",
        ),
        (lambda: posterior.refine(problem(in_jax), by=Projection()), TypeError, "whose measurements are noise-free"),
        (lambda: posterior.refine(problem(in_jax), by=ImportanceWeights), TypeError, "by: expected a refinement, such"),
        (lambda: posterior.refine(counts), TypeError, "expected parameters with a density, got whole numbers in 'x2'"),
        (lambda: posterior.refine(problem(in_jax), 0), ValueError, "n: expected a whole number of at least 1, got 0"),
        (
            lambda: check_projectable(without_noise(np.exp, 1, 1)),
            TypeError,
            r"forward: expected a function of rows written in JAX.* \(jax.vmap makes it of one for a single",
        ),
        (
            lambda: check_projectable(without_noise(iv.one_at_a_time(lambda x: np.exp(x)), 1, 1)),
            TypeError,
            r"forward: expected a function of rows .* \(jax.vmap .*\), got TracerArrayConversionError",
        ),
        (lambda: check_projectable(without_noise(lambda x: x.repeat(2, 1), 1, 2)), ValueError, "at most as many meas"),
        (lambda: without_noise(lambda x, rng: x, 1, 1), ValueError, "noise_free: expected a forward process without"),
        (lambda: LatentWalk(chains=1), ValueError, "LatentWalk.chains: expected a whole number of at least 2, got 1"),
        (lambda: LatentWalk(chains=8, starts=7), ValueError, "LatentWalk.starts: expected .* of at least 8, got 7"),
        (lambda: ImportanceWeights(proposals=0), ValueError, "ImportanceWeights.proposals: expected .* at least 1"),
        (lambda: ImportanceWeights(proposals=2.5), TypeError, r"ImportanceWeights.proposals: .* got 2\.5"),
        (lambda: Projection(newton_steps=0), ValueError, "Projection.newton_steps: expected a whole number of at l"),
        (lambda: Projection(steps=-1), ValueError, "Projection.steps: expected a whole number of at least 0, got -1"),
    ]:
        with pytest.raises(error, match=message):
            ask()


def test_a_user_s_likelihood_is_checked(as_users_call):
    wrong = problem(lambda x, y: np.zeros(3))
    with pytest.raises(
        ValueError, match=r"log_likelihood: expected numbers of shape \(2,\), one for every row, got \(3,\)"
    ):
        wrong.log_likelihood(np.zeros((2, 2)), Y)
    with pytest.raises(TypeError, match=r"log_likelihood: expected a function of x \(n, 2\) and y \(n, 3\), got 3"):
        problem(3)
    with pytest.raises(NotImplementedError, match="problem: the likelihood is not known"):
        problem().log_likelihood(np.zeros((2, 2)), Y)
    assert not problem().has_likelihood and problem(in_numpy).log_likelihood(np.zeros(2), Y).shape == ()
