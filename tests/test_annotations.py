"""Shapes in annotations are checked in tests; `tests/conftest.py` says where."""

import jax.numpy as jnp
import pytest
from jaxtyping import TypeCheckError

from innverse.losses import squared_error

pytest.importorskip("beartype", reason="annotations are checked where beartype is installed")


def test_a_shape_that_would_be_broadcast_is_refused():
    """It would give a number, of another meaning."""
    with pytest.raises(TypeCheckError, match="'n dim'"):
        squared_error(jnp.zeros((3, 1)), jnp.zeros((3, 2)))


def test_users_calls_are_not_checked(as_users_call):
    assert squared_error(jnp.zeros((3, 1)), jnp.ones((3, 2))) == 2
