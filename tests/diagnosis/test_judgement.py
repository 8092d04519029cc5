"""Each kind of bad model gets its own red line, and the exact posterior gets none: x|y ~ N(y/2, 1/2)."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.verdicts import KINDS
from benchmarks.verdicts import verdict as closed_form_verdict
from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior, diagnose, judge
from innverse.diagnosis.judgement import calibrated, reproduces, trained
from innverse.diagnosis.observation_lines import familiar, reproduced_here
from innverse.diagnosis.reproduction import Reproduction
from innverse.diagnosis.rules import CALIBRATED, FAMILIAR, LEAST_BY_HEART, REPRODUCES, SHARP
from innverse.methods import INN, ConditionalINN, MixtureDensityNetwork
from innverse.training import Training
from innverse.training.history import Epoch, History

SD = 0.5**0.5


class Sum:
    """The forward process y = x + noise."""

    has_exact_posterior = False

    def __init__(self, pairs):
        self.parameters, self.measurements = pairs.parameters, pairs.measurements

    def forward(self, key, x):
        seed = int(np.asarray(key._base_array if hasattr(key, "_base_array") else key).ravel()[-1])
        return np.asarray(x) + np.random.default_rng(seed).normal(size=np.shape(x))


def pairs(seed=0, n=400):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    return Pairs.from_arrays(x, x + rng.normal(size=(n, 1)))


def verdict(draw, seed=0, with_problem=True):
    return judge(diagnosis_of(draw, seed, with_problem))


def diagnosis_of(draw, seed=0, with_problem=True, n_y=400, n_draws=300, **settings):
    held_out = pairs(seed, max(n_y, 400))
    rng = np.random.default_rng(seed + 1)
    model = AnyPosterior(
        held_out.parameters,
        held_out.measurements,
        lambda y, n, seed: draw(y[:, None], rng.normal(size=(len(y), n, 1))),
        scale_y=lambda y: y / np.sqrt(2),
    )
    return diagnose(model, held_out, Sum(held_out) if with_problem else None, n_y=n_y, n_draws=n_draws, **settings)


def colours(found):
    return {line.question: line.colour for line in found.lines}


def exact(y, e):
    return y / 2 + SD * e


@pytest.mark.parametrize(("with_problem", "why"), [(True, "do not differ"), (False, "no simulator is at hand")])
def test_why_draws_were_not_run_again_is_told(with_problem, why):
    """Of one measurement there is no distance between two."""
    line = judge(diagnosis_of(exact, with_problem=with_problem, n_y=1)).lines[2]
    assert line.colour == "grey" and why in line.sentence


def test_that_no_draws_were_to_be_run_again_is_told():
    held_out = pairs(n=100)
    model = AnyPosterior(held_out.parameters, held_out.measurements, lambda y, n, seed: np.zeros((len(y), n, 1)))
    found = diagnose(model, held_out, Sum(held_out), n_draws=20, n_resimulated=0)
    line = judge(found).lines[2]
    assert line.colour == "grey" and "no draws were to be run again (resimulated = 0)" in line.sentence


@pytest.mark.parametrize(("n_y", "n_draws"), [(1, 300), (400, 1), (20, 5)])
def test_few_measurements_or_draws_show_nothing_of_a_model_that_ignores_y(n_y, n_draws):
    """Their means scatter by chance, one mean has no spread, and one draw no variance."""
    line = judge(diagnosis_of(lambda y, e: e, n_y=n_y, n_draws=n_draws)).lines[1]
    assert line.colour == "amber" and "too few to tell" in line.sentence and "[check]" in line.next_step


def test_few_draws_show_a_model_that_listens():
    assert judge(diagnosis_of(lambda y, e: y + 0.1 * e, n_draws=5)).lines[1].colour == "green"


def test_the_exact_posterior_is_green():
    checks = diagnosis_of(exact, n_y=1000, n_resimulated=1000, n_draws_resimulated=30)
    assert set(colours(judge(checks)).values()) == {"green"}


@pytest.mark.parametrize(("method", "named"), [(INN(), True), (ConditionalINN(), False)], ids=["INN", "ConditionalINN"])
def test_where_an_inn_is_found_wanting_another_method_is_named(method, named):
    """Where draws are too narrow, not where all is well."""
    diagnosis = diagnosis_of(lambda y, e: exact(y, 0.4 * e), with_problem=False, n_draws=1000)
    model = SimpleNamespace(method=method, history=History())
    intervals, listens, back, training = judge(diagnosis, model).lines
    assert back.colour == "grey" and "no simulator" in back.sentence
    assert ("or try the `ConditionalINN`" in intervals.next_step) is named
    assert intervals.colour == "red" and not listens.next_step and not training.next_step


def test_a_model_in_the_place_of_its_checks_is_told():
    asked = AnyPosterior(["x1"], ["y1"], lambda y, n, seed: np.zeros((len(y), n, 1)))
    with pytest.raises(TypeError, match=r"diagnosis: expected .*, got AnyPosterior; write judge\(diagnosis, model\)"):
        judge(asked, None)  # pyright: ignore[reportArgumentType]


def test_nothing_is_said_of_the_training_of_any_posterior():
    asked = AnyPosterior(["x1"], ["y1"], lambda y, n, seed: np.zeros((len(y), n, 1)))
    assert judge(diagnosis_of(exact), asked).lines == judge(diagnosis_of(exact)).lines


def test_the_exact_posterior_is_seldom_called_red():
    assert sum(verdict(exact, seed, with_problem=False).colour == "red" for seed in range(20)) == 0


@pytest.mark.parametrize(
    ("draw", "question", "words"),
    [
        (lambda y, e: y / 2 + 0.4 * SD * e, CALIBRATED.question, "too narrow for x1"),
        (lambda y, e: y / 2 + 0.6 + SD * e, CALIBRATED.question, "too high for x1"),
        (lambda y, e: y / 2 - 0.6 + SD * e, CALIBRATED.question, "too low for x1"),
        (lambda y, e: e, SHARP.question, "the same whatever was measured"),
        (lambda y, e: e, REPRODUCES.question, "beyond the noise they miss by"),
    ],
    ids=["over-confident", "biased upwards", "biased downwards", "untrained", "untrained, simulator at hand"],
)
def test_a_bad_model_gets_its_red_line(draw, question, words):
    line = next(line for line in verdict(draw).lines if line.question == question)
    assert line.colour == "red" and words in line.sentence and line.next_step


@pytest.mark.parametrize(
    ("missing", "p_value", "colour", "words"),
    [
        (0.0, 0.04, "green", "least p of 4 tests"),
        (0.02, 1e-4, "amber", "together are slightly too narrow (89% regions of highest density hold 87%"),
        (0.15, 1e-8, "red", "89% regions hold 74% of the truths"),
        (
            -0.15,
            1e-8,
            "amber",
            "together are too wide (89% regions of highest density hold 100%",
        ),
    ],
)
def test_regions_of_highest_density_are_heard(missing, p_value, colour, words):
    """Each parameter alone may be right where all together are not."""
    checks = diagnosis_of(exact)
    coverage = np.clip(checks.confidences - missing * (checks.confidences > 0.89), 0, 1)
    checks = replace(checks, expected_coverage=coverage, expected_coverage_p_value=p_value)
    line = calibrated(checks)
    assert line.colour == colour and words in line.sentence


@pytest.mark.parametrize("seed", range(3))
def test_intervals_that_are_wrong_for_every_measurement_but_right_in_the_mean_are_amber(seed):
    found = verdict(lambda y, e: y / 2 + SD * np.where(y > 0, 1.5, 0.65) * e, seed)
    line = next(line for line in found.lines if line.question == CALIBRATED.question)
    assert line.colour == "amber" and "not equally honest for all measurements: x1" in line.sentence


def test_intervals_that_are_too_wide_are_safe():
    line = next(line for line in verdict(lambda y, e: y / 2 + 2 * SD * e).lines if line.question == CALIBRATED.question)
    assert line.colour == "amber" and "too wide for x1" in line.sentence


def test_an_observation_is_judged_by_its_p_value():
    assert [familiar(p).colour for p in (0.5, 0.02, 0.001)] == ["green", "amber", "red"]
    assert "what stands out is y2" in familiar(0.001, ["y2"]).sentence


def test_what_speaks_against_an_observation_is_said_even_where_no_measurement_stands_out():
    line = familiar(1e-9, (), "it lies closer to their centre")
    assert line.colour == "red" and "closer to their centre" in line.sentence
    assert "y1" in familiar(1e-9, ["y1"], "it lies closer").sentence


def led_back(shares, lost=0.0, lost_anew=0.0, n=100):
    """n measurements with 100 draws each, which miss by these shares in turn; some without an answer."""
    misses = np.tile(np.resize(shares, n)[:, None], 100).astype(float)
    floor = np.zeros(n)
    misses[:, : round(100 * lost)] = floor[: round(n * lost_anew)] = np.nan
    return Reproduction(misses, floor, 1.0)


def test_draws_for_the_observation_are_compared_with_those_for_held_out_ones():
    usual = led_back([0.0, 0.1, np.nan])
    colours = [reproduced_here(share, usual).colour for share in (0.05, 0.2, 0.5, np.nan)]
    assert colours == ["green", "amber", "red", "red"]


@pytest.mark.parametrize(("n", "found"), [(5, ["green", "grey", "grey"]), (30, ["green", "amber", "amber"])])
def test_of_few_held_out_measurements_the_largest_distance_says_little_of_the_observation(n, found):
    usual = led_back([0.0, 0.1], n=n)
    assert [reproduced_here(share, usual).colour for share in (0.005, 0.2, 0.5)] == found
    assert "[check] resimulated" in reproduced_here(0.5, led_back([0.1], n=5)).next_step


def test_a_forward_process_that_never_answers_is_red():
    never = led_back([np.nan], n=3)
    assert reproduces(never).colour == reproduced_here(0.1, never).colour == "red"
    assert "no answer for any draw" in reproduces(never).sentence


def test_draws_without_an_answer_are_told():
    """The exact posterior of a y that was measured has none, where the forward process has no chance in it."""
    some, many = (led_back([0.0], lost) for lost in (0.09, 0.4))
    assert (reproduces(some).colour, reproduces(many).colour) == ("amber", "red")
    assert "for 40% of the draws the forward process has no answer (0% for true" in reproduces(many).sentence
    usual = led_back([0.1])
    assert [reproduced_here(0.05, usual, lost).colour for lost in (0.0, 0.02, 0.4)] == ["green", "amber", "red"]


def test_a_forward_process_that_fails_by_chance_is_no_reason_to_doubt_an_observation():
    """Draws for held-out measurements are without an answer as often."""
    usual = led_back([0.1], lost=0.1)
    assert [reproduced_here(0.05, usual, lost).colour for lost in (0.1, 0.15, 0.4)] == ["green", "amber", "red"]
    assert "(at most 10% for a held-out measurement)" in reproduced_here(0.05, usual, 0.4).sentence


def test_a_forward_process_that_fails_by_chance_is_no_reason_to_doubt_a_posterior():
    """True parameters, run again, are without an answer nearly as often; where chance allows much, nothing is shown."""
    assert reproduces(led_back([0.0], lost=0.1, lost_anew=0.07)).colour == "green"
    assert reproduces(led_back([0.0], lost=0.4, lost_anew=0.07)).colour == "red"
    assert reproduces(led_back([0.0], lost=0.4, lost_anew=0.37)).colour == "amber"


@pytest.mark.parametrize(("n", "colour"), [(10, "grey"), (25, "amber"), (1000, "green")])
def test_what_chance_may_leave_is_not_called_reproduced(n, colour):
    """Noise alone: draws and true parameters miss alike, by half of the distance between two runs."""
    rng = np.random.default_rng(0)
    misses = 0.5 * rng.chisquare(1, (n, 50))
    line = reproduces(Reproduction(misses, misses.mean(axis=1) * rng.permutation(np.linspace(0, 2, n)), 1.0))
    assert line.colour == colour and ("chance may leave" in line.sentence) is (colour != "green")
    assert ("[check] resimulated" in line.next_step) is (colour != "green")


@pytest.mark.parametrize("n", [2, 5, 10, 20, 50])
def test_the_exact_posterior_is_seldom_called_red_by_few_held_out_measurements(n):
    found = [judge(diagnosis_of(exact, seed, n_y=n, n_draws=100)).colour for seed in range(15)]
    assert "red" not in found


@pytest.mark.parametrize("draw", [lambda y, e: e, lambda y, e: y / 2 + 3 * SD + SD * e], ids=["prior", "far off"])
def test_clearly_wrong_posteriors_are_red_by_twenty(draw):
    assert {judge(diagnosis_of(draw, seed, n_y=20, n_draws=1000)).colour for seed in range(5)} == {"red"}


@pytest.mark.parametrize(
    ("n", "colour", "words"), [(50, "amber", "too few"), (200, "green", "may pass"), (400, "green", "")]
)
def test_what_few_held_out_pairs_cannot_show_is_not_called_shown(n, colour, words):
    line = calibrated(replace(diagnosis_of(exact), n_y=n))
    assert line.colour == colour and words in line.sentence
    assert ("held_out" in line.next_step) is (colour == "amber")


@pytest.mark.parametrize(("n", "advice"), [(3, "hold out 400"), (400, "train longer")])
def test_after_a_departure_among_few_held_out_pairs_more_are_looked_at_first(n, advice):
    line = calibrated(replace(diagnosis_of(lambda y, e: y / 2 + 2 * SD * e), n_y=n))
    assert line.colour == "amber" and line.next_step.startswith(advice)


def test_an_interrupted_training_is_told():
    def after(history, members=1):
        provenance = {"training": {"steps_per_epoch": 100}}
        return trained(SimpleNamespace(history=history, members=members, provenance=provenance))

    losses = {"learning_rate": 0.0, "train": {}, "held_out": {}, "final_loss": 1.0, "seconds": 1.0}
    assert after(History(stopped="interrupted")).colour == "amber"
    assert after(History([Epoch(1, skipped=1, **losses)])).colour == "green"
    assert after(History([Epoch(1, skipped=2, **losses)])).colour == "amber"
    assert after(History([Epoch(1, skipped=2, **losses)]), members=2).colour == "green"
    assert "0 epochs" not in after(History()).sentence


def test_pairs_that_were_learned_by_heart_are_told_with_what_helps():
    def after(best, epochs=12, classes=False, emulated=0.0, slope=1.0):
        numbers = {"learning_rate": 0.0, "held_out": {}, "seconds": 1.0, "skipped": 0}
        losses = [{"train": {"loss": -slope * i}, "final_loss": abs(i - best)} for i in range(1, epochs + 1)]
        history = History([Epoch(i, **numbers, **loss) for i, loss in enumerate(losses, start=1)])
        provenance = {"training": {"steps_per_epoch": 100, "emulated": emulated}}
        return trained(SimpleNamespace(history=history, members=1, provenance=provenance, classes=classes))

    assert "by heart" not in after(12).sentence and "by heart" not in after(11).sentence
    assert "by heart" not in after(7, slope=0.0).sentence  # a plateau
    assert after(7).colour == "green" and "`emulated = 0.75`" in after(7).sentence
    for told in (after(7, classes=True), after(7, emulated=0.5)):
        assert "simulate more" in told.sentence and "emulated" not in told.sentence


def told_of(train, held_out):
    """The line on a training with these losses by epoch."""
    numbers = {"learning_rate": 0.0, "held_out": {}, "seconds": 1.0, "skipped": 0}
    losses = enumerate(zip(train, held_out, strict=True), start=1)
    history = History([Epoch(i, train={"loss": fell}, final_loss=rose, **numbers) for i, (fell, rose) in losses])
    provenance = {"training": {"steps_per_epoch": 100, "emulated": 0.0}}
    return trained(SimpleNamespace(history=history, members=1, provenance=provenance, classes=False)).sentence


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3], ids="{:g}".format)
@pytest.mark.parametrize(
    ("train", "held_out", "by_heart"),
    [
        ([4.0, 3.0, 1.0, 0.0, -1.0, -2.0], [3.5, 3.0, 5.0, 9.0, 14.0, 20.0], True),
        ([4.0, 3.0, 2.5, 2.2], [3.5, 3.0, 3.1, 3.2], True),
        ([4.0, 3.0, 2.98, 2.95], [3.5, 3.0, 3.01, 3.02], False),  # it had learned all there was: noise
        ([4.0, 3.0, 2.5, 2.2], [3.5, 3.0, 3.1, 3.04], False),
        ([4.0, 3.0, 2.5, 2.2], [3.5, 3.2, 3.0, 4.0], False),  # a single epoch may be chance
        ([4.0, 3.0, 3.1, 3.2], [3.5, 3.0, 5.0, 9.0], False),  # it diverges
    ],
)
def test_few_epochs_tell_of_pairs_that_were_learned_by_heart(scale, train, held_out, by_heart):
    """In whatever units a method's loss is."""
    sentence = told_of(scale * np.array(train), scale * np.array(held_out))
    assert ("by heart" in sentence) == by_heart


def test_a_short_training_on_few_noisy_pairs_is_told_of():
    x, noise = np.random.default_rng(1).normal(size=(2, 300, 4))
    method = MixtureDensityNetwork(components=2, width=96, depth=1)
    model = method.fit(Pairs.from_arrays(x, x + 0.7 * noise), Training(epochs=4, learning_rate=1e-2))
    assert len(model.history.epochs) - model.history.best_epoch < LEAST_BY_HEART
    assert "by heart" in trained(model).sentence


def test_an_observation_of_another_simulator_gets_its_red_line():
    """The exact posterior, trained on one process and asked about a measurement of another one."""
    red = [line.question for line in closed_form_verdict(KINDS["another simulator"], 0).lines if line.colour == "red"]
    assert red == [FAMILIAR.question]
