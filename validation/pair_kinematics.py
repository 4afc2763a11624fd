"""Energies of partners and the angles at which pairs coalesce."""

import math

import numpy as np

from mcsn.physics.boson import Boson
from mcsn.physics.fermi import fermi_dirac
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures
from mcsn.studies.validate.idealised import constant_tables, options, started
from mcsn.transport.boson import born
from mcsn.transport.compile import kernel
from mcsn.transport.rng import isotropic_cosine
from mcsn.transport.state import ANTINEUTRINO, FROZEN
from mcsn.transport.vectors import dot

TEMPERATURE = 30.0
MASS = 50.0
ENERGIES = (10.0, 60.0, 200.0)
PAIRS = 400_000
KERNELS = {"detailed-balance": 0, "cerdeno2023": 1}
"""Kernels, and the power n of f(E)/E^n that partners have."""


@kernel
def kinematic(packets, tables, options, partner, cosine):
    """Let packets coalesce; find the energies of their partners and the cosines between both."""
    for i in range(len(packets)):
        packet = packets[i]
        boson = born(packet, tables, options)
        own = (math.sqrt(max(0.0, 1.0 - packet.cosine**2)), 0.0, packet.cosine)
        partner[i] = boson.energy - packet.energy
        cosine[i] = dot(own, boson.neutrino)  # that of an antineutrino's partner


@kernel
def isotropic(packets, tables, options, partner, cosine):
    """Let packets meet their partners at any angle."""
    for i in range(len(packets)):
        partner[i] = born(packets[i], tables, options).energy - packets[i].energy
        cosine[i] = isotropic_cosine(packets[i].rng)


def check(work: Work, meet=kinematic) -> Findings:
    """Let antineutrinos of one energy coalesce, and look at their partners."""
    comparisons, drawn = [], {}
    for name, power in KERNELS.items():
        tables = constant_tables([1.0], 1.0, temperature=TEMPERATURE, boson=Boson(MASS, 1e-7, name))
        choices = options(FROZEN, symmetrised=name == "cerdeno2023")
        for seed, energy in enumerate(ENERGIES):
            number = work.packets(PAIRS)
            packets = started(number, tables, choices, seed=seed)
            packets["energy"], packets["sign"] = energy, ANTINEUTRINO
            partner, cosine = np.empty(number), np.empty(number)
            meet(packets, tables, choices, partner, cosine)
            least = MASS**2 / (4.0 * energy)
            cdf = compare.cumulative(
                lambda e, n=power: fermi_dirac(e / TEMPERATURE) / e**n, least, least + 60.0 * TEMPERATURE
            )
            label = f"{name}, E = {energy:g} MeV"
            comparisons += [
                compare.law(f"energy of the partner, {label}", cdf, partner),
                compare.law(
                    f"1 - cos, {label}",
                    lambda y, e=energy, cdf=cdf: 1.0 - cdf(MASS**2 / (2.0 * e * np.maximum(y, 1e-12))),
                    1.0 - cosine,
                ),
            ]
            drawn[name, energy] = partner, cosine
    return Findings(comparisons, [_energies(drawn), _angles(drawn)])


def _energies(drawn):
    figure, axes = pictures.panel("Partners of an antineutrino of 60 MeV")
    least = MASS**2 / (4.0 * ENERGIES[1])
    e = np.geomspace(least, 400.0, 300)
    edges = np.geomspace(least, 400.0, 61)
    for name, power in KERNELS.items():
        partner = drawn[name, ENERGIES[1]][0]
        density = fermi_dirac(e / TEMPERATURE) / e**power
        density /= np.trapezoid(density, e)
        share = np.histogram(partner, edges)[0] / len(partner) / np.diff(edges)
        steps = axes.stairs(share, edges, label=name)
        axes.plot(e, density, "--", lw=1.0, color=steps.get_edgecolor(), label=f"$f(E)/E^{power}$")
    axes.set_xscale("log")
    axes.set_xlabel("energy of the partner [MeV]")
    axes.set_ylabel("share per MeV")
    axes.legend(frameon=False, fontsize=8)
    return figure


def _angles(drawn):
    figure, axes = pictures.panel("Angle of the pair against the partner's energy")
    e = np.geomspace(2.0, 400.0, 300)
    for energy in ENERGIES:
        partner, cosine = (values[:300] for values in drawn["detailed-balance", energy])
        (points,) = axes.plot(partner, cosine, ".", ms=3, label=f"E = {energy:g} MeV")
        law = 1.0 - MASS**2 / (2.0 * energy * e)
        axes.plot(e[law >= -1.0], law[law >= -1.0], lw=0.8, color=points.get_color())
    axes.set_xscale("log")
    axes.set_xlabel("energy of the partner [MeV]")
    axes.set_ylabel("cosine between both; lines: on the mass shell")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Pairs coalesce at the energies and angles of the kernel",
    subject="Physics",
    theory=(
        "Partners have the density f(E2), or f(E2)/E2 with the kernel cerdeno2023, above m^2/(4 E1); the pair"
        " is on the mass shell, cos = 1 - m^2/(2 E1 E2) (arXiv:2301.00661, Eq. 11). Exact."
    ),
    simulation=(
        "Antineutrinos of 10, 60 and 200 MeV coalesce at 30 MeV to a Z' of 50 MeV, 400,000 each; the"
        " angle is that between the directions of flight that the transport goes on with."
    ),
    check=check,
    control=Control("Pairs meet at any angle instead of the one of the mass shell.", isotropic),
    seconds=2.0,
)
