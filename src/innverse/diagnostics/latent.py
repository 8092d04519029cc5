"""The plane of the latent on which x depends most.

z ~ N(0, I) has as many directions as the network gives it; few of them move x. For a Gaussian z the cross-covariance
is the mean slope, Cov(x, z) = E[dx/dz] (Stein 1981), so its leading singular directions are those along which a step
in z moves x most, on average.
"""

from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.shapes import as_draws


@dataclass(frozen=True, eq=False)
class LatentPlane:
    """Draws in two directions of the latent.

    Attributes:
        coordinates: of each draw in the plane, `(n, 2)`.
        directions: orthonormal, as columns, `(dim_z, 2)`; the latent's own axes where it has but two.
        slopes: of each x, in units of its sd, along the two directions, `(dim_x, 2)`.
    """

    coordinates: np.ndarray
    directions: np.ndarray
    slopes: np.ndarray

    @property
    def unfolded(self) -> tuple[int, int]:
        """The two columns of x in which the plane unfolds most: largest |det| of their slopes, first < second.

        Of two columns that are tied, one alone can be among them.
        """
        first, second = self.slopes.T
        areas = np.triu(np.abs(np.outer(first, second) - np.outer(second, first)), k=1)
        i, j = np.unravel_index(np.argmax(areas), areas.shape)
        return (int(i), int(j)) if i < j else (0, min(1, len(areas) - 1))


def latent_plane(x: np.ndarray, z: np.ndarray) -> LatentPlane:
    """The plane of z on which x depends most.

    Args:
        x: posterior draws `(n, dim_x)`; each is put in units of its sd, constants count nothing.
        z: the latent each came from, `(n, dim_z)`, dim_z >= 2.

    Raises:
        ValueError: shapes that do not match, values that are not finite, or a latent of one component.

    >>> z = np.random.default_rng(0).normal(size=(1000, 3))
    >>> plane = latent_plane(x=np.stack([z[:, 2], z[:, 2] + z[:, 0]], axis=1), z=z)
    >>> np.abs(plane.directions[1]).max() < 0.1, plane.unfolded
    (np.True_, (0, 1))
    """
    x, z = as_draws(x), as_draws(z)
    if len(x) != len(z) or z.shape[1] < 2:
        raise ValueError(f"z: expected shape ({len(x)}, dim_z) with dim_z >= 2, got {z.shape}")
    sd = x.std(axis=0)
    standardised = np.divide(x - x.mean(axis=0), sd, out=np.zeros_like(x), where=sd > 0)
    slopes = standardised.T @ (z - z.mean(axis=0)) / len(z)
    directions = np.eye(2) if z.shape[1] == 2 else _oriented(np.linalg.svd(slopes)[2][:2].T)
    return LatentPlane(z @ directions, directions, slopes @ directions)


def _oriented(directions: np.ndarray) -> np.ndarray:
    """Each direction with its largest component positive: the same plane is drawn the same way every time."""
    largest = np.abs(directions).argmax(axis=0)
    return directions * np.sign(directions[largest, np.arange(directions.shape[1])])
