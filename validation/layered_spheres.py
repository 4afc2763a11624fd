"""Spheres of shells."""

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import walk_time
from mcsn.studies.validate import Case, Control, Findings, Work, compare, idealised, pictures, unchanged

RADII = np.array([40.0, 60.0, 90.0])
FREE_PATHS = np.array([1.0, 0.5, 1.25])
STARS = {
    ("analog", 0.6): 400_000,
    ("accelerated", 1.0): 450_000,
    ("accelerated", 300.0): 600_000,
}
"""Packets by method and size."""
ALLOWANCE = {0.6: 0.03, 1.0: 0.03, 300.0: 0.0}
"""Error of the diffusion limit [%]."""


def check(work: Work, changed=unchanged) -> Findings:
    """Let packets leave layered spheres from the centre."""
    comparisons, samples = [], {}
    for (method, size), number in STARS.items():
        choices = idealised.by_method(method)
        tables = changed(idealised.constant_tables(size * RADII, FREE_PATHS))
        tables = idealised.prepared(tables, choices)
        paths = work.walked(work.packets(number), tables, choices)["path"]
        expected = walk_time(size * RADII, 1.0 / FREE_PATHS) * SPEED_OF_LIGHT
        name = f"mean way from the centre, R = {size * RADII[-1]:g} m"
        comparisons.append(
            compare.mean(name, expected, paths, allowance=ALLOWANCE[size], method=method, unit="m")
        )
        samples[f"{method}, R = {size * RADII[-1]:g} m"] = paths / expected
    return Findings(comparisons, [_picture(samples)])


def _picture(samples):
    figure, axes = pictures.panel("Escape times of layered spheres")
    edges = np.linspace(0.0, 4.0, 101)
    for (name, ratio), colour in zip(
        samples.items(), (pictures.INK, pictures.WARM, pictures.FAINT), strict=True
    ):
        axes.stairs(np.histogram(ratio, edges, density=True)[0], edges, color=colour, label=name)
    axes.axvline(1.0, color="k", lw=0.8, ls="--", label="mean, theory")
    axes.set_xlabel("time / mean time of theory")
    axes.set_ylabel("share of packets per unit")
    axes.legend(frameon=False, fontsize=8)
    return figure


def _wrong_row(tables):
    """Let the middle shell look up the rates of the innermost one."""
    return tables._replace(row=np.array([0, 0, 2]))


CASE = Case(
    title="Mean ways out of spheres of shells",
    subject="Transport",
    theory=(
        "Diffusion with D = λ/3 in each shell, its current continuous at interfaces, and vacuum 0.7104 λ"
        " beyond the surface: Sum (R_k² - R_(k-1)²)/(2λ_k) + 0.7104 R, half of Eq. 6. The diffusion limit"
        " errs by the order of λ²/R²: 0.03 % is allowed up to 90 m."
    ),
    simulation=(
        "Shells with mean free paths of 1, 0.5 and 1.25 m, from the centre: collision by collision to 24,"
        " 36 and 54 m; with jumps to 40, 60 and 90 m, and 300 times as far."
    ),
    check=check,
    control=Control("The middle shell looks up the row of rates of the innermost one.", _wrong_row),
    methods=["analog", "accelerated"],
    seconds=35.0,
)
