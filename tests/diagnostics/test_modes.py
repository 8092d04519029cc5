import jax
import numpy as np
import pytest

from innverse.diagnostics import find_modes
from innverse.problems import InverseKinematics
from tests.diagnostics.posteriors import EXACT, OVER_CONFIDENT, UNDER_CONFIDENT

SEEDS = range(20)


def normal(dim):
    return lambda rng, n: rng.normal(size=(n, dim))


def correlated(dim):
    factor = np.linalg.cholesky(0.99 + 0.01 * np.eye(dim))
    return lambda rng, n: rng.normal(size=(n, dim)) @ factor.T


def banana(rng, n):
    a = rng.normal(size=n)
    return np.stack([a, a**2 + 0.2 * rng.normal(size=n)], axis=1)


def ring(rng, n):
    angle, radius = rng.uniform(0, 2 * np.pi, n), 1 + 0.1 * rng.normal(size=n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def box(dim):
    return lambda rng, n: rng.uniform(size=(n, dim))


def heavy_tails(rng, n):
    return rng.standard_t(3, size=(n, 3))


UNIMODAL = {
    **{f"normal in {dim}": normal(dim) for dim in (1, 2, 4, 8, 14)},
    "correlated in 2": correlated(2),
    "correlated in 8": correlated(8),
    "banana": banana,
    "ring": ring,
    "box in 1": box(1),
    "box in 3": box(3),
    "heavy tails": heavy_tails,
}

EIGHT = np.array([(s * a, t * b) for a, b in ((1, 2.4142), (2.4142, 1)) for s in (1, -1) for t in (1, -1)])


def mixture(rng, n, centres, sd=0.2, weights=None):
    chosen = rng.choice(len(centres), size=n, p=weights)
    return centres[chosen] + sd * rng.normal(size=(n, centres.shape[1]))


def test_modes_of_every_member_of_an_ensemble_are_found():
    """Twice as many draws as are looked at, of two networks in turn, each of which knows one mode."""
    rng = np.random.default_rng(0)
    draws = np.tile([[-3.0], [3.0]], (5000, 1)) + rng.normal(size=(10_000, 1))
    assert find_modes(draws, most_draws=5000).weights.round(2).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("name", UNIMODAL)
def test_one_mode_is_not_split(name):
    counts = [len(find_modes(UNIMODAL[name](np.random.default_rng(seed), 2000))) for seed in SEEDS]
    assert sum(count == 1 for count in counts) >= 19


@pytest.mark.parametrize("n_modes", [1, 2, 4, 8])
@pytest.mark.parametrize("n", [2000, 5000])
def test_mixture_subsets_are_found_with_their_weights(n_modes, n):
    for seed in range(5):
        modes = find_modes(mixture(np.random.default_rng(seed), n, EIGHT[:n_modes]))
        assert len(modes) == n_modes
        assert modes.weights == pytest.approx(np.full(n_modes, 1 / n_modes), rel=0.2)
        apart = np.linalg.norm(modes.centres[:, None] - EIGHT[None, :n_modes], axis=-1)
        assert sorted(apart.argmin(axis=1)) == list(range(n_modes))
        assert apart.min(axis=1).max() < 0.2


@pytest.mark.parametrize("dim", [1, 2, 5])
@pytest.mark.parametrize("light", [0.10, 0.03])
def test_light_modes_are_found(dim, light):
    centres = np.zeros((2, dim))
    centres[1] = 10 / np.sqrt(dim)  # 10 standard deviations apart, askew to every axis
    for seed in range(4):
        rng = np.random.default_rng(seed)
        modes = find_modes(mixture(rng, 5000, centres, sd=1.0, weights=[1 - light, light]))
        assert len(modes) == 2
        assert modes.weights[1] == pytest.approx(light, rel=0.35)


def test_modes_of_very_different_width():
    narrow, wide = np.array([[5.0, 0.0]]), np.zeros((1, 2))
    for seed in range(10):
        rng = np.random.default_rng(seed)
        draws = np.concatenate([mixture(rng, 1500, wide, sd=1.0), mixture(rng, 500, narrow, sd=0.05)])
        assert find_modes(draws).weights == pytest.approx([0.75, 0.25], abs=0.02)


def test_modes_apart_in_one_of_many_parameters_are_found():
    """Whitened by the whole sample they would be two units apart: less than neighbours are, in fifty directions."""
    draws = np.random.default_rng(1).normal(size=(3000, 50))
    draws[:1000, 0] += 8
    assert find_modes(draws).weights == pytest.approx([2 / 3, 1 / 3], abs=0.01)


def test_a_shoulder_is_not_a_mode():
    for seed in range(10):
        draws = mixture(np.random.default_rng(seed), 3000, np.array([[0.0], [1.8]]), sd=1.0)
        assert len(find_modes(draws)) == 1


def arm_posterior(y, seed):
    return InverseKinematics().exact_posterior(np.array(y), 2000, jax.random.key(seed))


@pytest.mark.parametrize("y", [(1.5, 0.0), (1.0, 0.0)])
def test_arm_bent_either_way_gives_two_mirrored_lobes(y):
    for seed in range(3):
        modes = find_modes(arm_posterior(y, seed))
        assert modes.weights == pytest.approx([0.5, 0.5], abs=0.05)
        assert np.sign(modes.centres[0, 1:3]) == pytest.approx(-np.sign(modes.centres[1, 1:3]))


@pytest.mark.parametrize("y", [(1.09, 1.29), (1.3, -1.67), (1.68, -0.62)])
def test_arm_with_one_curved_sheet_gives_one(y):
    assert [len(find_modes(arm_posterior(y, seed))) for seed in range(3)] == [1, 1, 1]


def test_centre_of_a_curved_sheet_lies_on_it():
    centre = find_modes(arm_posterior((1.5, 0.0), 0)).centres[0]
    end_point = InverseKinematics().forward(jax.random.key(0), centre[None])[0]
    assert np.asarray(end_point) == pytest.approx([1.5, 0.0], abs=1e-5)


@pytest.mark.parametrize("posterior", [EXACT, OVER_CONFIDENT, UNDER_CONFIDENT])
def test_width_of_the_posterior_does_not_matter(posterior):
    modes = find_modes(posterior.sample(np.zeros((1, 2)), 3000, seed=0)[0])
    assert len(modes) == 1


def test_units_order_and_constant_columns_do_not_matter():
    rng = np.random.default_rng(0)
    draws = mixture(rng, 2000, EIGHT[:3])
    modes = find_modes(draws)
    changed = np.concatenate([draws * [1e6, 1e-6], np.full((2000, 1), 7.0)], axis=1)
    assert np.array_equal(find_modes(changed).labels, modes.labels)
    assert np.array_equal(find_modes(draws).labels, modes.labels)
    order = rng.permutation(2000)
    assert find_modes(draws[order]).weights == pytest.approx(modes.weights)


def test_labels_weights_and_centres_belong_together():
    draws = mixture(np.random.default_rng(0), 4000, EIGHT, weights=np.arange(1, 9) / 36)
    modes = find_modes(draws, most_draws=1500)
    assert np.bincount(modes.labels) / 4000 == pytest.approx(modes.weights)
    assert np.all(np.diff(modes.weights) <= 0)
    for i, centre in enumerate(modes.centres):
        assert (draws == centre).all(axis=1).any()
        assert np.linalg.norm(draws[modes.labels == i].mean(axis=0) - centre) < 0.3


def test_centre_of_a_normal_is_near_its_mean():
    error = [np.linalg.norm(find_modes(normal(2)(np.random.default_rng(s), 2000)).centres[0]) for s in range(10)]
    assert np.mean(error) < 0.25


def beside_others(column, dim, rng):
    """A column of draws as the first of several parameters."""
    return np.hstack([column[:, None], rng.normal(size=(len(column), dim - 1))])


@pytest.mark.parametrize("dim", [1, 2, 3])
@pytest.mark.parametrize("mean", [1, 10])
@pytest.mark.parametrize(
    "of", [lambda k: k, lambda k: 0.1 * k, lambda k: k + 1e-8 * np.sin(k)], ids=["whole", "tenths", "rounded"]
)
def test_every_value_of_a_grid_is_no_mode_of_its_own(of, mean, dim):
    rng = np.random.default_rng(2)
    counts = [len(find_modes(beside_others(of(rng.poisson(mean, 1000) + 0.0), dim, rng))) for _ in range(5)]
    assert sum(count == 1 for count in counts) >= 4


def test_values_in_uneven_steps_are_no_modes_beside_others():
    rng = np.random.default_rng(3)
    assert len(find_modes(beside_others(10.0 ** rng.binomial(5, 0.5, 1000), 2, rng))) == 1


@pytest.mark.parametrize("dim", [1, 2])
@pytest.mark.parametrize(("values", "p"), [([2, 3, 4, 8, 9], [0.1, 0.2, 0.1, 0.3, 0.3]), ([-3, 3], [0.4, 0.6])])
def test_whole_numbers_apart_are_two_modes(values, p, dim):
    rng = np.random.default_rng(4)
    draws = beside_others(rng.choice(np.array(values) + 0.0, p=p, size=2000), dim, rng)
    modes = find_modes(draws)
    assert modes.weights == pytest.approx([0.6, 0.4], abs=0.05)
    assert modes.centres[0, 0] in (8, 9, 3) and modes.centres[1, 0] in (2, 3, 4, -3)
    assert np.isin(modes.centres[:, 0], values).all()


def test_repeated_draws_are_no_modes():
    rng = np.random.default_rng(0)
    chain = np.repeat(rng.normal(size=(500, 2)), rng.integers(1, 30, size=500), axis=0)
    assert len(find_modes(chain)) == 1


@pytest.mark.parametrize("draws", [np.zeros((100, 2)), np.ones((1, 3)), np.arange(6.0)[:, None], np.eye(30)])
def test_too_little_to_tell_gives_one_mode(draws):
    modes = find_modes(draws)
    assert len(modes) == 1
    assert modes.weights.sum() == 1
    assert (draws == modes.centres[0]).all(axis=1).any()


def test_float32_draws_from_jax():
    draws = np.asarray(jax.random.normal(jax.random.key(0), (2000, 3)))
    assert len(find_modes(draws)) == 1


def test_bad_draws_are_named():
    with pytest.raises(ValueError, match=r"draws: expected shape \(n, dim_x\)"):
        find_modes(np.zeros(10))
    with pytest.raises(ValueError, match="draws: expected finite values, got 1 NaN"):
        find_modes(np.array([[1.0], [np.nan]]))
    with pytest.raises(ValueError, match="most_draws: expected at least 1, got 0"):
        find_modes(np.eye(3), most_draws=0)
