"""Makes arms.png, the README's picture, from the model of a demo run: python docs/images/arms.py innverse-kinematics"""

import sys
from pathlib import Path

import jax
import numpy as np

import innverse as iv
from innverse.report import Content
from innverse.report.pictures import picture_of

problem = iv.problems.InverseKinematics()
model = iv.load(Path(sys.argv[1]) / "model.innverse")
posterior = model.posterior(problem.observed)
content = Content(
    title="",
    question="",
    parameters=problem.parameters,
    measurements=problem.measurements,
    observed=posterior.observed,
    prior=np.asarray(problem.sample_prior(jax.random.key(0), 2_000)),
    draws=posterior.sample(5_000),
    exact=problem.exact_posterior(posterior.observed, 5_000, jax.random.key(1)),
    summary=posterior.summary(),
    modes=posterior.modes(),
    verdict=iv.Verdict(()),  # the picture shows none
)
figure = picture_of(problem).draw(content)
figure.savefig(Path(__file__).with_name("arms.png"), dpi=110, bbox_inches="tight", facecolor="white")
