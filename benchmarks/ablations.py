"""What keeps the INN behind its best rival? The contender of the kruse table with one thing changed at a time.

All have the table's pairs, split, schedule and questions, and about its 200,000 weights unless a line is about their
number. Beside the table's scores stands `log_q`, the mean log density of unseen pairs, which needs no exact draws: a
default may be chosen by it. Run from the repository's root: python -m benchmarks.ablations
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import innverse as iv
from benchmarks.rows import RESULTS, append, has, progress
from innverse.arguments.names import check_known
from innverse.bijections import Affine, RationalQuadraticSpline
from innverse.experiments.contender import contenders
from innverse.experiments.experiment import weights
from innverse.experiments.known_posterior import KnownPosterior
from innverse.experiments.require_finished import require_finished
from innverse.experiments.run import CALIBRATION_PAIRS
from innverse.experiments.schedule import schedule
from innverse.experiments.scores import calibration_scores
from innverse.experiments.suites import KRUSE
from innverse.experiments.task import QUESTION_SEED
from innverse.machine import machine
from innverse.methods import Bidirectional, FixedPermutation, InvertibleAutoencoder, MaximumLikelihood
from innverse.methods.method import Method
from innverse.problems import catalogue

PAIRS = 100_000
MEASUREMENTS = 100


@dataclass(frozen=True)
class Ablation:
    """A method, its peak learning rate, and how many times the table's epochs it trains."""

    method: Method
    learning_rate: float = iv.Training().learning_rate
    epochs: int | None = None


WIDTH = 104
ABLATIONS = {
    "as in the table": Ablation(iv.INN(subnet_width=WIDTH)),
    "final σ .005 instead of .02": Ablation(iv.INN(subnet_width=WIDTH, objective=MaximumLikelihood(sigma=0.005))),
    "splines instead of affine": Ablation(iv.INN(subnet_width=74, elementwise=RationalQuadraticSpline())),
    "no padding": Ablation(iv.INN(subnet_width=108, least_width=0)),
    "padded to 16 instead of 8": Ablation(iv.INN(subnet_width=94, least_width=16)),
    "clamp 4 instead of 2": Ablation(iv.INN(subnet_width=WIDTH, elementwise=Affine(clamp=4.0))),
    "4 blocks instead of 8": Ablation(iv.INN(blocks=4, subnet_width=150)),
    "16 blocks instead of 8": Ablation(iv.INN(blocks=16, subnet_width=71)),
    "fixed permutations": Ablation(iv.INN(subnet_width=WIDTH, mixing=FixedPermutation())),
    "the paper's losses": Ablation(iv.INN(subnet_width=WIDTH, objective=Bidirectional()), 1e-3),
    "learning rate .001 instead of .003": Ablation(iv.INN(subnet_width=WIDTH), 1e-3),
    "three times the epochs": Ablation(iv.INN(subnet_width=WIDTH), epochs=126),
    "three times the epochs, σ .005": Ablation(
        iv.INN(subnet_width=WIDTH, objective=MaximumLikelihood(sigma=0.005)), epochs=126
    ),
    "splines, σ .005": Ablation(
        iv.INN(subnet_width=74, elementwise=RationalQuadraticSpline(), objective=MaximumLikelihood(sigma=0.005))
    ),
    "four times the weights": Ablation(iv.INN(subnet_width=216)),
    "FlowMatching, as in the table": Ablation(contenders()["FlowMatching"].method),
    "autoencoder, weight 1 on y": Ablation(InvertibleAutoencoder(width=224, measurement_weight=1.0)),
    "autoencoder, weight 10 on y": Ablation(InvertibleAutoencoder(width=224, measurement_weight=10.0)),
    "autoencoder, weight 50 on y": Ablation(InvertibleAutoencoder(width=224, measurement_weight=50.0)),
}


def main() -> None:
    """A row for each ablation and seed that has none yet."""
    options = _options()
    task = KnownPosterior(catalogue()[options.task], options.measurements)
    for seed in options.seeds:
        pairs = iv.simulate(task.problem, options.pairs, seed=seed)
        unseen = iv.simulate(task.problem, CALIBRATION_PAIRS, seed=QUESTION_SEED + 1)
        for name in options.names:
            key = {"task": options.task, "ablation": name, "pairs": options.pairs, "seed": seed}
            training = planned(ABLATIONS[name], options.pairs, options.epochs)
            key |= {"epochs": training.epochs}
            if has(options.out, key):
                continue
            began = time.perf_counter()
            measured = measure(ABLATIONS[name], task, pairs, unseen, seed, training)
            append(key | measured | {"seconds": round(time.perf_counter() - began, 1)} | machine(), options.out)
            progress(f"{name}, seed {seed}: {measured}")


def planned(ablation: Ablation, pairs: int, epochs: int | None) -> iv.Training:
    """How it trains on a number of pairs, for as many epochs as given, as its own, or by everyone's rule."""
    return schedule(pairs, ablation.learning_rate, epochs or ablation.epochs, ablation.method.least_batch)


def measure(
    ablation: Ablation, task: KnownPosterior, pairs: iv.Pairs, unseen: iv.Pairs, seed: int, training: iv.Training
) -> dict[str, Any]:
    """Trains and judges, as a row of the table is made."""
    began = time.perf_counter()
    model = require_finished(ablation.method.fit(pairs, training, seed))
    seconds = time.perf_counter() - began
    scores = {"log_q": float(model.log_prob(unseen.x, unseen.y).mean())} if model.has_density else {}
    scores |= task.scores(model, seed) | calibration_scores(model, unseen, KRUSE.calibration_draws, seed)
    effort = {"weights": weights(model), "train_seconds": round(seconds, 1)}
    return {name: float(f"{value:.5g}") for name, value in scores.items()} | effort


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=list(ABLATIONS), metavar="NAME", help=", ".join(ABLATIONS))
    parser.add_argument("--task", choices=KRUSE.task_names, default="kinematics")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--measurements", type=int, default=MEASUREMENTS, help="asked of every model")
    parser.add_argument("--epochs", type=int, help="of every training, instead of the schedule's")
    parser.add_argument("--out", type=Path, default=RESULTS / "ablations.csv")
    options = parser.parse_args()
    check_known("NAME", options.names, list(ABLATIONS))
    return options


if __name__ == "__main__":
    main()
