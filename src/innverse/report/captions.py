"""What each figure shows and what to look for in it, in plain words."""

from __future__ import annotations

from innverse.report.content import Content
from innverse.report.corner import MOST_PARAMETERS
from innverse.report.recovery import RULES
from innverse.report.scale import measured_value


def corner(content: Content) -> str:
    """Caption of the corner plot."""
    dim = len(content.parameters)
    if dim == 1:
        parts = ["Grey area: the prior. Blue: the posterior. The narrower the blue, the more the measurement tells."]
    else:
        parts = [
            "Diagonal: each parameter alone. Below: pairs; the inner blue region holds 68 % and the outer 95 % of the "
            "posterior draws, the grey ones end at a half and a tenth of the prior's peak. Above: linear correlation "
            "of the draws. Blue that fills the grey has learnt nothing from the measurement; a narrow slanted band "
            "means that only a combination of the two is known."
        ]
    if content.exact is not None:
        parts.append("The dashed black outline is the exact posterior: the blue should fill it and not spill over.")
    if content.reference is not None:
        parts.append(f"Dash-dotted line and diamond: {content.reference.name}, ± one standard deviation where known.")
    if dim > MOST_PARAMETERS:
        parts.append(f"Shown: the {MOST_PARAMETERS} of {dim} parameters that the measurement narrows most.")
    return " ".join(parts)


def marginals(content: Content) -> str:
    """Caption of the small multiples."""
    return (
        f"All {len(content.parameters)} parameters alone, prior in grey, posterior in blue. "
        "Where the two agree, the measurement tells nothing about that parameter."
    )


def recovered(content: Content) -> str:
    """Caption of the bars of what is recovered."""
    return (
        "Recoverability is the share of the prior's variance that a measurement takes away: 1, the parameter is known; "
        "0, it is as open as before; below 0, more open, as an unusual measurement may leave it. Information is what "
        "was learnt, in nats: one nat is a range narrowed to 37 %. " + RULES
    )


def correlations(content: Content) -> str:
    """Caption of the correlation matrix."""
    return (
        "Linear correlation of the posterior draws: blue, the two rise together; orange, one falls as the other rises. "
        "Near ±1 only a combination of the two is known."
    )


def sensitivity(content: Content) -> str:
    """Caption of the sensitivity matrix."""
    return (
        "Which measurement listens to which parameter, near the posterior: the median slope of the network's own "
        "forward process, in sd of the measurement per prior sd of the parameter. An empty row: no measurement listens."
    )


def latent(content: Content) -> str:
    """Caption of the latent plane."""
    assert content.latent is not None
    dim_z = content.latent.z.shape[1]
    plane = "The latent z" if dim_z == 2 else f"The plane of the {dim_z}-dimensional latent z on which x depends most"
    return (
        f"{plane} (left), and where its draws land in x (right); same draw, same colour, same number. Each region of z "
        "stands for one kind of explanation. Colours that stay together show a smooth map; where modes are apart, the "
        "latent is cut between them."
    )


def curves(content: Content) -> str:
    """Caption of the loss curves."""
    kept = "" if content.best_epoch is None else " The dotted line marks the last epoch that improved on what was kept."
    return (
        "Each term of the loss by epoch. Both lines should flatten; held-out pairs that rise while training pairs "
        f"fall mean that the network learns the pairs by heart: use more pairs or a smaller network.{kept}"
    )


def calibration(content: Content) -> str:
    """Caption of the calibration curves."""
    assert content.coverage is not None
    return (
        "How often the true parameter of a held-out pair lies inside the posterior's central interval, against what "
        "the interval promises. Below the diagonal, the posterior is too sure of itself; above, too cautious. The "
        "calibration error is the median distance of a line from the diagonal. "
        + _band(content.coverage.n_pairs, "pairs")
    )


def sbc(content: Content) -> str:
    """Caption of the ranks."""
    assert content.ranks is not None
    return (
        "Simulation-based calibration: how many true parameters of held-out pairs rank lower among their posterior "
        "draws than they should (their distribution function minus the uniform one). Up on the left and down on the "
        "right, the posterior is too narrow; the other way about, too wide; on one side of zero all along, its values "
        "are too high (above) or too low (below). " + _band(len(content.ranks.of_truths), "ranks")
    )


def _band(n: int, of: str) -> str:
    """A band holds one line; of thirteen independent ones, some leave theirs in every other check."""
    return (
        f"Of a calibrated posterior, each parameter's line of {n:,} {of} stays inside the grey band all along in 95 of "
        "100 checks: of many parameters one in twenty leaves it by chance."
    )


def resimulation(content: Content) -> str:
    """Caption of the re-simulation plot."""
    if content.resimulated is None:
        return "The network's own forward process on posterior draws: a weaker check than the simulator." + _look(
            content
        )
    return "Posterior draws put through the forward process again." + _look(content)


def familiarity(content: Content) -> str:
    """Caption of the place of y* among simulated measurements."""
    if len(content.measurements) == 2:
        text = (
            "Grey: measurements of the simulated pairs, with lines around 68 % and 95 % of them. The cross, the "
            "measurement y*, should lie among them; where there were none, the network extrapolates."
        )
    else:
        text = (
            "For each measurement alone, how many simulated pairs lie below the measurement y*; the bands hold 68 %, "
            "95 % and 99.8 % of them. Diamonds should lie on the bands; an arrow stands for a value that next to no "
            "simulation reached, where the network extrapolates."
        )
    return text + _told_apart(content)


def _told_apart(content: Content) -> str:
    """What was found of all measurements together; bars alone cannot show it."""
    found = content.familiarity
    if found is None or not str(found):
        return ""
    return f" All measurements together: {str(found).rstrip('.')}."


def _look(content: Content) -> str:
    if content.classes:
        return " The bar of the label asked for (grey stripe) should reach 1."
    dim = len(content.measurements)
    if dim == 1:
        return f" They should gather around the measured value {measured_value(content, 0)}."
    if dim == 2:
        return " They should gather around the cross; a cloud off the cross is a biased answer."
    return (
        " Bars: 68 % and 95 % of the results for each measurement. Nearly all diamonds should lie on their bars, with "
        "no trend from left to right."
    )
