"""A user's Python function as a forward process: called on batches, checked, and shown its input when it fails."""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, final

import numpy as np

from innverse.arguments.arrays import as_numbers, unit_of
from innverse.counted_calls import part_done
from innverse.problems.column import Column
from innverse.problems.named_results import in_order, stacked


class SimulatorError(ValueError):
    """A simulator raised, or returned something else than one row of measurements for every row of parameters."""


FAILURES = (Exception, SystemExit)
"""What a user's code may raise without the user having stopped it."""


@final
class _RowError(Exception):
    """Wraps what a function for one parameter set raised, to say which row it was."""

    def __init__(self, row: int):
        super().__init__(row)
        self.row = row


def one_at_a_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """A batched simulator from a function for a single parameter set.

    Args:
        function: `function(x)` or `function(x, rng)` with x (dim_x,), returns y (dim_y,), a Series, or one number.

    Returns:
        A function of x (n, dim_x) that returns y (n, dim_y), an array or of Series a table, for `Problem(forward=...)`.

    >>> one_at_a_time(lambda x: x[0] * x[1])(np.array([[2.0, 3.0], [4.0, 5.0]])).tolist()
    [[6.0], [20.0]]
    """
    random = takes_rng(function)

    @functools.wraps(function)  # whether it takes rng is told by its own signature
    def forward(x: np.ndarray, rng: np.random.Generator | None = None) -> Any:
        rows = []
        for i, row in enumerate(x):
            try:
                rows.append(_result(function(row, rng=rng) if random else function(row)))
            except FAILURES as error:
                raise _RowError(i) from error
            part_done((i + 1) / len(x))
        return stacked(rows)

    return forward


def _result(y: Any) -> Any:
    if y is None:
        raise TypeError("expected numbers, got None; does the function end with return?")
    if isinstance(y, Mapping):
        raise TypeError(f"expected numbers, got {_brief(y)}; return pandas.Series(y) for measurements by name")
    return y


def takes_rng(function: Callable[..., Any]) -> bool:
    """Whether the function has a parameter called `rng`."""
    try:
        return "rng" in inspect.signature(function).parameters
    except ValueError:  # some compiled functions have no signature
        return False


@final
class Simulator:
    """Calls `function(x)` or `function(x, rng=rng)` and vouches for what comes back.

    Args:
        function: the user's function.
        parameters, measurements: columns of its input and output.
    """

    def __init__(self, function: Callable[..., Any], parameters: Sequence[Column], measurements: Sequence[Column]):
        if not callable(function):
            raise TypeError(f"forward: expected a function of x (n, {len(parameters)}), got {function!r}")
        self.function, self.parameters, self.measurements = function, parameters, measurements
        self.random = takes_rng(function)
        self._orientation_known = False
        """Set after the first call that passed."""

    def __call__(self, x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """y (n, dim_y) of x (n, dim_x), float64; it may hold NaN where the simulator has no answer.

        Of a table with named columns those of the measurements are taken, whatever their order.

        Raises:
            ValueError: x is of another shape.
            SimulatorError: the function raised, or returned another shape, a table without some measurement, or other
                things than numbers.
        """
        if x.ndim != 2 or x.shape[1] != len(self.parameters):
            raise ValueError(f"x: expected shape (n, {len(self.parameters)}), a column per parameter, got {x.shape}")
        if len(x) == 0:
            return np.empty((0, len(self.measurements)))
        try:
            y = self._call(x, rng)
        except FAILURES as error:
            raise self._failed(x, rng, error) from (error.__cause__ if isinstance(error, _RowError) else error)
        y = self._checked(x, y)
        self._check_upright(x)
        return y

    def _call(self, x: np.ndarray, rng: np.random.Generator) -> Any:
        """A copy goes out, so that a function that writes into its input does not change the parameters."""
        return self.function(x.copy(), rng=rng) if self.random else self.function(x.copy())

    def _checked(self, x: np.ndarray, y: Any) -> np.ndarray:
        n, dim_y = len(x), len(self.measurements)
        expected = f"forward: expected numbers of shape ({n}, {dim_y}), a row for every row of x"
        if y is None:
            raise SimulatorError(f"{expected}, got None; does the function end with return?")
        try:
            y = in_order(y, [column.name for column in self.measurements])
        except ValueError as error:
            raise SimulatorError(f"forward: expected a column for each measurement, got {error}") from error
        if unit := unit_of(y):
            raise SimulatorError(f"{expected}, got them in {unit}; return y.to_value(...) in the measurements' units")
        try:
            y = as_numbers("y", y)
        except ValueError as error:
            advice = "; return a table of its columns, pandas.DataFrame(y)" if isinstance(y, Mapping) else ""
            raise SimulatorError(f"{expected}, got {_brief(y)}{advice}; {self._input(x, 0)}") from error
        if y.shape == (n,) and dim_y == 1:
            y = y[:, None]
        if y.shape != (n, dim_y):
            raise SimulatorError(f"{expected}, got shape {y.shape}{self._advice(x, y)}; {self._input(x, 0)}")
        return y

    def _check_upright(self, x: np.ndarray) -> None:
        """When n = dim_y a transposed y has the right shape too: one row alone, under its own rng, tells once."""
        if len(x) == len(self.measurements) > 1 and not self._orientation_known:
            y = self._of_one_row(x)
            if y.shape == (len(self.measurements), 1):
                self._checked(x[:1], y)
        self._orientation_known = True

    def _of_one_row(self, x: np.ndarray) -> np.ndarray:
        """Nothing where it fails: a function that needs several rows has passed with those it got."""
        with suppress(*FAILURES):
            return np.asarray(self._call(x[:1], np.random.default_rng(0)))
        return np.empty(0)

    def _advice(self, x: np.ndarray, y: np.ndarray) -> str:
        if y.shape == (len(self.measurements), len(x)):
            return "; return the transpose, y.T"
        if y.shape in {(), (len(self.measurements),)}:
            return "; wrap a function for one parameter set: `@innverse.one_at_a_time` above it"
        return ""

    def _failed(self, x: np.ndarray, rng: np.random.Generator, error: BaseException) -> SimulatorError:
        of_one = isinstance(error, _RowError)
        row, error = (error.row, error.__cause__ or error) if of_one else (self._failing_row(x, rng), error)
        shape = f"of shape ({x.shape[1]},), one parameter set" if of_one else self._columns(x)
        return SimulatorError(
            f"forward: expected y for {len(x)} rows of x, got {_told(error)}; {self._input(x, row)}; it is called as "
            f"{self._call_of_it()}, with x {shape}; for a run that has no answer return NaN"
        )

    def _call_of_it(self) -> str:
        return "function(x, rng)" if self.random else "function(x), or function(x, rng) where its second is named rng"

    def _columns(self, x: np.ndarray) -> str:
        return (
            f"of shape {x.shape}, a parameter each column x[:, 0], x[:, 1], …; innverse.one_at_a_time wraps a function "
            "for one parameter set"
        )

    def _failing_row(self, x: np.ndarray, rng: np.random.Generator) -> int:
        """Find the row by halving the batch that failed: it costs at most one more run of it."""
        start, stop = 0, len(x)
        while stop - start > 1:
            middle = (start + stop) // 2
            if self._raises(x[start:middle], rng):
                stop = middle
            else:
                start = middle
        return start if self._raises(x[start:stop], rng) else 0

    def _raises(self, x: np.ndarray, rng: np.random.Generator) -> bool:
        try:
            self._call(x, rng)
        except FAILURES:
            return True
        return False

    def _input(self, x: np.ndarray, row: int) -> str:
        values = ", ".join(f"{column.name}={value:.6g}" for column, value in zip(self.parameters, x[row], strict=True))
        return f"its input, row {row}: {values}"


def _told(error: BaseException) -> str:
    ends = ", which ends the whole program" if isinstance(error, SystemExit) else ""
    return f"{type(error).__name__}: {error}{ends}"


def _brief(value: Any) -> str:
    text = repr(value).replace("\n", " ")
    return f"{type(value).__name__} {text if len(text) < 60 else text[:57] + '...'}"
