"""Fractions of neutrinos of low energy, Eq. 12."""

import numpy as np
from scipy.integrate import quad

from mcsn.physics.fermi import fraction_below, fraction_below_boltzmann
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged
from mcsn.studies.validate.idealised import THERMAL, boltzmann, constant_tables, options, started
from mcsn.transport.compile import kernel
from mcsn.transport.events import thermal_energy
from mcsn.transport.state import FROZEN

TEMPERATURE = 15.0
LIMITS = np.array([0.1, 1 / 3, 0.5, 1.0, 2.0, 4.0])
"""In T, the paper's 1/3 and 1 among them; rising."""
JUDGED = {1 / 3: "E < T/3", 1.0: "E < T"}
DRAWS = 300_000_000
STREAMS = 64


@kernel
def count(packets, draws, limits, counts, tables):
    """Draw thermal energies; count those below the limits [T]."""
    for i in range(len(packets)):
        for _ in range(draws):
            x = thermal_energy(packets[i], tables) / tables.temperature[packets[i].zone]
            for j in range(len(limits)):
                if x < limits[j]:
                    counts[j] += 1


def exact(limit: float) -> float:
    """Return the fraction of neutrinos below a limit [T]."""

    def density(x: float) -> float:
        return x * x / (np.exp(x) + 1.0)

    return quad(density, 0.0, limit, epsrel=1e-12)[0] / quad(density, 0.0, 100.0, epsrel=1e-12)[0]


def check(work: Work, changed=unchanged) -> Findings:
    """Draw thermal energies, and count those below the limits."""
    tables = changed(constant_tables([1.0], 1.0, temperature=TEMPERATURE))
    packets = started(STREAMS, tables, options(FROZEN), THERMAL)
    draws = work.packets(DRAWS) // STREAMS
    counts = np.zeros(len(LIMITS), np.int64)
    count(packets, draws, LIMITS, counts, tables)
    total = draws * STREAMS
    comparisons = []
    for limit, found in zip(LIMITS, counts, strict=True):
        if limit in JUDGED:
            name = JUDGED[limit]
            comparisons += [
                compare.share(f"share of {name}", exact(limit), int(found), total),
                compare.number(
                    f"Eq. 12, {name}", exact(limit), float(fraction_below(limit)), 0.0, allowance=1e-8
                ),
            ]
    printed = ", ".join(
        f"{100 * float(fraction_below_boltzmann(limit)):.2g} % of {name}" for limit, name in JUDGED.items()
    )
    note = f"The paper prints 8 % and 0.48 % below Eq. 12; those are Maxwell and Boltzmann's ({printed})."
    return Findings(comparisons, [_picture(counts / total)], [note])


def _picture(shares):
    figure, axes = pictures.panel("Share of neutrinos below an energy")
    x = np.geomspace(0.05, 5.0, 100)
    axes.plot(x, fraction_below(x), color="k", lw=1.0, label="Fermi and Dirac")
    axes.plot(x, fraction_below_boltzmann(x), color="k", lw=1.0, ls=":", label="Maxwell and Boltzmann")
    axes.plot(LIMITS, shares, "o", ms=5, label="drawn")
    axes.plot([1 / 3, 1.0], [0.0048, 0.08], "x", label="the paper")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("E/T")
    axes.set_ylabel("share of neutrinos")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Soft neutrinos are as rare as Eq. 12 has them",
    subject="Physics",
    theory=(
        "The shares of neutrinos below T and T/3, Int_0^E E^2 f dE over the whole: 5.96 % and 0.300 %"
        " (arXiv:2301.00661, Eq. 12). Exact."
    ),
    simulation="300 million energies drawn as packets draw them in equilibrium.",
    check=check,
    control=Control("Energies of Maxwell and Boltzmann, exp(-E/T) in place of f.", boltzmann),
    seconds=8.0,
)
