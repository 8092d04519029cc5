"""Methods and settings as plain dictionaries: what study files say and model files keep.

`{"name": "INN", "objective": {"name": "Bidirectional"}}` stands for `INN(objective=Bidirectional())`. Only the classes
listed here can be named: nothing that a file says can run code.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from innverse import bijections, losses, methods, training
from innverse.arguments.file_values import expected_kind, other_kind
from innverse.arguments.names import did_you_mean, listed

_CLASSES = (
    methods.INN,
    methods.ConditionalINN,
    methods.AsMeasured,
    methods.SkipEncoder,
    methods.MLPEncoder,
    methods.DeepSetEncoder,
    methods.AutoregressiveFlow,
    methods.FlowMatching,
    methods.MixtureDensityNetwork,
    methods.ConditionalVAE,
    methods.DiagonalGaussian,
    methods.InverseAutoregressive,
    methods.DropoutRegressor,
    methods.InvertibleAutoencoder,
    methods.ABC,
    methods.MaximumLikelihood,
    methods.Bidirectional,
    methods.FixedPermutation,
    methods.LearnedLinear,
    methods.SquaredError,
    methods.CrossEntropy,
    methods.Weights,
    methods.Noise,
    methods.Ramp,
    bijections.Affine,
    bijections.RationalQuadraticSpline,
    losses.InverseMultiquadric,
    losses.RationalQuadratic,
    losses.Gaussian,
    training.Training,
)
_BY_NAME = {cls.__name__: cls for cls in _CLASSES}


class SpecificationError(ValueError):
    """A name, key or value that no class takes; the message says where, what was expected and what was found."""


def describe(thing: Any) -> Any:
    """A JSON-able description, complete with every default.

    >>> describe(losses.Gaussian((1.0,)))
    {'name': 'Gaussian', 'widths': [1.0]}
    """
    if is_dataclass(thing):
        content = {field.name: describe(getattr(thing, field.name)) for field in fields(thing) if field.init}
        return {"name": type(thing).__name__} | content
    return [describe(item) for item in thing] if isinstance(thing, tuple) else thing


def build(section: Mapping[str, Any] | str, where: str, kind: type = object) -> Any:
    """The object that a description stands for; the inverse of `describe`. A lone name takes all defaults.

    Args:
        section: a name, or a mapping with a "name" and values for any of its fields.
        where: the place to name in errors, such as "method".
        kind: the class that it must be of.

    Raises:
        SpecificationError: an unknown name or key (the closest valid one is suggested), a value or an object of the
            wrong kind.

    >>> build({"name": "INN", "blocks": 4}, "method").blocks
    4
    """
    section = {"name": section} if isinstance(section, str) else dict(section)
    if "name" not in section:
        raise SpecificationError(f"{where}: expected a key 'name', got {listed(section) or 'no keys'}")
    return _instance(_class(section.pop("name"), where, kind), section, where)


def _class(name: Any, where: str, kind: type) -> type:
    known = {known: cls for known, cls in _BY_NAME.items() if issubclass(cls, kind)}
    if not isinstance(name, str) or name not in known:
        expected = f"{where}.name: expected one of {listed(known, len(known))}"
        raise SpecificationError(f"{expected}, got {name!r}{did_you_mean(name, known)}")
    return known[name]


def _instance(cls: type, values: Mapping[str, Any], where: str) -> Any:
    known = {field.name: field for field in fields(cls) if field.init}
    for key in values:
        if key not in known:
            expected = f"{where}: expected keys among {listed(known, len(known))}"
            raise SpecificationError(f"{expected}, got {key!r}{did_you_mean(key, known)}")
    for name, field in known.items():
        if field.default is MISSING and field.default_factory is MISSING and name not in values:
            raise SpecificationError(f"{where}: expected a key {name!r}, got {listed(values) or 'no keys'}")
    hints = get_type_hints(cls)
    arguments = {key: _value(hints[key], known[key], value, f"{where}.{key}") for key, value in values.items()}
    return cls(**arguments)


def _value(hint: Any, field: Any, value: Any, where: str) -> Any:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    if not is_dataclass(default):
        return _plain(hint, value, where)
    if isinstance(value, Mapping) and "name" not in value:
        value = {"name": type(default).__name__} | dict(value)
    if not isinstance(value, (str, Mapping)):
        raise SpecificationError(f"{where}: expected a name or a table, got {value!r}")
    return build(value, where, hint)


def _plain(hint: Any, value: Any, where: str) -> Any:
    try:
        made = TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True)).validate_python(value)
        reason = other_kind(value, made)
    except ValidationError as error:
        made, reason = None, expected_kind(error.errors()[0])
    if reason:
        raise SpecificationError(f"{where}: expected {reason}, got {value!r}")
    return made
