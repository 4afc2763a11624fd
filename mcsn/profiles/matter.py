"""What a profile leaves out, filled in by the TM1 mean field."""

import numpy as np
from numpy.typing import NDArray

from mcsn.physics.matter import nucleon_density
from mcsn.physics.meanfield import matter_of_lepton_fraction, nuclear_matter
from mcsn.profiles.cells import Cells
from mcsn.profiles.check import Profile
from mcsn.profiles.table import Problem, failure, first_of

Array = NDArray[np.float64]

TEMPERATURES = (0.01, 500.0)
"""Range of temperatures [MeV] whose spectra the kernels' energy grid holds."""
_CHUNK = 10_000
"""Points whose momentum integrals are made at a time."""
_NOTHING = 1e-30
"""Baryons per fm^3 that are none: one in a cubic centimetre is more [fm^-3]."""
_AGREEMENT = 0.02
"""Relative difference that a file's density and its chemical potentials may have."""
_FRACTION_AGREEMENT = 0.01
"""Difference that a file's proton fraction and its chemical potentials may have."""


def cells_of(profile: Profile) -> Cells:
    """Return the cells of a profile as the file has them.

    Chemical potentials and effective mass give the densities where the file has all three. Where it has a
    lepton fraction, the protons of these cells are those and the trapped nu_e together.

    Raises
    ------
    InputError
        If the chemical potentials are those of another density or fraction than the file's, or of none.
    """
    given = profile.quantities
    if "mu_n" in given:
        neutrons, protons = (_densities(given[mu], given) for mu in ("mu_n", "mu_p"))
        _check_densities(profile, neutrons, protons)
    else:
        fraction = given.get("proton_fraction", given.get("lepton_fraction"))
        assert fraction is not None
        neutrons, protons = given["baryon_density"] * (1 - fraction), given["baryon_density"] * fraction
    radius = _edges(given["radius"]) if profile.centres else given["radius"]
    return Cells(radius, given["temperature"], neutrons, protons, given.get("nucleon_mass"))


def check_range(profile: Profile, cells: Cells) -> None:
    """Refuse rows inside the star, of which `cells` are the first, that no mean field should be asked for.

    Raises
    ------
    InputError
        With all of them.
    """
    fraction = cells.proton_density / cells.baryon_density
    problems = []
    for called, values, least in (
        ("temperature [MeV]", cells.temperature, TEMPERATURES[0]),
        ("baryon density [fm^-3]", cells.baryon_density, 1e-12),
        ("electron fraction", fraction, 1e-6),
    ):
        for row in first_of(values < least):
            text = f"{called} = {values[row]:.3g}: inside the star it must be at least {least:g}"
            problems.append(Problem(int(profile.place[row]), text))
    if problems:
        raise failure(profile.source, profile.word, problems)


def filled(profile: Profile, cells: Cells) -> Cells:
    """Return cells with protons alone in place of leptons, and with an effective mass.

    Raises
    ------
    ValueError
        If the mean field has no solution.
    """
    if "lepton_fraction" in profile.quantities:
        fraction = cells.proton_density / cells.baryon_density
        matter = matter_of_lepton_fraction(cells.baryon_density, cells.temperature, fraction)
        cells = Cells(
            cells.outer_radius,
            cells.temperature,
            matter.neutron_density,
            matter.proton_density,
            cells.nucleon_mass,
        )
        return cells if cells.nucleon_mass is not None else cells.with_mass(matter.m_star)
    return cells if cells.nucleon_mass is not None else cells.with_mass(mean_field_mass(cells))


def mean_field_mass(cells: Cells) -> Array:
    """Return m* of the mean field, (cells,) [MeV]; ValueError where it has no solution."""
    density = cells.baryon_density
    return nuclear_matter(density, cells.temperature, cells.proton_density / density).m_star


def _densities(mu: Array, given: dict[str, Array]) -> Array:
    arguments = mu, given["temperature"], given["nucleon_mass"]
    starts = range(0, len(mu), _CHUNK)
    pieces = [nucleon_density(*(values[i : i + _CHUNK] for values in arguments)) for i in starts]
    return np.concatenate(pieces)


def _check_densities(profile: Profile, neutrons: Array, protons: Array) -> None:
    """Refuse chemical potentials that do not belong to the densities."""
    word, place = profile.word, profile.place
    density = neutrons + protons
    problems = [
        Problem(int(place[row]), "no nucleons at these chemical potentials, with this mass")
        for row in first_of(density < _NOTHING)
    ]
    written = profile.quantities.get("baryon_density", density)
    differs = (density >= _NOTHING) & (np.abs(density - written) > _AGREEMENT * written)
    for row in first_of(differs):
        text = (
            f"mu_n, mu_p and the effective mass give {density[row]:.4g} baryons per fm^3, the density column"
            f" {written[row]:.4g}: mu must be the kinetic potentials, rest mass included; or leave mu out"
        )
        problems.append(Problem(int(place[row]), text))
    fraction = protons / np.maximum(density, _NOTHING)
    written = profile.quantities.get("proton_fraction", fraction)
    differs = (density >= _NOTHING) & (np.abs(fraction - written) > _FRACTION_AGREEMENT)
    for row in first_of(differs):
        text = (
            f"mu_n, mu_p and the effective mass give {fraction[row]:.4g} protons per baryon, the column of"
            f" the electron fraction {written[row]:.4g}: make them agree, or leave mu or that column out"
        )
        problems.append(Problem(int(place[row]), text))
    if problems:
        raise failure(profile.source, word, problems)


def _edges(centre: Array) -> Array:
    """Return outer edges half way between centres; the last cell reaches as far out as in."""
    between = (centre[:-1] + centre[1:]) / 2
    inner = between[-1] if len(between) else 0.0
    return np.append(between, 2 * centre[-1] - inner)
