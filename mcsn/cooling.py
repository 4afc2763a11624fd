"""A star whose temperatures change: its heat, and its Tables, as functions of them.

Composition and effective masses stay. Everything that depends on the temperature of a shell is tabulated on a
grid that is uniform in ln T, and read by the cubic through four of its nodes.
"""

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mcsn.acceleration import with_jumps
from mcsn.physics.boson import Boson
from mcsn.physics.fermi import neutrino_energy_density
from mcsn.physics.heat import matter_thermal_energy
from mcsn.star import Star
from mcsn.tables import build_tables
from mcsn.transport.grid import ENERGIES
from mcsn.transport.state import FLAVOURS, GREY, JumpLimits, Options, Tables
from mcsn.windows import PROBABILITY, both_tails

Array = NDArray[np.float64]

COLDEST = 0.25
"""Lowest temperature that is tabulated [MeV]; colder zones radiate as if they were as warm."""
_HOTTER = 1.3
"""The highest one, over the highest of the star."""
_RATIO = 1.25
"""Ratio of neighbouring temperatures."""
_HEAT_NODES = 600
_MOST = 0.95
"""Largest share of its time that a packet that moves is a neutrino."""
_DAMPED = 0.75
"""A ripple is damped in steps of any length where this exceeds 1/2."""
_LEAST = 1e-290
"""Stands for zero in tables whose logarithm is read."""


@dataclass(frozen=True, eq=False)
class Heat:
    """Energy per volume of shells, above that of cold matter."""

    temperature: Array  # rising, (t,) [MeV]
    matter: Array  # (shells, t) [MeV/m^3]
    neutrinos: Array  # of all species, (t,) [MeV/m^3]
    species: int

    @classmethod
    def of(cls, star: Star, species: int) -> "Heat":
        """Tabulate the heat of a star with so many species of neutrino in equilibrium with it.

        Nucleons at fixed m*, electrons and positrons, photons: `matter_thermal_energy`.
        """
        assert star.matter is not None
        temperature = np.geomspace(COLDEST, _HOTTER * star.temperature.max(), _HEAT_NODES)
        matter = matter_thermal_energy(
            star.matter.neutron_density[:, None],
            star.matter.proton_density[:, None],
            star.matter.nucleon_mass[:, None],
            temperature,
        )
        return cls(temperature, matter, species * neutrino_energy_density(temperature), species)

    @cached_property
    def _total(self) -> Array:
        return self.matter + self.neutrinos

    @cached_property
    def _response(self) -> Array:
        """Share of the heat capacity that neutrinos have, (shells, t)."""
        return np.gradient(self.neutrinos, self.temperature) / np.gradient(
            self._total, self.temperature, axis=1
        )

    def energy(self, shell: NDArray[np.int64], temperature: Array) -> Array:
        """Return the energy per volume of zones, (zones,) [MeV/m^3]."""
        return np.exp(self._read(np.log(self.temperature), np.log(self._total), shell, np.log(temperature)))

    def temperature_of(self, shell: NDArray[np.int64], energy: Array) -> Array:
        """Return the temperature of zones with these energies per volume, (zones,) [MeV]."""
        ln_energy = np.log(np.maximum(energy, _LEAST))
        return np.exp(self._read(np.log(self._total), np.log(self.temperature), shell, ln_energy))

    def share(self, shell: NDArray[np.int64], temperature: Array) -> Array:
        """Return the share of the heat that neutrinos have, (zones,)."""
        return self._read(self.temperature, self.neutrinos / self._total, shell, temperature)

    def response(self, shell: NDArray[np.int64], temperature: Array) -> Array:
        """Return the share of added heat that goes into neutrinos, du_nu/du, (zones,)."""
        return self._read(self.temperature, self._response, shell, temperature)

    def _read(self, x: Array, y: Array, shell: NDArray[np.int64], at: Array) -> Array:
        x, y = (np.broadcast_to(array, self.matter.shape) for array in (x, y))
        return np.array([np.interp(a, x[k], y[k]) for k, a in zip(shell, at, strict=True)])


class CoolingStar:
    """What a burst looks up of its star."""

    def __init__(
        self,
        star: Star,
        heat: Heat,
        boson: Boson | None,
        opacity: str,
        options: Options,
        limits: JumpLimits | None = None,
        opacity_scale: float = 1.0,
    ) -> None:
        """Tabulate all shells at all temperatures; opacity, opacity_scale: as in [transport]."""
        self.star, self.heat, self.options, self._limits = star, heat, options, limits
        count = 1 + int(np.ceil(np.log(heat.temperature[-1] / heat.temperature[0]) / np.log(_RATIO)))
        self._ln_t = np.log(heat.temperature[0]) + np.log(_RATIO) * np.arange(count)
        self._grid = self._tabulate(boson, opacity, opacity_scale)
        self._absorption, self._stiffness = energy_means(
            self._grid, self._zone_size(), options.spectrum == GREY
        )

    def _zone_size(self) -> Array:
        """Return the mean thickness of the zones of the shell of every row [m]."""
        edges = np.diff(self.star.outer_radius, prepend=0.0)
        size = np.bincount(self.star.shell, edges) / np.bincount(self.star.shell)
        return np.repeat(size, len(self._ln_t))

    def _tabulate(self, boson: Boson | None, opacity: str, opacity_scale: float) -> Tables:
        """Return Tables with a row for every shell at every temperature, in this order."""
        shells, count = self.star.shells, len(self._ln_t)
        rows = dataclasses.replace(
            self.star,
            outer_radius=np.arange(1.0, shells * count + 1.0),
            temperature=np.tile(np.exp(self._ln_t), shells),
            shell=np.repeat(np.arange(shells), count),
        )
        return build_tables(rows, boson, opacity, "energy", opacity_scale, species=self.heat.species)

    def tables(self, temperature: Array) -> Tables:
        """Return the Tables of the star at temperatures of its zones, (zones,) [MeV]."""
        tables = self._at(temperature)
        return with_jumps(tables, self.options, self._limits) if self.options.accelerated else tables

    def _at(self, temperature: Array) -> Tables:
        """Return Tables without what jumps look up; every zone has a row of its own."""
        star, grid = self.star, self._grid
        read = _Reader(star.shell, np.log(temperature), self._ln_t)
        rates = read(grid.rates)
        grey = read(grid.grey_rates)
        # Matter gives back any species: in `grey` mode they are one, of their mean free path.
        grey[..., 0] = 1.0 / _over_kinds(1.0 / grey[..., 0])[:, None]
        absorption = grey[:, 0, 0] if self.options.spectrum == GREY else read(self._absorption)
        return grid._replace(
            outer_radius=star.outer_radius,
            shell=star.shell,
            row=np.arange(len(star.shell)),
            temperature=temperature,
            start_probability=np.ones(len(star.shell)),  # packets of a burst are not started by it
            emission=read(grid.emission),
            coalesced=read(grid.coalesced),
            rates=rates,
            anisotropy=np.zeros(rates.shape[:3]),
            grey_rates=grey,
            grey_anisotropy=np.zeros(rates.shape[:2]),
            grey_decay_length=read(grid.grey_decay_length),
            grey_speed=read(grid.grey_speed),
            # In equilibrium matter emits what it absorbs: u_matter / dwell = c u_nu <1/lambda>.
            dwell=(1.0 - self.response(temperature)) / self.response(temperature) / absorption,
        )

    def response(self, temperature: Array) -> Array:
        """Return the share of added heat that goes into the flow of neutrinos, (zones,).

        The flow is that of u_nu, of which added heat gets du_nu/du, at the spectrum and mean free paths that
        are there; `stiffness` corrects for those that it makes. It is at least the share u_nu/u.
        """
        shell = self.star.shell
        stiffness = _Reader(shell, np.log(temperature), self._ln_t)(self._stiffness)
        into = np.minimum(stiffness * self.heat.response(shell, temperature), _MOST)
        return np.maximum(into, self.heat.share(shell, temperature))


def energy_means(tables: Tables, size: Array, grey: bool) -> tuple[Array, Array]:
    """Return the mean 1/lambda of scattering [1/m] and the stiffness, (rows,) each.

    Rows are zones, those of a shell after each other and uniform in ln T; size: of real zones, (rows,) [m].
    Means are over the energy of all species in equilibrium, of density u(E). A ripple of temperature of wave
    number k loses c Int S (du/dT) g(k lambda) dE, g(y) = 1 - arctan(y)/y, per volume and temperature, S the
    scattering; with the spectrum of the star as it was it would be (4/T) c Int S u g dE. The stiffness is the
    ratio of the two: for long waves, which decide how the star cools, but no less than `_DAMPED` of that for
    ripples from zone to zone, the noise of which it must damp. These lose energy by Z', too, in proportion to
    J = Int R u dE, which rises as d ln J / d ln T over 4.
    """
    x = both_tails(tables.thermal)
    rising = x / (4.0 * (1.0 + np.exp(-x)))  # T/4 times the derivative of ln u(E)
    absorption, long, short, lost, made = np.empty((5, len(tables.row)))
    for row, temperature in enumerate(tables.temperature):
        scattering, coalescence = _rates_at(tables, row, temperature * x, grey)
        path = 1.0 / (scattering + coalescence)
        absorption[row], made[row] = _mean(_over_kinds(scattering.T)), _mean(_over_kinds(coalescence.T))
        long[row] = 1.0 if grey else _mean(rising, _over_kinds((scattering * path**2).T))
        ripple = _over_kinds((scattering * _lost(np.pi / size[row] * path)).T)
        short[row] = 1.0 if grey else _mean(rising, ripple)
        lost[row] = _mean(ripple)
    by_boson = made * _lost(np.pi / size * tables.grey_decay_length)
    total = lost * short + by_boson * _rise(made, tables)
    return absorption, np.maximum(long, _DAMPED * total / (lost + by_boson))


def _rates_at(tables: Tables, row: int, energy: Array, grey: bool) -> Array:
    """Return scattering and coalescence of all kinds, (2, kinds, n) [1/m]."""
    if grey:
        rates = tables.grey_rates[row].T[..., None]
        return np.broadcast_to(rates, (*rates.shape[:2], len(energy)))
    return np.array(
        [[np.interp(energy, ENERGIES, rate) for rate in kind.T] for kind in tables.rates[row]]
    ).swapaxes(0, 1)


def _over_kinds(values: Array) -> Array:
    """Average over kinds of neutrinos, the last axis, by their flavours."""
    return np.average(values, axis=-1, weights=FLAVOURS[: values.shape[-1]])


def _mean(values: Array, weight: Array | float = 1.0) -> float:
    """Average over `PROBABILITY`."""
    whole = np.trapezoid(np.broadcast_to(weight, values.shape), PROBABILITY)
    return float(np.trapezoid(values * weight, PROBABILITY) / whole)


def _lost(y: Array) -> Array:
    """Return the share of what is emitted that a ripple does not get back, y = k lambda."""
    return 1.0 - np.arctan(y) / y


def _rise(made: Array, tables: Tables) -> Array:
    """Return (1/4) d ln(T^4 <R>) / d ln T, (rows,)."""
    shells = int(tables.shell[-1]) + 1
    ln_t = np.log(tables.temperature).reshape(shells, -1)
    ln_made = np.log(np.maximum(made, _LEAST)).reshape(shells, -1)
    slopes = np.array([np.gradient(values, ln_t[0]) for values in ln_made])
    return 1.0 + 0.25 * slopes.ravel()


class _Reader:
    """Reads tables of all shells and temperatures at one temperature per zone."""

    def __init__(self, shell: NDArray[np.int64], ln_t: Array, nodes: Array) -> None:
        place = np.clip((ln_t - nodes[0]) / (nodes[1] - nodes[0]), 0.0, len(nodes) - 1.0)
        first = np.clip(place.astype(np.int64) - 1, 0, len(nodes) - 4)
        self._rows = (shell * len(nodes) + first)[:, None] + np.arange(4)
        x = place - first
        self._weights = np.stack(
            [
                -(x - 1) * (x - 2) * (x - 3) / 6,
                x * (x - 2) * (x - 3) / 2,
                -x * (x - 1) * (x - 3) / 2,
                x * (x - 1) * (x - 2) / 6,
            ],
            axis=1,
        )

    def __call__(self, table: Array) -> Array:
        """Return a table, (shells * t, ...), of positive values or zeros, at the zones, (zones, ...)."""
        rows = table[self._rows]
        read = np.exp(np.einsum("zk,zk...->z...", self._weights, np.log(np.maximum(rows, _LEAST))))
        return np.where(rows.any(axis=1), read, 0.0)
