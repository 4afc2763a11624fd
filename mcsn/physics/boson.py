"""A light boson made by pairs of neutrinos: widths, coalescence, and the kinematics of its decay.

`mcsn.physics.mediator` says which pairs, and with which |M|^2. Coalescence knows two kernels.
`detailed-balance` is first principles. `cerdeno2023` is Eq. 18 of arXiv:2301.00661, of a vector, made
symmetric in the pair: the first one times (1 - cos12)/8 = m^2/(16 E1 E2). It has the same mean rate, decay
length and energy loss as Eq. 18 as printed, which is lopsided, (1 - cos12) E1/(4 (E1 + E2)), and would not
conserve energy as a rate per packet. Equation numbers are those of the paper. Pauli blocking of the daughters
is left out, as there; degenerate nu_e, below their chemical potential, would feel it most.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bernoulli, exp1

from mcsn.constants import HBAR_C_MEV_M, MUON_MASS, SPEED_OF_LIGHT
from mcsn.physics.fermi import Array, fermi_dirac
from mcsn.physics.mediator import MODELS, ModelName

Kernel = Literal["detailed-balance", "cerdeno2023"]
Decay = Literal["isotropic", "helicity"]

_LINE_NODES = 200
_TAIL = 60.0  # in units of T: e^-60 of the integrand is left out


@dataclass(frozen=True, slots=True)
class Boson:
    """A light boson that couples to neutrinos, the Z' unless `model` is the scalar.

    Parameters
    ----------
    mass_MeV : float
        Mass m [MeV], below 2 m_tau (the decay to taus is not included).
    coupling : float
        Coupling g, dimensionless; a gauge coupling for a vector, a Yukawa coupling for the scalar.
    kernel : {"detailed-balance", "cerdeno2023"}
        Coalescence kernel, see the head of this module.
    decay : {"isotropic", "helicity"}
        Angular law of the decay in the rest frame; no rate depends on it.
    model : {"Lmu-Ltau", "universal", "scalar"}
        Spin and couplings by flavour, see `mcsn.physics.mediator`.

    Raises
    ------
    ValueError
        For a mass or a coupling that is not positive and finite, an unknown kernel, decay law or model, and a
        kernel or a decay law that a scalar does not have: Eq. 18 averages over the helicities of a vector,
        and what has no spin decays isotropically.
    """

    mass_MeV: float
    coupling: float
    kernel: Kernel = "detailed-balance"
    decay: Decay = "isotropic"
    model: ModelName = "Lmu-Ltau"

    def __post_init__(self) -> None:
        for name, value in (("mass_MeV", self.mass_MeV), ("coupling", self.coupling)):
            if not 0.0 < value < math.inf:
                raise ValueError(f"{name} must be positive and finite, got {value}")
        if self.kernel not in get_args(Kernel):
            raise ValueError(f"kernel must be one of {get_args(Kernel)}, got {self.kernel!r}")
        if self.decay not in get_args(Decay):
            raise ValueError(f"decay must be one of {get_args(Decay)}, got {self.decay!r}")
        if self.model not in get_args(ModelName):
            raise ValueError(f"model must be one of {get_args(ModelName)}, got {self.model!r}")
        if MODELS[self.model].spin == 0 and (self.kernel, self.decay) != ("detailed-balance", "isotropic"):
            raise ValueError(
                "a scalar has the kernel 'detailed-balance' and the decay 'isotropic', not"
                f" {self.kernel!r} and {self.decay!r}"
            )

    def __repr__(self) -> str:
        made = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        life = HBAR_C_MEV_M / self.total_width
        return (
            f"Boson({made})\n  width {self.total_width:.4g} MeV, {self.muon_fraction:.4g} of it to muons;"
            f" lifetime {life / SPEED_OF_LIGHT:.4g} s, decay length p/m x {life:.4g} m"
        )

    @property
    def neutrino_width(self) -> float:
        """Width to the neutrinos of one flavour, of nu_mu or of nu_tau [MeV]; for a vector Eq. 4."""
        return self.coupling**2 * self.mass_MeV * MODELS[self.model].neutrino_width

    @property
    def muon_width(self) -> float:
        """Width to mu+ mu-, Eq. 3 [MeV]; zero at and below threshold, and without coupling to muons."""
        ratio = (MUON_MASS / self.mass_MeV) ** 2
        if ratio >= 0.25:
            return 0.0
        charge = MODELS[self.model].charges.muon
        return 2 * charge**2 * self.neutrino_width * (1 + 2 * ratio) * math.sqrt(1 - 4 * ratio)

    @property
    def total_width(self) -> float:
        """Total width, neutrinos and muons [MeV]."""
        return 2 * self.neutrino_width / (1 - self.electron_fraction) + self.muon_width

    @property
    def electron_fraction(self) -> float:
        """Share of the decays to neutrinos that go to nu_e."""
        return MODELS[self.model].electron_fraction

    @property
    def muon_fraction(self) -> float:
        """Branching ratio to muons."""
        return self.muon_width / self.total_width

    def decay_length(self, momentum: ArrayLike) -> Array:
        """Mean flight (p/m) hbar c/Gamma_tot of a boson of that momentum.

        Parameters
        ----------
        momentum : array_like
            Momentum [MeV].

        Returns
        -------
        ndarray
            Length [m], of the shape of `momentum`.
        """
        return np.asarray(momentum, dtype=float) / self.mass_MeV * (HBAR_C_MEV_M / self.total_width)


def partner_energy_minimum(mass: float, energy: ArrayLike) -> Array:
    """Least energy m^2/(4 E1) of a partner that makes a boson with a neutrino of energy E1 [MeV]."""
    return mass**2 / (4 * np.asarray(energy, dtype=float))


def opening_cosine(mass: float, energy: ArrayLike, partner_energy: ArrayLike) -> Array:
    """Cosine 1 - m^2/(2 E1 E2) between two neutrinos that make a boson on shell, Eq. 11 (energies [MeV])."""
    return 1 - mass**2 / (2 * np.asarray(energy, dtype=float) * np.asarray(partner_energy, dtype=float))


def boson_momentum(mass: float, boson_energy: ArrayLike) -> Array:
    """Momentum sqrt(E_Z^2 - m^2) [MeV]; zero where rounding leaves E_Z below m."""
    boson_energy = np.asarray(boson_energy, dtype=float)
    return np.sqrt(np.maximum(boson_energy - mass, 0.0) * (boson_energy + mass))


def daughter_energy_range(mass: float, boson_energy: ArrayLike) -> tuple[Array, Array]:
    """Give the ends (E_Z -+ p_Z)/2 of a daughter's lab energy [MeV]; isotropic decay is flat between."""
    highest = (np.asarray(boson_energy, dtype=float) + boson_momentum(mass, boson_energy)) / 2
    return mass**2 / (4 * highest), highest  # the difference E_Z - p_Z would cancel for a fast boson


def lab_cosine(
    mass: float, boson_energy: ArrayLike, momentum: ArrayLike, daughter_energy: ArrayLike
) -> Array:
    """Cosine (2 E_Z E' - m^2)/(2 p_Z E') of a daughter of lab energy E' about the boson (energies [MeV])."""
    daughter_energy = np.asarray(daughter_energy, dtype=float)
    numerator = 2 * np.asarray(boson_energy, dtype=float) * daughter_energy - mass**2
    return numerator / (2 * np.asarray(momentum, dtype=float) * daughter_energy)


@cache
def _small_argument_coefficients() -> tuple[float, ...]:
    """Coefficients of y, y^3, y^5, ... in the expansion of `reciprocal_fermi_integral` at small y."""
    numbers = bernoulli(24)
    return tuple(
        float((4**k - 1) * numbers[2 * k] / (math.factorial(2 * k) * (2 * k - 1))) for k in range(1, 13)
    )


def reciprocal_fermi_integral(y: ArrayLike) -> Array:
    """Evaluate H(y) = Int_y^inf dx / (x (e^x + 1)).

    Parameters
    ----------
    y : array_like
        Lower limit, positive.

    Returns
    -------
    ndarray
        H, of the shape of `y`, to a relative 1e-10; zero where e^-y underflows.

    Notes
    -----
    Above 1, the sum of (-1)^(n+1) E1(n y) from 1/(e^x + 1) term by term. Below, the Taylor series of
    1/(e^x + 1) (radius pi) integrated, [ln(pi/2) - gamma - ln y]/2 + y/4 - y^3/144 + ...; the constant is the
    finite part of Gamma(s) eta(s) at s = 0.
    """
    y = np.asarray(y, dtype=float)
    low = np.minimum(y, 1.0)
    series = np.zeros_like(y)
    for coefficient in reversed(_small_argument_coefficients()):
        series = coefficient + series * low**2
    series = (math.log(math.pi / 2) - np.euler_gamma - np.log(low)) / 2 + low * series
    high = np.maximum(y, 1.0)
    tail = np.zeros_like(y)
    for n in range(24, 0, -1):
        tail = exp1(n * high) - tail
    return np.where(y < 1.0, series, tail)


def coalescence_rate(
    boson: Boson, energy: ArrayLike, temperature: ArrayLike, partner_potential: ArrayLike = 0.0
) -> Array:
    """Rate R(E1) at which a neutrino of unit charge and energy E1 coalesces with thermal partners.

    Transport uses this. The rate of a neutrino whose partners are of its own kind is the same integral over
    them: two neutrinos are lost in each event, and each pair is one event of two neutrinos.

    Parameters
    ----------
    boson : Boson
        The boson; its kernel decides between the two rates, both symmetric in the pair.
    energy : array_like
        Neutrino energy E1 [MeV], positive.
    temperature : array_like
        Temperature [MeV], positive; broadcast against `energy`.
    partner_potential : array_like
        Chemical potential of the partners [MeV]; with the kernel `detailed-balance`.

    Returns
    -------
    ndarray
        Rate [MeV], of the broadcast shape.

    Raises
    ------
    ValueError
        For a chemical potential with the kernel `cerdeno2023`, which is known for none.

    Notes
    -----
    R = |M|^2/(16 pi E1^2) Int f(E2) dE2 from m^2/(4 E1). With y = m^2/(4 E1 T) and a = |M|^2/(g^2 m^2), it is
    (a g^2 T^3/(pi m^2)) y^2 ln(1 + e^(mu/T - y)), and with the weight m^2/(16 E1 E2) under the integral
    (a g^2 T^3/(4 pi m^2)) y^3 H(y).
    """
    energy, temperature = np.asarray(energy, dtype=float), np.asarray(temperature, dtype=float)
    # At y = 800 both forms are exactly 0; without the cap y^3 would overflow at low energies.
    y = np.minimum(boson.mass_MeV / (4 * energy) * (boson.mass_MeV / temperature), 800.0)
    amplitude = MODELS[boson.model].amplitude
    scale = amplitude * boson.coupling**2 * temperature**3 / (4 * math.pi * boson.mass_MeV**2)
    if boson.kernel == "detailed-balance":
        return scale * 4 * y**2 * np.logaddexp(0.0, np.asarray(partner_potential) / temperature - y)
    if np.any(partner_potential):
        raise ValueError("the kernel 'cerdeno2023' has no closed form with a chemical potential")
    return scale * y**3 * reciprocal_fermi_integral(y)


@cache
def gauss_unit(n: int) -> tuple[Array, Array]:
    """Nodes and weights of `n`-point Gauss-Legendre quadrature on [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(n)
    return (x + 1) / 2, w / 2


def printed_rate(boson: Boson, energy: ArrayLike, temperature: ArrayLike) -> Array:
    """Coalescence rate R(E1) of Eq. 18 exactly as printed, with |M|^2 = g^2 m^2/2. For plots of Eq. 18 only.

    Parameters
    ----------
    boson : Boson
        The Z', with the kernel `cerdeno2023`.
    energy, temperature : array_like
        Neutrino energy E1 and temperature [MeV], positive; they broadcast.

    Returns
    -------
    ndarray
        Rate [MeV], of the broadcast shape.

    Raises
    ------
    ValueError
        For another kernel.
    """
    if boson.kernel != "cerdeno2023":
        raise ValueError(f"Eq. 18 as printed belongs to the kernel 'cerdeno2023', not {boson.kernel!r}")
    energy = np.asarray(energy, dtype=float)[..., None]
    temperature = np.asarray(temperature, dtype=float)[..., None]
    nodes, weights = gauss_unit(_LINE_NODES)
    lowest = partner_energy_minimum(boson.mass_MeV, energy)
    span = np.log1p(_TAIL * temperature / lowest)  # Int g dE2 = Int g E2 d(ln E2)
    partner = lowest * np.exp(span * nodes)
    integrand = fermi_dirac(partner / temperature) / (partner + energy)
    prefactor = (boson.coupling * boson.mass_MeV**2 / energy[..., 0]) ** 2 / (64 * math.pi)
    return prefactor * np.sum(weights * span * integrand, axis=-1)
