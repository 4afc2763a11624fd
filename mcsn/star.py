"""The star: concentric shells of one composition each, cut into zones of one temperature each."""

import csv
import dataclasses
import hashlib
import math
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mcsn.errors import InputError
from mcsn.physics.matter import kinetic_chemical_potential, nucleon_density
from mcsn.scenario import Scenario, StarTable

Array = NDArray[np.float64]

COLUMNS = ("outer_radius_km", "temperature_MeV", "mu_n_MeV", "mu_p_MeV", "m_N_MeV")
"""Columns that a profile must have; others may stand beside them."""

TEMPERATURES = (0.01, 500.0)
"""Range of temperatures [MeV] whose spectra the kernels' energy grid holds."""


@dataclasses.dataclass(frozen=True, eq=False)
class Matter:
    """Composition of the shells; every array has shape (shells,)."""

    neutron_density: Array  # [fm^-3]
    proton_density: Array  # [fm^-3]
    nucleon_mass: Array  # effective mass m* [MeV]

    def chemical_potentials(self, shell: NDArray[np.integer], temperature: Array) -> tuple[Array, Array]:
        """Kinetic chemical potentials mu_n*, mu_p* [MeV] of shells at any temperature, at fixed densities."""
        mass = self.nucleon_mass[shell]
        return (
            kinetic_chemical_potential(self.neutron_density[shell], temperature, mass),
            kinetic_chemical_potential(self.proton_density[shell], temperature, mass),
        )


@dataclasses.dataclass(frozen=True, eq=False)
class Star:
    """A spherical star at rest.

    A real star has `matter`; an idealised one has `mean_free_path` instead.
    """

    outer_radius: Array  # of the zones, increasing, (zones,) [m]
    temperature: Array  # (zones,) [MeV]
    shell: NDArray[np.int64]  # shell of each zone, (zones,)
    matter: Matter | None = None
    mean_free_path: Array | None = None  # (shells,) [m]

    @property
    def shells(self) -> int:
        """Number of shells."""
        return int(self.shell[-1]) + 1

    @property
    def zone_volume(self) -> Array:
        """Volume of the zones, (zones,) [m^3]."""
        return 4.0 / 3.0 * np.pi * np.diff(self.outer_radius**3, prepend=0.0)

    @cached_property
    def digest(self) -> str:
        """Hash of all numbers of the star."""
        matter = dataclasses.astuple(self.matter) if self.matter else ()
        digest = hashlib.sha256()
        for array in (self.outer_radius, self.temperature, self.shell, self.mean_free_path, *matter):
            digest.update(b"none" if array is None else array.tobytes())
        return digest.hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        """Stars of the same numbers are the same star: what is tabulated for one serves the other."""
        return isinstance(other, Star) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def with_temperature(self, temperature: Array) -> "Star":
        """Return the same matter at other zone temperatures, shape (zones,) [MeV]."""
        return dataclasses.replace(self, temperature=np.broadcast_to(temperature, self.shell.shape).copy())


def load_star(scenario: Scenario) -> Star:
    """Build the star of a scenario.

    Raises
    ------
    InputError
        If the profile cannot be read; the message lists everything that is wrong with it.
    """
    path = scenario.profile_path
    return _load(scenario.star, path, _profile_text(path) if path else "")


@lru_cache(maxsize=8)
def _load(table: StarTable, path: Path | None, text: str) -> Star:
    """Build a star; `text` is that of the CSV file at `path`, which may change while we run."""
    if table.profile == "shells":
        star = _shells_of_zones(table, np.array(table.outer_radius_m), np.array(table.temperature_MeV))
        return dataclasses.replace(star, mean_free_path=np.array(table.mean_free_path_m))
    if path is None:
        text = (resources.files("mcsn") / "data" / "profiles" / f"{table.profile}.csv").read_text("utf-8")
        columns = _columns(text, table.profile)
    else:
        columns = _columns(text, str(path))
    temperature, mass = columns["temperature_MeV"], columns["m_N_MeV"]
    matter = Matter(
        nucleon_density(columns["mu_n_MeV"], temperature, mass),
        nucleon_density(columns["mu_p_MeV"], temperature, mass),
        mass,
    )
    star = _shells_of_zones(table, columns["outer_radius_km"] * 1e3, temperature)
    empty = np.flatnonzero(matter.neutron_density + matter.proton_density <= 0.0)
    if len(empty):
        raise InputError(f"star.profile = {table.profile}: no nucleons in row {empty[0] + 1}")
    return dataclasses.replace(star, matter=matter)


def _shells_of_zones(table: StarTable, outer_radius: Array, temperature: Array) -> Star:
    """Cut shells into zones of equal volume; each starts at the temperature of its shell."""
    zones = table.zones_per_shell
    edges = np.concatenate([[0.0], outer_radius])
    radius = np.cbrt(np.linspace(edges[:-1] ** 3, edges[1:] ** 3, zones + 1)[1:]).T
    radius[:, -1] = outer_radius  # exactly
    radius = radius.ravel()
    temperature = temperature * table.temperature_scale
    if np.any(np.diff(radius, prepend=0.0) <= 0.0):
        raise InputError(f"star.zones_per_shell = {zones}: a zone is too thin for its radius")
    low, high = TEMPERATURES
    if np.any((temperature < low) | (temperature > high)):
        raise InputError(
            f"star: temperatures from {temperature.min():g} to {temperature.max():g} MeV (temperature_scale ="
            f" {table.temperature_scale:g}): must be from {low:g} to {high:g} MeV"
        )
    return Star(
        outer_radius=radius,
        temperature=np.repeat(temperature, zones),
        shell=np.repeat(np.arange(len(edges) - 1), zones),
    )


def _profile_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # spreadsheets put a mark in front
    except OSError as error:
        raise InputError(f"profile {path}: {error.strerror or error}; give the path of a CSV file") from None
    except UnicodeDecodeError:
        raise InputError(f"profile {path}: not a text file; give the path of a CSV file") from None


def _columns(text: str, name: str) -> dict[str, Array]:
    """Read the columns of a profile; comments start with #, the first other line names the columns."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if not lines:
        raise InputError(f"profile {name}: no rows; the columns needed are {', '.join(COLUMNS)}")
    number, header = lines[0]
    names = _cells(header)
    if twice := [column for column in COLUMNS if names.count(column) > 1]:
        raise InputError(f"profile {name}, line {number}: the columns {', '.join(twice)} stand there twice")
    if missing := [column for column in COLUMNS if column not in names]:
        raise InputError(f"profile {name}, line {number}: missing the columns {', '.join(missing)}")
    rows, problems = [], []
    for number, line in lines[1:]:
        row, wrong = _row(line, names)
        rows.append(row)
        problems += [f"profile {name}, line {number}: {problem}" for problem in wrong]
    if not rows:
        problems = [f"profile {name}: no rows under the header"]
    radii = [row.get("outer_radius_km", math.nan) for row in rows]
    for (number, _), (inner, outer) in zip(lines[2:], pairwise(radii), strict=True):
        if outer <= inner:
            problems.append(f"profile {name}, line {number}: outer_radius_km = {outer:g} does not increase")
    if problems:
        raise InputError("\n".join(problems))
    return {column: np.array([row[column] for row in rows]) for column in COLUMNS}


def _row(line: str, names: list[str]) -> tuple[dict[str, float], list[str]]:
    """Return the needed values of one line, and what is wrong with it."""
    cells = _cells(line)
    if len(cells) != len(names):
        return {}, [f"{len(cells)} values for {len(names)} columns"]
    values = dict(zip(names, cells, strict=True))
    row = {column: _number(values[column]) for column in COLUMNS}
    return row, list(_row_problems(row, values))


def _cells(line: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line]))]
    except csv.Error:  # a cell of more than 128 KiB
        return []


def _row_problems(row: dict[str, float], text: dict[str, str]) -> Iterator[str]:
    for column, value in row.items():
        if not (math.isfinite(value) and value > 0.0):
            yield f'{column} = "{text[column]}": must be a number greater than 0'


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
