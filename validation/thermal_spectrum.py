"""Collisions keep the thermal spectrum."""

import numpy as np

from mcsn.star import Matter, Star
from mcsn.studies.validate import Case, Control, Findings, Work, compare, idealised, pictures, unchanged
from mcsn.tables import build_tables
from mcsn.transport.state import COLLISION, Tables

TEMPERATURE = 25.0
TIMES = (0.3, 3.0, 20.0)
"""In mean free times, by the mean rate of Eq. 7."""
WEIGHTINGS = {"number": 2, "energy": 3}
SUPERSCRIPTS = {2: "²", 3: "³"}
PACKETS = 1_500_000
INELASTICITY = {3.0: 0.4}
"""Where it is not 1."""


def check(work: Work, changed=unchanged) -> Findings:
    """Let thermal packets collide in matter without end."""
    comparisons, found = [], {}
    for weighting, power in WEIGHTINGS.items():
        tables = changed(_matter(weighting))
        thermal = compare.thermal_law(power)
        for time in TIMES:
            inelasticity = INELASTICITY.get(time, 1.0)
            choices = idealised.options(
                COLLISION, inelasticity=inelasticity, energy_weighted=weighting == "energy"
            )
            until = time / tables.grey_rates[0, 0, 0]
            energy = work.walked(work.packets(PACKETS), tables, choices, until=until, keep=["energy"])[
                "energy"
            ]
            found[weighting, time] = energy / TEMPERATURE
            name = f"E{SUPERSCRIPTS[power]} f after {time:g} mean free times, inelasticity {inelasticity:g}"
            comparisons.append(
                compare.law(name, thermal, found[weighting, time], tolerance=0.3, method="analog")
            )
    return Findings(comparisons, [_picture(found, weighting) for weighting in WEIGHTINGS])


def _matter(weighting: str) -> Tables:
    """Return matter without end, with the opacity of nucleons."""
    matter = Matter(np.array([0.1]), np.array([0.03]), np.array([600.0]))
    star = Star(np.array([1e12]), np.array([TEMPERATURE]), np.array([0]), matter)
    return build_tables(star, None, "relativistic", weighting)


def _picture(found, weighting):
    figure, axes = pictures.panel(f"Energies of {weighting} packets, simulated over thermal")
    power = WEIGHTINGS[weighting]
    thermal = compare.thermal_law(power)
    edges = np.geomspace(0.1, 15.0, 31)
    expected = np.diff(thermal(edges))
    for time, colour in zip(TIMES, (pictures.FAINT, pictures.INK, pictures.WARM), strict=True):
        energy = found[weighting, time]
        counts = np.histogram(energy, edges)[0]
        axes.errorbar(
            np.sqrt(edges[1:] * edges[:-1]),
            counts / expected / len(energy),
            np.sqrt(counts) / expected / len(energy),
            fmt=".",
            color=colour,
            label=f"{time:g} free times",
        )
    axes.axhline(1.0, color="k", lw=0.8)
    axes.set_xscale("log")
    axes.set_ylim(0.9, 1.1)
    axes.set_xlabel("E/T")
    axes.set_ylabel("simulated / E" + SUPERSCRIPTS[power] + " f")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Collisions keep the thermal spectrum, at any time",
    subject="Transport",
    theory=(
        "Kirchhoff's law: where collisions absorb at the rate c/λ(E), what they emit must have the"
        " spectrum E²f/λ(E) for number packets and E³f/λ(E) for energy packets, and then E²f (E³f) is left"
        " as it is, also after a fraction of a mean free time. Exact."
    ),
    simulation=(
        "Nucleons of 0.1 and 0.03 fm⁻³ at 25 MeV with the full opacity of Eqs. 8-10, mode `collision`;"
        " after 3 mean free times with an inelasticity of 0.4."
    ),
    check=check,
    control=Control(
        "Energies after a collision from E²f (E³f) instead of E²f/λ (E³f/λ).", idealised.unweighted
    ),
    methods=["analog"],
    seconds=4.0,
)
