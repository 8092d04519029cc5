"""Why an amortised posterior takes the Hudson Bay's noise for smaller than it is: python roughness.py RUN_DIRECTORY

Around the populations of the reference's mean rates, the logarithms of the pelts leave residuals. The model says that
they are independent from year to year; in the data neighbouring years agree. A network that judges noise by how rough a
series is comes to the right answer for every series of the model, and to too small a one for these. The same residuals,
shuffled over the years, have the same size and no agreement between neighbours.
"""

import sys
from pathlib import Path

import numpy as np

import innverse as iv

SHUFFLES, DRAWS = 60, 2_000
REFERENCE = np.array([[0.547, 0.0277, 0.800, 0.0241, 34.0, 5.94, 0.248, 0.251]])


def main() -> None:
    """Prints residual size, autocorrelation, and the noise that the model finds in the real and in shuffled series."""
    model = iv.load(Path(sys.argv[1]) / "model.innverse")
    problem = iv.problems.LynxHare()
    curve = np.log(problem.populations(REFERENCE)[0])
    residuals = np.log(problem.observed.reshape(2, -1)) - curve
    rng = np.random.default_rng(0)
    shuffled = [np.exp(curve + rng.permuted(residuals, axis=1)).ravel() for _ in range(SHUFFLES)]
    real, others = noise(model, [problem.observed]), noise(model, shuffled)
    for k, animal in enumerate(("hare", "lynx")):
        print(
            f"{animal}: residuals' sd {residuals[k].std():.3f}, lag-1 autocorrelation "
            f"{autocorrelation(residuals[k]):.2f}; noise found: real series {real[k]:.3f}, "
            f"shuffled {others[k]:.3f}, reference {REFERENCE[0, 6 + k]:.3f}"
        )


def noise(model: iv.Model, series: list[np.ndarray]) -> np.ndarray:
    """Posterior means of the two noise parameters, averaged over the series."""
    return model.sample(np.array(series), DRAWS, seed=1)[:, :, 6:].mean(axis=(0, 1))


def autocorrelation(residuals: np.ndarray) -> float:
    """Of neighbours."""
    return float((residuals[1:] * residuals[:-1]).sum() / (residuals**2).sum())


if __name__ == "__main__":
    main()
