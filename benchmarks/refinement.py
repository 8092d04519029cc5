"""Refines trained networks to the exact posterior, and says how far they were and are from it.

Run from the repository's root: python -m benchmarks.refinement kinematics lynx-hare misra1a --models FOLDER

    kinematics   ten unseen measurements: Err_post (squared MMD to exact draws) and ‖s(x) − y‖², before and after
    lynx-hare    the pelts of 1900 to 1920: means and sds of all parameters against posteriordb's
    misra1a      NIST's volumes: means and sds against the exact posterior, and means against the certified values

FOLDER/NAME/model.innverse is taken where it is there (as `innverse run` leaves it); else the demo is trained first, or
for misra1a a small network. `trusted` is the share of measurements whose refinement says that it may be.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pandas as pd

import innverse as iv
from benchmarks.rows import RESULTS, append, progress
from innverse.experiments.scores import mean_mmd
from innverse.machine import machine
from innverse.posterior import Posterior
from innverse.problems import InverseProblem
from innverse.refinement import Refined
from innverse.study import demo_text, parse_study
from innverse.study.preparation import prepare

MISRA1A = Path(__file__).parents[1] / "examples" / "misra1a"
QUESTIONS = 1_000_003  # seed of the measurements that are asked: never one of a training
POSTERIORDB = pd.DataFrame(
    {
        "mean": [0.547, 0.0277, 0.800, 0.0241, 34.0, 5.94, 0.248, 0.251],
        "sd": [0.063, 0.0042, 0.089, 0.0035, 2.92, 0.53, 0.043, 0.044],
    }
)


def main() -> None:
    """Every problem that was asked for; rows are appended as soon as they are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problems", nargs="*", default=list(MEASURED), metavar="NAME", help=f"of {', '.join(MEASURED)}")
    parser.add_argument("--models", type=Path, default=Path(), help="folder with NAME/model.innverse")
    parser.add_argument("--draws", type=int, default=1600)
    parser.add_argument("--measurements", type=int, default=10, help="of kinematics")
    parser.add_argument("--out", type=Path, default=RESULTS / "refinement.csv")
    options = parser.parse_args()
    for name in options.problems:
        for row in MEASURED[name](options):
            progress(str(row))
            append({"problem": name} | row | machine(), options.out)


def model_of(name: str, options: argparse.Namespace, train: Callable[[], iv.Model]) -> iv.Model:
    """The stored model, or a fresh one."""
    path = options.models / name / "model.innverse"
    return iv.load(path) if path.exists() else train()


def trained_demo(name: str) -> iv.Model:
    """The demo's network."""
    preparation = prepare(parse_study(demo_text(name, 0)), Path())
    pairs = preparation.pairs(lambda done, total: None)
    return preparation.method.fit(pairs, training=preparation.training, seed=0)


def kinematics(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Means over measurements of the two errors; the floor is Err_post of other exact draws."""
    problem = iv.problems.InverseKinematics()
    model = model_of("kinematics", options, lambda: trained_demo("kinematics"))
    y = iv.simulate(problem, options.measurements, seed=QUESTIONS).y
    keys = jax.random.split(jax.random.key(QUESTIONS), len(y))
    exact, other = (np.stack([problem.exact_posterior(row, 1000, k) for row, k in zip(y, ks, strict=True)])
                    for ks in (keys, jax.random.split(keys[0], len(y))))  # fmt: skip
    before = model.sample(y, 1000, seed=1)
    start = time.perf_counter()
    found = [Posterior.refine(model.posterior(row), problem, 1000, seed=2) for row in y]
    seconds = (time.perf_counter() - start) / len(y)
    after = np.stack([refined.x for refined in found])
    errors = [mean_mmd(draws, exact) for draws in (before, after, other)]
    row = dict(zip(("err_post_before", "err_post_after", "err_post_floor"), errors, strict=True))
    row |= {"err_resim_before": mean_distance(problem, before, y), "err_resim_after": mean_distance(problem, after, y)}
    worst = max(found, key=lambda refined: refined.k_hat)
    return [about(worst, model) | {"measurements": len(y), "trusted": np.mean([r.trusted for r in found])} | row
            | {"seconds": round(seconds, 1)}]  # fmt: skip


def mean_distance(problem: InverseProblem, draws: np.ndarray, y: np.ndarray) -> float:
    """Mean ‖s(x) − y‖², in double precision."""
    with jax.enable_x64(True):
        again = problem.forward(jax.random.key(0), jnp.asarray(draws.reshape(-1, problem.dim_x)))
        return float(((np.asarray(again).reshape(*draws.shape[:2], -1) - y[:, None]) ** 2).sum(-1).mean())


def lynx_hare(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Against posteriordb's reference."""
    problem = iv.problems.LynxHare()
    model = model_of("lynx-hare", options, lambda: trained_demo("lynx-hare"))
    return [against(POSTERIORDB, model.posterior(problem.observed), problem, options.draws)]


def misra1a(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Against the exact posterior by integration, whose mean is the certified value and whose sd a tenth above it."""
    sys.path.insert(0, str(MISRA1A))
    import exact

    volumes = pd.read_csv(MISRA1A / "observed.csv")["volume"].to_numpy()
    draws = exact.exact_draws(volumes, 200_000)
    problem = misra1a_problem(exact)
    model = model_of("misra1a", options, lambda: small_network(problem))
    reference = pd.DataFrame({"mean": draws.mean(0), "sd": draws.std(0)})
    posterior = model.posterior(volumes)
    row = against(reference, posterior, problem, options.draws)
    certified = exact.CERTIFIED.iloc[:2]
    means = posterior.refine(problem, options.draws, seed=2).x[:, :2].mean(0)
    offset = np.abs(means - certified["value"].to_numpy()) / certified["sd"].to_numpy()
    return [row | {"worst_offset_from_certified": round(float(offset.max()), 3)}]


def small_network(problem: InverseProblem) -> iv.Model:
    """Four blocks, trained for 2,000 steps on 30,000 pairs."""
    training = iv.Training(epochs=10, steps_per_epoch=200, batch=256)
    return iv.INN(blocks=4).fit(iv.simulate(problem, 30_000, seed=0), training, seed=0)


def misra1a_problem(exact: Any) -> iv.Problem:
    """The study's prior and simulator, with its likelihood."""
    import misra1a

    def log_likelihood(x, y):
        b1, b2, sd = x.T[:, :, None]
        return dist.Normal(-b1 * jnp.expm1(-b2 * misra1a.PRESSURE), sd).log_prob(y).sum(-1)

    prior = {name: dist.Uniform(*bounds) for name, bounds in exact.BOUNDS.items()}
    prior["noise_sd"] = dist.LogUniform(*np.exp(exact.LOG_NOISE_BOUNDS))
    names = [f"volume_{i}" for i in range(1, 15)]
    return iv.Problem(prior, misra1a.forward, names, name="misra1a", log_likelihood=log_likelihood)


def against(reference: pd.DataFrame, posterior: Posterior, problem: InverseProblem, n: int) -> dict[str, Any]:
    """Largest error over parameters of the mean in reference sds, and of the sd in parts of it, before and after."""
    before = posterior.sample(10_000, seed=1)
    start = time.perf_counter()
    found = posterior.refine(problem, n, seed=2)
    row = about(found, posterior.model) | {"trusted": float(found.trusted)}
    for when, x in (("before", before), ("after", found.x)):
        row[f"worst_mean_{when}"] = round(float((np.abs(x.mean(0) - reference["mean"]) / reference["sd"]).max()), 4)
        row[f"worst_sd_{when}"] = round(float(np.abs(x.std(0) / reference["sd"] - 1).max()), 4)
    return row | {"seconds": round(time.perf_counter() - start, 1)}


def about(found: Refined, model: iv.Model) -> dict[str, Any]:
    """How the network was trained, how it was refined, and what the refinement says of itself."""
    numbers = {name.replace(" ", "_").replace("-", "_"): value for name, value in found.diagnostics().items()}
    pairs, epochs = model.provenance["pairs"], len(model.history.epochs)
    return {"training_pairs": pairs, "epochs": epochs, "by": repr(found.by), "draws": len(found.x)} | numbers


MEASURED = {"kinematics": kinematics, "lynx-hare": lynx_hare, "misra1a": misra1a}

if __name__ == "__main__":
    main()
