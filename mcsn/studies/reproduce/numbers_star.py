"""Numbers of the paper about the star: its matter and the spectra of its neutrinos."""

from functools import partial

import numpy as np
from scipy.integrate import quad

from mcsn.constants import HBAR_C_MEV_FM
from mcsn.physics import fermi
from mcsn.studies.reproduce.paper import (
    electron_neutrino_potential,
    paper_matter,
    paper_star,
)
from mcsn.studies.reproduce.quantity import Quantity

_PAPER_DENSITY = (0.5, 0.3, 0.15, 0.06, 0.03, 0.008)
_PAPER_LEPTONS = (0.3, 0.28, 0.25, 0.2, 0.1, 0.05)


def rows() -> list[Quantity]:
    """Return the rows in the order of the text."""
    return [*_matter_rows(), *_spectrum_rows()]


def _matter_rows() -> list[Quantity]:
    density = [
        Quantity(
            "Table I",
            f"baryon density of shell {k + 1}",
            paper,
            "fm^-3",
            partial(_baryon_density, k),
            "from mu_n*, mu_p*, T and m* of the table; of shell 5 the paper has no m*, 857.0 MeV fits",
        )
        for k, paper in enumerate(_PAPER_DENSITY)
    ]
    leptons = [
        Quantity(
            "Table I",
            f"Y_e of shell {k + 1}",
            paper,
            "",
            partial(_lepton_fraction, k),
            "ours is Y_p + 2 n_nue/n_B, which the column turns out to be, except for 0.30 in place of 0.31 in"
            " shell 1; Y_p is smaller by up to 13 %",
        )
        for k, paper in enumerate(_PAPER_LEPTONS)
    ]
    return density + leptons


def _spectrum_rows() -> list[Quantity]:
    return [
        Quantity(
            "III",
            "<E> of nu_mu over T",
            np.pi,
            "",
            lambda: float(fermi.mean_energy(1.0)),
            "7 pi^4/(180 zeta(3))",
        ),
        Quantity(
            "III",
            "<E>/mu of nu_e, shell 1",
            0.75,
            "",
            lambda: _mean_electron_neutrino_energy(0),
            "3/4 is the limit T = 0, and in shell 1 mu/T is 7.6",
        ),
        Quantity(
            "III",
            "<E>/mu of nu_e, shell 6",
            0.75,
            "",
            lambda: _mean_electron_neutrino_energy(5),
            "mu/T is only 1.8: the gas is nearly thermal, <E> is 3.5 T",
        ),
        Quantity(
            "IV.1",
            "neutrinos with E < T",
            0.08,
            "",
            lambda: float(fermi.fraction_below(1.0)),
            "the paper's 8 % is Maxwell-Boltzmann's; Fermi-Dirac holds fewer at low energy",
        ),
        Quantity(
            "IV.1",
            "- by Maxwell-Boltzmann",
            0.08,
            "",
            lambda: float(fermi.fraction_below_boltzmann(1.0)),
            "agrees",
        ),
        Quantity(
            "IV.1",
            "neutrinos with E < T/3",
            0.0048,
            "",
            lambda: float(fermi.fraction_below(1 / 3)),
            "the paper's 0.48 % is Maxwell-Boltzmann's",
        ),
        Quantity(
            "IV.1",
            "- by Maxwell-Boltzmann",
            0.0048,
            "",
            lambda: float(fermi.fraction_below_boltzmann(1 / 3)),
            "agrees",
        ),
    ]


def _baryon_density(shell: int) -> float:
    return float(paper_matter().neutron_density[shell] + paper_matter().proton_density[shell])


def _lepton_fraction(shell: int) -> float:
    """Y_p + 2 n_nue/n_B, with n_nue the net density of a massless gas of one helicity."""
    mu, temperature = electron_neutrino_potential()[shell], paper_star().temperature[shell]
    neutrinos = (mu**3 + np.pi**2 * temperature**2 * mu) / (6 * np.pi**2 * HBAR_C_MEV_FM**3)
    return float(paper_matter().proton_density[shell] + 2 * neutrinos) / _baryon_density(shell)


def _mean_electron_neutrino_energy(shell: int) -> float:
    """Mean energy of nu_e in units of their chemical potential."""
    eta = electron_neutrino_potential()[shell] / paper_star().temperature[shell]
    energy = quad(lambda x: x**3 * fermi.fermi_dirac(x - eta), 0.0, eta + 50.0)[0]
    return energy / float(fermi.fermi_integral(2, eta)) / eta
