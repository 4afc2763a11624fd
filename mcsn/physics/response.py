"""The rate at which a lepton changes on nucleons in motion: the integral that all weak currents share.

A neutrino p1 meets a nucleon p2 and leaves a lepton p3, taken as massless, and a nucleon p4:
nu N -> nu N, nu_e n -> e- p and anti-nu_e p -> e+ n differ in couplings and chemical potentials alone.
Nucleons have the kinetic energy sqrt(p^2 + m*^2); where the mean field binds p2 and p4 differently, the
difference of their potentials goes to the kinetic energies.
"""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import FERMI_CONSTANT, HBAR_C_MEV_M
from mcsn.physics.fermi import fermi_dirac, fermi_integral

Array = NDArray[np.float64]
Real = TypeVar("Real", float, Array)

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_TAIL = 30.0
"""Nucleon energies are followed up to this many T above the Fermi energy or the mass."""


class Coupling(NamedTuple):
    """Weak couplings of a nucleon current; for antineutrinos the axial one changes sign."""

    vector: float
    axial: float


class Rates(NamedTuple):
    """Inverse mean free paths of neutrino and antineutrino: even + odd and even - odd, each (n,) [1/m].

    The other two are the same, weighted with the cosine of the angle between the leptons.
    """

    even: Array
    odd: Array
    even_cosine: Array
    odd_cosine: Array


def squared_amplitude(
    coupling: Coupling, p1p2: Real, p3p4: Real, p1p4: Real, p2p3: Real, p1p3: Real, mass: float
) -> Real:
    """Squared amplitude of nu(p1) N(p2) -> lepton(p3) N(p4), averaged over the initial spin of the nucleon.

    Parameters
    ----------
    coupling : Coupling
        Of the nucleon, with the axial sign of the neutrino or antineutrino.
    p1p2, p3p4, p1p4, p2p3, p1p3 : float or ndarray
        Products of four-momenta [MeV^2].
    mass : float
        Effective mass of the nucleons [MeV].

    Returns
    -------
    float or ndarray
        |M|^2, dimensionless; a charged current has cos^2(theta_C) besides.
    """
    vector, axial = coupling
    return (16 * FERMI_CONSTANT**2) * (
        (vector + axial) ** 2 * (p1p2 * p3p4)
        + (vector - axial) ** 2 * (p1p4 * p2p3)
        - (vector**2 - axial**2) * mass**2 * p1p3
    )


def checked_energy(energy: object, temperature: float, mass: float) -> Array:
    """Return the energies as an array; ValueError unless they, the temperature and the mass are positive."""
    energy = np.asarray(energy, dtype=float)
    if not (np.all(energy > 0.0) and temperature > 0.0 and mass > 0.0):
        raise ValueError(
            "energies, temperature and mass must be positive [MeV], got"
            f" energies from {np.min(energy):g}, T = {temperature:g}, m* = {mass:g}"
        )
    return energy


def current_rates(
    energy: Array,
    temperature: float,
    mu_in: float,
    mu_out: float,
    mass: float,
    coupling: Coupling,
    *,
    shift: float = 0.0,
    lepton_potential: float = 0.0,
) -> Rates:
    """Integrate the rate of a weak current over all final states, with Pauli blocking of both particles.

    Parameters
    ----------
    energy : ndarray, shape (n,)
        Energy E of the incoming neutrino, positive [MeV].
    temperature : float
        Temperature [MeV].
    mu_in, mu_out : float
        Kinetic chemical potentials of the nucleon before and after, rest mass included [MeV].
    mass : float
        Effective mass of both nucleons [MeV].
    coupling : Coupling
        Of the current.
    shift : float
        Potential of the nucleon before less that after [MeV]: the kinetic energy of the nucleon grows by
        k = E - E' + shift.
    lepton_potential : float
        Chemical potential of the outgoing lepton [MeV].

    Returns
    -------
    Rates

    Notes
    -----
    With q = p1 - p3, the rate per dE' dcos is G_F^2 E' (1 - f(E')) / (4 pi^3 E q) times the integral of
    |M|^2 / (16 G_F^2), averaged over the azimuth of the nucleon about q, over its energy e with the weight
    [f(e; mu_in) - f(e + k; mu_out)] / (1 - exp(-z)), z = (k + mu_in - mu_out)/T. For shift = 0 this is the
    closed form of Reddy, Prakash & Lattimer, PRD 58 (1998) 013009. The products of momenta are linear in the
    nucleon energy's mean e + k/2: p1.p2, p1.p4 = a1 (e + k/2) +- b1 and p3.p4, p2.p3 = a3 (e + k/2) +- b3.

    In rapidities, k = 2 m sinh(s) sinh(y) and |q| = 2 m sinh(s) cosh(y), the least energy of a nucleon that
    can take part is m cosh(y - s) before the collision and m cosh(y + s) after it. In w = y - s the integrand
    has its ridge near 0, with a width of about sqrt(T/m). |q| lies between |E - E'|, forward, and E + E':
    in light-cone components, between (1 + e^2s) e^w m - m e^w = |shift| and 2 E + shift.
    """
    e1 = energy[:, np.newaxis, np.newaxis]
    w, weight_w = (
        values[..., np.newaxis] for values in _ridge_nodes(energy, temperature, mu_in, mass, shift)
    )
    low = _forward(w, shift / mass)
    high = np.log1p(np.maximum(2 * e1 + shift, 0.0) / mass * np.exp(-w)) / 2
    half_s = np.maximum(high - low, 0.0) / 2
    s = low + half_s * (1 + _NODES)
    y = w + s
    transfer = 2 * mass * np.sinh(s)  # sqrt(q^2 - k^2)
    k, q = transfer * np.sinh(y), transfer * np.cosh(y)
    e3 = e1 + shift - k
    p1p3 = transfer**2 / 2 + shift * (k - shift / 2)

    d0, d1, d2 = _fermi_differences(
        (mu_in - mass * np.cosh(w)) / temperature, (k + mu_in - mu_out) / temperature
    )
    middle = mass * np.cosh(s) * np.cosh(y)
    first = middle * d0 + temperature * d1  # of e + k/2
    spread = temperature * (2 * middle * d1 + temperature * d2)  # of (e + k/2)^2 - middle^2
    second = middle**2 * d0 + spread

    tanh = np.tanh(y)
    along = ((e1 - e3) * (e1 + e3) / q + q) / 2  # of p1 on q
    a1, a3 = e1 - along * tanh, e3 - (along - q) * tanh
    b1, b3 = (p1p3 - e1 * shift) / 2, (p1p3 + e3 * shift) / 2
    across = p1p3 * (2 * e1 * e3 - p1p3) / q**2  # p1 perpendicular to q, squared
    vector, axial = coupling
    both, mass_term = vector**2 + axial**2, (vector**2 - axial**2) * mass**2
    even = 2 * both * (a1 * a3 * second + b1 * b3 * d0 + across / 2 * spread / np.cosh(y) ** 2)
    even -= mass_term * p1p3 * d0
    odd = 4 * vector * axial * (a1 * b3 + a3 * b1) * first

    scale = FERMI_CONSTANT**2 * temperature * mass**2 / (2 * np.pi**3 * HBAR_C_MEV_M)
    blocking = fermi_dirac((lepton_potential - e3) / temperature)  # 1 - f
    measure = weight_w * half_s * _WEIGHTS * np.sinh(2 * s) / e1**2 * blocking
    cosine = 1 - p1p3 / (e1 * np.maximum(e3, 1e-9 * e1))
    terms = (even, odd, even * cosine, odd * cosine)
    return Rates(*(scale * np.sum(measure * term, axis=(1, 2)) for term in terms))


def _forward(w: Array, shift: float) -> Array:
    """Return the least s, where lepton and neutrino are parallel; shift in units of m*."""
    if shift >= 0.0:
        return np.log1p(shift * np.exp(-w)) / 2
    return -np.log1p(np.maximum(shift * np.exp(w), -1.0 + 1e-15)) / 2


def _ridge_nodes(
    energy: Array, temperature: float, mu: float, mass: float, shift: float
) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights in w, the rapidity of the slowest nucleon that can take part.

    Panels end where the nucleon occupation bends: at the Fermi energy, or a few T above a dilute gas's mass;
    and, for a negative shift, where backward and forward limits of s meet.

    Parameters
    ----------
    energy : ndarray, shape (n,)
        Of the neutrino [MeV].
    temperature, mu, mass, shift : float
        Temperature, kinetic chemical potential, effective mass and difference of potentials [MeV].

    Returns
    -------
    nodes, weights : ndarray, shape (n, w)
    """
    inner = np.arccosh(max(mu, mass + 4 * temperature) / mass)
    outer = np.arccosh((max(mu, mass) + _TAIL * temperature) / mass)
    edges = np.broadcast_to([-outer, -inner, inner, outer], (len(energy), 4))
    if shift < 0.0:
        a, b = -shift / mass, np.maximum(2 * energy + shift, 1e-6 * energy) / mass
        # a x^2 + a b x - b = 0 for x = e^w, without cancellation.
        limit = np.log(2 * b / (a * b + np.sqrt(a * b * (a * b + 4))))
        edges = np.minimum(edges, limit[:, np.newaxis])
    half = np.diff(edges)[..., np.newaxis] / 2
    shape = (len(energy), -1)
    nodes = edges[:, :-1, np.newaxis] + half * (1 + _NODES)
    return nodes.reshape(shape), (half * _WEIGHTS).reshape(shape)


def _fermi_differences(eta: Array, z: Array) -> tuple[Array, Array, Array]:
    """Blocked Fermi integrals D_k = [F_k(eta) - F_k(eta - z)] / (1 - e^-z) for k = 0, 1, 2.

    Parameters
    ----------
    eta : ndarray
        Degeneracy parameter before the collision.
    z : ndarray
        Energy given to the nucleon, chemical potentials taken off, over T; shape broadcasts with `eta`.

    Returns
    -------
    tuple of ndarray
        D_0, D_1, D_2, of the broadcast shape.
    """
    # The limit z -> 0 is smooth: a z of 1e-6 in its place costs 1e-6 and keeps rounding below 1e-9.
    z = np.where(np.abs(z) < 1e-6, 1e-6, z)
    blocked = -np.expm1(np.minimum(-z, 700.0))
    d0, d1, d2 = ((fermi_integral(k, eta) - fermi_integral(k, eta - z)) / blocked for k in (0, 1, 2))
    return d0, d1, d2
