"""Opacities: inverse mean free paths of every kind of neutrino in the matter of one Star.

A row belongs to one composition at one temperature. Nothing here depends on the boson: what is made once for
a star is kept, so that a scan over masses and couplings pays for it once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator

from mcsn.kept import kept
from mcsn.physics.charged import effective_absorption, lepton_potentials
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.nucleons import Opacity, elastic_opacity, relativistic_opacity, thermal_average
from mcsn.star import Star
from mcsn.transport.grid import ENERGIES

Array = NDArray[np.float64]

_NODES = np.geomspace(1e-3, 500.0, 81)
"""Where opacities are computed, in T; beyond, 1/lambda/E^2 is held constant, of absorption 1/lambda."""
_MANY = 20
"""More rows than this, of a tenth of a second each, are kept on disk."""
_LEAST = 1e-290
"""Stands for zero where a logarithm is read [1/m]."""


@dataclass(frozen=True, eq=False)
class OpacityRows:
    """Collisions in every row of a star; k kinds of neutrinos: nu_x, anti_nu_x, and also nu_e, anti_nu_e."""

    zone_row: NDArray[np.int64]  # (zones,)
    temperature: Array  # (rows,) [MeV]
    inverse_mfp: Array  # (rows, k, e) on `grid.ENERGIES` [1/m]
    cosine: Array  # mean scattering cosine, (rows, k, e)
    mean_inverse_mfp: Array  # Eq. 7, (rows, k) [1/m]

    def scaled(self, factor: float) -> "OpacityRows":
        """Return the same with every inverse mean free path times a factor."""
        if factor == 1.0:
            return self
        return replace(
            self, inverse_mfp=factor * self.inverse_mfp, mean_inverse_mfp=factor * self.mean_inverse_mfp
        )


@lru_cache(maxsize=8)
def opacity_rows(star: Star, opacity: str | None, electrons: bool = False) -> OpacityRows:
    """Tabulate the collisions of neutrinos in a star.

    opacity: as in [transport], or None where nothing collides. electrons: give nu_e and anti-nu_e, too, which
    scatter as the others and are absorbed (`effective_absorption`); needs a star with a composition.
    """
    pairs, zone_row = np.unique(np.stack([star.shell, star.temperature]), axis=1, return_inverse=True)
    shell, temperature = pairs[0].astype(np.int64), pairs[1]
    if opacity is None or opacity == "constant":
        assert not electrons  # the schema sees to it
        mean = np.zeros((len(shell), 2))
        if opacity == "constant":
            assert star.mean_free_path is not None  # the schema sees to it
            mean += 1.0 / star.mean_free_path[shell][:, None]
        inverse_mfp = np.repeat(mean[:, :, None], len(ENERGIES), axis=2)
        return OpacityRows(zone_row.ravel(), temperature, inverse_mfp, np.zeros_like(inverse_mfp), mean)
    assert star.matter is not None
    potentials = star.matter.chemical_potentials(shell, temperature)
    states = np.stack([temperature, *potentials, star.matter.nucleon_mass[shell]], axis=1)
    arrays = _kept(opacity, states, partial(_scatterings, opacity))
    rows = OpacityRows(zone_row.ravel(), temperature, *arrays)
    return _with_electrons(rows, star, shell, states) if electrons else rows


def _scatterings(opacity: str, states: Array) -> list[Array]:
    """Return rows of inverse mean free paths, cosines and thermal means; states: T, potentials and mass."""
    law = {"relativistic": relativistic_opacity, "elastic": elastic_opacity}[opacity]
    rows = [_scattering(law(_NODES * state[0], *state), state[0]) for state in states]
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


def _kept(name: str, states: Array, make: Callable[[Array], list[Array]]) -> list[Array]:
    """Return arrays that depend on the states of rows, from the disk where they are many."""
    code = ("constants.py", "opacities.py", "transport/grid.py", "physics/*.py")
    return kept(name, code, [states], lambda: make(states)) if len(states) > _MANY else make(states)


def _with_electrons(rows: OpacityRows, star: Star, shell: NDArray[np.int64], states: Array) -> OpacityRows:
    """Add nu_e and anti-nu_e to rows; states: T, potentials and mass.

    Their absorption is that of matter as it is, with the mu_nue of its composition in `effective_absorption`:
    how fast a distribution relaxes, whatever it relaxes to. In a burst that is f(E) at zero potential.
    """
    assert star.matter is not None
    densities = star.matter.neutron_density[shell], star.matter.proton_density[shell]
    leptons = lepton_potentials(*densities, states[:, 1], states[:, 2], states[:, 0])
    states = np.column_stack([states, *leptons])
    absorption, means = _kept("charged", states, _absorptions)
    inverse_mfp = rows.inverse_mfp + absorption
    share = np.divide(rows.inverse_mfp, inverse_mfp, out=np.zeros_like(inverse_mfp), where=inverse_mfp > 0.0)
    return replace(
        rows,
        inverse_mfp=np.concatenate([rows.inverse_mfp, inverse_mfp], axis=1),
        cosine=np.concatenate([rows.cosine, share * rows.cosine], axis=1),
        mean_inverse_mfp=np.concatenate([rows.mean_inverse_mfp, rows.mean_inverse_mfp + means], axis=1),
    )


def _absorptions(states: Array) -> list[Array]:
    """Return absorption of nu_e and anti-nu_e, (rows, 2, e), and thermal means, (rows, 2)."""
    absorption = np.empty((len(states), 2, len(ENERGIES)))
    means = np.empty((len(states), 2))
    for row, state in enumerate(states):
        energy = _NODES * state[0]
        inside = np.log(np.clip(ENERGIES, energy[0], energy[-1]))
        for kind, antineutrino in enumerate((False, True)):
            found = effective_absorption(energy, *state, antineutrino=antineutrino)
            ln_found = np.log(np.maximum(found, _LEAST))
            absorption[row, kind] = np.exp(PchipInterpolator(np.log(energy), ln_found)(inside))
            means[row, kind] = np.average(found, weights=energy**3 * fermi_dirac(_NODES))
    return [absorption, means]
