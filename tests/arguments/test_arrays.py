"""A quantity's unit is never dropped: wherever numbers are given, in what form ever, it is told."""

import jax
import numpy as np
import numpyro.distributions as dist
import pytest

from innverse.arguments.arrays import as_numbers
from innverse.data import Pairs, observation, observations, parameter_rows
from innverse.problems import Column, InverseKinematics, Problem, SimulatorError, one_at_a_time

TWO = (Column("y1", unit="m"), Column("y2", unit="m"))
ROWS = [[1500.0, 0.0], [1.0, 2.0]]


class Quantity(np.ndarray):
    """What astropy's has, as far as NumPy asks."""

    unit = "mm"

    def to_value(self, unit):
        raise NotImplementedError


class Dimensionless(Quantity):
    unit = ""


class NotYetOfAny(Quantity):
    unit = None


def quantity(values, kind=Quantity):
    return np.asarray(values, float).view(kind)


def problem(forward=lambda x: x, **more):
    return Problem({"a": dist.Uniform(0, 1), "b": dist.Uniform(0, 1)}, forward, TWO, **more)


DOORS = {
    "one y": lambda q: observation(q(ROWS[0]), TWO),
    "many y": lambda q: observations(q(ROWS), TWO),
    "a list of rows": lambda q: observations([q(row) for row in ROWS], TWO),
    "by name": lambda q: observation({"y1": q(1500.0), "y2": q(0.0)}, TWO),
    "x": lambda q: parameter_rows(q(ROWS), TWO),
    "arrays": lambda q: Pairs.from_arrays(np.ones((2, 1)), q(ROWS)),
    "pairs": lambda q: Pairs(np.ones((2, 1)), q(ROWS), (Column("a"),), TWO),
    "observed": lambda q: problem(observed=q(ROWS[0])),
    "an exact posterior": lambda q: InverseKinematics().exact_posterior(q([1.5, 0.0]), 2, jax.random.key(0)),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_unit_is_refused_with_what_to_do(door):
    message = r"(x|y|observed): expected plain numbers in the units .*, got a Quantity in mm; give \1\.to_value\(\.\.\."
    with pytest.raises(ValueError, match=message):
        DOORS[door](quantity)


@pytest.mark.parametrize("door", DOORS)
def test_so_is_one_of_astropy(door):
    units = pytest.importorskip("astropy.units")
    with pytest.raises(ValueError, match="got a Quantity in mm; give"):
        DOORS[door](lambda values: values * units.mm)


def test_what_has_no_unit_is_a_number():
    for kind in (Dimensionless, NotYetOfAny):
        assert as_numbers("y", quantity(ROWS, kind)).tolist() == ROWS
    units = pytest.importorskip("astropy.units")
    assert as_numbers("y", ROWS * units.m / units.m).tolist() == ROWS
    assert as_numbers("y", ROWS * units.dimensionless_unscaled).tolist() == ROWS
    with pytest.raises(ValueError, match="got a Quantity in %"):
        as_numbers("y", 5.0 * units.percent)


TOLD = r"forward: expected numbers of .*, got them in mm; return y\.to_value\(\.\.\.\) in the measurements' units"
X = np.array([[0.1, 0.2], [0.3, 0.9], [0.8, 0.8]])


def test_a_simulator_with_units_is_told():
    with pytest.raises(SimulatorError, match=TOLD):
        problem(quantity).forward(jax.random.key(0), X)


def test_so_is_one_that_runs_one_parameter_set_at_a_time():
    units = pytest.importorskip("astropy.units")
    with pytest.raises(SimulatorError, match=TOLD):
        problem(one_at_a_time(lambda x: x * units.mm)).forward(jax.random.key(0), X)
