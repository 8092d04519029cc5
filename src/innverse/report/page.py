"""From content to one self-contained HTML page: nothing is loaded from elsewhere, no script runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from innverse.report import captions, style, tables, words
from innverse.report.calibration import draw_calibration, draw_wide_calibration
from innverse.report.content import Content
from innverse.report.corner import MOST_PARAMETERS, draw_corner
from innverse.report.curves import draw_curves, loss_terms
from innverse.report.heat_maps import draw_correlations, draw_sensitivity, is_small
from innverse.report.latent_plane import draw_latent, has_latent_plane
from innverse.report.marginals import draw_marginals
from innverse.report.numbers import duration
from innverse.report.recovered import draw_recovered
from innverse.report.resimulation import again, draw_resimulation, is_wide
from innverse.report.svg import inline_svg


@dataclass(frozen=True)
class Plate:
    """One figure on the page; `half` plates stand two abreast where the page is wide enough."""

    key: str
    heading: str
    svg: str
    caption: str
    half: bool = False


def write_report(content: Content, path: str | Path) -> None:
    """Write the report on `content` to `path`: one HTML file that needs no other file and no network."""
    Path(path).write_text(report_html(content), encoding="utf-8")


def report_html(content: Content) -> str:
    """The report on `content` as HTML text; the same content gives the same text."""
    environment = Environment(
        loader=PackageLoader("innverse.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        content=content,
        question=words.question(content),
        measured=words.measured(content),
        headline=words.headline(content),
        answer=words.answer(content),
        trust=words.trust(content),
        posterior=tables.posterior_table(content),
        reference=tables.reference_table(content),
        modes=tables.modes_table(content),
        recovered=tables.recovered_table(content),
        result_plates=result_plates(content),
        analysis_plates=analysis_plates(content),
        check_plates=check_plates(content),
        diagnosis=tables.flat(content.diagnosis),
        settings=tables.grouped(content.settings),
        seconds={name: duration(value) for name, value in content.seconds.items()},
    )


def result_plates(content: Content) -> list[Plate]:
    """Figures of the answer itself: corner plot, all marginals where the corner leaves some out, the problem's own."""
    heading = "The parameter" if len(content.parameters) == 1 else "Parameters alone and in pairs"
    plates = [_plate(content, "corner", heading, draw_corner, captions.corner(content))]
    if len(content.parameters) > MOST_PARAMETERS:
        plates.append(_plate(content, "marginals", "Every parameter", draw_marginals, captions.marginals(content)))
    if content.picture is not None:
        picture = content.picture
        plates.append(_plate(content, "picture", picture.heading, picture.draw, picture.caption))
    return plates


def analysis_plates(content: Content) -> list[Plate]:
    """Figures of what the measurements tell: recovered parameters, ties, who listens to whom, the latent."""
    plates = []
    if content.recovered is not None:
        draw, caption = draw_recovered, captions.recovered(content)
        plates.append(_plate(content, "recovered", "Parameter by parameter", draw, caption))
    correlated, sensitive = len(content.parameters) > 2, content.sensitivity is not None
    half = correlated and sensitive and is_small(content)
    if correlated:
        caption = captions.correlations(content)
        plates.append(_plate(content, "correlations", "What varies together", draw_correlations, caption, half=half))
    if sensitive:
        caption = captions.sensitivity(content)
        plates.append(_plate(content, "sensitivity", "Which measurement listens", draw_sensitivity, caption, half=half))
    if has_latent_plane(content):
        plates.append(_plate(content, "latent", "Where in the latent", draw_latent, captions.latent(content)))
    return plates


def check_plates(content: Content) -> list[Plate]:
    """Figures that tell whether to trust the answer: losses, calibration, re-simulation."""
    plates = []
    if content.history is not None and loss_terms(content.history):
        plates.append(_plate(content, "curves", "Training", draw_curves, captions.curves(content)))
    abreast = again(content) is not None and not is_wide(content)
    if content.coverage is not None:
        draw, caption = draw_calibration if abreast else draw_wide_calibration, captions.calibration(content)
        plates.append(_plate(content, "calibration", "Calibration", draw, caption, half=abreast))
    if again(content) is not None:
        caption, half = captions.resimulation(content), abreast and content.coverage is not None
        plates.append(_plate(content, "resimulation", "Re-simulation", draw_resimulation, caption, half=half))
    return plates


def _plate(
    content: Content, key: str, heading: str, draw: Callable[[Content], Figure], caption: str, *, half: bool = False
) -> Plate:
    with style.drawing():
        svg = inline_svg(draw(content), key, f"{heading}. {caption}")
    return Plate(key, heading, svg, caption, half)
