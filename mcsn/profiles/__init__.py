"""Profiles: from a file with the columns of a star to shells.

file -> Table (text, hdf5) -> Profile (check, with headings and units) -> Cells (matter, surface) -> shells

A file is CSV, ECSV or HDF5. What it leaves out, the mean field fills in (`matter`); it ends at the
neutrinosphere (`surface`), and its rows become few shells that have their baryons and their heat (`shells`).
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mcsn.errors import InputError
from mcsn.profiles.cells import Cells
from mcsn.profiles.check import checked_profile
from mcsn.profiles.hdf5 import read_hdf5
from mcsn.profiles.matter import TEMPERATURES, cells_of, check_range, filled
from mcsn.profiles.shells import shells_of
from mcsn.profiles.surface import neutrinosphere, optical_depth
from mcsn.profiles.table import Table
from mcsn.profiles.text import read_text
from mcsn.scenario import StarTable
from mcsn.scenario.schema import BUILTIN_PROFILES

__all__ = ["TEMPERATURES", "Cells", "StarProfile", "load_profile"]

_HDF5 = b"\x89HDF\r\n\x1a\n"
_ROUNDING = 1e-9
"""Relative excess of a radius in a scenario over the file's that comes of other digits and units."""
_MOST_CELLS = 1000
"""Cells whose mean field is solved; longer files are merged to so many before."""


@dataclass(frozen=True, eq=False)
class StarProfile:
    """A star from a file."""

    rows: int
    """Rows of the file."""
    file_end: float
    """Radius where the file ends [m]."""
    cells: Cells
    """Matter as in the file, in at most 1,000 cells, as far as the star goes."""
    shells: Cells
    """The same in few shells."""
    end: str
    """Why the star ends where it does."""


def load_profile(path: Path, star: StarTable) -> StarProfile:
    """Read a profile.

    Parameters
    ----------
    path : Path
        The file; it is read again when it has changed.
    star : StarTable
        How it is to be read, and whether it is one that ships: these end where their files end.

    Raises
    ------
    InputError
        If it cannot be read or used; the message lists everything that is wrong with it.
    """
    try:
        stat = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"profile {path}: {reason}; give the path of a CSV, ECSV or HDF5 file") from None
    stamp = stat.st_ino, stat.st_mtime_ns, stat.st_size
    ends = math.inf if star.profile in BUILTIN_PROFILES else star.neutrinosphere_km
    return _load(path, stamp, star.radius, star.group, star.shells, ends)


@lru_cache(maxsize=8)
def _load(
    path: Path,
    _stamp: tuple[int, ...],
    radius: str | None,
    group: str | None,
    most: int,
    end_km: float | None,
) -> StarProfile:
    profile = checked_profile(_read(path, group), radius)
    cells = cells_of(profile)
    end, why = _end(profile.source, cells, end_km)
    star = cells.within(end)
    check_range(profile, star)
    try:
        star = filled(profile, star.merged(star.runs(_MOST_CELLS)))
        shells = shells_of(star, most, mean_field="nucleon_mass" not in profile.quantities)
    except ValueError as error:
        raise InputError(f"profile {profile.source}: {error}") from None
    return StarProfile(len(cells), float(cells.outer_radius[-1]), star, shells, why)


def _read(path: Path, group: str | None) -> Table:
    """Read a file by what it holds, whatever its name."""
    try:
        with open(path, "rb") as file:
            hdf5 = file.read(len(_HDF5)) == _HDF5
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"profile {path}: {reason}; give the path of a CSV, ECSV or HDF5 file") from None
    if hdf5:
        return read_hdf5(path, group)
    if group:
        raise InputError(f'profile {path}: star.group = "{group}" is for HDF5, which this file is not')
    return read_text(path)


def _end(source: str, cells: Cells, asked_km: float | None) -> tuple[float, str]:
    """Return the radius where the star ends [m], and why."""
    last = float(cells.outer_radius[-1])
    if asked_km is None:
        radius = neutrinosphere(cells)
        if radius is None:
            raise InputError(
                f"profile {source}: transparent to neutrinos, {optical_depth(cells)[0]:.2g} mean free paths"
                " in all; are the units right? To run it all the same, set star.neutrinosphere_km"
            )
        return radius, "where the file ends" if radius == last else "where 2/3 of a mean free path is left"
    if asked_km == math.inf:
        return last, "where the file ends"
    if asked_km * 1e3 > last * (1 + _ROUNDING):
        raise InputError(
            f"profile {source}: star.neutrinosphere_km = {asked_km:g} is beyond the last cell, which ends at"
            f" {last / 1e3:.6g} km"
        )
    return min(asked_km * 1e3, last), "as star.neutrinosphere_km says"
