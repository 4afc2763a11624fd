"""A star that cools by diffusion, against a deterministic solution."""

import numpy as np
from lte_diffusion import Cooling, diffuse

import mcsn
from mcsn.result import Result
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures

SCALE = 10.0
"""On all opacities, so that diffusion holds everywhere."""
PACKETS = 400_000
DURATION_S = 100.0
TIMES_S = (0.1, 1.0, 10.0, 50.0)
"""When luminosities are compared."""
HALF_WIDTH = 0.12
"""Of the intervals about them, in ln t."""


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
    edges, bins = result["time_edge"], np.diff(result["energy_emitted"])
    for time in TIMES_S:
        inside = (edges[:-1] > time * np.exp(-HALF_WIDTH)) & (edges[1:] < time * np.exp(HALF_WIDTH))
        if not inside.any():
            inside = np.arange(len(bins)) == np.searchsorted(edges, time) - 1
        first, last = np.flatnonzero(inside)[[0, -1]]
        ends = cooling.initial_energy * cooling.emitted_at(edges[[first, last + 1]])
        width = edges[last + 1] - edges[first]
        found = bins[inside].sum() / width
        stderr = np.hypot.reduce(result["luminosity_stderr"][inside] * np.diff(edges)[inside]) / width
        expected = float(ends[1] - ends[0]) / width
        quantity = f"luminosity about {time:g} s"
        yield compare.number(
            quantity,
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
