import sys

import jax
import numpy as np
import numpyro.distributions as dist
import pandas as pd
import pytest

from innverse.problems import Column, InverseKinematics, Problem, SimulatorError, one_at_a_time

KEY = jax.random.key(0)
PRIOR = {"a": dist.Uniform(0, 1), "b": dist.Normal(0, 1)}
X = np.array([[0.1, 1.0], [0.2, 2.0], [0.3, 3.0]])


def problem(forward, measurements=("u", "v"), **more):
    return Problem(PRIOR, forward, measurements, **more)


def test_names_units_and_bounds():
    made = problem(lambda x: x, ["u", Column("v", label="$v$")], units={"a": "m", "v": "s"}, observed=[1, 2])
    assert made.parameters == (Column("a", unit="m", lower=0, upper=1), Column("b"))
    assert made.measurements == (Column("u"), Column("v", unit="s", label="$v$"))
    assert made.observed is not None and made.observed.tolist() == [1.0, 2.0]
    assert repr(made) == "Problem(problem: x = (a [m], b), y = (u, v [s]))"
    assert repr(problem(lambda x: x, [f"u{i}" for i in range(500)])).endswith("u5, …, u499; 500 in all))")


def test_the_prior_of_another_problem_is_taken_with_its_units():
    """As for the same problem with a likelihood."""
    first = problem(lambda x: x, units={"a": "m"})
    again = Problem(first.prior, lambda x: x, ["u", "v"], units={"b": "s"})
    assert again.parameters == (Column("a", unit="m", lower=0, upper=1), Column("b", unit="s"))
    assert np.array_equal(again.sample_prior(KEY, 5), first.sample_prior(KEY, 5))


@pytest.mark.parametrize("form", [pd.Series, dict, lambda named: pd.DataFrame([named])])
def test_what_was_observed_is_taken_by_its_names(form):
    made = problem(lambda x: x, observed=form({"v": 2.0, "u": 1.0}))
    assert made.observed is not None and made.observed.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match=r"observed: expected 'u', 'v', got .*'v', 'w': 'u' missing"):
        problem(lambda x: x, observed=form({"v": 2.0, "w": 1.0}))


def test_an_exact_posterior_is_of_the_named_measurement():
    arm = InverseKinematics()
    draws, named = (arm.exact_posterior(y, 5, KEY) for y in ([1.5, 0.2], pd.Series({"y2": 0.2, "y1": 1.5})))
    assert np.array_equal(draws, named)


def test_the_function_sees_whole_numbers_where_the_prior_is_discrete():
    """A network's draws lie between them, up to half a step beyond the first and the last."""
    prior = {"n": dist.DiscreteUniform(1, 6), "a": dist.Normal(0, 1)}
    counted = Problem(prior, lambda x: x, ["u", "v"])
    y = counted.forward(KEY, np.array([[2.97, 0.3], [0.5, 2.5], [6.5, -1.5]]))
    assert y.tolist() == [[3.0, 0.3], [1.0, 2.5], [6.0, -1.5]]


def test_the_function_sees_float64_in_the_order_of_the_prior():
    seen = []

    def forward(x):
        seen.append(x)
        return np.stack([x[:, 0] + 2 * x[:, 1], x[:, 1]], 1)

    y = problem(forward).forward(KEY, X.astype(np.float32))
    assert seen[0].dtype == np.float64 and seen[0].shape == (3, 2)
    assert y.dtype == np.float64
    assert np.allclose(y, [[2.1, 1], [4.2, 2], [6.3, 3]])


def test_noise_comes_from_the_rng_and_the_key():
    noisy = problem(lambda x, rng: x + rng.standard_normal(x.shape))
    assert np.array_equal(noisy.forward(KEY, X), noisy.forward(KEY, X))
    assert not np.array_equal(noisy.forward(KEY, X), noisy.forward(jax.random.key(1), X))


def test_writing_into_the_input_changes_nothing_outside():
    def forward(x):
        x *= 0
        return x

    x = X.copy()
    problem(forward).forward(KEY, x)
    assert np.array_equal(x, X)


def test_a_single_measurement_may_be_flat_and_any_sequence_of_numbers_will_do():
    assert problem(lambda x: x[:, 0], ["u"]).forward(KEY, X).shape == (3, 1)
    assert problem(lambda x: x[:, 0].tolist(), ["u"]).forward(KEY, X).shape == (3, 1)
    assert problem(lambda x: jax.numpy.asarray(x)).forward(KEY, X).shape == (3, 2)


def test_one_parameter_set_at_a_time():
    assert problem(one_at_a_time(lambda x: x[0] * x[1]), ["u"]).forward(KEY, X).ravel().tolist() == pytest.approx(
        [0.1, 0.4, 0.9]
    )
    noisy = problem(one_at_a_time(lambda x, rng: x + rng.standard_normal(2)))
    y = noisy.forward(KEY, np.ones((4, 2)))
    assert len(np.unique(y)) == 8
    assert np.array_equal(y, noisy.forward(KEY, np.ones((4, 2))))


def test_a_table_is_taken_by_its_names():
    def forward(x):
        return pd.DataFrame({"v": x[:, 1], "note": "fine", "u": x[:, 0]})

    assert np.array_equal(problem(forward).forward(KEY, X), X)
    assert np.array_equal(problem(lambda x: pd.DataFrame(x)).forward(KEY, X), X)


def test_series_of_one_at_a_time_are_taken_by_their_names():
    forward = one_at_a_time(lambda x: pd.Series({"v": x[1], "u": x[0]}))
    assert np.array_equal(problem(forward).forward(KEY, X), X)
    assert np.array_equal(problem(one_at_a_time(lambda x: pd.Series(x))).forward(KEY, X), X)


@pytest.mark.parametrize(
    ("forward", "message"),
    [
        (lambda x: pd.DataFrame(x, columns=["v", "w"]), "each measurement, got a table with .* 'u' missing"),
        (lambda x: pd.DataFrame(x[:, [0, 0, 1]], columns=["u", "u", "v"]), "every name once, got 'u' more than once"),
        (one_at_a_time(lambda x: pd.Series({"u": 1.0, "w": 2.0})), "got a table with .* 'u', 'w': 'v' missing"),
        (one_at_a_time(lambda x: pd.Series({"u": 1.0, "v" if x[0] < 0.2 else "w": 2.0})), "KeyError"),
    ],
)
def test_names_that_are_no_measurements_are_refused(forward, message):
    with pytest.raises(SimulatorError, match=message):
        problem(forward).forward(KEY, X)


def test_no_rows_give_no_rows():
    assert problem(one_at_a_time(fails_above(0.0))).forward(KEY, np.empty((0, 2))).shape == (0, 2)


@pytest.mark.parametrize("x", [np.ones(2), np.ones((4, 3))])
def test_parameters_of_another_shape_are_refused(x):
    with pytest.raises(ValueError, match=r"x: expected shape \(n, 2\), a column per parameter, got"):
        problem(noisy_sum).forward(KEY, x)


def noisy_sum(x, rng):
    return x + rng.standard_normal(x.shape)


def test_missing_answers_pass():
    assert np.isnan(problem(lambda x: x * np.nan).forward(KEY, X)).all()


def fails_above(limit):
    def forward(x):
        if (x[..., 0] > limit).any():
            raise ZeroDivisionError("too high")
        return x

    return forward


@pytest.mark.parametrize("wrapper", [lambda f: f, one_at_a_time], ids=["batched", "one at a time"])
def test_a_simulator_that_raises_shows_the_row(wrapper):
    with pytest.raises(SimulatorError, match=r"ZeroDivisionError: too high; its input, row 1: a=0\.2, b=2") as caught:
        problem(wrapper(fails_above(0.15))).forward(KEY, X)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("wrapper", [lambda f: f, one_at_a_time], ids=["batched", "one at a time"])
def test_a_simulator_that_ends_the_program_is_told(wrapper):
    def forward(x):
        if (x[..., 0] > 0.15).any():
            sys.exit(2)
        return x

    expected = r"got SystemExit: 2, which ends the whole program; its input, row 1: a=0\.2, b=2"
    with pytest.raises(SimulatorError, match=expected):
        problem(wrapper(forward)).forward(KEY, X)


@pytest.mark.parametrize("bad", range(7))
def test_the_failing_row_is_found_wherever_it_is(bad):
    x = np.zeros((7, 2))
    x[bad, 0] = 0.5
    with pytest.raises(SimulatorError, match=f"row {bad}: a=0.5, b=0"):
        problem(fails_above(0.4)).forward(KEY, x)


def test_a_failure_that_does_not_repeat_shows_the_first_row():
    calls = []

    def forward(x):
        calls.append(len(x))
        if len(calls) == 1:
            raise OSError("licence server")
        return x

    with pytest.raises(SimulatorError, match=r"got OSError: licence server; its input, row 0: a=0\.1, b=1"):
        problem(forward).forward(KEY, X)


def test_what_a_simulator_masks_is_no_measurement():
    y = problem(lambda x: np.ma.masked_greater(x, 1.5)).forward(KEY, X)
    assert np.array_equal(np.isnan(y), np.asarray(X) > 1.5)


def test_a_function_of_one_parameter_set_is_noisy_where_it_takes_rng():
    def noise_free(function):
        return Problem({"a": dist.Uniform(0, 1)}, one_at_a_time(function), ["y"], noise_free=True)

    assert noise_free(lambda x: 2 * x).noise_free
    with pytest.raises(ValueError, match="expected a forward process without noise, got one that takes rng"):
        noise_free(lambda x, rng: x)


@pytest.mark.parametrize(
    "of_one",
    [
        lambda x: np.ma.masked_greater(x, 1.5),
        lambda x: [np.ma.masked_greater(x, 1.5), x][int(x.max() < 1.5)],
    ],
    ids=["every row", "some rows"],
)
def test_what_it_masks_for_one_parameter_set_is_no_measurement_either(of_one):
    y = problem(one_at_a_time(of_one)).forward(KEY, X)
    assert np.array_equal(np.isnan(y), np.asarray(X) > 1.5)


def test_complex_measurements_are_refused():
    with pytest.raises(SimulatorError, match="expected numbers of shape"):
        problem(lambda x: x + 1j).forward(KEY, X)


def test_a_likelihood_may_write_into_its_input():
    def log_likelihood(x, y):
        x[:, 0] = np.log(x[:, 0])
        y -= x[:, :1]
        return -(y**2).sum(1)

    asked = Problem({"a": dist.Uniform(1, 2)}, lambda x: np.log(x), ["y"], log_likelihood=log_likelihood)
    x, y = np.array([[1.0], [2.0]]), np.array([0.0])
    assert np.allclose(asked.log_likelihood(x, y), [0.0, -(np.log(2) ** 2)])
    assert x.tolist() == [[1.0], [2.0]] and y.tolist() == [0.0]


@pytest.mark.parametrize("prior", [None, {}, dist.Uniform(0, 1)])
def test_a_prior_is_a_mapping(prior, as_users_call):
    with pytest.raises(ValueError, match="prior: expected a mapping of names to numpyro distributions, got"):
        Problem(prior, lambda x: x, ["y"])


def test_an_interrupt_is_not_swallowed():
    def forward(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        problem(forward).forward(KEY, X)


@pytest.mark.parametrize(
    ("forward", "message"),
    [
        (
            lambda x: x[:, :1],
            r"expected numbers of shape \(3, 2\), .* got shape \(3, 1\); its input, row 0: a=0.1, b=1",
        ),
        (lambda x: x[:2], r"got shape \(2, 2\)"),
        (lambda x: x.T, r"got shape \(2, 3\); return the transpose, y.T"),
        (
            lambda x: x[0],
            r"got shape \(2,\); wrap a function for one parameter set: `@innverse.one_at_a_time` above it",
        ),
        (lambda x: 1.0, r"got shape \(\); wrap"),
        (lambda x: None, "got None; does the function end with return"),
        (lambda x: "much", "got str 'much'; its input"),
        (lambda x: {"u": x[:, 0]}, r"got dict .*; return a table of its columns, pandas.DataFrame\(y\); its input"),
        (lambda x: [[1, 2], [3]], "got list"),
    ],
)
def test_a_simulator_that_returns_something_else(forward, message):
    with pytest.raises(SimulatorError, match=message):
        problem(forward).forward(KEY, X)


def test_a_transposed_simulator_is_refused_where_there_are_as_many_rows_as_measurements():
    with pytest.raises(SimulatorError, match=r"got shape \(2, 1\); return the transpose, y.T; its input, row 0: a=0.1"):
        problem(lambda x: np.array([x[:, 0], x[:, 1]])).forward(KEY, X[:2])


def test_looking_for_a_transposed_simulator_costs_one_run_and_no_random_number():
    sizes, numbers = [], []

    def forward(x, rng):
        sizes.append(len(x))
        numbers.append(rng.standard_normal())
        return x

    made = problem(forward)
    made.forward(KEY, X[:2])
    made.forward(KEY, X[:2])
    assert sizes == [2, 1, 2] and numbers[0] == numbers[2]
    made = problem(forward)
    made.forward(KEY, X)
    made.forward(KEY, X[:2])
    assert sizes[3:] == [3, 2]


def test_a_simulator_of_several_rows_or_of_a_flat_one_is_not_taken_for_transposed():
    for forward in (lambda x: x if len(x) > 1 else 1 / 0, np.squeeze):
        assert problem(forward).forward(KEY, X[:2]).shape == (2, 2)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (None, "expected numbers, got None; does the function end with return"),
        ({"u": 1.0, "v": 2.0}, r"expected numbers, got dict .*; return pandas.Series\(y\)"),
    ],
)
def test_what_one_at_a_time_got_is_told_with_how_it_is_called(result, message):
    with pytest.raises(
        SimulatorError, match=rf"{message}.*; it is called as .* with x of shape \(2,\), one parameter set"
    ):
        problem(one_at_a_time(lambda x: result)).forward(KEY, X)


def test_rows_of_different_length_from_one_at_a_time():
    with pytest.raises(SimulatorError, match="forward: expected"):
        problem(one_at_a_time(lambda x: np.ones(int(x[1])))).forward(KEY, X)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"measurements": ["u", "u"]}, ValueError, "measurements: expected every name once, got 'u'"),
        ({"measurements": ["a", "v"]}, ValueError, "prior and measurements: expected every name once, got 'a'"),
        ({"measurements": "uv"}, TypeError, "measurements: expected a sequence of names"),
        ({"units": {"w": "m"}}, ValueError, "units: expected one of 'a', 'b', 'u', 'v', got 'w'"),
        ({"units": "m"}, TypeError, "units: expected values by name, .*, got 'm'"),
        ({"observed": [1, np.nan]}, ValueError, r"observed: expected finite numbers, got \[1\.0, nan\]"),
        ({"observed": [1, 2, 3]}, ValueError, r"observed: expected 2 measurements, got shape \(3,\)"),
        ({"forward": 3}, TypeError, r"forward: expected a function of x \(n, 2\), got 3"),
    ],
)
def test_unusable_problems_are_refused(change, error, message, as_users_call):
    given = {"prior": PRIOR, "forward": lambda x: x, "measurements": ["u", "v"]} | change
    with pytest.raises(error, match=message):
        Problem(**given)
