"""Pairs (x, y) with names: from arrays, tables and simulators, and scaled for a network."""

from innverse.data.observation import observation, observations
from innverse.data.pairs import Pairs
from innverse.data.parameter_rows import parameter_rows
from innverse.data.scaling import Scaling, fit_scaling
from innverse.data.simulate import simulate

__all__ = [
    "Pairs",
    "Scaling",
    "fit_scaling",
    "observation",
    "observations",
    "parameter_rows",
    "simulate",
]
