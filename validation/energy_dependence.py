"""Escape times where the mean free path depends on energy, against the equation of transport."""

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.scenario import load_scenario
from mcsn.star import load_star
from mcsn.studies.limits.theory import theory_of
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged
from mcsn.studies.validate.idealised import CENTRE, by_method, prepared, unweighted
from mcsn.tables import build_tables
from mcsn.transport.state import COLLISION, FROZEN

THIN, THICK, DEEP = 3e-4, 3e-3, 1.5e-2
"""Factors on the opacity: the mean free path of Eq. 6 is 0.1, 0.01 and 0.002 R; packets jump in the last."""
RUNS = (
    ("frozen", "analog", THIN, 2_400_000),
    ("collision", "analog", THIN, 600_000),
    ("collision", "analog", THICK, 600_000),
    ("collision", "accelerated", DEEP, 600_000),
)
MODES = {"frozen": FROZEN, "collision": COLLISION}
NUMERICS = 0.1
"""Error of the solution of the equation of transport: its mesh, and its groups of energy [%]."""


def check(work: Work, changed=unchanged) -> Findings:
    """Walk out of a uniform star in which lambda goes as E^-2."""
    comparisons, times = [], {}
    for spectrum, method, scale, packets in RUNS:
        scenario = load_scenario("limits").replaced(
            {"transport.spectrum": spectrum, "transport.opacity_scale": scale, "boson.coupling": 1e-20}
        )
        star, theory = load_star(scenario), theory_of(scenario)
        choices = by_method(method, MODES[spectrum])
        tables = prepared(changed(build_tables(star, None, "elastic", "number", scale)), choices)
        path = work.walked(work.packets(packets), tables, choices, CENTRE)["path"]
        label = f"{spectrum}, mean free path {theory.free_path / theory.radius:.2g} R"
        assert theory.transport is not None
        exact = theory.transport * SPEED_OF_LIGHT / theory.radius
        comparisons.append(
            compare.mean(
                f"mean time, {label}",
                exact,
                path / theory.radius,
                method=method,
                unit="R/c",
                allowance=NUMERICS,
            )
        )
        times[label, method] = path / theory.radius, exact
    return Findings(comparisons, [_picture(times)])


def _picture(times):
    figure, axes = pictures.panel("Escape times")
    edges = np.geomspace(0.9, 1000.0, 71)
    for (label, method), (time, exact) in times.items():
        share = np.histogram(time, edges)[0] / len(time) / np.diff(np.log(edges))
        steps = axes.stairs(
            share, edges, label=f"{label}, {method}", ls=":" if method == "accelerated" else "-"
        )
        axes.axvline(exact, ls="--", lw=0.8, color=steps.get_edgecolor())
    axes.set_xscale("log")
    axes.set_xlabel("time [R/c]; dashed: means by the equation of transport")
    axes.set_ylabel("share of packets per unit of ln t")
    axes.legend(frameon=False, fontsize=7)
    return figure


CASE = Case(
    title="Energies redrawn or kept: escape times are those of the equation of transport",
    subject="Transport",
    theory=(
        "The mean time V(r) to the surface obeys V = q + K V, q the mean flight and K the mean over energies"
        " of Peierls' kernel E1(s/lambda)/(2 lambda): of the emission E^2 f/lambda where collisions redraw"
        " energies, of each energy by itself where they do not. It is solved by discrete ordinates"
        " (mcsn.physics.sphere), to 0.1 %."
    ),
    simulation=(
        "Neutrinos leave the centre of a uniform star in which the mean free path goes as E^-2, so that long"
        " flights of the soft ones make escape up to three times as fast as the random walk: that of Eq. 6"
        " is 0.1 R with energies kept, 0.1, 0.01 and, with jumps, 0.002 R with energies redrawn."
    ),
    check=check,
    control=Control("Energies after a collision from E^2 f instead of E^2 f/lambda.", unweighted),
    methods=["analog", "accelerated"],
    seconds=60.0,
)
