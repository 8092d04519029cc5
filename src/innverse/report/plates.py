"""Which figures the page shows, in which order, each with its heading and its caption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from innverse.report import captions, style
from innverse.report.brushing import Brushing, brushing
from innverse.report.calibration import draw_calibration, draw_wide_calibration
from innverse.report.content import Content
from innverse.report.corner import MOST_PARAMETERS, draw_corner
from innverse.report.curves import draw_curves, loss_terms
from innverse.report.familiarity import draw_familiarity
from innverse.report.heat_maps import draw_correlations, draw_sensitivity, is_small
from innverse.report.latent_plane import draw_latent, has_latent_plane
from innverse.report.marginals import draw_marginals
from innverse.report.ranks import draw_ranks
from innverse.report.recovered import draw_recovered
from innverse.report.resimulation import again, draw_resimulation, is_wide
from innverse.report.svg import inline_svg


@dataclass(frozen=True)
class Plate:
    """One figure on the page; `half` plates stand two abreast where the page is wide enough.

    `brushing` is what the script needs to link the panels, where the figure has panels to link.
    """

    key: str
    heading: str
    svg: str
    caption: str
    half: bool = False
    brushing: Brushing | None = None


def result_plates(content: Content) -> list[Plate]:
    """Figures of the answer itself: corner plot, all marginals where the corner leaves some out, the problem's own."""
    plates = [_corner_plate(content)]
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
    """Figures that tell whether to trust the answer: losses, calibration, ranks, re-simulation."""
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
    if content.simulated is not None and not content.classes:
        draw, caption = draw_familiarity, captions.familiarity(content)
        plates.append(_plate(content, "familiarity", "Among the simulations", draw, caption))
    if content.ranks is not None:
        plates.append(_plate(content, "sbc", "Ranks of the truth", draw_ranks, captions.sbc(content)))
    return plates


def _corner_plate(content: Content) -> Plate:
    heading = "The parameter" if len(content.parameters) == 1 else "Parameters alone and in pairs"
    caption = captions.corner(content)
    with style.drawing():
        figure = draw_corner(content)
        svg = inline_svg(figure, "corner", f"{heading}. {caption}")
        linked = brushing(content, figure)
    return Plate("corner", heading, svg, caption, brushing=linked)


def _plate(
    content: Content, key: str, heading: str, draw: Callable[[Content], Figure], caption: str, *, half: bool = False
) -> Plate:
    with style.drawing():
        svg = inline_svg(draw(content), key, f"{heading}. {caption}")
    return Plate(key, heading, svg, caption, half)
