"""Eight Gaussian modes on a ring; the measurement is a class label that some modes may share.

    x ~ 1/8 Σ_k N(m_k, 0.2² I),   m = (±1, ±2.4142), (±2.4142, ±1)
    p(y = c | x) = Σ over modes k of class c of p(k | x)

so that the posterior p(x | c) is exactly the mixture of the modes of class c. Source: Ardizzone et al. 2019,
arXiv 1808.04730, section 4.1, and the authors' code for positions, widths and label sets. Without units.
"""

from collections.abc import Iterable, Sequence
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.one_measurement import named_numbers
from innverse.problems.randomness import numpy_generator

NEAR, FAR = 1.0, 2.4142
MODES = np.array(
    [
        (-FAR, NEAR),
        (-NEAR, FAR),
        (NEAR, FAR),
        (FAR, NEAR),
        (FAR, -NEAR),
        (NEAR, -FAR),
        (-NEAR, -FAR),
        (-FAR, -NEAR),
    ]
)
MODE_SD = 0.2
ALL = (0, 1, 2, 3, 4, 5, 6, 7)
SOME = (0, 0, 0, 0, 1, 1, 2, 3)
NONE = (0,) * 8


@final
class GaussianMixture(InverseProblem):
    """Where on the plane can a point with this class label lie? Equations and source: this module's docstring.

    x (n, 2): position. y (n, classes): one-hot class indicators. The default question is the first class.

    Args:
        labels: the class of each of the eight modes, numbered 0, 1, ... without gaps. `GaussianMixture.all()` gives
            every mode its own class, `.some()` shares one among four and another between two, `.none()` has one class.

    Raises:
        TypeError: labels that are no list.
        ValueError: not eight labels, or a class without a mode.

    >>> GaussianMixture.some().dim_y
    4
    """

    parameters = (Column("x1", label="$x_1$"), Column("x2", label="$x_2$"))
    classes = True
    source = "Ardizzone et al. 2019, arXiv 1808.04730, section 4.1"

    def __init__(self, labels: Sequence[int] = ALL):
        self.labels = _class_numbers(labels)
        n_classes = len(set(self.labels))
        self.name = {ALL: "mixture", SOME: "mixture-some", NONE: "mixture-none"}.get(self.labels, "mixture-custom")
        self.title = f"Gaussian mixture, 8 modes in {n_classes} {'class' if n_classes == 1 else 'classes'}"
        self.measurements = tuple(Column(f"class_{c}", label=f"class {c}") for c in range(n_classes))
        self.observed = np.eye(n_classes)[0]

    @classmethod
    def all(cls) -> "GaussianMixture":
        """Every mode has a class of its own."""
        return cls(ALL)

    @classmethod
    def some(cls) -> "GaussianMixture":
        """Four modes share a class, two share another, two have their own."""
        return cls(SOME)

    @classmethod
    def none(cls) -> "GaussianMixture":
        """All modes share one class: the measurement says nothing."""
        return cls(NONE)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 2"]:
        """A mode at random, then its Gaussian."""
        mode, noise = jax.random.split(key)
        centres = jnp.array(MODES)[jax.random.randint(mode, (n,), 0, len(MODES))]
        return centres + MODE_SD * jax.random.normal(noise, centres.shape)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """log p(x) of the whole mixture."""
        return jax.nn.logsumexp(_log_modes(x), -1) - np.log(len(MODES))

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n classes"]:
        """The class of a mode drawn from p(k | x), one-hot. The modes lie ten sd apart: chance hardly ever decides."""
        modes = jax.random.categorical(key, _log_modes(x))
        return jax.nn.one_hot(jnp.array(self.labels)[modes], self.dim_y)

    def exact_posterior(self, y: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
        """n independent draws (n, 2) from the mixture of the modes of class y (one-hot).

        Raises:
            ValueError: y is not one-hot of size dim_y.
        """
        y, rng = named_numbers("y", y, self.measurements), numpy_generator(key)
        if y.shape != (self.dim_y,) or sorted(y) != [0.0] * (self.dim_y - 1) + [1.0]:
            raise ValueError(f"y: expected a one-hot indicator of {self.dim_y} classes, got {y.tolist()}")
        modes = MODES[np.array(self.labels) == y.argmax()]
        return modes[rng.integers(len(modes), size=n)] + MODE_SD * rng.standard_normal((n, 2))


@jax.jit
def _log_modes(x):
    """log N(x; m_k, 0.2² I) for every mode k."""
    offsets = (jnp.asarray(x)[..., None, :] - jnp.array(MODES)) / MODE_SD
    return -0.5 * (offsets**2).sum(-1) - jnp.log(2 * jnp.pi * MODE_SD**2)


def _class_numbers(labels: Any) -> tuple[int, ...]:
    """One for each mode, refused unless every class up to the largest one has a mode."""
    expected = "labels: expected 8 class numbers 0, 1, ... without gaps"
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise TypeError(f"{expected}, got {labels!r}")
    given = list(labels)
    if len(given) != len(MODES) or set(given) != set(range(len(set(given)))):
        raise ValueError(f"{expected}, got {given}")
    return tuple(int(label) for label in given)
