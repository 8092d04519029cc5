"""The suites by name: tables of the literature, made again."""

from __future__ import annotations

from innverse.experiments.suite import Suite
from innverse.experiments.task import Task

RIVALS = (
    "INN",
    "ConditionalINN",
    "AutoregressiveFlow",
    "FlowMatching",
    "MixtureDensityNetwork",
    "ConditionalVAE",
    "ConditionalVAE-IAF",
    "InvertibleAutoencoder",
    "DropoutRegressor",
    "ABC",
)
CALIBRATION = ("calibration_error", "sbc_p")


def suites() -> dict[str, Suite]:
    """All of them.

    >>> list(suites())
    ['kruse', 'paper', 'sbibm']
    """
    return {suite.name: suite for suite in (KRUSE, PAPER, SBIBM)}


def _kruse_tasks(names: list[str], measurements: int | None) -> list[Task]:
    from innverse.experiments.known_posterior import KnownPosterior
    from innverse.problems import catalogue

    return [KnownPosterior(catalogue()[name], measurements or 100) for name in names]


def _paper_tasks(names: list[str], measurements: int | None) -> list[Task]:
    from innverse.experiments.recoverable_parameters import RecoverableParameters
    from innverse.problems import catalogue

    parameters = ("sO2", "vhb_1", "a_mie_1")
    return [RecoverableParameters(catalogue()[name], parameters, measurements or 400) for name in names]


def _sbibm_tasks(names: list[str], measurements: int | None) -> list[Task]:
    from innverse.experiments.reference_draws import OBSERVATIONS, ReferenceDraws
    from innverse.experiments.sbibm_wheel import sbibm_wheel
    from innverse.problems import sbibm_tasks

    problems, wheel = sbibm_tasks(), sbibm_wheel()
    return [ReferenceDraws(problems[name], wheel, measurements or OBSERVATIONS) for name in names]


KRUSE = Suite(
    name="kruse",
    title="Two inverse problems with a known posterior",
    about="Err_post: squared MMD between draws and exact posterior draws (unbiased; kernel the sum of 1/(1 + d²/h²) "
    "over h = .05, .2, .9; raw units of x), mean over unseen y. Err_resim: mean ‖s(x) − y‖². Read both: a posterior "
    "collapsed onto one solution has a small Err_resim too. Of ballistics no continuous model comes below .0071 in "
    "Err_post: its speed is a whole number. Problems: Kruse et al. 2021, arXiv 2101.10763. Only the re-run's "
    "Err_post is of the same kernel as ours; of the paper's, compare ranks.",
    task_names=("kinematics", "ballistics"),
    tasks=_kruse_tasks,
    methods=RIVALS,
    budgets=(100_000,),
    scores=("err_post", "err_resim", *CALIBRATION),
)
PAPER = Suite(
    name="paper",
    title="Tissue oxygenation, the table of the INN paper",
    about="MAP error: mean distance of the mode of the posterior of the recoverable parameters (sO2, vhb_1, a_mie_1; "
    "the draw with the smallest ball that holds a tenth of the draws) from the truth, in standard deviations of the "
    "prior; for sO2 and for all three. Re-simulation error: mean ‖s(x) − y‖ in standard deviations of y. Calibration "
    "error: median over 100 confidences of |inlier fraction − confidence|, mean over parameters. Published rows: "
    "Ardizzone et al. 2019, Table 1, whose simulator and units were not released; compare ranks, not values.",
    task_names=("tissue",),
    tasks=_paper_tasks,
    methods=(
        "INN",
        "INN-bidirectional",
        "INN-Ly-Lz",
        "INN-Lx",
        "DropoutRegressor",
        "ConditionalVAE",
        "ConditionalVAE-IAF",
        "ConditionalINN",
    ),
    budgets=(100_000,),
    scores=("map_error_first", "map_error", "resimulation", *CALIBRATION),
    calibration_draws=1000,
)
SBIBM = Suite(
    name="sbibm",
    title="Four tasks of sbibm",
    about="C2ST: accuracy of a classifier that tells draws from sbibm's reference draws, mean over its ten "
    "observations, 10,000 draws each; .5 is best. MMD: squared, in standard deviations of the reference, on 2000 "
    "draws. Err_resim: mean ‖s(x) − y‖², with the noise of s. Tasks and reference draws: Lueckmann et al. 2021, "
    "arXiv 2101.04653.",
    task_names=("two_moons", "gaussian_linear_uniform", "slcp", "sir"),
    tasks=_sbibm_tasks,
    methods=(
        "INN",
        "ConditionalINN",
        "ConditionalINN-emulated",
        "ConditionalINN-ensemble",
        "AutoregressiveFlow",
        "FlowMatching",
        "MixtureDensityNetwork",
    ),
    budgets=(1000, 10_000, 100_000),
    scores=("c2st", "mmd", "err_resim", *CALIBRATION),
)
