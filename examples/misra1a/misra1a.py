"""Misra1a: the volume of gas that a dental material adsorbs, by pressure (NIST StRD; Misra 1978)."""

import numpy as np

PRESSURE = np.array([77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0])


def forward(x, rng):
    """Volumes (n, 14) for parameters (n, 3): y = b1 (1 - exp(-b2 p)) + e with e ~ N(0, noise_sd²)."""
    b1, b2, noise_sd = x.T[:, :, None]
    volume = -b1 * np.expm1(-b2 * PRESSURE)
    return volume + noise_sd * rng.standard_normal(volume.shape)
