"""Result: what a run concludes, and the netCDF4 file that holds it.

The root of a file has the concluded arrays with their coordinates, and as attributes the scenario's text, the
summary and the provenance; its group `totals` has the sums that it all follows from, from which a longer run
can continue.
"""

import io
import json
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from mcsn.checkpoint import Checkpoint
from mcsn.errors import InputError
from mcsn.experiments.protocol import Experiment, Totals, Variable
from mcsn.files import part_of, read_file, write_atomically
from mcsn.provenance import fingerprint
from mcsn.scenario import Scenario, parse_scenario

if TYPE_CHECKING:
    import h5netcdf
    import h5py
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMAT = "mcsn result 1"
"""Written into every file; a change of the layout changes it."""
PROVENANCE = ("version", "git_commit", "fingerprint", "wall_s")
"""What made a result; the only part of it that may differ between two runs of one scenario."""


@dataclass(frozen=True)
class Result:
    """What follows from a run: made by `mcsn.run`, read by `mcsn.open_result`.

    `result["luminosity"]` is the array of a variable, `result.dataset` all of them as xarray has them;
    `result.summary` has the numbers, and `print(result)` shows them. Every estimate `x` has its standard
    error `x_stderr` beside it.
    """

    scenario: Scenario
    star: str
    """Digest of the star's numbers, which a profile's file may change under the same scenario."""
    steps_done: int
    """Number of packets."""
    summary: Mapping[str, Any]
    """The numbers: the keys of `mcsn run --json`; every estimate `x` has its `x_stderr`; None: not known."""
    variables: Mapping[str, Variable]
    """The arrays, coordinates among them."""
    totals: Totals
    provenance: Mapping[str, Any]

    @classmethod
    def of(cls, experiment: Experiment, done: Checkpoint) -> "Result":
        """Conclude from what was done of an experiment."""
        return cls(
            scenario=experiment.scenario,
            star=done.star,
            steps_done=done.steps_done,
            summary=_with_provenance(experiment.summary(done.totals), experiment.scenario, done.provenance),
            variables=experiment.variables(done.totals),
            totals=done.totals,
            provenance=done.provenance,
        )

    @property
    def checkpoint(self) -> Checkpoint:
        """What a longer run of the same scenario begins with."""
        return Checkpoint(self.scenario, self.star, self.steps_done, self.totals, self.provenance)

    @cached_property
    def dataset(self) -> "xarray.Dataset":
        """The variables as an xarray Dataset, as `xarray.open_dataset` reads them from the file.

        Every variable has its `units` and its meaning, `long_name`, as attributes, and every estimate `x` its
        `x_stderr` beside it. Attributes of the whole tell the scenario (TOML), the summary (JSON) and what
        made the result.
        """
        from mcsn.dataset import to_dataset

        return to_dataset(self.variables, self._attributes())

    @property
    def views(self) -> tuple[str, ...]:
        """Names of what `plot` can draw, in the order of the picture."""
        from mcsn.plot import views

        return tuple(views(self))

    def plot(self, view: str | None = None, axes: "Axes | None" = None) -> "Axes":
        """Draw one view of the result, with its standard errors.

        Parameters
        ----------
        view : str, optional
            One of `views`; by default the first.
        axes : Axes, optional
            Where to draw; by default in a new figure of pyplot's.

        Returns
        -------
        Axes

        Raises
        ------
        InputError
            If the result has no such view.
        """
        from mcsn.plot import draw

        return draw(self, view, axes)

    def picture(self) -> "Figure":
        """Return a figure of all views, the one that `mcsn run` saves; `savefig` writes it."""
        from mcsn.plot import picture

        return picture(self)

    def __getitem__(self, name: str) -> np.ndarray:
        """Return the values of a variable."""
        return self.variables[name].values

    def __repr__(self) -> str:
        from mcsn.shown import result_text

        return result_text(self)

    def _repr_html_(self) -> str:
        from mcsn.shown import result_html

        return result_html(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file, whole or not at all.

        Raises
        ------
        MachineError
            If the disk is full or refuses the file; an older file stays as it was.
        """
        write_atomically(Path(path), self._image())

    def _image(self) -> bytes:
        """Return the file as bytes: a full disk then meets a plain write, not the middle of HDF5's work."""
        import h5netcdf

        buffer = io.BytesIO()
        with h5netcdf.File(buffer, "w") as file:
            for name, value in self._attributes().items():
                file.attrs[name] = value
            for name, variable in self.variables.items():
                _put(file, name, variable)
            group = file.create_group("totals")
            for name, values in self.totals.items():
                _put(group, name, Variable(tuple(f"{name}_{i}" for i in range(values.ndim)), values, "", ""))
        return buffer.getvalue()

    def _attributes(self) -> dict[str, Any]:
        """Return what a file says of the result as a whole."""
        return {
            "format": FORMAT,
            "title": self.scenario.title,
            "name": self.scenario.name,
            "folder": str(self.scenario.folder),
            "scenario": self.scenario.to_toml(),
            "seed": self.scenario.experiment.seed,
            "star": self.star,
            "steps_done": self.steps_done,
            "summary": json.dumps(self.summary),
            **self.provenance,
        }


def open_result(path: str | os.PathLike[str]) -> Result:
    """Read a result file.

    Raises
    ------
    InputError
        If there is no such file, or it is not a whole result file.
    """
    import h5netcdf

    with _opened(Path(path)) as raw, h5netcdf.File(raw, "r") as file:
        return Result(
            *_head(file.attrs)[:4],
            variables={name: _variable(stored) for name, stored in file.variables.items()},
            totals={name: np.asarray(stored[...]) for name, stored in file["totals"].variables.items()},
            provenance=_head(file.attrs).provenance,
        )


class Head(NamedTuple):
    """What a result file says without its arrays."""

    scenario: Scenario
    star: str
    steps_done: int
    summary: Mapping[str, Any]
    provenance: Mapping[str, Any]

    @property
    def of_this_code(self) -> bool:
        """Whether this code would give the same numbers."""
        return bool(self.provenance["fingerprint"] == fingerprint())


def read_head(path: str | os.PathLike[str]) -> Head:
    """Read a result file without its arrays, which is faster; raises as `open_result`."""
    with _opened(Path(path)) as raw:
        return _head(raw.attrs)


@contextmanager
def _opened(path: Path) -> Iterator["h5py.File"]:
    """Open a result file; whatever goes wrong in it becomes an InputError."""
    import h5py

    if not path.exists() and part_of(path).exists():
        raise _unfinished(path)
    image = io.BytesIO(read_file(path, "result file"))
    try:
        # h5netcdf alone would leave a traceback behind when it closes a broken file.
        with h5py.File(image, "r") as raw:
            if raw.attrs["format"] != FORMAT:
                raise InputError(f"{path}: made by another version of mcsn ({raw.attrs['format']})")
            yield raw
    except InputError:
        raise
    except Exception:  # a broken HDF5 file raises whatever its parsers meet
        if path.suffix == ".part":
            raise _unfinished(path) from None
        raise InputError(
            f"{path}: not a whole result file (truncated, or not written by mcsn); run the scenario again"
        ) from None


def _unfinished(path: Path) -> InputError:
    return InputError(f"{path}: the run is not finished; the same `mcsn run` with --resume goes on with it")


def _head(stored: Mapping[str, Any]) -> Head:
    attrs = {name: np.ravel(value)[0] for name, value in stored.items()}  # netCDF knows lists only
    return Head(
        scenario=parse_scenario(str(attrs["scenario"]), str(attrs["name"]), str(attrs["folder"])),
        star=str(attrs["star"]),
        steps_done=int(attrs["steps_done"]),
        summary=json.loads(attrs["summary"]),
        provenance={name: attrs[name].item() for name in PROVENANCE},
    )


def _variable(stored: "h5netcdf.Variable") -> Variable:
    values = np.asarray(stored[...])
    values = values.astype(str) if values.dtype.kind in "OS" else values
    return Variable(
        stored.dimensions, values, stored.attrs.get("units", ""), stored.attrs.get("long_name", "")
    )


def _with_provenance(
    summary: dict[str, Any], scenario: Scenario, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    wall = provenance["wall_s"]
    events = sum(summary.get(kind, 0) for kind in ("collisions", "jumps", "coalescences"))
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
