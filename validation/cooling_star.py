"""A star that cools by diffusion, against a deterministic solution."""

from itertools import pairwise

import numpy as np
from lte_diffusion import Cooling, diffuse

import mcsn
from mcsn.result import Result
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures

SCALE = 10.0
"""On all opacities, so that diffusion holds everywhere."""
PACKETS = 400_000
DURATION_S = 100.0
TIMES_S = (1.0, 4.0, 15.0, 40.0, 100.0)
"""Between these the mean luminosity is compared."""


def in_collision_mode() -> dict[str, object]:
    """Return the changes of the scenario: none."""
    return {}


def with_one_mean_free_path() -> dict[str, object]:
    """Return changes under which neutrinos of all energies have one mean free path, that of the mean rate."""
    return {"transport.spectrum": "grey"}


def check(work: Work, changes=in_collision_mode) -> Findings:
    """Let the star of Table I cool, and hold its light against the implicit solution."""
    result = mcsn.run(
        "burst",
        threads=work.crew.threads,
        progress=False,
        overrides={
            "transport.opacity_scale": SCALE,
            "experiment.packets": work.packets(PACKETS),
            "experiment.replicas": 1,
            "experiment.duration_s": DURATION_S,
            **changes(),
        },
    )
    star = mcsn.load_star(result.scenario)
    cooling = diffuse(star, opacity_scale=SCALE, duration_s=DURATION_S)
    return Findings([*_comparisons(result, cooling)], [_picture(result, cooling)])


def _comparisons(result: Result, cooling: Cooling):
    emitted, error = (result.summary[f"energy_emitted_erg{part}"] for part in ("", "_stderr"))
    terms = {"method": "accelerated", "allowance": 0.7}
    left = cooling.initial_energy * float(cooling.emitted_at(np.array([DURATION_S]))[-1])
    yield compare.number("energy emitted in 100 s", left, emitted, error, unit="erg", tolerance=2.0, **terms)
    half, half_error = (result.summary[f"t50_s{part}"] for part in ("", "_stderr"))
    yield compare.number(
        "half has left by", cooling.time_to(0.5), half, half_error, unit="s", tolerance=2.0, **terms
    )
    # The clock's edges nearest to the times, so that no packet is shared between intervals.
    edges, light = result["time_edge"], result["energy_emitted"]
    places = [int(np.argmin(np.abs(np.log(edges[1:] / time)))) + 1 for time in TIMES_S]
    theory = cooling.initial_energy * cooling.emitted_at(edges)
    for first, last in pairwise(places):
        width = edges[last] - edges[first]
        found, expected = ((values[last] - values[first]) / width for values in (light, theory))
        share = found * width / result.summary["energy_initial_erg"]
        stderr = found * np.sqrt((1.0 - share) / (share * result.summary["packets"]))
        yield compare.number(
            f"mean luminosity from {edges[first]:.2g} to {edges[last]:.2g} s",
            expected,
            found,
            stderr,
            unit="erg/s",
            method="accelerated",
            allowance=1.0,
            tolerance=3.0,
        )


def _picture(result: Result, cooling: Cooling):
    figure, axes = pictures.panel("Light curve, opacities ten times larger")
    edges = result["time_edge"]
    axes.stairs(result["luminosity"], edges, label="packets")
    times = np.geomspace(edges[1], DURATION_S, 300)
    axes.plot(times, cooling.luminosity_at(times), "k--", lw=1.0, label="implicit diffusion")
    axes.set(xscale="log", yscale="log", xlim=(edges[1], DURATION_S))
    axes.set_xlabel("time [s]")
    axes.set_ylabel("luminosity [erg/s]")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="A cooling star: its light curve against implicit diffusion in equilibrium",
    subject="The paper's analytic times",
    theory=(
        "Where mean free paths are short the heat flux is -(c/3) Sum Int lambda du/dT dE dT/dr (Rosseland)."
        " validation/lte_diffusion solves it by finite volumes, implicit in time, without any of the"
        " transport; second order in the cells, energy kept to 1e-12."
    ),
    simulation=(
        "`mcsn run burst` with all opacities ten times larger. Allowances: 0.7 % for steps in time and"
        " zones, 1 % in luminosities."
    ),
    check=check,
    control=Control("One mean free path for all energies, that of the mean rate.", with_one_mean_free_path),
    methods=["accelerated"],
    seconds=300.0,
)
