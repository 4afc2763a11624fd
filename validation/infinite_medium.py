"""Displacement in an infinite medium."""

import numpy as np

from mcsn.physics.analytic import mean_square_displacement
from mcsn.studies.validate import Case, Findings, Work, compare, idealised, pictures, unchanged

TIMES = {"analog": (0.1, 1.0, 10.0, 100.0), "accelerated": (1e3, 1e4)}
"""In mean free times."""
PACKETS = {"analog": 3_000_000, "accelerated": 3_000_000}
ENDLESS = 1e6


def check(work: Work, changed=unchanged) -> Findings:
    """Let packets start at a point, and look how far they are."""
    squares = {
        (method, time): _squares(work, changed, method, time) for method in TIMES for time in TIMES[method]
    }
    comparisons = [
        compare.mean(
            f"⟨r²⟩ after {time:g} mean free times",
            float(mean_square_displacement(time)),
            square,
            tolerance=0.4,
            allowance=100.0 / time if method == "accelerated" else 0.0,
            method=method,
            unit="λ²",
        )
        for (method, time), square in squares.items()
    ]
    return Findings(comparisons, [_picture(squares)])


def _squares(work: Work, changed, method: str, time: float) -> np.ndarray:
    choices = idealised.by_method(method)
    tables = idealised.prepared(changed(idealised.constant_tables([ENDLESS], 1.0)), choices)
    number = work.packets(PACKETS[method])
    return work.walked(number, tables, choices, until=time, keep=["radius"])["radius"] ** 2


def _picture(squares):
    figure, axes = pictures.panel("Mean square displacement over c²t²")
    time = np.geomspace(0.03, 3e4, 200)
    axes.loglog(time, mean_square_displacement(time) / time**2, color="k", lw=1.0, label="theory")
    axes.loglog(time, 2.0 / time, color="k", lw=0.8, ls=":", label="diffusion, 2λct")
    axes.set_ylim(1e-5, 3.0)
    for method, colour in (("analog", pictures.INK), ("accelerated", pictures.WARM)):
        found = [(t, square.mean() / t**2) for (by, t), square in squares.items() if by == method]
        axes.loglog(*zip(*found, strict=True), "o", ms=5, mfc="none", color=colour, label=method)
    axes.set_xlabel("time [λ/c]")
    axes.set_ylabel("⟨r²⟩ / (ct)²")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Displacement in an infinite medium, from free flight to diffusion",
    subject="Transport",
    theory=(
        "Directions of an isotropically scattered packet forget each other as exp(-ct/λ), so that ⟨r²⟩ ="
        " 2λ²(t - 1 + exp(-t)), t in mean free times (Ornstein & Fürth). Exact. A jump replaces what"
        " follows a collision by diffusion, whose ⟨r²⟩ is 2t: an end of time after t mean free times sees a"
        " share of 1/t more, which is allowed for; escapes do not see it, since packets walk to the"
        " surface."
    ),
    simulation=(
        "Packets from one point of a medium without end, stopped after 0.1 to 10,000 mean free times;"
        " jumps for the last two."
    ),
    check=check,
    control=idealised.MORE_SCATTERING,
    methods=["analog", "accelerated"],
    seconds=6.0,
)
