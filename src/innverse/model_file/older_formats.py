"""What files of older formats lack."""

import numpy as np

from innverse.model_file.writing import NETWORK
from innverse.named_tensors import Tensors

_CLASS_MEANS, _CLASS_SHARES = f"{NETWORK}.head.mean", f"{NETWORK}.head.slow_log_share"


def completed(tensors: Tensors, version: int) -> Tensors:
    """The tensors as the current format has them.

    In format 1 an INN took its classes for equally frequent.

    >>> sorted(completed({"network.head.mean": np.zeros((1, 3, 2))}, 1))
    ['network.head.mean', 'network.head.slow_log_share']
    """
    if version > 1 or _CLASS_MEANS not in tensors:
        return tensors
    means = tensors[_CLASS_MEANS]
    return {**tensors, _CLASS_SHARES: np.zeros(means.shape[:2], means.dtype)}
