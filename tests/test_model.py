"""What a model and its posterior promise, whatever the weights are: shapes, supports, seeds, names, files."""

import copy
import dataclasses
import json

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest

import innverse as iv
from innverse.methods import Method
from innverse.posterior import mode_table

BOUNDED = (iv.Column("a", unit="m", lower=0.0, upper=1.0), iv.Column("b", lower=-2.0), iv.Column("c"))
MEASURED = (iv.Column("y1", unit="s"), iv.Column("y2"))
TINY = iv.Training(epochs=1, steps_per_epoch=20, batch=64)


def make_pairs(n=500, seed=0):
    rng = np.random.default_rng(seed)
    x = np.stack([rng.uniform(size=n), rng.exponential(size=n) - 2.0, 1e6 + rng.normal(size=n)], axis=1)
    y = np.stack([x[:, 0] + x[:, 1], x[:, 2] + 0.1 * rng.normal(size=n)], axis=1)
    return iv.Pairs(x, y, BOUNDED, MEASURED)


def trained(objective):
    return iv.INN(blocks=2, subnet_width=16, objective=objective).fit(make_pairs(), training=TINY)


@pytest.fixture(scope="module")
def model():
    return trained(iv.MaximumLikelihood())


@pytest.fixture(scope="module", params=["maximum likelihood", "bidirectional"])
def either(request, model):
    """Compiling is what takes time: only the tests of what differs between objectives ask for both."""
    return model if request.param == "maximum likelihood" else trained(iv.Bidirectional())


@pytest.fixture(scope="module")
def y():
    return make_pairs().y


def test_draws_stay_inside_the_support(either, y):
    """Also for a y far from anything seen."""
    far = [50.0, 1e6 + 30.0]
    with pytest.warns(iv.UnfamiliarMeasurementWarning, match="y1 = 50"):
        answers = either.posterior(y[0]), either.posterior(far)
    for posterior in answers:
        x = posterior.sample(5_000)
        assert x.shape == (5_000, 3) and x.dtype == np.float64
        assert ((x[:, 0] > 0) & (x[:, 0] < 1) & (x[:, 1] > -2)).all()
        assert len(np.unique(x[:, 2])) > 4_900  # a million plus a little keeps its digits


def test_density_is_zero_outside_the_support(model, y):
    inside = model.posterior(y[0]).sample(200)[0]
    outside = np.array([inside, [1.5, 0.0, 1e6], [0.5, -3.0, 1e6]])
    assert np.isneginf(model.posterior(y[0]).log_prob(outside)).tolist() == [False, True, True]
    on_a_bound = np.array([[1.0, 0.0, 1e6]])
    just_inside = model.scaling.off_bounds(on_a_bound)
    assert just_inside[0, 0] < 1 and np.isfinite(model.posterior(y[0]).log_prob(on_a_bound))
    assert model.posterior(y[0]).log_prob(on_a_bound) == model.posterior(y[0]).log_prob(just_inside)


def test_one_y_for_all_may_be_given_as_to_a_posterior(model, y):
    x = model.sample(y[:1], 5)[0]
    one = model.log_prob(x, y[:1]).tolist()
    named = dict(zip(("y2", "y1"), y[0, ::-1], strict=True))
    for given in (y[0], y[0].tolist(), tuple(y[0]), named, pd.Series(named), pd.DataFrame([named])):
        assert model.log_prob(x, given).tolist() == one
    with pytest.raises(ValueError, match=r"y: expected shape \(n, 2\)"):
        model.log_prob(x, [1.0, 2.0, 3.0])


def test_same_seed_same_draws_however_asked(model, y):
    posterior = model.posterior(y[3])
    batch = model.sample(y[3:4], 200, seed=4)
    assert np.array_equal(posterior.sample(200, seed=4), batch[0])
    assert not np.array_equal(posterior.sample(200, seed=5), batch[0])


def test_a_batch_is_drawn_in_blocks(model, y, monkeypatch):
    monkeypatch.setattr("innverse.model.draw_blocks.DRAWS_PER_BLOCK", 64)
    draws = model.sample(y[:5], 100, seed=1)
    assert draws.shape == (5, 100, 3) and np.isfinite(draws).all()
    assert np.unique(draws[..., 2]).size > 450


def test_the_latent_comes_with_the_same_draws(model, y):
    """z is standard normal, and the same seed gives the same pairs."""
    posterior = model.posterior(y[0])
    x, z = posterior.sample_with_latent(5_000, seed=2)
    assert np.allclose(x, posterior.sample(5_000, seed=2), rtol=1e-6)
    assert z.shape[0] == 5_000 and z.shape[1] >= 1
    assert np.abs(z.mean(0)).max() < 0.1 and np.abs(np.cov(z.T) - np.eye(z.shape[1])).max() < 0.15


def test_a_draw_is_a_function_of_y_and_its_latent(either, y):
    x, z = either.sample_with_latent(y[:1], 200, seed=2)
    network = jax.tree.map(lambda leaf: leaf[0] if eqx.is_array(leaf) else leaf, either.networks)
    scaled_y = jnp.asarray(either.scaling.scale_y(y[:1])[0], jnp.float32)
    again = jax.vmap(lambda e: network.from_normal(e, scaled_y)[0])(jnp.asarray(z[0], jnp.float32))
    assert np.allclose(again, either.scaling.scale_x_with_log_det(x[0])[0], atol=1e-3)


def test_a_method_without_a_latent_says_so(model, y):
    class NoLatent(Method):
        network = learn = draw = None

    bare = copy.copy(model)
    bare.method = NoLatent()
    with pytest.raises(TypeError, match="expected a method with a latent, got NoLatent"):
        bare.sample_with_latent(y[:1])


def test_the_jacobian_is_the_slope_of_predict(either):
    """Against central differences, in double precision but for the network: x1 has bounds, x3 is a million."""
    x = make_pairs(250, seed=3).x
    x = x[(x[:, 0] > 0.1) & (x[:, 0] < 0.9) & (x[:, 1] > -1.9)]
    step = 1e-2 * np.array([0.3, 1.0, 1.0])
    rises = [(either.predict(x + e) - either.predict(x - e)) / (2 * e.sum()) for e in np.diag(step)]
    jacobian = either.jacobian(x)
    assert jacobian.shape == (len(x), 2, 3)
    # A knot of the piecewise linear scaling of y between x - e and x + e makes the two differ: rare.
    error = np.abs(jacobian - np.stack(rises, axis=-1)) / (np.abs(jacobian) + 0.05)
    assert np.quantile(error, 0.8) < 0.02


def test_a_parameter_on_its_bound_has_a_prediction(model):
    """As in training, where it is put inside: a simulator may well give such runs."""
    x = make_pairs(2, seed=3).x.copy()
    x[:, 0] = 0.0, 1.0
    assert np.isfinite(model.predict(x)).all()
    with pytest.raises(ValueError, match="expected rows inside the support, got 1 outside"):
        model.predict(x - [[0.1, 0, 0], [0, 0, 0]])


def test_sensitivity_is_a_table_of_measurements_and_parameters(model, y):
    posterior = model.posterior(y[0])
    sensitivity, correlations = posterior.sensitivity(200), posterior.correlations(200)
    assert list(sensitivity.index) == ["y1", "y2"] and list(sensitivity.columns) == ["a", "b", "c"]
    assert (sensitivity > 0).all(axis=None)
    assert list(correlations.index) == list(correlations.columns) == ["a", "b", "c"]
    assert np.allclose(np.diag(correlations), 1)


def test_observations_are_taken_as_users_have_them(model, y):
    plain = model.posterior(y[0]).sample(200)
    by_name = {"y2": y[0, 1], "y1": y[0, 0]}
    for form in (y[0].tolist(), by_name, pd.Series(by_name), pd.DataFrame([by_name])):
        assert np.array_equal(model.posterior(form).sample(200), plain)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [([1.0], "2 measurements"), ([1.0, np.nan], "y2"), ({"y1": 1.0, "y3": 2.0}, r"got 'y3'; did you mean 'y2'\?")],
)
def test_a_wrong_observation_is_refused(model, wrong, message):
    with pytest.raises(ValueError, match=message):
        model.posterior(wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.zeros((3, 2)), r"x: expected shape \(n, 3\), a column for each parameter"),
        (np.array([[0.5, 1.0, np.nan]]), "x: expected finite numbers, got NaN or infinity in 'c'"),
    ],
)
def test_wrong_parameters_are_refused(model, y, wrong, message):
    with pytest.raises(ValueError, match=message):
        model.log_prob(wrong, y[:1])


def test_an_unfamiliar_measurement_is_named_but_drawn_for_all_the_same(model, y):
    with pytest.warns(iv.UnfamiliarMeasurementWarning, match=r"unlike the training .* y1 = 30 .*a guess") as caught:
        posterior = model.posterior([30.0, 1e6])
    assert caught[0].filename == __file__
    assert posterior.familiarity.p_value < 0.01 and posterior.familiarity.stand_outs[0].name == "y1"
    assert np.isfinite(posterior.sample(200)).all()
    assert np.isfinite(model.sample([[30.0, 1e6]], 200)).all()  # of many y nobody is warned
    assert model.posterior(y[0]).familiarity.p_value > 0.01


def test_draws_lead_back_to_a_familiar_measurement_as_closely_as_usual(model, y):
    found = model.posterior(y[0]).reprediction(200)
    held_out = round(0.05 * model.provenance["pairs"])
    assert found.distances.shape == (200,) and found.held_out.shape == (held_out,)
    assert found.p_value > 0.02
    with pytest.warns(iv.UnfamiliarMeasurementWarning):
        far = model.posterior([30.0, 1e6]).reprediction(200)
    assert far.p_value < 0.05 and np.median(far.distances) > np.median(found.distances)


def test_a_model_without_training_measurements_says_so(model, y, tmp_path, monkeypatch):
    """As loaded from a file of an earlier version."""
    monkeypatch.setattr(model, "novelty_detector", None)
    model.save(tmp_path / "m.innverse")
    posterior = iv.load(tmp_path / "m.innverse").posterior([30.0, 1e6])
    assert posterior.familiarity.p_value is None
    assert "keeps no training measurements" in str(posterior.familiarity)
    with pytest.raises(ValueError, match="reprediction: expected held-out measurements"):
        posterior.reprediction()


def test_summaries_speak_the_users_names(model, y):
    posterior = model.posterior(y[0])
    summary, modes = posterior.summary(200), posterior.modes(200)
    assert list(summary.index) == ["a", "b", "c"] and list(summary["unit"]) == ["m", "", ""]
    assert (summary["low_95"] < summary["median"]).all() and (summary["median"] < summary["high_95"]).all()
    assert list(modes.columns) == ["weight", "a", "b", "c"] and np.isclose(modes["weight"].sum(), 1.0)
    assert list(posterior.to_frame(200).columns) == ["a", "b", "c"]
    assert "<th>a</th>" in posterior._repr_html_() and "y1" in model._repr_html_()


def test_of_many_measurements_a_few_are_shown(model):
    wide = copy.copy(model)
    wide.measurements = tuple(iv.Column(f"y{i}", unit="s") for i in range(500))
    posterior = iv.Posterior(wide, np.arange(500.0), iv.Familiarity(None))
    for shown in (repr(wide), wide._repr_html_(), repr(posterior)):
        assert "y0" in shown and "…" in shown and "500 in all" in shown and len(shown) < 3_000
    assert "y5 = 5, …, y499 = 499; 500 in all))" in repr(posterior)


def test_a_notebook_shows_narrow_intervals_with_their_ends(model, y, monkeypatch):
    posterior = model.posterior(y[0])
    near = 60123.457 + 0.01 * np.random.default_rng(0).normal(size=(500, 3))
    monkeypatch.setattr(model, "sample", lambda *_: near[None])
    table, shown = posterior.summary(), posterior._repr_html_()
    assert all(f"<td>{table[end].iloc[0]:.9g}</td>" in shown for end in ("low_95", "high_95"))


def test_a_parameter_may_be_called_weight():
    draws = np.random.default_rng(0).normal(5.0, 0.1, size=(300, 2))
    modes = mode_table(draws, (iv.Column("weight", unit="kg"), iv.Column("mode_weight")))
    assert list(modes.columns) == ["mode_mode_weight", "weight", "mode_weight"]
    assert modes["mode_mode_weight"].tolist() == [1.0] and 4.5 < modes["weight"].iloc[0] < 5.5


def test_a_file_brings_everything_back(model, y, tmp_path):
    path = tmp_path / "m.innverse"
    model.save(path)
    loaded = iv.load(path)
    assert loaded.parameters == model.parameters and loaded.measurements == model.measurements
    assert loaded.method == model.method and loaded.provenance == json.loads(json.dumps(model.provenance))
    assert np.array_equal(loaded.posterior(y[0]).sample(200), model.posterior(y[0]).sample(200))
    assert np.array_equal(loaded.predict(make_pairs().x[:5]), model.predict(make_pairs().x[:5]))
    assert loaded.familiarity(y[0]) == model.familiarity(y[0])
    assert loaded.history.to_frame().equals(model.history.to_frame())
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.slow
def test_class_labels_are_told_apart_and_predicted():
    problem = iv.problems.GaussianMixture.all()
    pairs = iv.simulate(problem, 20_000, seed=0)
    training = iv.Training(epochs=10)
    model = iv.INN(blocks=4).fit(pairs, training=training)
    probabilities = model.predict(pairs.x[:1000])
    assert np.allclose(probabilities.sum(1), 1.0, atol=1e-5)
    assert (probabilities.argmax(1) == pairs.y[:1000].argmax(1)).mean() > 0.99
    with pytest.raises(ValueError, match="got classes, which have no slope"):
        model.jacobian(pairs.x[:1])
    name = model.measurements[0].name
    posterior = model.posterior(name)
    assert repr(posterior) == f"Posterior(p(x1, x2 | class {name}))" and "| class (" in repr(model)
    assert posterior.familiarity.p_value is None and "is a class" in posterior.familiarity.note
    draws = posterior.sample(500)
    mode = pairs.x[pairs.y[:, 0] == 1].mean(0)
    # After so short a training: nine in ten draws within four standard deviations of the class's own mode of eight.
    assert (np.linalg.norm(draws - mode, axis=1) < 0.8).mean() > 0.9


def test_a_constant_column_and_too_few_rows_are_refused():
    pairs = make_pairs()
    stuck = dataclasses.replace(pairs, y=np.column_stack([pairs.y[:, 0], np.ones(len(pairs))]))
    with pytest.raises(ValueError, match="y2"):
        iv.INN().fit(stuck)
    with pytest.raises(ValueError, match="expected at least 40 rows to train on, got 10"):
        iv.INN().fit(make_pairs(10))


def test_of_many_pairs_no_more_are_held_out_than_choose_the_best_weights(monkeypatch):
    rows = {}

    def learn(self, sizes, given, *rest):
        rows.update(pairs=len(given.pairs.x), held_out=len(given.held_out.x))
        raise FloatingPointError("seen enough")

    monkeypatch.setattr("innverse.fitting.MOST_HELD_OUT", 10)
    monkeypatch.setattr(iv.INN, "learn", learn)
    with pytest.raises(FloatingPointError, match="seen enough"):
        iv.INN().fit(make_pairs())
    assert rows == {"pairs": len(make_pairs()) - 10, "held_out": 10}
