"""Imports point downwards only: a room imports rooms on lower floors, or its own; the first two floors are islands."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "innverse"
FLOORS = [
    {"products", "cores", "padding", "settings"},
