"""Makes the stored model of the current format, and what it answers: `python tests/model_file/stored/make.py`.

Run once, when a format is released; from then on the files beside this one are never written again.
"""

from pathlib import Path

import numpy as np

import innverse as iv
from innverse.bijections import RationalQuadraticSpline
from innverse.model_file.header import FORMAT

HERE = Path(__file__).parent
PARAMETERS = (iv.Column("länge", unit="m", label="$\\ell$", lower=0.0, upper=2.0), iv.Column("Δt 🕰", unit="s"))
MEASUREMENTS = (iv.Column("y1", unit="m/s", lower=0.0), iv.Column("y2"), iv.Column("זמן"))


def made_pairs(n: int = 200) -> iv.Pairs:
    """Three noisy measurements, one of them positive, of two parameters, one of them bounded."""
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.uniform(0.0, 2.0, n), rng.normal(size=n)])
    y = np.column_stack([np.exp(x[:, 1] + 0.1 * rng.normal(size=n)), x[:, 0] ** 2, x.sum(1)])
    y[:, 1:] += 0.05 * rng.normal(size=(n, 2))
    return iv.Pairs(x, y, PARAMETERS, MEASUREMENTS)


def main() -> None:
    """An ensemble of two spline networks, trained for a moment."""
    path = HERE / f"format-{FORMAT}.innverse"
    if path.exists():
        raise SystemExit(f"{path} exists: a stored file is a promise, and stays as it is")
    pairs = made_pairs()
    method = iv.INN(blocks=2, subnet_width=6, subnet_depth=1, elementwise=RationalQuadraticSpline(bins=3))
    training = iv.Training(epochs=3, steps_per_epoch=100, batch=64, members=2)
    model = method.fit(pairs, training=training, seed=5)
    model.save(path, {"calibration error länge": 0.03, "mmd": None, "note": "stands for a check"})
    model, x, y = iv.load(path), pairs.x[:4], pairs.y[:4]
    np.savez(
        HERE / f"format-{FORMAT}.npz",
        x=x,
        y=y,
        draws=model.sample(y, 6, seed=7),
        log_prob=model.log_prob(x, y),
        predicted=model.predict(x),
        p_values=[model.familiarity(row).p_value for row in y],
    )


if __name__ == "__main__":
    main()
