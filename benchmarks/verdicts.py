"""How often an honest model is called red, and whether bad ones are: closed-form posteriors in the place of networks.

x ~ N(0, I) of three parameters, y = A x + 0.5 e of two measurements. For every seed new pairs, a new model of each kind
and a new observation. Run from the repository's root: python -m benchmarks.verdicts --seeds 100
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.rows import RESULTS, append, progress
from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior, Line, Verdict, diagnose, judge
from innverse.diagnosis.observation_lines import familiar, reproduced_here
from innverse.diagnosis.reproduction import shares
from innverse.familiarity.novelty_detector import NoveltyDetector
from innverse.machine import machine

FORWARD = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -1.0]])
NOISE = 0.5
TRAINING_PAIRS, HELD_OUT, DRAWS, RESIMULATED = 20_000, 400, 500, 500
PRECISION = np.eye(3) + FORWARD.T @ FORWARD / NOISE**2
COVARIANCE = np.linalg.inv(PRECISION)
GAIN = COVARIANCE @ FORWARD.T / NOISE**2
ROOT = np.linalg.cholesky(COVARIANCE)


@dataclass(frozen=True)
class Kind:
    """A model of x given y, and how its observation is made.

    Attributes:
        draw: x `(n_y, n, 3)` of y `(n_y, 1, 2)` and standard normal e `(n_y, n, 3)`, linear in e.
        observe: y `(2,)` of a true x and its noise.
    """

    draw: Callable[[np.ndarray, np.ndarray], np.ndarray]
    observe: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda x, e: FORWARD @ x + NOISE * e


def exact(y: np.ndarray, e: np.ndarray) -> np.ndarray:
    """The true posterior."""
    return y @ GAIN.T + e @ ROOT.T


def log_density(kind: Kind, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """log q(x | y) of rows x `(n, 3)` and y `(n, 2)`, up to a constant: x = m(y) + L(y) e."""
    at = kind.draw(y[:, None], np.broadcast_to(np.eye(4, 3, k=-1), (len(y), 4, 3)))
    root = np.swapaxes(at[:, 1:] - at[:, :1], 1, 2)
    e = np.linalg.solve(root, (x - at[:, 0])[..., None])[..., 0]
    return -0.5 * (e**2).sum(axis=1) - np.linalg.slogdet(root)[1]


KINDS = {
    "honest": Kind(exact),
    "over-confident": Kind(lambda y, e: y @ GAIN.T + 0.5 * e @ ROOT.T),
    "biased": Kind(lambda y, e: exact(y, e) + 0.6 * np.sqrt(np.diag(COVARIANCE))),
    "right in the mean only": Kind(lambda y, e: exact(y, np.where(y[..., :1] > 0, 1.5, 0.65) * e)),
    "untrained": Kind(lambda y, e: e),
    "another simulator": Kind(exact, lambda x, e: 5 - 2 * FORWARD @ x + NOISE * e),
}


class LinearGaussian:
    """The forward process, as `diagnose` asks for it."""

    has_exact_posterior = False

    def __init__(self, pairs: Pairs, rng: np.random.Generator):
        self.parameters, self.measurements, self._rng = pairs.parameters, pairs.measurements, rng

    def forward(self, key: Any, x: np.ndarray) -> np.ndarray:
        """y of rows x `(n, 3)`; noise from a generator of its own."""
        return x @ FORWARD.T + NOISE * self._rng.normal(size=(len(x), 2))


def main() -> None:
    """A row for each kind and seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--out", type=Path, default=RESULTS / "verdicts.csv")
    options = parser.parse_args()
    for name in options.kinds:
        for seed in range(options.seeds):
            found = verdict(KINDS[name], seed)
            red = "; ".join(line.question for line in found.lines if line.colour == "red")
            amber = "; ".join(line.question for line in found.lines if line.colour == "amber")
            append(
                {"kind": name, "seed": seed, "verdict": found.colour, "red": red, "amber": amber} | machine(),
                options.out,
            )
        progress(f"{name}: {options.seeds} seeds")


def verdict(kind: Kind, seed: int) -> Verdict:
    """All lines that a run with a simulator gets, but for those on its training."""
    rng = np.random.default_rng(seed)
    training, held_out = pairs(TRAINING_PAIRS, rng), pairs(HELD_OUT, rng)
    scale = Scale(training.y)
    model = AnyPosterior(
        held_out.parameters,
        held_out.measurements,
        lambda y, n, seed: kind.draw(y[:, None], rng.normal(size=(len(y), n, 3))),
        log_prob=lambda x, y: log_density(kind, x, y),
        scale_y=scale.scale_y,
    )
    problem = LinearGaussian(held_out, rng)
    diagnosis = diagnose(model, held_out, problem, n_draws=DRAWS, seed=seed)
    y = kind.observe(rng.normal(size=3), rng.normal(size=2))
    return judge(diagnosis) + Verdict(tuple(on_the_observation(y, training, model, problem, diagnosis)))


def on_the_observation(y: np.ndarray, training: Pairs, model: Any, problem: Any, diagnosis: Any) -> list[Line]:
    """Is it like the training data, and do draws lead back to it?"""
    familiarity = NoveltyDetector.of(training).familiarity(y)
    assert familiarity.p_value is not None
    again = problem.forward(None, model.sample(y[None], RESIMULATED)[0])
    share = shares(diagnosis.reproduction.scale, again[None], y[None], diagnosis.reproduction.spread)
    names = [one.name for one in familiarity.stand_outs]
    return [familiar(familiarity.p_value, names), reproduced_here(float(share[0]), diagnosis.reproduction)]


class Scale:
    """y in standard deviations."""

    def __init__(self, y: np.ndarray):
        self._sd = y.std(axis=0)

    def scale_y(self, y: np.ndarray) -> np.ndarray:
        """Rows y `(n, 2)`."""
        return y / self._sd


def pairs(n: int, rng: np.random.Generator) -> Pairs:
    """n runs."""
    x = rng.normal(size=(n, 3))
    return Pairs.from_arrays(x, x @ FORWARD.T + NOISE * rng.normal(size=(n, 2)))


if __name__ == "__main__":
    main()
