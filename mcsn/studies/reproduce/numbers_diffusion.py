"""Numbers of the paper's text about neutrinos that diffuse out on nucleons, without a Z'."""

import numpy as np

from mcsn.constants import FERMI_CONSTANT, HBAR_C_MEV_FM, HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.physics import analytic
from mcsn.physics.charged import charged_current_opacity
from mcsn.physics.fermi import mean_square_energy, thermal_quadrature
from mcsn.physics.nucleons import NEUTRON, PROTON
from mcsn.species import diffusion_times
from mcsn.studies.reproduce.paper import (
    DIFFUSION_TIME,
    ELECTRON_DIFFUSION_TIME,
    electron_neutrino_potential,
    paper_matter,
    paper_star,
    sm_averages,
)
from mcsn.studies.reproduce.quantity import Quantity

_NODES = 16


def rows() -> list[Quantity]:
    """Return the rows in the order of the text."""
    return [
        Quantity(
            "III",
            "diffusion time of nu_mu, nu_tau, Eq. 6",
            DIFFUSION_TIME,
            "s",
            lambda: sm_averages().analytic()["eq6_s"],
            "ours is Eqs. 6-10 as printed, with relativistic nucleons in motion and all final states blocked;"
            " the rows below leave parts of that out, and the paper's value lies between the last two",
        ),
        Quantity(
            "III",
            "- of antineutrinos",
            DIFFUSION_TIME,
            "s",
            lambda: sm_averages(antineutrino_fraction=1.0).analytic()["eq6_s"],
            "c_A flips sign: nu and antinu differ by 20 %",
        ),
        Quantity(
            "III",
            "- elastic, nucleons at rest",
            DIFFUSION_TIME,
            "s",
            lambda: sm_averages("elastic").analytic()["eq6_s"],
            "no recoil and no blocking of the neutrino, degenerate nucleons as T dn/dmu",
        ),
        Quantity(
            "III",
            "- elastic, nucleons not degenerate",
            DIFFUSION_TIME,
            "s",
            _undegenerate_diffusion_time,
            "all nucleons scatter",
        ),
        Quantity(
            "III, IV.2.1",
            "diffusion time of nu_e",
            ELECTRON_DIFFUSION_TIME,
            "s",
            lambda: diffusion_times(paper_star(), "relativistic")["nu_e"].eq6_s,
            "ours is absorption, nu_e n -> e p with the potentials U_n - U_p of TM1, and scattering; the"
            " paper does not say what its value contains, and it is closest to absorption with U_n = U_p",
        ),
        Quantity(
            "III, IV.2.1",
            "- scattering alone",
            ELECTRON_DIFFUSION_TIME,
            "s",
            lambda: diffusion_times(paper_star(), "relativistic")["nu_e"].scattering_s,
            "neutral currents",
        ),
        Quantity(
            "III, IV.2.1",
            "- absorption alone",
            ELECTRON_DIFFUSION_TIME,
            "s",
            lambda: diffusion_times(paper_star(), "relativistic")["nu_e"].absorption_s,
            "charged currents: the neutron gives U_n - U_p to the electron",
        ),
        Quantity(
            "III, IV.2.1",
            "- absorption, U_n = U_p",
            ELECTRON_DIFFUSION_TIME,
            "s",
            _absorption_without_fields,
            "mu_e = mu_n* + mu_nue - mu_p*",
        ),
        Quantity(
            "IV.1.1",
            "time to cross shells 5 and 6, Eq. 6",
            None,
            "s",
            _outer_diffusion_time,
            "the paper says much smaller than 1 s",
        ),
        Quantity(
            "IV.2, V",
            "mean free path of neutrinos",
            3.0,
            "m",
            lambda: (
                1 / SPEED_OF_LIGHT * paper_star().outer_radius[-1] ** 2 / sm_averages().analytic()["eq6_s"]
            ),
            "ours is the one that gives Eq. 6 in a uniform star; shells have 0.6 m (k = 3) to 110 m (k = 6)",
        ),
        Quantity(
            "IV.2, V",
            "- geometric mean of the shells",
            3.0,
            "m",
            lambda: float(np.exp(-np.mean(np.log(sm_averages().inverse_mfp)))),
            "of 1/<1/lambda>; agrees as an order of magnitude",
        ),
    ]


def _undegenerate_diffusion_time() -> float:
    """Eq. 6 of elastic scattering on every nucleon."""
    star, matter = paper_star(), paper_matter()
    scatterers = sum(
        density * (vector**2 + 3 * axial**2)
        for density, (vector, axial) in ((matter.neutron_density, NEUTRON), (matter.proton_density, PROTON))
    )
    squared_energy = mean_square_energy(star.temperature)
    inverse_mfp = FERMI_CONSTANT**2 * squared_energy / np.pi * scatterers * HBAR_C_MEV_FM**3 / HBAR_C_MEV_M
    return analytic.diffusion_time(star.outer_radius, inverse_mfp)


def _outer_diffusion_time() -> float:
    inverse_mfp = sm_averages().inverse_mfp
    return analytic.diffusion_time(paper_star().outer_radius, np.where(np.arange(6) < 4, 0.0, inverse_mfp))


def _absorption_without_fields() -> float:
    """Eq. 6 of nu_e n -> e p between nucleons of one vector potential, in beta equilibrium."""
    star, matter = paper_star(), paper_matter()
    mu_n, mu_p = matter.chemical_potentials(star.shell, star.temperature)
    mu_nue = electron_neutrino_potential()
    mu_e = mu_n + mu_nue - mu_p
    inverse_mfp = []
    for k, temperature in enumerate(star.temperature):
        energy, weight = thermal_quadrature(temperature, mu_nue[k], _NODES)
        absorbed = charged_current_opacity(
            energy, temperature, mu_n[k], mu_p[k], matter.nucleon_mass[k], 0.0, mu_e[k]
        )
        inverse_mfp.append(float(weight @ absorbed))
    return analytic.diffusion_time(star.outer_radius, inverse_mfp)
