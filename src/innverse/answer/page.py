"""Results at hand -> the page that a study ends with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from innverse.answer.answer import DRAWS_OF_ANSWER, PRIOR_ROWS, answer
from innverse.answer.verdict import verdict
from innverse.arguments.same_columns import check_both_sides
from innverse.arguments.settings import random_seed, whole_number
from innverse.data import Pairs
from innverse.diagnosis import Diagnosis, Verdict
from innverse.durable.atomic_write import atomic_write
from innverse.machine import versions
from innverse.model import Model
from innverse.posterior import Posterior
from innverse.problems import InverseProblem
from innverse.report.parts import Origin


def write_report(
    path: str | Path,
    posterior: Posterior,
    checks: Diagnosis,
    pairs: Pairs,
    problem: InverseProblem | None = None,
    *,
    title: str = "",
    question: str = "",
    n: int = 10_000,
    n_resimulated: int = DRAWS_OF_ANSWER,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Writes the report that a study ends with, of results at hand: one HTML file that needs no other.

    Args:
        path: the file to write; one that is there is replaced.
        posterior: the question, `model.posterior(y)`.
        checks: of the same model, as `innverse.diagnose` gives them.
        pairs: what the model learned from: some of their x stand for the prior.
        problem: the forward process, if draws are to be run through it again; a built-in problem's picture and exact
            posterior are shown too.
        title, question: what the page begins with; the problem's title, and the general question, when left out.
        n: posterior draws.
        n_resimulated: how many of them are run through the forward process, from the first on; 0 for none.
        seed: of the draws, and of a forward process with noise.
        progress: called with (runs done, all of them).

    Returns:
        The verdict that opens the page: that of `innverse.judge` on the model, then a line for each question on this
        measurement.

    Raises:
        TypeError: a posterior, checks, pairs or a problem of another kind.
        ValueError: pairs or a problem of other columns than the model's.
        OSError: the file cannot be written.

    Warns:
        UserWarning: the user's simulator fails on a draw; the page then stands without its runs.

    >>> from tempfile import TemporaryDirectory
    >>> import innverse as iv
    >>> problem = iv.problems.InverseKinematics()
    >>> pairs, held_out = iv.simulate(problem, 1_000, seed=0).split(100)
    >>> model = iv.ABC(accepted=50).fit(pairs)
    >>> checks = iv.diagnose(model, held_out, problem=problem, n_draws=50)
    >>> with TemporaryDirectory() as folder:
    ...     page = Path(folder) / "report.html"
    ...     judged = iv.write_report(page, model.posterior([1.5, 0.0]), checks, pairs, problem, n=500)
    ...     "<svg" in page.read_text()
    True
    """
    _check_kinds(posterior, checks, pairs, problem)
    model, n, seed = posterior.model, whole_number("n", n, least=1), random_seed(seed)
    n_resimulated = whole_number("n_resimulated", n_resimulated, least=0)
    check_both_sides("pairs", pairs, "model", model)
    if problem is not None:
        check_both_sides("problem", problem, "model", model)
    path = Path(path)
    if not path.parent.is_dir():  # told before anything takes time
        raise FileNotFoundError(f"path: expected a file in a folder that is there, got {str(path)!r}")
    found = answer(posterior, problem, pairs.some(PRIOR_ROWS, seed).x, n, seed, n_resimulated, progress)
    judged = verdict(model, checks, found)
    from innverse.answer.content import content_of
    from innverse.report import report_html

    about = {"origin": _origin(model, seed), "title": title, "question": question}
    content = content_of(found, judged, model, checks, pairs, problem, seed, **about)
    with atomic_write(path) as partial:
        partial.write_bytes(report_html(content).encode())
    return judged


def _check_kinds(posterior: Any, checks: Any, pairs: Any, problem: Any) -> None:
    for name, given, kind, made in (
        ("posterior", posterior, Posterior, "`model.posterior(y)`"),
        ("checks", checks, Diagnosis, "`iv.diagnose(model, held_out)`"),
        ("pairs", pairs, Pairs, "Pairs"),
        ("problem", problem, InverseProblem | None, "an InverseProblem, or None"),
    ):
        if not isinstance(given, kind):
            raise TypeError(f"{name}: expected {made}, got {type(given).__name__}")


def _origin(model: Model, seed: int) -> Origin:
    from innverse.answer.content import settings_of

    known = model.provenance
    settings = settings_of(known["pairs"], known.get("fingerprint", ""), model.method, known.get("training", {}))
    return Origin(settings, _seeds(model, seed), versions())


def _seeds(model: Model, seed: int) -> dict[str, int]:
    trained = {"training": model.provenance["seed"]} if "seed" in model.provenance else {}
    return trained | {"draws": seed}
