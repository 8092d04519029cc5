"""Makes the stored models of the current format, and what they answer: `python tests/model_file/stored/make.py`.

Run once, when a format is released; from then on the files beside this one are never written again.
"""

from pathlib import Path

import numpy as np
import pandas as pd

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


def made_classes(n: int = 200) -> iv.Pairs:
    """Two classes, one of them rare, of one parameter."""
    rng = np.random.default_rng(1)
    rare = rng.random(n) < 0.2
    table = pd.DataFrame({"x": rng.normal(np.where(rare, 1.0, -1.0)), "kind": np.where(rare, "rare", "häufig")})
    return iv.Pairs.from_table(table, x=["x"], y="kind")


def main() -> None:
    """An ensemble of two spline networks, and two of classes, trained for a moment."""
    method = iv.INN(blocks=2, subnet_width=6, subnet_depth=1, elementwise=RationalQuadraticSpline(bins=3))
    training = iv.Training(epochs=3, steps_per_epoch=100, batch=64, members=2)
    pairs, classes = made_pairs(), made_classes()
    store(method.fit(pairs, training=training, seed=5), pairs.x[:4], pairs.y[:4], f"format-{FORMAT}")
    labels = np.array(["rare", "häufig", "rare", "häufig"])
    store(method.fit(classes, training=training, seed=5), classes.x[:4], labels, f"format-{FORMAT}-classes")


def store(model: iv.Model, x: np.ndarray, y: np.ndarray, name: str) -> None:
    """The model's file, and what the model that is read from it answers."""
    path = HERE / f"{name}.innverse"
    if path.exists():
        print(f"{path} exists: a stored file is a promise, and stays as it is")
        return
    model.save(path, {"calibration error länge": 0.03, "mmd": None, "note": "stands for a check"})
    model = iv.load(path)
    np.savez(
        path.with_suffix(".npz"),
        x=x,
        y=y,
        draws=model.sample(y, 6, seed=7),
        log_prob=model.log_prob(x, y),
        predicted=model.predict(x),
        p_values=np.array([model.familiarity(row).p_value for row in y], float),  # of classes there is none
    )


if __name__ == "__main__":
    main()
