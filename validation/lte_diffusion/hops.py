"""What a Z' of short flights does to the diffusion of heat: hops in a row, with what they remember.

A neutrino of energy E flies until it scatters, which turns and redraws it, or coalesces. The Z' then flies
on at an angle to it, and a daughter at an angle to the Z'. So what a neutrino carries goes on in its
direction for

    b(E) = 1/k + (R/k) < cos(Z', nu) b_Z >,    b_Z = l + < cos(nu', Z') b(E') >,

with k = 1/lambda + R the rate per length of either, l = (p/m) hbar c/Gamma, and means over partners of the
local equilibrium and over daughters, these in proportion to the energy that they take. In equilibrium, the
first moment of the linear Boltzmann equation gives the energy flux of neutrinos and of the Z' they made,

    F = -(1/3) (dT/dr) [ c Int b (du/dT) dE + Int b_Z l (dj/dT) ],

where j is the energy that pairs put into Z' per volume and time. Where scattering is much faster than
coalescence, b = lambda is small, b_Z = l, and the second term is that of straight hops in random
directions, -(1/3) d/dr Int l^2 j. To see it: Z' of one momentum have the intensity of a medium that emits j
and absorbs 1/l, (l/4 pi)(j - l cos dj/dr) to first order. With the kernel detailed-balance and Boltzmann's
statistics j is (v/l) u_Z, and the term -(1/3) Int v l (du_Z/dr) of any particle in equilibrium.

Approximations: flights are short against all that varies; neutrinos have the equilibrium spectrum, although
Fermi-Dirac's is not quite stationary under unblocked coalescence and decay; partners are isotropic, as in a
walk of energy packets. So a pair does not keep its whole momentum, as it does in nature: there, coalescence
and decay by themselves do not hold back the flux at all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.special import expit

from mcsn.constants import HBAR_C_MEV_M, HBAR_MEV_S, SPEED_OF_LIGHT
from mcsn.physics.boson import (
    Boson,
    boson_momentum,
    coalescence_rate,
    daughter_energy_range,
    gauss_unit,
    partner_energy_minimum,
)
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.pairs import energy_loss_rate, pair_average

Array = NDArray[np.float64]

_PARTNERS = 48
_DAUGHTERS = 24
_TAIL = 60.0  # of partners, in units of T


@dataclass(frozen=True, eq=False)
class Hops:
    """A Z' at temperatures, shape (t,); g is the number of neutrino groups."""

    temperature: Array  # (t,) [MeV]
    rate: Array  # R of neutrinos, (t, g) [1/m]
    onward: Array  # R < cos(Z', nu) cos(nu', Z') > from group to group, (t, g, g) [1/m]
    carried: Array  # R < cos(Z', nu) l >, (t, g)
    own: Array  # (1/3) Int l^2 dj/dT, (t,) [1/(m s)]
    again: Array  # (1/3) Int l cos(nu', Z') dj/dT, by the group of nu', (t, g) [1/(m^2 s)]
    skin: Array  # energy that leaves an isothermal half-space, (1/4) Int j l, (t,) [MeV/(m^2 s)]
    energy: Array  # of Z' under way, Int j gamma hbar/Gamma, (t,) [MeV/m^3]

    def conductivity(self, inverse_mfp: Array, slope: Array) -> Array:
        """Conduct heat by neutrinos and Z' together.

        Parameters
        ----------
        inverse_mfp : ndarray, shape (t, 2, g)
            Of scattering [1/m].
        slope : ndarray, shape (t, 2, g)
            du/dT of neutrinos in equilibrium, by sign and group [1/m^3].

        Returns
        -------
        ndarray, shape (t,)
            -F/(dT/dr) [1/(m s)].
        """
        reach = self.reach(inverse_mfp)
        by_neutrinos = SPEED_OF_LIGHT / 3 * np.sum(slope * reach, axis=(1, 2))
        return by_neutrinos + self.own + np.sum(self.again * reach.mean(axis=1), axis=1)

    def reach(self, inverse_mfp: Array) -> Array:
        """Return b(E) [m], how far a neutrino's energy goes on in its direction; both of shape (t, 2, g)."""
        rows, signs, groups = inverse_mfp.shape
        total = inverse_mfp + self.rate[:, None, :]
        # Daughters are neutrinos or antineutrinos with equal odds.
        matrix = np.zeros((rows, signs, groups, signs, groups)) - self.onward[:, None, :, None, :] / signs
        matrix = matrix.reshape(rows, signs * groups, signs * groups)
        matrix += total.reshape(rows, -1, 1) * np.eye(signs * groups)
        source = np.broadcast_to(1.0 + self.carried[:, None, :], total.shape)
        return np.linalg.solve(matrix, source.reshape(rows, -1, 1)).reshape(total.shape)


def tabulate_hops(boson: Boson, temperature: Array, group: Array, emitters: float) -> Hops:
    """Tabulate a Z' made by pairs of nu_mu and of nu_tau.

    Parameters
    ----------
    boson : Boson
    temperature : ndarray, shape (t,)
        [MeV].
    group : ndarray, shape (g,)
        Neutrino energies, equally spaced in the logarithm [MeV].
    emitters : float
        Kinds of neutrinos and antineutrinos that coalesce.
    """
    rows = [_hops_at(boson, t, group, emitters) for t in temperature]
    rate, onward, carried, own, again = (np.array(column) for column in zip(*rows, strict=True))
    made = energy_loss_rate(boson, temperature)
    mean = pair_average(boson, temperature, lambda a, b: a + b)

    def flight(energy: Array) -> Array:
        return boson.decay_length(boson_momentum(boson.mass_MeV, energy))

    by_flight = pair_average(boson, temperature, lambda a, b: (a + b) * flight(a + b)) / mean
    by_energy = pair_average(boson, temperature, lambda a, b: (a + b) ** 2) / mean
    lifetime = by_energy / boson.mass_MeV * HBAR_MEV_S / boson.total_width
    return Hops(temperature, rate, onward, carried, own, again, made * by_flight / 4, made * lifetime)


def _hops_at(
    boson: Boson, temperature: float, group: Array, emitters: float
) -> tuple[Array, Array, Array, float, Array]:
    """Return rate, onward, carried, own and again of `Hops` at one temperature."""
    mass, e1 = boson.mass_MeV, group[:, None]
    e2, odds = _partners(boson, temperature, e1)
    energy = e1 + e2
    momentum = np.maximum(boson_momentum(mass, energy), 1e-12 * mass)
    flight = boson.decay_length(momentum)
    ahead = (energy - mass**2 / (2 * e1)) / momentum  # cos(Z', nu)
    daughter = _daughter_weights(mass, energy, momentum, group)  # (g, partners, g)

    rate = coalescence_rate(boson, group, temperature) / HBAR_C_MEV_M
    onward = rate[:, None] * np.einsum("gp,gph->gh", odds * ahead, daughter)
    carried = rate * np.sum(odds * ahead * flight, axis=1)

    # dj/dT of the pairs that e1 takes part in, e1's share: f(e1) f(e2) is all that depends on T.
    width = np.log(group[1] / group[0])
    states = group**4 * width / (2 * np.pi**2 * HBAR_C_MEV_M**3)
    density = emitters * states * fermi_dirac(group / temperature)
    growth = (e1 * expit(e1 / temperature) + e2 * expit(e2 / temperature)) / temperature**2
    slope = (SPEED_OF_LIGHT * rate * density)[:, None] * odds * growth
    own = float(np.sum(slope * flight**2)) / 3
    again = np.einsum("gp,gph->h", slope * flight, daughter) / 3
    return rate, onward, carried, own, again


def _partners(boson: Boson, temperature: float, e1: Array) -> tuple[Array, Array]:
    """Return energies of the partners of e1, (g, partners), and their odds, which sum to one."""
    lowest = partner_energy_minimum(boson.mass_MeV, e1)
    nodes, weights = gauss_unit(_PARTNERS)
    e2 = lowest * np.exp(np.log1p(_TAIL * temperature / lowest) * nodes)
    # f(E2) E2 d(ln E2), over f(lowest), which may underflow.
    shape = np.exp((lowest - e2) / temperature) * expit(e2 / temperature) * e2
    odds = weights * (shape if boson.kernel == "detailed-balance" else shape / e2)
    return e2, odds / odds.sum(axis=1, keepdims=True)


def _daughter_weights(mass: float, energy: Array, momentum: Array, group: Array) -> Array:
    """Return weights that average cos(nu', Z') b(E') over daughters, for b given at groups, (..., g).

    A daughter's energy is flat from (E - p)/2 to (E + p)/2, and a packet takes it in proportion to it: the
    density of E' is 2 E'/(E p), and times (2 E E' - m^2)/(2 p E') that is (2 E E' - m^2)/(E p^2).
    """
    low, high = daughter_energy_range(mass, energy)
    nodes, weights = gauss_unit(_DAUGHTERS)
    span = np.log(high / low)[..., None]
    taken = low[..., None] * np.exp(span * nodes)
    energy, momentum = energy[..., None], momentum[..., None]
    density = (2 * energy * taken - mass**2) / (energy * momentum**2) * taken * span * weights
    basis = CubicSpline(np.log(group), np.eye(len(group)))
    inside = np.log(np.clip(taken, group[0], group[-1]))
    return np.einsum("gpd,gpdh->gph", density, basis(inside))
