"""Detailed balance between shells of equal temperature."""

import numpy as np

import mcsn
from mcsn.star import Matter, Star
from mcsn.studies.validate import Case, Control, Findings, Work, box, compare, idealised, pictures, unchanged
from mcsn.tables import build_tables, thinned
from mcsn.transport.state import COLLISION, Tables

TEMPERATURE = 20.0
SHELLS = (0, 3)
"""Shells of Table I whose matter is taken, inner and outer."""
STARS = {
    "analog": ([3.0, 4.0], 12.0, 1_200_000),
    "accelerated": ([80.0, 105.0], 1500.0, 1_000_000),
}
"""Outer radii, c t, both in mean free paths of the inner matter (Eq. 7), and packets, by method."""


def unweighted_inside(tables: Tables) -> Tables:
    """Let energies after a collision in the inner matter go as E^2 f instead of E^2 f/lambda."""
    emission = tables.emission.copy()
    emission[tables.row[0]] = TEMPERATURE * tables.thermal
    return tables._replace(emission=emission)


def check(work: Work, changed=unchanged) -> Findings:
    """Let thermal packets move in a box of two kinds of matter, at one temperature."""
    comparisons, seen = [], {}
    thermal = compare.thermal_law()
    for method, (radii, until, number) in STARS.items():
        packets = _after(work, changed, method, radii, until, work.packets(number))
        inside, energy = packets["zone"] == 0, packets["energy"] / TEMPERATURE
        share = (radii[0] / radii[1]) ** 3
        name = "share of packets in the inner shell"
        count = int(inside.sum())
        comparisons.append(compare.share(name, share, count, len(packets), method=method))
        if method == "analog":  # what has jumped to the end of time has its next energy still to draw
            for where, chosen in (("inner", inside), ("outer", ~inside)):
                name = f"E²f in the {where} shell"
                comparisons.append(compare.law(name, thermal, energy[chosen], method=method))
            seen["inner"], seen["outer"] = energy[inside], energy[~inside]
    return Findings(comparisons, [_picture(seen, thermal)])


def _after(work: Work, changed, method: str, radii, until: float, number: int) -> np.ndarray:
    choices = idealised.by_method(method, COLLISION)
    tables = idealised.prepared(changed(_tables(radii)), choices)
    return box.kept_inside(work, number, tables, choices, until, ["zone", "energy"])


def _tables(radii) -> Tables:
    """Return Tables in units of the mean free path of the inner matter."""
    matter = mcsn.load_star(mcsn.load_scenario("sm")).matter
    chosen = Matter(
        *(
            np.array(values)[list(SHELLS)]
            for values in (matter.neutron_density, matter.proton_density, matter.nucleon_mass)
        )
    )
    star = Star(np.array(radii), np.full(2, TEMPERATURE), np.arange(2), chosen)
    tables = build_tables(star, None, "relativistic", "number")
    return thinned(tables, tables.grey_rates[tables.row[0]].mean(axis=0)[0])


def _picture(seen, thermal):
    figure, axes = pictures.panel("Energies after the walk, simulated over thermal")
    edges = np.geomspace(0.1, 15.0, 31)
    expected = np.diff(thermal(edges))
    for (name, energy), colour in zip(seen.items(), (pictures.INK, pictures.WARM), strict=True):
        counts, whole = np.histogram(energy, edges)[0], len(energy)
        middle = np.sqrt(edges[1:] * edges[:-1])
        errors = np.sqrt(counts) / expected / whole
        axes.errorbar(middle, counts / expected / whole, errors, fmt=".", color=colour, label=f"{name} shell")
    axes.axhline(1.0, color="k", lw=0.8)
    axes.set_xscale("log")
    axes.set_ylim(0.9, 1.1)
    axes.set_xlabel("E/T")
    axes.set_ylabel("simulated / E²f")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Detailed balance between shells of equal temperature",
    subject="Transport",
    theory=(
        "Where two kinds of matter have one temperature, as many neutrinos cross their interface one way"
        " as the other, at every energy: number densities stay equal and spectra thermal, though mean free"
        " paths differ (Kirchhoff). Exact; jumps have it from the weights at their interfaces."
    ),
    simulation=(
        "Matter of shells 1 and 4 of Table I, both at 20 MeV, opacity of Eqs. 8-10, mode `collision`, in a"
        " mirror; 3 and 4 mean free paths for 12 mean free times, and 80 and 105 for 1,500 with jumps."
    ),
    check=check,
    control=Control(
        "Energies after a collision in the inner matter from E²f instead of E²f/λ.", unweighted_inside
    ),
    methods=["analog", "accelerated"],
    seconds=35.0,
)
