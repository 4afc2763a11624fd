"""The diffusion time of every species of neutrino: nu_e and anti-nu_e are absorbed, too."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.opacities import opacity_rows
from mcsn.physics.analytic import diffusion_time
from mcsn.physics.charged import LeptonPotentials, charged_current_opacity, lepton_potentials
from mcsn.physics.fermi import thermal_quadrature
from mcsn.physics.nucleons import elastic_opacity, neutral_rates
from mcsn.star import Star

Array = NDArray[np.float64]

PAPER_S = {"nu_e": 3.0, "nu_mu": 1.3}
"""Diffusion times in the text below Eq. 7 of arXiv:2301.00661 [s]; its nu_mu stands for nu_tau as well."""

SPECIES = ("nu_e", "anti_nu_e", "nu_mu", "anti_nu_mu", "nu_x")

_NODES = 16


class Diffusion(NamedTuple):
    """Eq. 6 for one species [s]."""

    eq6_s: float
    scattering_s: float  # of it, neutral currents
    absorption_s: float  # of it, charged currents
    paper_s: float | None


@lru_cache(maxsize=8)
def diffusion_times(star: Star, opacity: str, opacity_scale: float = 1.0) -> dict[str, Diffusion]:
    """Return Eq. 6 by species; none for an idealised star, which has no composition.

    opacity, opacity_scale: as in [transport], of the neutral currents. Matter is taken to be in beta
    equilibrium with its trapped nu_e. 1/lambda is that of extinction, averaged as in Eq. 7 over the spectrum
    of the species; nu_x is half nu_mu, half anti_nu_mu.
    """
    if star.matter is None:
        return {}
    rows = opacity_rows(star, opacity).scaled(opacity_scale)
    muon = rows.mean_inverse_mfp[rows.zone_row].T
    scattering = {"nu_mu": muon[0], "anti_nu_mu": muon[1], "nu_x": muon.mean(axis=0)}
    absorption = dict.fromkeys(scattering, np.zeros(len(star.shell)))
    for name, means in zip(("nu_e", "anti_nu_e"), _electron_means(star, opacity), strict=True):
        scattering[name], absorption[name] = opacity_scale * means[0], means[1]
    return {name: _diffusion(star, name, scattering[name], absorption[name]) for name in SPECIES}


def _diffusion(star: Star, name: str, scattering: Array, absorption: Array) -> Diffusion:
    scattered, absorbed = (diffusion_time(star.outer_radius, rate) for rate in (scattering, absorption))
    return Diffusion(scattered + absorbed, scattered, absorbed, PAPER_S.get(name))


def trapped_leptons(star: Star) -> LeptonPotentials | None:
    """Return the potentials of leptons in beta equilibrium in every zone; None without composition."""
    if star.matter is None:
        return None
    matter, shell = star.matter, star.shell
    potentials = matter.chemical_potentials(shell, star.temperature)
    return lepton_potentials(
        matter.neutron_density[shell], matter.proton_density[shell], *potentials, star.temperature
    )


def _electron_means(star: Star, opacity: str) -> Array:
    """Return mean 1/lambda of scattering and absorption, for nu_e and anti-nu_e, (2, 2, zones) [1/m]."""
    leptons = trapped_leptons(star)
    assert star.matter is not None
    assert leptons is not None
    potentials = star.matter.chemical_potentials(star.shell, star.temperature)
    masses = star.matter.nucleon_mass[star.shell]
    states = zip(star.temperature, *potentials, masses, *leptons, strict=True)
    # Zones of one composition and temperature share what is computed.
    known: dict[tuple[float, ...], Array] = {}
    rows = []
    for state in states:
        if state not in known:
            known[state] = np.array([_means(opacity, sign, *state) for sign in (1, -1)])
        rows.append(known[state])
    return np.moveaxis(np.array(rows), 0, -1)


def _means(
    opacity: str,
    sign: int,
    temperature: float,
    mu_n: float,
    mu_p: float,
    mass: float,
    delta_u: float,
    mu_e: float,
    mu_nue: float,
) -> tuple[float, float]:
    """Average scattering and absorption of nu_e (sign 1) or anti-nu_e (-1) over its spectrum [1/m]."""
    energy, weight = thermal_quadrature(temperature, sign * mu_nue, _NODES)
    nucleons = (temperature, mu_n, mu_p, mass)
    if opacity == "elastic":
        scattering = elastic_opacity(energy, *nucleons).neutrino
    else:
        rates = neutral_rates(energy, *nucleons, sign * mu_nue)
        scattering = rates.even + sign * rates.odd
    absorption = charged_current_opacity(energy, *nucleons, delta_u, mu_e, antineutrino=sign < 0)
    return float(weight @ scattering), float(weight @ absorption)
