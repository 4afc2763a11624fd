"""How much energy crosses the faces of the cells at given temperatures: two laws, one interface."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded
from scipy.optimize import brentq

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.physics.analytic import MILNE_EXTRAPOLATION

from .material import Material
from .mesh import Mesh

Array = NDArray[np.float64]


class Flow(NamedTuple):
    """Energy that flows outwards."""

    face: Array  # through the outer face of each cell, (cells,) [MeV/s]
    escaping: Array  # out of the star by kinds of neutrinos, last by Z', (k + 1,) [MeV/s]
    spectrum: Array | None  # of what escapes, by kind and group, (k, g) [MeV/s]


class FluxLaw(Protocol):
    """Temperatures to energy flow."""

    local: bool
    """Whether a face's flow depends on its two cells alone."""

    def __call__(self, temperature: Array) -> Flow:
        """Return the flow at the temperatures of the cells, (cells,) [MeV]."""


class RosselandFlux:
    """Local thermodynamic equilibrium: the flux is -K dT/dr, all neutrinos with the spectrum of matter.

    At the surface, u = 3 F/c (depth + 0.7104) in mean free paths, the exact solution of Milne's problem far
    inside, makes F = c u(T_s)/(3 x 0.7104): that law has no mean free path in it, so it is the same for each
    energy and kind. What is grey about it is equilibrium itself, which `GroupFlux` gives up. T_s is the
    temperature at which what half a cell conducts leaves.
    """

    local = True

    def __init__(self, mesh: Mesh, material: Material) -> None:
        self.mesh, self.material = mesh, material

    def __call__(self, temperature: Array) -> Flow:
        """Return the flow; layers of different matter are resistances in series."""
        mesh, material = self.mesh, self.material
        conductivity = material.conductivity(mesh.shell, temperature)
        resistance = mesh.half_width / conductivity
        flux = -np.diff(temperature) / (resistance[:-1] + resistance[1:])
        surface = self.surface_temperature(temperature[-1], conductivity[-1])
        shares = np.array(material.counts) / sum(material.counts)
        leaving = np.append(shares * _milne(material, surface), material.skin(surface))
        escaping = mesh.area[-1] * leaving
        return Flow(np.append(mesh.area[:-1] * flux, escaping.sum()), escaping, None)

    def surface_temperature(self, inside: float, conductivity: float) -> float:
        """Temperature of the surface [MeV], where the outermost half cell conducts what leaves."""
        mesh, material = self.mesh, self.material
        conductance = conductivity / mesh.half_width[-1]

        def excess(surface: float) -> float:
            leaving = _milne(material, surface) + material.skin(surface)
            return conductance * (inside - surface) - leaving

        return float(brentq(excess, 1e-6 * inside, inside, xtol=1e-14 * inside, rtol=1e-14))


class GroupFlux:
    """Neutrinos of each energy diffuse by themselves, and exchange energy with matter as they collide.

    In each group, div F = (c/lambda)(B(T) - u) with F = -(c lambda/3) du/dr inside, F = c u/(3 x 0.7104) at
    the surface. Where lambda is short this is `RosselandFlux`; low energies stream out from where they are
    made. Storage follows equilibrium, u = B(T), as in `RosselandFlux`: neutrinos hold a few per cent of the
    heat, and cross the layer where u is not B within microseconds.
    """

    local = False

    def __init__(self, mesh: Mesh, material: Material) -> None:
        if material.hops is not None:
            raise ValueError("groups of energy are followed without a Z' only: take equilibrium, law = 'lte'")
        self.mesh, self.material = mesh, material

    def __call__(self, temperature: Array) -> Flow:
        """Return the flow: one tridiagonal system for each kind and group, solved as one banded matrix."""
        mesh, material = self.mesh, self.material
        inverse_mfp = np.moveaxis(material.inverse_mfp_at(mesh.shell, temperature), 0, -1)  # (k, g, cells)
        black = np.moveaxis(material.black(temperature), 0, -1)
        depth = inverse_mfp * mesh.half_width
        nothing = np.zeros_like(depth[..., :1])
        between = depth + np.append(depth[..., 1:], nothing + MILNE_EXTRAPOLATION, axis=-1)
        conductance = SPEED_OF_LIGHT / 3 * mesh.area / between  # of outer faces; beyond the last is nothing
        exchange = SPEED_OF_LIGHT * mesh.volume * inverse_mfp
        inner = np.append(nothing, conductance[..., :-1], axis=-1)
        outer = np.append(conductance[..., :-1], nothing, axis=-1)
        bands = np.zeros((3, depth.size))
        bands[0, 1:] = -outer.ravel()[:-1]
        bands[1] = (exchange + inner + conductance).ravel()
        bands[2, :-1] = -inner.ravel()[1:]
        density = solve_banded((1, 1), bands, (exchange * black).ravel(), check_finite=False)
        density = density.reshape(depth.shape)
        flow = conductance * (density - np.append(density[..., 1:], nothing, axis=-1))
        spectrum = flow[..., -1]
        return Flow(flow.sum(axis=(0, 1)), np.append(spectrum.sum(axis=-1), 0.0), spectrum)


def _milne(material: Material, temperature: float) -> float:
    """Flux of neutrinos out of a surface of that temperature [MeV/(m^2 s)]."""
    energy = float(material.neutrino_energy(np.float64(temperature)))
    return SPEED_OF_LIGHT * energy / (3 * MILNE_EXTRAPOLATION)
