"""The distribution of escape times."""

import numpy as np

from mcsn.physics.analytic import MILNE_EXTRAPOLATION, first_passage_survival
from mcsn.studies.validate import Case, Findings, Work, compare, idealised, pictures, unchanged

STARS = {("analog", 30.0): 1_000_000, ("accelerated", 100.0): 2_000_000, ("accelerated", 3000.0): 2_000_000}
"""Packets by method and radius in mean free paths."""
ALLOWANCE = {30.0: 0.1, 100.0: 0.02, 3000.0: 0.0}
"""Distance of the diffusion limit from the truth [%]: of the order of 1/R²."""


def survival(path: np.ndarray, radius: float) -> np.ndarray:
    """Return the share of packets that are still inside after a way from the centre, in mean free paths."""
    return first_passage_survival(path / (3.0 * (radius + MILNE_EXTRAPOLATION) ** 2))


def check(work: Work, changed=unchanged) -> Findings:
    """Let packets leave spheres from the centre."""
    paths = {key: _paths(work, changed, *key) for key in STARS}
    comparisons = []
    for (method, radius), path in paths.items():
        terms = {"method": method, "allowance": ALLOWANCE[radius], "tolerance": 0.4}
        name = f"escape times, R = {radius:g} λ"
        comparisons.append(compare.law(name, lambda x, r=radius: 1.0 - survival(x, r), path, **terms))
        expected = (radius + MILNE_EXTRAPOLATION) ** 2 / 2.0
        comparisons.append(
            compare.mean(f"mean {name.removeprefix('escape ')}", expected, path, unit="λ/c", **terms)
        )
    return Findings(comparisons, [_distributions(paths), _differences(paths)])


def _paths(work: Work, changed, method: str, radius: float) -> np.ndarray:
    choices = idealised.by_method(method)
    tables = idealised.prepared(changed(idealised.constant_tables([radius], 1.0)), choices)
    return work.walked(work.packets(STARS[method, radius]), tables, choices)["path"]


def _distributions(paths):
    figure, axes = pictures.panel("Escape times from the centre")
    edges = np.geomspace(0.03, 3.0, 81)
    for (method, radius), path in paths.items():
        density = np.histogram(path / radius**2, edges)[0] / len(path) / np.diff(np.log(edges))
        axes.stairs(
            density, edges, color=pictures.COLOURS[method], lw=1.0, label=f"{method}, R = {radius:g} λ"
        )
    exact = -np.diff(survival(edges * radius**2, radius)) / np.diff(np.log(edges))
    axes.plot(np.sqrt(edges[1:] * edges[:-1]), exact, "k--", lw=1.0, label=f"series, R = {radius:g} λ")
    axes.set_xscale("log")
    axes.set_xlabel("time / (R²/λc)")
    axes.set_ylabel("share of packets per unit of ln t")
    axes.legend(frameon=False, fontsize=8, loc="upper left")
    return figure


def _differences(paths):
    figure, axes = pictures.panel("Share of packets that have left, simulated minus theory")
    for (method, radius), path in paths.items():
        time = np.quantile(path, np.linspace(0.002, 0.998, 200))
        difference = np.searchsorted(np.sort(path), time) / len(path) - 1.0 + survival(time, radius)
        axes.plot(
            time / radius**2,
            100.0 * difference,
            color=pictures.COLOURS[method],
            lw=1.0,
            ls="-" if radius < 1000.0 else "--",
            label=f"{method}, R = {radius:g} λ",
        )
    axes.axhline(0.0, color="k", lw=0.8)
    axes.set_xlabel("time / (R²/λc)")
    axes.set_ylabel("difference [%]")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Distribution of escape times from the centre of a sphere",
    subject="Transport",
    theory=(
        "Diffusion with D = λc/3 from the centre of a sphere whose surface lies 0.7104 λ further out"
        " (Milne's problem): 2 Sum (-1)ⁿ⁺¹ exp(-n²π²Dt/R²) are still inside (Carslaw & Jaeger). The"
        " diffusion limit errs by the order of (λ/R)²: 0.1 % (of probability, and of the mean) is"
        " allowed at 30 mean free paths, 0.02 % at 100, nothing at 3,000."
    ),
    simulation=(
        "Packets of constant mean free path from the centre to the surface; jumps in the deeper stars."
    ),
    check=check,
    control=idealised.MORE_SCATTERING,
    methods=["analog", "accelerated"],
    seconds=12.0,
)
