"""What follows from the numbers of a star: its matter zone by zone, its baryons and its heat."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import ATOMIC_MASS_G, ERG_PER_MEV, SOLAR_MASS_G
from mcsn.physics.heat import matter_thermal_energy
from mcsn.physics.meanfield import neutrino_density
from mcsn.species import trapped_leptons
from mcsn.star import Star

Array = NDArray[np.float64]


class MatterStates(NamedTuple):
    """Matter of the zones, every array of shape (zones,); nu_e are trapped and in beta equilibrium."""

    baryon_density_fm3: Array
    density_g_per_cm3: Array  # one atomic mass unit a baryon
    proton_fraction: Array  # Y_p, which is Y_e
    neutrino_fraction: Array  # of trapped nu_e, less anti-nu_e, per baryon
    nucleon_mass_MeV: Array  # m*
    mu_n_MeV: Array  # kinetic, rest mass included
    mu_p_MeV: Array
    mu_e_MeV: Array
    mu_nue_MeV: Array
    delta_U_MeV: Array  # potential of a neutron less that of a proton


def matter_states(star: Star) -> MatterStates | None:
    """Return the matter of every zone; None for an idealised star, which has none."""
    leptons = trapped_leptons(star)
    if star.matter is None or leptons is None:
        return None
    neutrons, protons = star.matter.neutron_density[star.shell], star.matter.proton_density[star.shell]
    baryons = neutrons + protons
    return MatterStates(
        baryons,
        baryons * 1e39 * ATOMIC_MASS_G,
        protons / baryons,
        neutrino_density(leptons.mu_nue, star.temperature) / baryons,
        star.matter.nucleon_mass[star.shell],
        *star.matter.chemical_potentials(star.shell, star.temperature),
        leptons.mu_e,
        leptons.mu_nue,
        leptons.delta_u,
    )


def totals(star: Star) -> dict[str, float]:
    """Return the mass of the baryons, in solar masses, and the heat of matter [erg]; nothing without matter.

    The heat is that of nucleons, electrons and photons above T = 0.
    """
    if star.matter is None:
        return {}
    neutrons, protons = star.matter.neutron_density[star.shell], star.matter.proton_density[star.shell]
    mass = star.matter.nucleon_mass[star.shell]
    heat = star.zone_volume @ matter_thermal_energy(neutrons, protons, mass, star.temperature)
    grams = star.zone_volume @ (neutrons + protons) * 1e45 * ATOMIC_MASS_G
    return {
        "baryon_mass_solar": float(grams / SOLAR_MASS_G),
        "thermal_energy_erg": float(heat * ERG_PER_MEV),
    }
