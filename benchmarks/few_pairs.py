"""What keeps few pairs from being learned by heart? Contenders of the sbibm tables under other trainings.

Judged by the mean log density of fresh pairs, in nats: no reference draws are looked at, so that a default may be
chosen here. Run from the repository's root: python -m benchmarks.few_pairs
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

import innverse as iv
from benchmarks.rows import RESULTS, append, has, progress
from innverse.experiments.contender import contenders_named
from innverse.experiments.experiment import narrowed
from innverse.experiments.require_finished import require_finished
from innverse.experiments.task import QUESTION_SEED
from innverse.machine import machine
from innverse.problems import sbibm_tasks

TRAININGS = {
    "neither": {"averaging": 0.0, "weight_decay": 0.0},
    "averaged": {"weight_decay": 0.0},
    "averaged, decay .1": {"weight_decay": 0.1},
    "averaged, decay .2": {"weight_decay": 0.2},
    "averaged, decay .4": {"weight_decay": 0.4},
    "as in the tables": {},
    "emulated pairs": {"emulated": 0.75},
    "a fifth held out": {"held_out": 0.2},
    "four networks": {"members": 4},
    "emulated pairs, four networks": {"emulated": 0.75, "members": 4},
}
DEFAULT = ("as in the tables", "emulated pairs")
FRESH = 4000
ROWS = 1000


def main() -> None:
    """A row for each task, method, training and seed that has none yet."""
    options = _options()
    for seed in options.seeds:
        for task in options.tasks:
            pairs = iv.simulate(sbibm_tasks()[task], options.pairs, seed=seed)
            fresh = iv.simulate(sbibm_tasks()[task], FRESH, seed=QUESTION_SEED + 2)
            varying = np.ptp(pairs.y, axis=0) > 0
            pairs, fresh = narrowed(pairs, varying), narrowed(fresh, varying)
            for contender in contenders_named(options.methods):
                for name in options.trainings:
                    key = {"task": task, "method": contender.name, "training": name, "pairs": options.pairs}
                    key |= {"seed": seed, "epochs_asked": options.epochs}
                    if has(options.out, key):
                        continue
                    training = contender.training(options.pairs, options.epochs)
                    began = time.perf_counter()
                    model = require_finished(contender.method.fit(pairs, replace(training, **TRAININGS[name]), seed))
                    took = {"train_seconds": round(time.perf_counter() - began, 1)}
                    row = key | _scores(model, fresh) | took
                    append(row | machine(), options.out)
                    progress(str(row))


def _scores(model: iv.Model, fresh: iv.Pairs) -> dict[str, float]:
    """In pieces: flow matching follows every pair back through dozens of steps."""
    starts = range(0, len(fresh), ROWS)
    log_q = np.concatenate([model.log_prob(fresh.x[i : i + ROWS], fresh.y[i : i + ROWS]) for i in starts])
    history = model.history
    epochs = {"epochs_run": len(history.epochs), "best_epoch": history.best_epoch}
    return {"log_q": round(float(log_q.mean()), 4), "log_q_median": round(float(np.median(log_q)), 4)} | epochs


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", choices=list(sbibm_tasks()), default=list(sbibm_tasks()))
    parser.add_argument("--methods", nargs="+", default=["ConditionalINN"])
    parser.add_argument("--trainings", nargs="+", choices=list(TRAININGS), default=DEFAULT)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--epochs", type=int, help="of every training, instead of the schedule's")
    parser.add_argument("--out", type=Path, default=RESULTS / "few-pairs.csv")
    return parser.parse_args()


if __name__ == "__main__":
    main()
