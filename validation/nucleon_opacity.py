"""Neutrino-nucleon opacity against a Monte Carlo over the phase space of Eqs. 8-10."""

from collections.abc import Iterator

import numpy as np
from scipy.special import zeta

from mcsn.constants import AXIAL_COUPLING, FERMI_CONSTANT, HBAR_C_MEV_M, SIN2_THETA_W
from mcsn.scenario import load_scenario
from mcsn.star import load_star
from mcsn.studies.validate import Case, Findings, Work, compare, idealised, pictures, unchanged
from mcsn.tables import build_tables
from mcsn.transport.grid import ENERGIES

EVENTS = 4_000_000
AT_ONCE = 100_000
NUCLEONS = ((-0.5, -AXIAL_COUPLING / 2), (0.5 - 2 * SIN2_THETA_W, AXIAL_COUPLING / 2))
"""c_V and c_A of neutron and proton, for a neutrino."""
SPECIES = ("nu_mu", "anti_nu_mu")
BINS = np.geomspace(0.3, 15.0, 13)
"""Of the neutrino's energy, in T."""
REDUCED = np.geomspace(1e-4, 60.0, 20_001)
"""x = E/T of neutrinos."""
THERMAL = REDUCED**3 / (np.exp(REDUCED) + 1.0)
"""In proportion to thermal neutrinos per unit of ln x."""


def check(work: Work, changed=unchanged) -> Findings:
    """Average 1/lambda over the thermal spectrum in every shell of Table I, by events."""
    star = load_star(load_scenario("sm"))
    tables = changed(build_tables(star, None, "relativistic", "number"))
    assert star.matter is not None
    potentials = np.array(star.matter.chemical_potentials(star.shell, star.temperature))
    rng = np.random.default_rng(8)
    number = work.packets(EVENTS)
    comparisons, spectra = [], []
    for k, temperature in enumerate(star.temperature):
        gas = temperature, star.matter.nucleon_mass[k]
        mean, stderr, spectrum = _by_events(rng, number, potentials[:, k], *gas)
        for sign, name in enumerate(SPECIES):
            row = tables.row[k], sign
            by_energy = _thermal_mean(tables.rates[*row, :, 0], temperature)
            for kind, table in (("Eq. 7", tables.grey_rates[*row, 0]), ("1/lambda by energy", by_energy)):
                quantity = f"<1/lambda> of {name}, shell {k + 1}, {kind}"
                comparisons.append(
                    compare.number(quantity, mean[sign], float(table), stderr[sign], unit="1/m")
                )
        spectra.append(spectrum)
    return Findings(comparisons, [_picture(star, tables, spectra)])


def _thermal_mean(table, temperature) -> float:
    """Return the mean of a table of rates, (e,), over thermal neutrinos, read as the kernels read it."""
    return float(np.average(np.interp(temperature * REDUCED, ENERGIES, table), weights=THERMAL))


def _by_events(rng, number, potentials, temperature, mass):
    """Return <1/lambda> of both signs, (2,), their standard errors, and 1/lambda of nu_mu in `BINS` [1/m]."""
    total, square, binned = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros(len(BINS) - 1)
    for nucleon, (mu, couplings) in enumerate(zip(potentials, NUCLEONS, strict=True)):
        for x, weights in _events(rng, number, mu, couplings, temperature, mass):
            total[nucleon] += weights.sum(axis=1)
            square[nucleon] += (weights**2).sum(axis=1)
            binned += np.histogram(x, BINS, weights=weights[0])[0]
    mean = total / number
    variance = (square / number - mean**2) / number
    in_bins = np.diff(compare.thermal_law()(BINS))
    return mean.sum(axis=0), np.sqrt(variance.sum(axis=0)), binned / number / in_bins


def _events(rng, number, mu, couplings, temperature, mass) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield x = E/T of the incoming neutrinos, (n,), and weights of both signs, (2, n) [1/m]."""
    momentum, density = _nucleons(mu, temperature, mass)
    cumulative = np.concatenate([[0.0], np.cumsum(density * np.diff(momentum))])
    for first in range(0, number, AT_ONCE):
        n = min(AT_ONCE, number - first)
        x = rng.gamma(5.0, size=n)  # 1/lambda goes about as E^2
        thermal = 24.0 / (1.5 * zeta(3) * x**2 * (1.0 + np.exp(-x)))
        e1 = x * temperature
        place = rng.random(n) * cumulative[-1]
        cell = np.searchsorted(cumulative, place) - 1
        p2 = momentum[cell] + (place - cumulative[cell]) / density[cell]
        e2 = np.hypot(p2, mass)
        flux = p2**2 * _fermi((e2 - mu) / temperature) / (density[cell] / cumulative[-1]) / np.pi**2
        squared, e3 = _scattered(rng, e1, e2, p2, mass, couplings)
        blocked = _fermi(-e3 / temperature) * _fermi(-(e1 + e2 - e3 - mu) / temperature)
        yield x, thermal * flux * blocked * squared / (4.0 * e1 * e2) / HBAR_C_MEV_M


def _nucleons(mu, temperature, mass):
    """Return momenta, (n + 1,), and a density between them, (n,): wide about the Fermi surface."""
    top = np.sqrt((max(mu, mass) + 60.0 * temperature) ** 2 - mass**2)
    momentum = np.linspace(0.0, top, 20_001)
    middle = 0.5 * (momentum[1:] + momentum[:-1])
    reduced = (np.hypot(middle, mass) - mu) / (2.0 * temperature)
    return momentum, middle**2 * _fermi(reduced) * _fermi(-reduced)


def _scattered(rng, e1, e2, p2, mass, couplings):
    """Scatter isotropically in the frame of both; return |M|^2 p*/(4 pi sqrt(s)), (2, n), and E3."""
    vector, axial = couplings
    cos12 = 2.0 * rng.random(len(e1)) - 1.0
    p2_vector = np.array([p2 * np.sqrt(1.0 - cos12**2), np.zeros_like(p2), p2 * cos12])
    total = p2_vector + np.array([np.zeros_like(e1), np.zeros_like(e1), e1])
    p1_p2 = e1 * e2 - e1 * p2 * cos12
    root = np.sqrt(mass**2 + 2.0 * p1_p2)
    own = p1_p2 / root
    turn, azimuth = 2.0 * rng.random(len(e1)) - 1.0, 2.0 * np.pi * rng.random(len(e1))
    across = np.sqrt(1.0 - turn**2)
    p3_own = own * np.array([across * np.cos(azimuth), across * np.sin(azimuth), turn])
    along = np.sum(total * p3_own, axis=0) / root
    e3 = (own * (e1 + e2) / root) + along
    p3z = p3_own[2] + total[2] / root * (along / ((e1 + e2) / root + 1.0) + own)
    p1_p3 = e1 * (e3 - p3z)
    p1_p4 = p1_p2 - p1_p3
    squared = [
        (vector + sign * axial) ** 2 * p1_p2**2
        + (vector - sign * axial) ** 2 * p1_p4**2
        - (vector**2 - axial**2) * mass**2 * p1_p3
        for sign in (1, -1)
    ]
    return 16.0 * FERMI_CONSTANT**2 * np.array(squared) * own / (4.0 * np.pi * root), e3


def _fermi(x):
    return 1.0 / (1.0 + np.exp(np.clip(x, -700.0, 700.0)))


def _picture(star, tables, spectra):
    figure, axes = pictures.panel(r"Opacity of $\nu_\mu$ in the shells of Table I")
    middle = np.sqrt(BINS[1:] * BINS[:-1])
    for k, spectrum in enumerate(spectra):
        energy = middle * star.temperature[k]
        table = np.interp(energy, ENERGIES, tables.rates[tables.row[k], 0, :, 0])
        (line,) = axes.loglog(middle, table, lw=1.0, label=f"shell {k + 1}")
        axes.loglog(middle, spectrum, "o", ms=3.5, color=line.get_color())
    axes.set_xlabel("E/T; lines: tables, points: Monte Carlo")
    axes.set_ylabel(r"$1/\lambda$ [1/m]")
    axes.legend(frameon=False, fontsize=8, ncols=2)
    return figure


CASE = Case(
    title="Opacity of nucleons is that of Eqs. 8-10, event by event",
    subject="Physics",
    theory=(
        "1/lambda of Eqs. 7-10 of arXiv:2301.00661 as an integral over five variables: energy of the"
        " neutrino, momentum and direction of the nucleon, and the direction of scattering in the frame of"
        " both, with the matrix element as it stands there and Pauli blocking of both final states. Exact to"
        " its own error."
    ),
    simulation=(
        "Four million events for each nucleon and shell of Table I, isotropic in the frame of both and"
        " boosted; beside it the Tables of the transport, that of the mean and that by energy, made of the"
        " closed form of Reddy, Prakash & Lattimer (Phys. Rev. D 58, 013009)."
    ),
    check=check,
    control=idealised.MORE_SCATTERING,
    seconds=17.0,
)
