"""Tables: physics made into the arrays that the kernels look up, for one Star and one Boson.

A row belongs to one composition at one temperature. What does not depend on the boson is made once for a star
and kept (`opacity_rows`), so that a scan over masses and couplings pays for it once.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from mcsn.constants import HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.kept import kept
from mcsn.physics.boson import Boson, coalescence_rate
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.nucleons import Opacity, elastic_opacity, relativistic_opacity, thermal_average
from mcsn.physics.pairs import coalescence_time, mean_decay_length, mean_speed
from mcsn.star import Star
from mcsn.transport.grid import ENERGIES, PROBABILITIES
from mcsn.transport.state import Tables

Array = NDArray[np.float64]

_OPACITY_NODES = np.geomspace(1e-3, 500.0, 81)
"""Where the opacity is computed, in T; 1/lambda/E^2 is smooth in between, and held constant beyond."""
_REDUCED = np.geomspace(1e-9, 600.0, 12_001)
"""Grid of x = E/T on which distributions are integrated."""
_LN_REDUCED = np.log(_REDUCED)
_MANY = 20
"""More rows than this, of a tenth of a second each, are kept on disk."""


@dataclass(frozen=True, eq=False)
class OpacityRows:
    """Scattering in every row of a star; an axis of 2 is neutrino, antineutrino."""

    zone_row: NDArray[np.int64]  # (zones,)
    temperature: Array  # (rows,) [MeV]
    inverse_mfp: Array  # (rows, 2, e) on `grid.ENERGIES` [1/m]
    cosine: Array  # mean scattering cosine, (rows, 2, e)
    mean_inverse_mfp: Array  # Eq. 7, (rows, 2) [1/m]

    def scaled(self, factor: float) -> "OpacityRows":
        """Return the same with every inverse mean free path times a factor."""
        if factor == 1.0:
            return self
        return replace(
            self, inverse_mfp=factor * self.inverse_mfp, mean_inverse_mfp=factor * self.mean_inverse_mfp
        )


@lru_cache(maxsize=8)
def opacity_rows(star: Star, opacity: str | None) -> OpacityRows:
    """Tabulate scattering for a star; opacity: as in [transport], or None where nothing collides."""
    pairs, zone_row = np.unique(np.stack([star.shell, star.temperature]), axis=1, return_inverse=True)
    shell, temperature = pairs[0].astype(np.int64), pairs[1]
    if opacity is None or opacity == "constant":
        mean = np.zeros((len(shell), 2))
        if opacity == "constant":
            assert star.mean_free_path is not None  # the schema sees to it
            mean += 1.0 / star.mean_free_path[shell][:, None]
        inverse_mfp = np.repeat(mean[:, :, None], len(ENERGIES), axis=2)
        return OpacityRows(zone_row.ravel(), temperature, inverse_mfp, np.zeros_like(inverse_mfp), mean)
    assert star.matter is not None
    potentials = star.matter.chemical_potentials(shell, temperature)
    states = np.stack([temperature, *potentials, star.matter.nucleon_mass[shell]], axis=1)
    make = partial(_scatterings, opacity, states)
    code = ("constants.py", "tables.py", "transport/grid.py", "physics/*.py")
    arrays = kept(opacity, code, [states], make) if len(states) > _MANY else make()
    return OpacityRows(zone_row.ravel(), temperature, *arrays)


def _scatterings(opacity: str, states: Array) -> list[Array]:
    """Return rows of inverse mean free paths, cosines and thermal means; states: T, potentials and mass."""
    law = {"relativistic": relativistic_opacity, "elastic": elastic_opacity}[opacity]
    rows = [_scattering(law(_OPACITY_NODES * state[0], *state), state[0]) for state in states]
    return [np.array(column) for column in zip(*rows, strict=True)]


def _scattering(opacity: Opacity, temperature: float) -> tuple[Array, Array, list[float]]:
    """Return one row of inverse mean free paths, (2, e), cosines, (2, e), and thermal means, (2,)."""
    kinds = np.array([opacity.neutrino, opacity.antineutrino])
    cosines = (opacity.neutrino_cosine, opacity.antineutrino_cosine)
    inside = np.log(np.clip(ENERGIES, opacity.energy[0], opacity.energy[-1]))
    splines = CubicSpline(np.log(opacity.energy), np.array([*kinds / opacity.energy**2, *cosines]), axis=1)(
        inside
    )
    inverse_mfp, cosine = splines[:2] * ENERGIES**2, splines[2:]
    return inverse_mfp, cosine, [thermal_average(opacity.energy, kind, temperature) for kind in kinds]


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
    mixed: bool = False,
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
    mixed : bool
        Whether matter gives back any species: both signs then have one emission, of all of them.
    """
    scattering = opacity_rows(star, opacity).scaled(opacity_scale)
    coalescence = boson_rows(boson, scattering.temperature)
    density = _REDUCED ** (2 if weighting == "number" else 3) * fermi_dirac(_REDUCED)
    energy = _REDUCED * scattering.temperature[:, None]
    absorbed = _lookup(energy, scattering.inverse_mfp)
    if mixed:
        absorbed = np.broadcast_to(absorbed.sum(axis=1, keepdims=True), absorbed.shape)
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
        rates=_side_by_side(scattering.inverse_mfp, coalescence.rate[:, None]),
        anisotropy=_anisotropy(scattering.cosine),
        grey_rates=_side_by_side(scattering.mean_inverse_mfp, coalescence.mean_rate[:, None]),
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
