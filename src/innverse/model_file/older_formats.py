"""What files of older formats lack."""

import numpy as np

from innverse.model_file.claims import Claims, TensorClaim
from innverse.model_file.writing import NETWORK
from innverse.named_tensors import Tensors

_CLASS_MEANS, _CLASS_SHARES = f"{NETWORK}.head.mean", f"{NETWORK}.head.slow_log_share"


def lacking(claims: Claims, version: int) -> dict[str, TensorClaim]:
    """What the current format has beside the tensors of a file of that format: all zeros.

    In format 1 an INN took its classes for equally frequent.

    >>> lacking({"network.head.mean": TensorClaim(np.dtype("f4"), (1, 3, 2))}, 1)
    {'network.head.slow_log_share': TensorClaim(dtype=dtype('float32'), shape=(1, 3))}
    """
    if version > 1 or _CLASS_MEANS not in claims:
        return {}
    means = claims[_CLASS_MEANS]
    return {_CLASS_SHARES: TensorClaim(means.dtype, means.shape[:2])}


def completed(tensors: Tensors, more: Claims) -> Tensors:
    """The tensors, with zeros for what they lack."""
    return {**tensors, **{name: np.zeros(claim.shape, claim.dtype) for name, claim in more.items()}}
