"""A star that cools by diffusion, against a deterministic solution."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from lte_diffusion import Cooling, diffuse

import mcsn
from mcsn.experiments.setup import make_boson
from mcsn.result import Result
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged


class Cooled(NamedTuple):
    """A burst, and the deterministic star that it is held against."""

    opacity_scale: float
    changes: dict[str, object]
    packets: int
    law: str
    times_s: tuple[float, ...]  # between these the mean luminosity is compared
    allowance: float  # of times [%]
    tolerance: float
    species: str = "nu_x"


DEEP = "opacities ten times larger"
BURSTS = {
    DEEP: Cooled(
        10.0,
        {"experiment.duration_s": 110.0},
        450_000,
        "groups",
        (1.0, 4.0, 15.0, 40.0, 110.0),
        1.0,
        2.5,
    ),
    "Table I": Cooled(1.0, {}, 100_000, "groups", (), 2.0, 5.0),
    "Table I, six species": Cooled(
        1.0, {"experiment.species": "all"}, 100_000, "groups", (), 2.0, 5.0, "all"
    ),
    "Table I, Z' of 50 MeV": Cooled(
        1.0,
        {"boson.mass_MeV": 50.0, "boson.coupling": 5e-8, "boson.kernel": "cerdeno2023"},
        80_000,
        "lte",
        (),
        3.0,
        7.0,
    ),
}
LIGHT_ALLOWANCE, LIGHT_TOLERANCE = 1.0, 3.0
"""Of luminosities [%]."""
SHARE_ALLOWANCE = 0.7
"""Of shares in the energy [% of the whole]."""
TIMES = {"t50_s": 0.5, "t90_s": 0.9}


def larger(scale: float) -> float:
    """Make opacities 8 % larger: the mistake."""
    return 1.08 * scale


def check(work: Work, changed=unchanged) -> Findings:
    """Let stars cool, and hold their light against the implicit solution."""
    comparisons, drawn = [], []
    for name, burst in BURSTS.items():
        if work.quick and name != DEEP:
            continue
        scale = {"transport.opacity_scale": changed(burst.opacity_scale)}
        result = _result(work, {**burst.changes, **scale}, burst.packets)
        cooling = _cooling(result, burst)
        comparisons += _comparisons(name, result, cooling, burst)
        drawn.append(_picture(name, result, cooling))
    return Findings(comparisons, drawn)


def _result(work: Work, changes: dict[str, object], packets: int) -> Result:
    numbers = {"experiment.packets": work.packets(packets), "experiment.replicas": 1}
    return mcsn.run("burst", threads=work.crew.threads, progress=False, overrides={**numbers, **changes})


def _cooling(result: Result, burst: Cooled) -> Cooling:
    return diffuse(
        mcsn.load_star(result.scenario),
        species=burst.species,
        opacity_scale=burst.opacity_scale,
        boson=make_boson(result.scenario),
        law=burst.law,
        duration_s=result.scenario.experiment.duration_s,
    )


def _comparisons(name: str, result: Result, cooling: Cooling, burst: Cooled):
    terms = {"method": "accelerated", "allowance": burst.allowance, "tolerance": burst.tolerance}
    for key, share in TIMES.items():
        found, error = result.summary[key], result.summary[f"{key}_stderr"]
        quantity = f"{share:.0%} has left by, {name}"
        yield compare.number(quantity, cooling.time_to(share), found, error, unit="s", **terms)
    if burst.species == "all":
        yield from _shares(name, result, cooling)
    yield from _luminosities(name, result, cooling, burst.times_s)


def _shares(name: str, result: Result, cooling: Cooling):
    """Compare what each kind of neutrino has carried out; percent are of all that has left."""
    energies = result["luminosity_species"] @ np.diff(result["time_edge"]) / result["energy_emitted"][-1]
    theory = cooling.emitted[-1] / cooling.emitted[-1].sum()
    for kind, found, expected in zip(result["species"], energies, theory[:-1], strict=True):
        stderr = np.sqrt(found * (1.0 - found) / result.summary["packets"])
        quantity = f"share of {kind} in the energy, {name}"
        terms = {"method": "accelerated", "allowance": SHARE_ALLOWANCE, "scale": 1.0}
        yield compare.number(quantity, expected, found, stderr, tolerance=1.5, **terms)


def _luminosities(name: str, result: Result, cooling: Cooling, times: Sequence[float]):
    # The clock's edges nearest to the times, so that no packet is shared between intervals.
    edges, light = result["time_edge"], result["energy_emitted"]
    places = [int(np.argmin(np.abs(np.log(edges[1:] / time)))) + 1 for time in times]
    theory = cooling.initial_energy * cooling.emitted_at(edges)
    for first, last in pairwise(places):
        width = edges[last] - edges[first]
        found, expected = ((values[last] - values[first]) / width for values in (light, theory))
        share = found * width / result.summary["energy_initial_erg"]
        stderr = found * np.sqrt((1.0 - share) / (share * result.summary["packets"]))
        yield compare.number(
            f"mean luminosity from {edges[first]:.2g} to {edges[last]:.2g} s, {name}",
            expected,
            found,
            stderr,
            unit="erg/s",
            method="accelerated",
            allowance=LIGHT_ALLOWANCE,
            tolerance=LIGHT_TOLERANCE,
        )


def _picture(name: str, result: Result, cooling: Cooling):
    figure, axes = pictures.panel(f"Light curve, {name}")
    edges = result["time_edge"]
    axes.stairs(result["luminosity"], edges, label="packets")
    times = np.geomspace(edges[1], edges[-1], 300)
    axes.plot(times, cooling.luminosity_at(times), "k--", lw=1.0, label="implicit diffusion")
    axes.set(xscale="log", yscale="log", xlim=(edges[1], edges[-1]))
    axes.set_xlabel("time [s]")
    axes.set_ylabel("luminosity [erg/s]")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="A cooling star: its light curve against implicit diffusion",
    subject="The paper's analytic times",
    theory=(
        "Where mean free paths are short the heat flux is -(c/3) Sum Int lambda du/dT dE dT/dr (Rosseland)."
        " validation/lte_diffusion solves it by finite volumes, implicit in time, without any of the"
        " transport; second order in the cells, energy kept to 1e-12. Soft neutrinos stream out of the"
        " outermost shell, so that nine tenths leave 1.3 % later (0.6 % at ten times the opacity), which its"
        " groups of energy follow. A Z' that decays after less than a zone conducts heat, too."
    ),
    simulation=(
        "`mcsn run burst` with all opacities ten times larger (1 % is allowed in times and"
        " luminosities, for steps in time and zones), which is all that the quick suite does; as it is, with"
        " nu_x and with all species (2 % in times, 0.7 % of the whole in shares: groups diffuse to the"
        " surface, where transport has no diffusion); and with a Z' of 50 MeV, g = 5e-8, kernel cerdeno2023,"
        " decay length 53 to 84 m (3 %, the same in equilibrium)."
    ),
    check=check,
    control=Control("Opacities 8 % larger.", larger),
    methods=["accelerated"],
    seconds=450.0,
)
