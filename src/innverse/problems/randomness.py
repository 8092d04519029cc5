"""NumPy's random numbers from a JAX key."""

import jax
import numpy as np
from jaxtyping import PRNGKeyArray


def numpy_generator(key: PRNGKeyArray) -> np.random.Generator:
    """A NumPy generator whose whole stream is decided by the key.

    >>> numpy_generator(jax.random.key(0)).random() == numpy_generator(jax.random.key(0)).random()
    True
    """
    return np.random.default_rng(np.asarray(jax.random.key_data(key)))
