"""Eq. 25: the luminosity where Z' decay far outside."""

from functools import cache

import numpy as np

import mcsn
from mcsn.constants import ERG_PER_MEV, HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.engine import run_experiment
from mcsn.experiments.luminosity import Luminosity
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged
from mcsn.transport.state import Tables

KERNELS = ("detailed-balance", "cerdeno2023")
MASSES = (10.0, 50.0, 100.0)
COUPLING = 1e-11
"""So small that at all masses a Z' flies 10,000 radii or more."""
PACKETS = 600_000
BATCH = 20_000


def unweighted(tables: Tables) -> Tables:
    """Take the energies of what coalesces from E^2 f instead of E^2 f R(E)."""
    temperature = np.empty(len(tables.coalesced))
    temperature[tables.row] = tables.temperature
    return tables._replace(coalesced=temperature[:, None, None] * tables.thermal)


def check(work: Work, changed=unchanged) -> Findings:
    """Make Z' in Table I, and see what leaves it."""
    comparisons, drawn = [], {}
    for kernel in KERNELS:
        for mass in MASSES:
            scenario = _scenario(mass, kernel, work.packets(PACKETS))
            experiment = Luminosity(scenario)
            experiment.tables = changed(experiment.tables)
            found = run_experiment(experiment, threads=work.crew.threads, progress=False).summary
            expected = eq25(mass, kernel, experiment.star)
            name = f"m = {mass:g} MeV, {kernel}"
            value, error = (found[f"luminosity_escaped_erg_per_s{end}"] for end in ("", "_stderr"))
            comparisons.append(compare.number(name, expected, value, error, allowance=0.01, unit="erg/s"))
            own = found["analytic"]["eq25_erg_per_s"]
            comparisons.append(
                compare.number(
                    f"Eq. 25 as `mcsn show` has it, {name}",
                    expected,
                    own,
                    0.0,
                    allowance=0.01,
                    tolerance=0.01,
                    unit="erg/s",
                )
            )
            drawn[kernel, mass] = value / expected, error / expected
    return Findings(comparisons, [_picture(drawn)])


def _scenario(mass: float, kernel: str, packets: int):
    boson = {"boson.mass_MeV": mass, "boson.coupling": COUPLING, "boson.kernel": kernel}
    return mcsn.load_scenario(
        "luminosity", boson | {"experiment.packets": packets, "experiment.batch": BATCH}
    )


def eq25(mass: float, kernel: str, star) -> float:
    """Return the luminosity of Eq. 25 [erg/s], by a double integral over the energies of the pair.

    Of each of two flavours, |M|^2 = 2 g^2 m^2 leaves g^2 m^2/(8 pi) Int dE1 dE2 f f (E1 + E2)/(2 pi^2) above
    E1 E2 = m^2/4; the other kernel has m^2/(16 E1 E2) of it.
    """
    y, dy = np.linspace(-8.0, np.log(60.0), 2001, retstep=True)
    total = 0.0
    for temperature, volume in zip(star.temperature, star.zone_volume, strict=True):
        # With b = E1 E2/(m^2/4) > 1 the threshold is an edge of the grid.
        first = temperature * np.exp(y)[:, None]
        excess, weight = _above_one()
        second = mass**2 / 4.0 * excess / first
        occupations = (
            1.0
            / (np.exp(np.minimum(first / temperature, 700.0)) + 1.0)
            / (np.exp(np.minimum(second / temperature, 700.0)) + 1.0)
        )
        integrand = first * second * occupations * (first + second)
        if kernel == "cerdeno2023":
            integrand = integrand * mass**2 / (16.0 * first * second)
        pairs = np.sum(integrand * weight) * dy
        total += 2.0 * COUPLING**2 * mass**2 / (8.0 * np.pi) * pairs / (2.0 * np.pi**2) * volume
    return total * SPEED_OF_LIGHT / HBAR_C_MEV_M**4 * ERG_PER_MEV


@cache
def _above_one():
    """Return nodes b > 1 and weights of Int d ln(b)."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    t = 0.5 * (nodes + 1.0) * 14.0
    return np.exp(t), 0.5 * 14.0 * weights


def _picture(drawn):
    figure, axes = pictures.panel("Luminosity over Eq. 25")
    for kernel, colour, shift in zip(KERNELS, (pictures.INK, pictures.WARM), (-0.6, 0.6), strict=True):
        values, errors = zip(*(drawn[kernel, mass] for mass in MASSES), strict=True)
        place = np.array(MASSES) + shift
        axes.errorbar(place, values, errors, fmt="o", ms=4, color=colour, label=kernel)
    axes.axhline(1.0, color="k", lw=0.8)
    axes.set_xlabel("mass [MeV]")
    axes.set_ylabel("simulated / Eq. 25")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Eq. 25: the luminosity where Z' decay far outside, both kernels",
    subject="The paper's analytic times",
    theory=(
        "Where decay lengths are far beyond R_ns all Z' escape and the luminosity is Eq. 25, the energy"
        " that Eq. 24 puts into them. Taken here as a double integral over the energies of the pair, apart"
        " from the program's. What decays inside, R/ℓ, is below 0.01 %."
    ),
    simulation="Experiment `luminosity` on Table I, masses of 10, 50 and 100 MeV, g = 1e-11.",
    check=check,
    control=Control("Energies of what coalesces from E²f instead of E²f R(E).", unweighted),
    seconds=4.0,
)
