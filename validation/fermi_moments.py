"""Moments of the Fermi-Dirac spectrum."""

import numpy as np
from scipy.special import zeta

from mcsn.physics.fermi import fermi_dirac, moment
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures
from mcsn.studies.validate.idealised import THERMAL, boltzmann, constant_tables, options
from mcsn.transport.state import FROZEN, Tables

TEMPERATURE = 30.0
PACKETS = 2_000_000
POWER = {"number": 2, "energy": 3}
"""Packets are distributed as E^n f by weighting."""


def integral(n: int) -> float:
    """Return Int x^n/(e^x + 1) dx = n! (1 - 2^-n) zeta(n + 1)."""
    return float(np.prod(np.arange(1.0, n + 1)) * (1.0 - 2.0**-n) * zeta(n + 1))


def fermi(tables: Tables, power: int) -> Tables:
    """Return the Tables as they are."""
    return tables


def check(work: Work, change=fermi) -> Findings:
    """Start packets in equilibrium, and compare their energies."""
    samples = {weighting: _energies(work, weighting, change) for weighting in POWER}
    comparisons = []
    for weighting, x in samples.items():
        power = POWER[weighting]
        for k in (1, 2):
            exact = integral(power + k) / integral(power)
            comparisons.append(compare.mean(f"<(E/T)^{k}>, {weighting} packets", exact, x**k))
        comparisons.append(compare.law(f"E/T, {weighting} packets", compare.thermal_law(power), x))
    rounding = {"allowance": 1e-8}
    for n in range(2, 6):
        comparisons.append(compare.number(f"integral of x^{n} f(x)", integral(n), moment(n), 0.0, **rounding))
    return Findings(comparisons, [_picture(samples)])


def _energies(work: Work, weighting: str, change) -> np.ndarray:
    tables = change(
        constant_tables([1.0], 1.0, temperature=TEMPERATURE, weighting=weighting), POWER[weighting]
    )
    number = work.packets(PACKETS)
    made = work.walked(number, tables, options(FROZEN), THERMAL, until=0.0, keep=("energy",))
    return made["energy"] / TEMPERATURE


def _picture(samples):
    figure, axes = pictures.panel("Energies in equilibrium")
    edges = np.linspace(0.0, 14.0, 71)
    middle = 0.5 * (edges[1:] + edges[:-1])
    for weighting, x in samples.items():
        power = POWER[weighting]
        shown = axes.stairs(
            np.histogram(x, edges)[0] / len(x) / np.diff(edges), edges, label=f"{weighting} packets"
        )
        axes.plot(
            middle, middle**power * fermi_dirac(middle) / integral(power), "--", lw=1.0,
            color=shown.get_edgecolor(), label=f"$x^{power}/(e^x+1)$",
        )  # fmt: skip
    axes.set_xlabel("x = E/T")
    axes.set_ylabel("share of packets per unit of x")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Energies of packets in equilibrium have the moments of Fermi and Dirac",
    subject="Physics",
    theory=(
        "Without chemical potential f = 1/(exp(E/T) + 1); the integral of x^n f is n! (1 - 2^-n) zeta(n+1):"
        " <E> = 3.1514 T, <E^2> = 12.939 T^2 for number packets, distributed as E^2 f. Energy packets are"
        " distributed as E^3 f. Exact."
    ),
    simulation="Two million packets of either weighting, started as the thermal population of a sphere.",
    check=check,
    control=Control("Energies of Maxwell and Boltzmann, exp(-E/T) in place of f.", boltzmann),
    seconds=1.0,
)
