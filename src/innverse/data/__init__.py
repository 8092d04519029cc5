"""Pairs (x, y) with names: from arrays, tables and simulators."""

from innverse.data.observation import observation, observations
from innverse.data.pairs import Pairs
from innverse.data.parameter_rows import parameter_rows
from innverse.data.simulate import simulate

__all__ = [
    "Pairs",
    "observation",
    "observations",
    "parameter_rows",
    "simulate",
]
