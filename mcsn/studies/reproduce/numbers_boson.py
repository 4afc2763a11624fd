"""Numbers of the paper's text about the Z'."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from scipy.optimize import minimize_scalar

from mcsn.constants import MUON_MASS
from mcsn.physics.boson import Boson, Kernel, partner_energy_minimum
from mcsn.physics.pairs import mean_decay_length, mean_rate
from mcsn.studies.exclusion import ExclusionLines, exclusion_lines
from mcsn.studies.reproduce.fig3 import equal_rate_couplings
from mcsn.studies.reproduce.paper import masses, paper_star
from mcsn.studies.reproduce.quantity import Quantity

_PRINTED: Kernel = "cerdeno2023"
_FIRST_PRINCIPLES: Kernel = "detailed-balance"
_LINE_MASSES = (10.0, 50.0, 100.0, 200.0)
_OTHER_KERNEL = (
    "Eq. 18 is this rate times (1 - cos) E_1/(4 (E_1 + E_2)); the 1/4 averages over helicities that"
    " neutrinos do not have"
)


def rows() -> list[Quantity]:
    """Return the rows in the order of the text."""
    return [*_decay_rows(), *_coalescence_rows(), *_diffusion_rows(), *_luminosity_rows()]


def _decay_rows() -> list[Quantity]:
    return [
        Quantity(
            "II",
            "2 m_mu, the kink of Fig. 3",
            211.3,
            "MeV",
            lambda: 2 * MUON_MASS,
            "beside Fig. 3 the paper has 210",
        ),
        Quantity(
            "II",
            "share of muons among decays at 1 GeV",
            0.5,
            "",
            lambda: Boson(1000.0, 1.0).muon_fraction,
            "agrees",
        ),
        Quantity(
            "IV.1",
            "E_2 for E_1 = 15 MeV, m = 50 MeV",
            41.7,
            "MeV",
            lambda: float(partner_energy_minimum(50.0, 15.0)),
            "Eq. 11, head on; agrees",
        ),
        Quantity(
            "IV.2.1",
            "decays per mean free path of 60 km on muons",
            10.0,
            "",
            _decays_before_muons,
            "m = 10 MeV, g = 7e-8, longest decay length of any shell; the paper says more than 10; the 60 km"
            " are its own, from the muons of Ref. [64]",
        ),
    ]


def _coalescence_rows() -> list[Quantity]:
    text = "typical of shells 1-5 (geometric mean); the paper says of the order of 1e-4 to 1e-5"
    return [
        Quantity(
            "IV.1.1",
            "coupling of equal rates, m = 1 MeV",
            1e-4,
            "",
            lambda: _typical_equal_coupling(1.0),
            text,
        ),
        Quantity(
            "IV.1.1",
            "coupling of equal rates, m = 10 MeV",
            1e-5,
            "",
            lambda: _typical_equal_coupling(10.0),
            text,
        ),
        Quantity(
            "V",
            "smallest coupling of equal rates, shells 1-5",
            1e-6,
            "",
            lambda: _smallest_equal_coupling(_PRINTED),
            "the paper says as small as 1e-6 to 1e-5; agrees",
        ),
        Quantity(
            "V",
            "- kernel detailed-balance",
            1e-6,
            "",
            lambda: _smallest_equal_coupling(_FIRST_PRINCIPLES),
            _OTHER_KERNEL,
        ),
        Quantity(
            "IV.2.1",
            "T of fastest coalescence over m",
            1 / (2 * np.pi),
            "",
            lambda: _fastest_temperature(_PRINTED),
            "the paper sets the mean energy pi T to m/2, which makes a Z' only head on; hotter neutrinos do"
            " better: at 100 MeV its own Eq. 19 is fastest in shell 4, T = 33 MeV, not in shell 1 of 15 MeV",
        ),
        Quantity(
            "IV.2.1",
            "- kernel detailed-balance",
            1 / (2 * np.pi),
            "",
            lambda: _fastest_temperature(_FIRST_PRINCIPLES),
            _OTHER_KERNEL,
        ),
    ]


def _diffusion_rows() -> list[Quantity]:
    found = []
    for i, mass in enumerate(_LINE_MASSES[:3]):
        why = "the line falls with mass" if i else "the paper's value for 10 to 100 MeV is that of 10 MeV"
        name = f"coupling where Eq. 23 is 0.1 s, m = {mass:g} MeV"
        found += _both_kernels("Abstract, I, V", name, 6e-8, _diffusion_coupling, i, why)
    return found


def _luminosity_rows() -> list[Quantity]:
    found = []
    for i, mass in enumerate(_LINE_MASSES):
        why = "the paper has the order of magnitude, of Ref. [19] for 10 to 200 MeV"
        name = f"coupling where Eq. 25 is 3e52 erg/s, m = {mass:g} MeV"
        found += _both_kernels("V", name, 1e-9, _luminosity_coupling, i, why)
    return found


def _both_kernels(
    section: str, name: str, paper: float, coupling: Callable[[Kernel, int], float], i: int, why: str
) -> list[Quantity]:
    return [
        Quantity(section, name, paper, "", partial(coupling, _PRINTED, i), why),
        Quantity(
            section,
            "- kernel detailed-balance",
            paper,
            "",
            partial(coupling, _FIRST_PRINCIPLES, i),
            _OTHER_KERNEL,
        ),
    ]


def _diffusion_coupling(kernel: Kernel, i: int) -> float:
    return float(_lines(kernel).diffusion[i])


def _luminosity_coupling(kernel: Kernel, i: int) -> float:
    return float(_lines(kernel).luminosity[i])


@cache
def _lines(kernel: Kernel) -> ExclusionLines:
    return exclusion_lines(paper_star(), _LINE_MASSES, kernel)


@cache
def _smallest_equal_coupling(kernel: Kernel) -> float:
    return float(np.min(equal_rate_couplings(masses(31), kernel)[:, :5]))


def _typical_equal_coupling(mass: float) -> float:
    couplings = equal_rate_couplings(np.array([mass]), _PRINTED)[0, :5]
    return float(np.exp(np.mean(np.log(couplings))))


def _fastest_temperature(kernel: Kernel) -> float:
    """Temperature, in units of the mass, at which a neutrino coalesces fastest."""
    boson = Boson(1.0, 1.0, kernel)
    found = minimize_scalar(lambda t: -float(mean_rate(boson, t)), bounds=(0.05, 3.0), method="bounded")
    return float(found.x)


def _decays_before_muons() -> float:
    length = mean_decay_length(Boson(10.0, 7e-8, _PRINTED), paper_star().temperature)
    return 60e3 / float(np.max(length))
