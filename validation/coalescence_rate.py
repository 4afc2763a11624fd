"""Coalescence rates against a Monte Carlo over phase space, and against detailed balance."""

import numpy as np
from scipy.integrate import quad
from scipy.special import expit, kn

from mcsn.constants import HBAR_C_MEV_M
from mcsn.physics.boson import Boson, coalescence_rate, printed_rate
from mcsn.physics.fermi import fermi_dirac
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged
from mcsn.tables import boson_rows
from mcsn.transport.grid import ENERGIES

TEMPERATURE = 28.0
MASSES = (10.0, 50.0, 100.0)
COUPLING = 1e-7
EVENTS = 6_000_000
AT_ONCE = 250_000
REDUCED = np.geomspace(1e-3, 60.0, 20_001)
"""x = E/T of neutrinos, for integrals."""
BINS = np.geomspace(0.3, 12.0, 13)
"""Of the neutrino's energy, in T."""
PRINTED = "Eq. 18 as printed"
KERNELS = ("detailed-balance", "cerdeno2023", PRINTED)


def two_percent(rate):
    """Return a rate that is 2 % too high."""
    return 1.02 * rate


def check(work: Work, changed=unchanged) -> Findings:
    """Sum over all Z' and their decays what would make them, and compare it with the rates."""
    number, comparisons, spectra = work.packets(EVENTS), [], {}
    for mass in MASSES:
        sums = _decays(mass, number)
        for kernel in KERNELS:
            total, square, binned = (part[kernel] for part in sums)
            found = np.trapezoid(REDUCED * _density(REDUCED, mass, kernel, changed), np.log(REDUCED))
            stderr = float(np.sqrt(square - total**2 / number))
            comparisons.append(
                compare.number(f"rate, {kernel}, {mass:g} MeV", total, found, stderr, unit="MeV^4")
            )
            spectra[mass, kernel] = binned
        comparisons.append(_detailed_balance(mass, changed))
    return Findings(comparisons, [_picture(mass, spectra, changed) for mass in (MASSES[0], MASSES[-1])])


def rate(mass: float, kernel: str, energy, changed):
    """Return R(E1) [MeV], read from the tables as the kernels read it; Eq. 18 as printed has none."""
    if kernel == PRINTED:
        return changed(printed_rate(Boson(mass, COUPLING, "cerdeno2023"), energy, TEMPERATURE))
    (table,) = boson_rows(Boson(mass, COUPLING, kernel), np.array([TEMPERATURE])).rate
    return changed(HBAR_C_MEV_M * np.interp(energy, ENERGIES, table))


def _density(x, mass, kernel, changed):
    """Return coalescences per volume, time and x = E1/T."""
    neutrinos = TEMPERATURE**3 * x**2 * fermi_dirac(x) / (2.0 * np.pi**2)
    return neutrinos * rate(mass, kernel, x * TEMPERATURE, changed)


def _decays(mass: float, number: int):
    """Return sums of weights and of their squares, and sums by energy of the neutrino, each by kernel.

    Z' of any momentum decay isotropically into E1 and E2; with the weight |M|^2 f(E1) f(E2) decays read
    backwards are coalescences: an integral over d^3k/((2 pi)^3 2 E_Z) and the phase space 1/(8 pi).
    """
    rng = np.random.default_rng(18)
    totals, squares = dict.fromkeys(KERNELS, 0.0), dict.fromkeys(KERNELS, 0.0)
    binned = dict.fromkeys(KERNELS, 0.0 * BINS[1:])
    for first in range(0, number, AT_ONCE):
        n = min(AT_ONCE, number - first)
        momentum = TEMPERATURE * rng.gamma(3.0, size=n)
        density = momentum**2 * np.exp(-momentum / TEMPERATURE) / (2.0 * TEMPERATURE**3)
        energy = np.hypot(momentum, mass)
        # Uniform in the logarithm of E1/E2; isotropic decays are uniform in E1.
        width = np.arctanh(momentum / energy)
        ratio = 2.0 * width * (2.0 * rng.random(n) - 1.0)
        e1, e2 = energy * expit(ratio), energy * expit(-ratio)
        isotropic = 4.0 * width * e1 * e2 / (momentum * energy)
        flux = 4.0 * np.pi * momentum**2 / density / ((2.0 * np.pi) ** 3 * 2.0 * energy) / (8.0 * np.pi)
        occupied = fermi_dirac(e1 / TEMPERATURE) * fermi_dirac(e2 / TEMPERATURE)
        closeness = mass**2 / (2.0 * e1 * e2)  # 1 - cos of the angle between the pair
        squared = {
            "detailed-balance": 2.0 * np.ones(n),
            "cerdeno2023": closeness / 4.0,
            PRINTED: closeness / 2.0 * e1 / energy,
        }
        for kernel, amplitude in squared.items():
            events = (COUPLING * mass) ** 2 * amplitude * isotropic * flux * occupied / number
            totals[kernel] += float(events.sum())
            squares[kernel] += float(events @ events)
            binned[kernel] = binned[kernel] + np.histogram(e1 / TEMPERATURE, BINS, weights=events)[0]
    return totals, squares, binned


def _detailed_balance(mass: float, changed):
    """Compare coalescences and decays of a dilute gas in equilibrium."""
    boson, dilute = Boson(mass, COUPLING, "detailed-balance"), -30.0

    def made(x: float) -> float:
        energy = x * TEMPERATURE
        partners = coalescence_rate(boson, energy, TEMPERATURE, dilute * TEMPERATURE) * np.exp(-dilute)
        return TEMPERATURE**3 * x**2 * np.exp(-x) / (2.0 * np.pi**2) * float(changed(partners))

    bosons = 3.0 * mass * TEMPERATURE / (2.0 * np.pi**2) * kn(1, mass / TEMPERATURE)  # Int exp(-E/T)/E
    decays = float(bosons * boson.neutrino_width * mass)
    found = quad(made, 0.0, 80.0, epsabs=0.0, epsrel=1e-9, limit=400)[0]
    return compare.number(f"detailed balance, {mass:g} MeV", decays, found, 0.0, allowance=1e-4, unit="MeV^4")


def _picture(mass, spectra, changed):
    figure, axes = pictures.panel(f"Coalescences by energy, Z' of {mass:g} MeV")
    x = np.geomspace(BINS[0], BINS[-1], 200)
    for kernel in KERNELS:
        (line,) = axes.loglog(x, x * _density(x, mass, kernel, changed), lw=1.0, label=kernel)
        density = spectra[mass, kernel] / np.diff(np.log(BINS))
        axes.loglog(np.sqrt(BINS[1:] * BINS[:-1]), density, "o", ms=3.5, color=line.get_color())
    axes.set_xlabel("E/T of the neutrino; lines: rates, points: Monte Carlo")
    axes.set_ylabel(r"coalescences per unit of ln E [MeV$^4$]")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Coalescence rates are those of the phase space, and of detailed balance",
    subject="Physics",
    theory=(
        "Coalescences per volume and time are |M|^2 f(E1) f(E2) over the phase space of Z' and pair, with"
        " |M|^2 = 2 g^2 m^2 (detailed-balance), times (1 - cos)/8 (cerdeno2023), or times"
        " (1 - cos) E1/(4 (E1 + E2)) (Eq. 18 of arXiv:2301.00661 as printed). In a dilute gas of one"
        " temperature the first is as frequent as decays, 3 Int d3k/(2 pi)^3 exp(-E/T) Gamma m/E. Exact."
    ),
    simulation=(
        "Six million decays of Z' at 28 MeV for each mass, isotropic at rest and read backwards; beside them"
        " R(E1) from the tables of the transport (Eq. 18 as printed, and a dilute gas, have none), integrated"
        " over the thermal neutrinos. With the other kernels coalescence is 4.5 to 42 times rarer than what"
        " balances the decays."
    ),
    check=check,
    control=Control("Rates 2 % too high.", two_percent),
    seconds=5.0,
)
