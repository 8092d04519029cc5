"""Products of matrices in full single precision, on every device.

Graphics processors round the factors of a float32 product to ten bits (TF32) unless they are told otherwise. A
bijection whose inverse is wrong in the fourth digit is none, and |a|² + |b|² − 2ab needs every digit it can get.
"""

import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array


def product(a: Array | np.ndarray, b: Array | np.ndarray) -> Array:
    """a @ b.

    >>> product(jnp.array([[1.0, 2.0]]), jnp.array([3.0, 4.0])).tolist()
    [11.0]
    """
    return jnp.matmul(a, b, precision=lax.Precision.HIGHEST)
