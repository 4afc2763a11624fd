"""Integration in time: a star that cools."""

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.interpolate import PchipInterpolator
from scipy.sparse import csc_matrix, diags_array

from mcsn.constants import ERG_PER_MEV
from mcsn.physics.boson import Boson
from mcsn.star import Star

from .flux import FluxLaw, GroupFlux, RosselandFlux
from .hops import tabulate_hops
from .material import tabulate
from .mesh import Mesh, mesh_of

Array = NDArray[np.float64]

LAWS = {"lte": RosselandFlux, "groups": GroupFlux}
_FIRST_TIME_S = 1e-5
_TIMES_PER_DECADE = 60


@dataclass(frozen=True, eq=False)
class Cooling:
    """What a star did as it cooled; c is the number of cells, t of times."""

    mesh: Mesh
    time: Array  # (t,), from 0 and then in equal ratios [s]
    temperature: Array  # (t, c) [MeV]
    energy: Array  # of each cell, Z' that it made included, (t, c) [erg]
    luminosity: Array  # by kind of neutrino, last by Z', (t, k + 1); in equilibrium by flavours [erg/s]
    emitted: Array  # energy that has left in the same order, (t, k + 1) [erg]
    group: Array  # energies of the neutrino groups, (g,) [MeV]
    spectrum: Array | None  # luminosity by kind and group, (t, k, g) [erg/s]; None in equilibrium
    evaluations: int  # of the flux law

    @property
    def initial_energy(self) -> float:
        """Energy at the start [erg]."""
        return float(self.energy[0].sum())

    @property
    def energy_balance_error(self) -> float:
        """Largest |emitted + remaining - initial| over initial, at any time."""
        total = self.emitted.sum(axis=1) + self.energy.sum(axis=1)
        return float(np.max(np.abs(total / self.initial_energy - 1)))

    def luminosity_at(self, time: Array) -> Array:
        """Total luminosity [erg/s] at times after the first [s], interpolated."""
        return np.exp(np.interp(np.log(time), np.log(self.time[1:]), np.log(self.luminosity[1:].sum(axis=1))))

    def emitted_at(self, time: Array) -> Array:
        """Energy that has left by then, as a fraction of the initial energy; times [s]."""
        return self._emitted_fraction()(time)

    def time_to(self, fraction: float) -> float:
        """Time at which this fraction of the initial energy has left [s]; nan if it has not."""
        roots = self._emitted_fraction().solve(fraction, extrapolate=False)
        return float(roots[0]) if len(roots) else float("nan")

    def mean_energy(self) -> Array:
        """Mean energy of the neutrinos that leave, by kind, (t, k) [MeV]; not in equilibrium."""
        assert self.spectrum is not None
        return self.spectrum.sum(axis=-1) / np.sum(self.spectrum / self.group, axis=-1)

    def _emitted_fraction(self) -> PchipInterpolator:
        return PchipInterpolator(self.time, self.emitted.sum(axis=1) / self.initial_energy)


def diffuse(
    star: Star,
    *,
    species: str = "nu_x",
    opacity: str = "relativistic",
    opacity_scale: float = 1.0,
    boson: Boson | None = None,
    law: str = "lte",
    cells_per_shell: int = 8,
    duration_s: float = 30.0,
    tolerance: float = 1e-6,
) -> Cooling:
    """Let a star cool by diffusion, from the temperatures of its zones on.

    Parameters
    ----------
    star : Star
        With matter; densities, composition and m* stay as they are.
    species, opacity : str
        As `tabulate`.
    opacity_scale : float
        Factor on all 1/lambda.
    boson : Boson, optional
        A Z' that decays within much less than a cell, see `Hops`. Its share of the heat is taken from the
        initial temperatures' matter and neutrinos.
    law : {"lte", "groups"}
        `RosselandFlux` or `GroupFlux`.
    cells_per_shell : int
        Cells of equal thickness; make it a multiple of the star's zones per shell.
    duration_s : float
        Simulated time [s].
    tolerance : float
        Relative tolerance of the step control.

    Returns
    -------
    Cooling

    Raises
    ------
    ValueError
        As `tabulate`, for numbers that are not positive, an unknown law, and a Z' with the law `groups` or
        with all species.
    RuntimeError
        If the integration fails or a cell gets colder than the tables.
    """
    if not min(opacity_scale, cells_per_shell, duration_s, tolerance) > 0:
        raise ValueError("opacity_scale, cells_per_shell, duration_s and tolerance must be positive")
    if law not in LAWS:
        raise ValueError(f"law must be one of {[*LAWS]}, not {law!r}")
    if boson is not None and species == "all":
        raise ValueError("a Z' is followed with nu_x only")
    material = tabulate(star, species, opacity)
    material = dataclasses.replace(material, inverse_mfp=opacity_scale * material.inverse_mfp)
    if boson is not None:
        hops = tabulate_hops(boson, material.temperature, material.group, sum(material.counts))
        material = dataclasses.replace(material, hops=hops)
    mesh, temperature = mesh_of(star, cells_per_shell)
    return cool(LAWS[law](mesh, material), temperature, duration_s, tolerance)


def cool(law: FluxLaw, temperature: Array, duration_s: float, tolerance: float = 1e-6) -> Cooling:
    """Integrate in time, implicitly and with adaptive steps (BDF of orders 1 to 5).

    Parameters
    ----------
    law : FluxLaw
    temperature : ndarray, shape (cells,)
        Initial temperatures [MeV].
    duration_s, tolerance : float
        As `diffuse`.

    Returns
    -------
    Cooling

    Raises
    ------
    RuntimeError
        As `diffuse`.

    Notes
    -----
    The unknowns are the cells' energies and what has left by each channel, as fractions of the initial
    energy. Their rates add up to zero, and so do the columns of the Jacobian: each step, and each iteration
    in it, keeps the sum to rounding.
    """
    mesh, material = law.mesh, law.material
    initial = mesh.volume * material.heat_at(mesh.shell, temperature)
    total, cells = initial.sum(), len(initial)

    def temperature_of(state: Array) -> Array:
        # A trial step may empty a cell; the floor keeps its logarithm finite until the step is rejected.
        energy = np.maximum(state[:cells], 1e-12) * total
        return material.temperature_at(mesh.shell, energy / mesh.volume)

    def rates(_time: float, state: Array) -> Array:
        flow = law(temperature_of(state))
        return np.concatenate([-np.diff(flow.face, prepend=0.0), flow.escaping]) / total

    times = _output_times(duration_s)
    solution = solve_ivp(
        rates,
        (0.0, duration_s),
        np.concatenate([initial / total, np.zeros(len(material.counts) + 1)]),
        method="BDF",
        t_eval=times,
        rtol=tolerance,
        atol=1e-4 * tolerance,
        jac_sparsity=_sparsity(cells, len(material.counts) + 1) if law.local else None,
    )
    if not solution.success:
        raise RuntimeError(f"the star could not be followed to {duration_s} s: {solution.message}")
    states = solution.y.T
    temperatures = np.array([temperature_of(state) for state in states])
    if temperatures.min() < material.temperature[0]:
        raise RuntimeError(f"a cell cooled to {temperatures.min():.3g} MeV, below the tables")
    flows = [law(row) for row in temperatures]
    spectra = [flow.spectrum for flow in flows]
    return Cooling(
        mesh=mesh,
        time=times,
        temperature=temperatures,
        energy=states[:, :cells] * total * ERG_PER_MEV,
        luminosity=np.array([flow.escaping for flow in flows]) * ERG_PER_MEV,
        emitted=states[:, cells:] * total * ERG_PER_MEV,
        group=material.group,
        spectrum=None if spectra[0] is None else np.array(spectra) * ERG_PER_MEV,
        evaluations=solution.nfev,
    )


def _output_times(duration_s: float) -> Array:
    number = 1 + int(np.ceil(_TIMES_PER_DECADE * np.log10(duration_s / _FIRST_TIME_S)))
    times = np.geomspace(_FIRST_TIME_S, duration_s, number)
    return np.concatenate([[0.0], np.minimum(times, duration_s)])


def _sparsity(cells: int, channels: int) -> csc_matrix:
    """Return which rates depend on which unknowns: neighbours, and what escapes on the last cell."""
    size = cells + channels
    pattern = diags_array([1.0, 1.0, 1.0], offsets=[-1, 0, 1], shape=(size, size)).tolil()
    pattern[cells:, :] = 0.0
    pattern[:, cells:] = 0.0
    pattern[cells:, cells - 1] = 1.0
    return csc_matrix(pattern)
