"""Result: what a run concludes, and the netCDF4 file that holds it.

The root of a file has the concluded arrays with their coordinates, and as attributes the scenario's text, the
summary and the provenance; its group `totals` has the sums that it all follows from, from which an unfinished
run goes on.
"""

import contextlib
import io
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcsn.errors import InputError, MachineError
from mcsn.experiments.protocol import Experiment, Totals, Variable
from mcsn.scenario import Scenario, parse_scenario

if TYPE_CHECKING:
    import h5netcdf

FORMAT = "mcsn result 1"
"""Written into every file; a change of the layout changes it."""
PROVENANCE = ("version", "git_commit", "fingerprint", "wall_s")
"""What made a result; the only part of it that may differ between two runs of one scenario."""
_COUNTS = ("units", "units_done", "steps_done")


@dataclass(frozen=True)
class Result:
    """What follows from the units of a run that are done."""

    scenario: Scenario
    star: str
    """Digest of the star's numbers, which a profile's file may change under the same scenario."""
    units: int
    units_done: int
    steps_done: int  # packets
    summary: Mapping[str, Any]
    """The numbers: the keys of `mcsn run --json`; every estimate `x` has its `x_stderr`; None: not known."""
    variables: Mapping[str, Variable]
    """The arrays, coordinates among them."""
    totals: Totals
    provenance: Mapping[str, Any]

    @classmethod
    def of(
        cls, experiment: Experiment, units_done: int, totals: Totals, provenance: Mapping[str, Any]
    ) -> "Result":
        """Conclude from the totals of an experiment's first units."""
        return cls(
            scenario=experiment.scenario,
            star=experiment.star.digest,
            units=experiment.units,
            units_done=units_done,
            steps_done=experiment.steps_before(units_done),
            summary=_with_provenance(experiment.summary(totals), experiment.scenario, provenance),
            variables=experiment.variables(totals),
            totals=totals,
            provenance=provenance,
        )

    @property
    def complete(self) -> bool:
        """Whether all units are done."""
        return self.units_done == self.units

    def __getitem__(self, name: str) -> np.ndarray:
        """Return the values of a variable."""
        return self.variables[name].values

    def __repr__(self) -> str:
        state = "complete" if self.complete else f"{self.units_done} of {self.units} units"
        return f"<Result of {self.scenario.name!r}: {self.summary['packets']} packets, {state}>"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file, whole or not at all.

        Raises
        ------
        MachineError
            If the disk is full or refuses the file; an older file stays as it was.
        """
        write_atomically(Path(path), self._image())

    def _image(self) -> bytes:
        """Return the file as bytes; made in memory, so that a full disk cannot leave half of it."""
        import h5netcdf

        buffer = io.BytesIO()
        with h5netcdf.File(buffer, "w") as file:
            file.attrs["format"] = FORMAT
            file.attrs["title"] = self.scenario.title
            file.attrs["name"] = self.scenario.name
            file.attrs["folder"] = str(self.scenario.folder)
            file.attrs["star"] = self.star
            file.attrs["scenario"] = self.scenario.to_toml()
            file.attrs["summary"] = json.dumps(self.summary)
            file.attrs["seed"] = self.scenario.experiment.seed
            for name in _COUNTS:
                file.attrs[name] = getattr(self, name)
            for name, value in self.provenance.items():
                file.attrs[name] = value
            for name, variable in self.variables.items():
                _put(file, name, variable)
            group = file.create_group("totals")
            for name, values in self.totals.items():
                _put(group, name, Variable(tuple(f"{name}_{i}" for i in range(values.ndim)), values, "", ""))
        return buffer.getvalue()


def open_result(path: str | os.PathLike[str]) -> Result:
    """Read a result file, finished or not (`OUT.nc.part`).

    Raises
    ------
    InputError
        If there is no such file, or it is not a whole result file.
    """
    import h5netcdf
    import h5py

    try:
        with open(path, "rb") as raw:
            image = io.BytesIO(raw.read())
    except OSError as error:
        raise InputError(
            f"{os.fspath(path)}: {error.strerror or error}; give the path of a result file"
        ) from None
    try:
        # h5netcdf alone would leave a traceback behind when it closes a broken file.
        with h5py.File(image, "r") as raw_file, h5netcdf.File(raw_file, "r") as file:
            if file.attrs["format"] != FORMAT:
                raise InputError(
                    f"{os.fspath(path)}: made by another version of mcsn ({file.attrs['format']})"
                )
            return _read(file)
    except InputError:
        raise
    except Exception:  # a broken HDF5 file raises whatever its parsers meet
        raise InputError(
            f"{os.fspath(path)}: not a whole result file (truncated, or not written by mcsn);"
            " run the scenario again"
        ) from None


def _read(file: "h5netcdf.File") -> Result:
    return Result(
        scenario=parse_scenario(str(file.attrs["scenario"]), str(file.attrs["name"]), file.attrs["folder"]),
        star=str(file.attrs["star"]),
        **{name: int(file.attrs[name]) for name in _COUNTS},
        summary=json.loads(file.attrs["summary"]),
        variables={name: _variable(stored) for name, stored in file.variables.items()},
        totals={name: np.asarray(stored[...]) for name, stored in file["totals"].variables.items()},
        provenance={name: file.attrs[name] for name in PROVENANCE},
    )


def _variable(stored: "h5netcdf.Variable") -> Variable:
    values = np.asarray(stored[...])
    values = values.astype(str) if values.dtype.kind in "OS" else values
    return Variable(
        stored.dimensions, values, stored.attrs.get("units", ""), stored.attrs.get("long_name", "")
    )


def check_output(path: Path) -> None:
    """Raise InputError if a file cannot be written here."""
    if not path.name:
        raise InputError(f'"{path}": is not the name of a file; give one with -o')
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"{path}: there is no folder {folder}; make it or choose another with -o")
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the name of a file with -o")
    if not os.access(folder, os.W_OK):
        raise InputError(f"{path}: the folder {folder} cannot be written to; choose another with -o")
    trial = temporary_of(path.with_name(path.name + ".part"))  # the longest name that we shall need
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; choose another file with -o") from None


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that at every moment it is the old or the new one; MachineError if it cannot be."""
    temporary = temporary_of(path)
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise MachineError(f"cannot write {path}: {error.strerror or error}") from None
    finally:  # also when we are interrupted; after success there is none
        with contextlib.suppress(OSError):
            temporary.unlink()


def temporary_of(path: Path) -> Path:
    """Return where a file lies while it is written."""
    return path.with_name(path.name + ".tmp")


def _with_provenance(
    summary: dict[str, Any], scenario: Scenario, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    wall = provenance["wall_s"]
    events = summary["collisions"] + summary["jumps"] + summary["coalescences"]
    speed = events / wall if wall > 0.0 else None
    seed, version = scenario.experiment.seed, provenance["version"]
    return jsonable(summary | {"wall_s": wall, "events_per_s": speed, "seed": seed, "version": version})


def jsonable(value: Any) -> Any:
    """Return nested dicts and lists with None in place of infinities and NaN, for which JSON has no words."""
    if isinstance(value, Mapping):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [jsonable(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _put(group: "h5netcdf.Group", name: str, variable: Variable) -> None:
    """Write one variable, and the dimensions that it brings."""
    for dim, length in zip(variable.dims, variable.values.shape, strict=True):
        if dim not in group.dimensions:
            group.dimensions[dim] = length
    values = variable.values
    if values.dtype.kind == "U":
        import h5py

        values = values.astype(h5py.string_dtype())
    made = group.create_variable(name, variable.dims, values.dtype, data=values)
    if variable.unit:
        made.attrs["units"] = variable.unit
    if variable.meaning:
        made.attrs["long_name"] = variable.meaning
