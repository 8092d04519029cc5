"""The derivatives of a network's own forward process, in original units.

∂y/∂x = (∂y/∂w) (∂w/∂v) (∂v/∂x),   v = scaled x,   w = f_y(v) scaled y
"""

import numpy as np
from numpy.typing import NDArray

from innverse.model.scaled_model import ScaledModel
from innverse.scaling import Scaling
from innverse.scaling.slopes import scale_x_jacobian, unscale_y_jacobian

ROWS_PER_BLOCK = 1 << 12


def forward_jacobian(network: ScaledModel, scaling: Scaling, x: NDArray) -> NDArray[np.float64]:
    """(n, dim_y, dim_x) at rows x (n, dim_x) inside the support, in blocks."""
    blocks = [_block(network, scaling, x[start : start + ROWS_PER_BLOCK]) for start in range(0, len(x), ROWS_PER_BLOCK)]
    return np.concatenate(blocks or [np.empty((0, len(scaling.y_lower), x.shape[1]))])


def _block(network: ScaledModel, scaling: Scaling, x: NDArray) -> NDArray[np.float64]:
    v = scaling.scale_x_with_log_det(x)[0]
    of_scaling_y = unscale_y_jacobian(scaling, network.predict(v))
    return of_scaling_y @ network.jacobian(v) @ scale_x_jacobian(scaling, x)
