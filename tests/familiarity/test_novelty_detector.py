"""Whether a measurement is like those of the training: false alarms as often as stated, and the right column named."""

import time

import numpy as np
import pytest

import innverse as iv
from innverse.familiarity import NoveltyDetector
from innverse.familiarity.conformal import p_values
from innverse.familiarity.familiarity import StandOut
from innverse.problems import Column

N_NEW = 1000
# With probability .999 or more a count of false alarms among 1000 stays within these.
MOST_AT_1_PERCENT, MOST_AT_10_PERCENT = 30, 150


def normal(rng, n):
    return rng.normal(size=(n, 2)) @ np.array([[1.0, 0.9], [0.0, 0.4]])


def ring(rng, n):
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.05 * rng.normal(size=(n, 2))


def heavy_tails(rng, n):
    return np.stack([rng.standard_cauchy(n), rng.lognormal(0, 2, n)], axis=1)


def counts(rng, n):
    return rng.poisson([0.5, 3, 20], size=(n, 3)).astype(float)


def curve(rng, n, columns=42):
    """Many measurements of one curve with two parameters, seen through noise of a fiftieth of their spread."""
    a, b = rng.normal(size=(2, n, 1))
    t = np.linspace(0, 1, columns)
    return np.sin(3 * t * (1 + 0.3 * a)) * np.exp(0.3 * b) + a * t + 0.02 * rng.normal(size=(n, columns))


def seen(y, **names):
    return NoveltyDetector.of(iv.Pairs.from_arrays(np.arange(float(len(y))), y, **names))


@pytest.fixture(scope="module")
def of_normal():
    return seen(normal(np.random.default_rng(0), 4000))


@pytest.fixture(scope="module")
def of_curve():
    return seen(curve(np.random.default_rng(0), 4000))


@pytest.mark.parametrize("distribution", [normal, ring, heavy_tails, counts, curve])
def test_false_alarms_are_at_the_nominal_level(distribution):
    rng = np.random.default_rng(1)
    p = seen(distribution(rng, 4000)).p_values(distribution(rng, N_NEW))
    assert (p < 0.01).sum() <= MOST_AT_1_PERCENT
    assert (p < 0.1).sum() <= MOST_AT_10_PERCENT
    assert (p < 0.5).mean() == pytest.approx(0.5, abs=0.08)


def test_few_rows_give_no_more_false_alarms_and_still_see_what_is_far():
    rng = np.random.default_rng(2)
    p, far = [], []
    for _ in range(100):
        few = seen(normal(rng, 40))
        p.append(few.p_values(normal(rng, 10)))
        far.append(few.p_values(np.array([[20.0, -20.0]])))
    assert (np.array(p) < 0.01).mean() < 0.03
    assert np.array(far).max() < 0.01


def test_p_values_are_whatever_the_units(of_normal):
    rng = np.random.default_rng(3)
    y = normal(rng, 50)
    other = seen(normal(np.random.default_rng(0), 4000) * 1e-6 + 1e3)
    assert other.p_values(y * 1e-6 + 1e3) == pytest.approx(of_normal.p_values(y), abs=2e-3)


@pytest.mark.parametrize(
    ("wrong", "share"),
    [
        (lambda y: y + np.array([6, 0]), 0.99),
        (lambda y: y + np.array([0, 2.5]), 0.9),
        (lambda y: 10 * y, 0.8),
    ],
    ids=["shifted", "shifted within the range", "scaled"],
)
def test_what_comes_from_elsewhere_is_found(of_normal, wrong, share):
    assert (of_normal.p_values(wrong(normal(np.random.default_rng(4), 300))) < 0.01).mean() >= share


def test_the_middle_of_a_ring_is_found():
    familiarity = seen(ring(np.random.default_rng(0), 4000)).familiarity(np.array([0.01, 0.0]))
    assert familiarity.p_value < 1e-3
    assert familiarity.stand_outs == ()
    assert "their combination does" in str(familiarity)


@pytest.mark.parametrize("slip", [1e-3, 0.0])
def test_what_is_too_regular_to_be_true_is_found(of_curve, slip):
    """A slip of units leads to the centre of symmetric measurements, where hardly any of them lies."""
    y = curve(np.random.default_rng(5), 1)[0]
    assert of_curve.familiarity(y).is_familiar
    found = of_curve.familiarity(slip * y)
    assert not found.is_familiar and "are its units right" in str(found)


def test_of_few_measurements_the_centre_is_no_rare_place(of_normal):
    assert of_normal.familiarity(of_normal.coordinates.inverse(np.zeros((1, 2)))[0]).p_value > 0.5


def test_one_outlier_within_its_range_among_many_correlated_is_found_and_named(of_curve):
    rng = np.random.default_rng(5)
    found = named = clean = 0
    low, high = np.quantile(of_curve.coordinates.inverse(of_curve.reference), [0.05, 0.95], axis=0)
    for row, column in zip(curve(rng, 50), rng.integers(42, size=50), strict=True):
        middle = (low[column] + high[column]) / 2
        row[column] += np.where(row[column] < middle, 0.15, -0.15)  # seven times the noise, towards the middle
        familiarity = of_curve.familiarity(row)
        found += not familiarity.is_familiar
        names = [each.name for each in familiarity.stand_outs]
        named += names[:1] == [f"y{column + 1}"]
        clean += len(names) == 1
    assert found >= 45
    assert named >= found - 1
    assert clean >= found - 5


def test_an_outlier_is_described(of_curve):
    row = curve(np.random.default_rng(6), 1)[0]
    honest = row[17]
    row[17] -= 0.3
    familiarity = of_curve.familiarity(row)
    (found,) = familiarity.stand_outs
    assert (found.name, found.value) == ("y18", row[17])
    assert found.expected == pytest.approx(honest, abs=0.08) and found.z < -8
    assert "y18 = " in str(familiarity) and "the others suggest" in str(familiarity)


def test_out_of_range_alone_is_named_with_the_usual_range(of_normal):
    familiarity = of_normal.familiarity(np.array([9.0, 0.9 * 9.0]))
    assert {found.name for found in familiarity.stand_outs} >= {"y1"}
    assert max(found.p_value for found in familiarity.stand_outs) < 0.01
    assert "usual: -2." in str(familiarity)


def test_bounds_are_respected():
    rng = np.random.default_rng(7)
    y = np.stack([rng.lognormal(0, 2, 2000), rng.beta(0.5, 5, 2000)], axis=1)
    columns = (Column("flux", lower=0), Column("albedo", lower=0, upper=1))
    known = seen(y, measurements=columns)
    assert known.coordinates.inverse(known.coordinates(y)) == pytest.approx(y, rel=1e-6)
    assert (known.p_values(np.array([[1e-6, 0.1], [1.0, 0.999999]])) < 0.01).all()
    on_bounds = known.familiarity(np.array([0.0, 1.0]))
    assert not on_bounds.is_familiar and all(found.expected >= 0 for found in on_bounds.stand_outs)


def test_it_is_quick(of_curve):
    """A posterior asks for it each time. Processor time, since others may use the machine; the best of three."""
    row = curve(np.random.default_rng(8), 1)[0]
    times = []
    for _ in range(3):
        begun = time.thread_time()
        for _ in range(10):
            of_curve.familiarity(row)
        times.append((time.thread_time() - begun) / 10)
    assert min(times) < 5e-3


def test_arrays_bring_everything_back(of_curve):
    again = NoveltyDetector.from_arrays(of_curve.columns, of_curve.to_arrays())
    y = curve(np.random.default_rng(9), 5)
    assert np.array_equal(again.p_values(y), of_curve.p_values(y))
    with pytest.raises(ValueError, match="training measurements: expected rows of 41 columns"):
        NoveltyDetector.from_arrays(of_curve.columns[1:], of_curve.to_arrays())


def test_very_many_measurements_are_compared_one_by_one():
    rng = np.random.default_rng(10)
    wide = rng.normal(size=(300, 600))
    known, row = seen(wide), rng.normal(size=600)
    assert known.whitening.shape == (600,)
    row[3] = 12.0
    assert known.familiarity(row).stand_outs[0].name == "y4"


def test_classes_and_too_few_rows_are_refused():
    with pytest.raises(ValueError, match="expected at least 20 rows of numbers as measurements, got Pairs"):
        seen(np.zeros((10, 2)))
    labels = iv.Pairs.from_arrays(np.arange(30.0), np.eye(2)[np.arange(30) % 2], classes=True)
    with pytest.raises(ValueError, match="expected at least 20 rows of numbers as measurements"):
        NoveltyDetector.of(labels)


def test_scores_that_rounding_alone_tells_apart_are_tied():
    """Scores that come from ranks have many ties; another machine's rounding must not break them."""
    held_out = np.array([1.0, 2.0, 2.0, 2.0, 3.0])
    assert p_values(held_out, np.array([2.0 * (1 + 1e-13)])) == p_values(held_out, np.array([2.0])) == 5 / 6


def test_what_stands_out_in_its_last_digits_is_told_with_them():
    usual = (1.420399e9, 1.420401e9)
    told = str(StandOut("line", 1.42040271e9, 1.4204001e9, 5.0, usual, 0.001))
    assert "line = 1.42040271e+09 " in told and "the others suggest 1.4204001e+09:" in told
    assert "usual: 1.420399e+09 to 1.420401e+09" in told
