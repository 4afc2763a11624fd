"""Tables: physics made into the arrays that the kernels look up, for one Star and one Boson.

A row belongs to one composition at one temperature.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.opacities import opacity_rows
from mcsn.physics.boson import Boson, coalescence_rate
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.pairs import coalescence_time, mean_decay_length, mean_speed
from mcsn.star import Star
from mcsn.transport.grid import ENERGIES, PROBABILITIES
from mcsn.transport.state import FLAVOURS, Tables

Array = NDArray[np.float64]

_REDUCED = np.geomspace(1e-9, 600.0, 12_001)
"""Grid of x = E/T on which distributions are integrated."""
_LN_REDUCED = np.log(_REDUCED)


class BosonRows(NamedTuple):
    """Coalescence in every row, and the constants of the Z'."""

    rate: Array  # (rows, e) on `grid.ENERGIES` [1/m]
    mean_rate: Array  # Eq. 19, (rows,) [1/m]
    decay_length: Array  # Eq. 20, (rows,) [m]
    speed: Array  # mean momentum over mean energy, (rows,) [c]
    mass: float  # [MeV]
    rest_decay_length: float  # hbar c / Gamma [m]
    muon_fraction: float
    electron_fraction: float


def boson_rows(boson: Boson | None, temperature: Array) -> BosonRows:
    """Tabulate a Z' at the temperatures of the rows, shape (rows,) [MeV]; None: a Z' that is never made."""
    if boson is None:
        ones = np.ones(len(temperature))
        return BosonRows(
            np.zeros((len(temperature), len(ENERGIES))), 0.0 * ones, ones, ones, 0.0, 0.0, 0.0, 0.0
        )
    return BosonRows(
        rate=coalescence_rate(boson, ENERGIES, temperature[:, None]) / HBAR_C_MEV_M,
        mean_rate=1.0 / (SPEED_OF_LIGHT * coalescence_time(boson, temperature)),
        decay_length=mean_decay_length(boson, temperature),
        speed=mean_speed(boson, temperature),
        mass=boson.mass_MeV,
        rest_decay_length=HBAR_C_MEV_M / boson.total_width,
        muon_fraction=boson.muon_fraction,
        electron_fraction=boson.electron_fraction,
    )


def build_tables(
    star: Star,
    boson: Boson | None,
    opacity: str | None,
    weighting: str,
    opacity_scale: float = 1.0,
    *,
    species: int | None = None,
) -> Tables:
    """Make the Tables of a star and a Z'.

    Parameters
    ----------
    star : Star
    boson : Boson or None
    opacity : str or None
        relativistic, elastic or constant; None: nothing collides with nucleons.
    weighting : str
        What packets stand for: with "number", equilibrium is E^2 f(E), with "energy" E^3 f(E).
    opacity_scale : float
        Factor on the inverse mean free path of neutrinos on nucleons.
    species : int, optional
        Of how many species matter gives back any, 4 (nu_x) or 6 (nu_e, too): all kinds then have one
        emission, of all of them. By default neutrinos and antineutrinos remain what they are.
    """
    scattering = opacity_rows(star, opacity, electrons=species == 6).scaled(opacity_scale)
    coalescence = boson_rows(boson, scattering.temperature)
    kinds = scattering.inverse_mfp.shape[1]
    couples = np.array([True, True, *[coalescence.electron_fraction > 0.0] * 2])[:kinds]
    density = _REDUCED ** (2 if weighting == "number" else 3) * fermi_dirac(_REDUCED)
    energy = _REDUCED * scattering.temperature[:, None]
    absorbed = _lookup(energy, scattering.inverse_mfp)
    if species is not None:
        flavours = np.array(FLAVOURS[:kinds])[:, None]
        absorbed = np.broadcast_to((flavours * absorbed).sum(axis=1, keepdims=True), absorbed.shape)
    emitted = _or_thermal(density * absorbed, density)
    taken = _or_thermal(density * _lookup(energy, coalescence.rate[:, None]), density)[:, 0]
    scale = scattering.temperature[:, None, None]
    content = star.zone_volume * star.temperature ** (3 if weighting == "number" else 4)
    return Tables(
        outer_radius=star.outer_radius,
        shell=star.shell,
        row=scattering.zone_row,
        temperature=star.temperature,
        start_probability=np.cumsum(content) / np.sum(content),
        thermal=_quantiles(density),
        emission=scale[..., None] * np.array([[_quantiles(kind) for kind in row] for row in emitted]),
        coalesced=scale * np.array([_quantiles(row) for row in taken]),
        rates=_side_by_side(scattering.inverse_mfp, coalescence.rate[:, None] * couples[:, None]),
        anisotropy=_anisotropy(scattering.cosine),
        grey_rates=_side_by_side(scattering.mean_inverse_mfp, coalescence.mean_rate[:, None] * couples),
        grey_anisotropy=_anisotropy(_average(_lookup(energy, scattering.cosine), emitted)),
        grey_decay_length=coalescence.decay_length,
        grey_speed=coalescence.speed,
        dwell=np.zeros(len(star.temperature)),
        boson_mass=coalescence.mass,
        rest_decay_length=coalescence.rest_decay_length,
        muon_fraction=coalescence.muon_fraction,
        electron_fraction=coalescence.electron_fraction,
    )


def thinned(tables: Tables, factor: float) -> Tables:
    """Return Tables with all mean free paths, decay lengths and coalescence times longer by a factor."""
    return tables._replace(
        rates=tables.rates / factor,
        grey_rates=tables.grey_rates / factor,
        grey_decay_length=tables.grey_decay_length * factor,
        rest_decay_length=tables.rest_decay_length * factor,
    )


def _or_thermal(spectrum: Array, density: Array) -> Array:
    """Return spectra (rows, k, x), the thermal density (x,) in place of those that are zero everywhere."""
    return np.where(spectrum.any(axis=-1, keepdims=True), spectrum, density)


def _side_by_side(scattering: Array, coalescence: Array) -> Array:
    """Put both rates into one array, last axis, where a kernel finds them together."""
    return np.stack(np.broadcast_arrays(scattering, coalescence), axis=-1)


def _lookup(energy: Array, table: Array) -> Array:
    """Read tables (rows, k, e) at energies (rows, x), as the kernels do: (rows, k, x)."""
    return np.array(
        [[np.interp(e, ENERGIES, kind) for kind in row] for e, row in zip(energy, table, strict=True)]
    )


def _average(values: Array, weight: Array) -> Array:
    """Average over the reduced energies, the last axis."""
    return np.sum(values * weight * _REDUCED, axis=-1) / np.sum(weight * _REDUCED, axis=-1)


def _anisotropy(cosine: Array) -> Array:
    """Coefficient of the dipole law with a given mean cosine, as far as a dipole can have it."""
    return np.clip(3.0 * cosine, -1.0, 1.0)


def _quantiles(density: Array) -> Array:
    """Quantiles of x for a density over `_REDUCED`, from below and from above, (2, q)."""
    mass = density * _REDUCED
    step = mass[:-1] + mass[1:]  # trapezoids on a grid that is uniform in ln x
    below = np.concatenate([[0.0], np.cumsum(step)]) / np.sum(step)
    above = np.concatenate([np.cumsum(step[::-1])[::-1], [0.0]]) / np.sum(step)
    return np.array([_invert(below, _LN_REDUCED), _invert(above[::-1], _LN_REDUCED[::-1])])


def _invert(probability: Array, ln_x: Array) -> Array:
    """Return x at `grid.PROBABILITIES` from its logarithm at rising probabilities."""
    known = (probability > 0.0) & (probability < 0.9)
    return np.exp(np.interp(np.log(PROBABILITIES), np.log(probability[known]), ln_x[known]))
