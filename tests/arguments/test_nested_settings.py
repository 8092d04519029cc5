"""Whatever a setting is given of a wrong kind, its class refuses it when it is made, by the name of the setting."""

import copy
import pickle
from dataclasses import dataclass, fields, replace

import pytest

import innverse as iv
from innverse import bijections, losses, methods
from innverse.arguments.nested_settings import Settings
from innverse.specification import _CLASSES

pytestmark = pytest.mark.usefixtures("as_users_call")

NO_SETTING = ["six", [1, "a"], object(), iv.INN, {"a": 1}, b"6"]
SETTINGS = [
    (cls, field.name)
    for cls in (*_CLASSES, iv.ImportanceWeights, iv.LatentWalk, iv.Projection)
    for field in fields(cls)
    if field.init
]


@pytest.mark.parametrize(("cls", "name"), SETTINGS, ids=lambda part: getattr(part, "__name__", part))
def test_every_setting_of_every_class_refuses_what_is_no_setting_by_its_name(cls, name):
    others = {"items": 2} if cls is methods.DeepSetEncoder else {}
    for wrong in NO_SETTING:
        with pytest.raises(TypeError, match=rf"{cls.__name__}\.{name}: expected .*, got "):
            cls(**others | {name: wrong})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: iv.ConditionalINN(encoder=methods.SkipEncoder),
            r"ConditionalINN.encoder: expected an Encoder \(AsMeasured, SkipEncoder, .*\), got the class SkipEncoder; "
            r"write SkipEncoder\(\)",
        ),
        (
            lambda: iv.INN(mixing="LearnedLinear"),
            r"INN.mixing: expected .*, got 'LearnedLinear'; write LearnedLinear\(\)",
        ),
        (lambda: iv.INN(8, 64, 2, None), r"INN.elementwise: expected an ElementwiseMap .*, got None"),
        (lambda: iv.INN(objective=iv.INN()), "INN.objective: expected an INNObjective .*, got INN"),
        (lambda: iv.Bidirectional(weights=(1, 2)), r"Bidirectional.weights: expected a Weights, got \(1, 2\)"),
        (
            lambda: iv.ConditionalINN(widths=64),
            "ConditionalINN: expected settings among .*, got 'widths'; did you mean 'subnet_width'",
        ),
        (lambda: iv.Training(epoch=3), "Training: expected settings among .*, got 'epoch'; did you mean 'epochs'"),
        (lambda: methods.AsMeasured(width=3), "AsMeasured: expected no settings, got 'width'"),
        (lambda: bijections.RationalQuadraticSpline(bins=6.5), "RationalQuadraticSpline.bins: expected a whole number"),
        (lambda: bijections.Affine(clamp=True), "Affine.clamp: expected a number above 0, got True"),
        (lambda: losses.Gaussian(2.0), r"Gaussian.widths: expected one or more numbers above 0, such as .*, got 2\.0"),
        (lambda: losses.InverseMultiquadric((1.0, 2.0)), "InverseMultiquadric.widths: expected one or more numbers"),
        (lambda: iv.problems.InverseKinematics("cumulative"), "convention: expected CUMULATIVE_ANGLES or .*, got 'cum"),
        (lambda: iv.problems.GaussianMixture("some"), "labels: expected 8 class numbers .*, got 'some'"),
        (lambda: iv.problems.GaussianMixture(8), "labels: expected 8 class numbers .*, got 8"),
    ],
)
def test_the_message_says_what_is_taken(make, message):
    with pytest.raises(TypeError, match=message):
        make()


def test_class_numbers_are_whole():
    with pytest.raises(ValueError, match="labels: expected 8 class numbers"):
        iv.problems.GaussianMixture([0.5] * 8)


def test_settings_can_be_copied_replaced_and_pickled():
    method = iv.ConditionalINN(blocks=3, encoder=methods.DeepSetEncoder(2, width=8))
    assert copy.deepcopy(method) == method == pickle.loads(pickle.dumps(method))
    assert replace(replace(method, blocks=5), blocks=3) == method


def test_widths_of_a_kernel_may_be_a_list():
    assert hash(losses.Gaussian([1, 2.5])) == hash(losses.Gaussian((1, 2.5)))


def test_an_annotation_that_only_type_checkers_know_is_no_hindrance():
    @dataclass(frozen=True)
    class Own(Settings):
        part: "Unknown" = 3  # pyright: ignore

    assert Own(part=4).part == 4
