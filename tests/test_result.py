"""The result file: what is in it, and what happens when it is broken or cannot be written."""

import builtins
import errno
import json
import os
import subprocess
import sys
import tomllib

import h5py
import numpy as np
import pytest
import xarray

from mcsn import InputError, MachineError, load_scenario, open_result, provenance, run
from mcsn.dataset import to_dataset
from mcsn.experiments.protocol import Variable
from mcsn.result import write_atomically


@pytest.fixture(scope="module")
def result():
    """Two batches, with Z'."""
    changes = {"transport.spectrum": "collision", "boson.mass_MeV": 10.0, "boson.coupling": 1e-6}
    return run(
        load_scenario("sphere", changes | {"experiment.packets": 400, "experiment.batch": 200}), threads=1
    )


@pytest.fixture(scope="module")
def image(result, tmp_path_factory):
    """The bytes of its file."""
    path = tmp_path_factory.mktemp("image") / "a.nc"
    result.save(path)
    return path.read_bytes()


@pytest.fixture
def path(image, tmp_path):
    (tmp_path / "a.nc").write_bytes(image)
    return tmp_path / "a.nc"


def test_xarray(result, path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        assert set(data.data_vars) | set(data.coords) == set(result.variables)
        for name, variable in result.variables.items():
            assert data[name].dims == variable.dims
            assert data[name].attrs.get("units", "") == variable.unit
            assert data[name].attrs["long_name"]
            np.testing.assert_array_equal(data[name].values, variable.values)
        assert {"time", "energy", "fate", "probability", "birth_shell", "decay_shell"} <= set(data.coords)
        assert data["time"].units == "s"
        assert data["energy"].units == "MeV"
        assert data["escape_rate"].units == "1/s"
        assert data["escape_counts"].sel(fate="neutrino").sum() == round(
            400 * result.summary["escaped_as_neutrino"]
        )
        # The rate is a density: over its bins it makes the escaped packets.
        assert float(np.sum(data["escape_rate"] * np.diff(data["time_edge"]))) == pytest.approx(1.0)


def test_dataset(result, path):
    """Without a file the same as from it."""
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        xarray.testing.assert_equal(data, result.dataset)
        assert result.dataset.attrs == data.attrs
        for name, variable in data.variables.items():
            assert result.dataset[name].attrs == variable.attrs
    assert result.dataset is result.dataset


def test_what_labels_an_axis_is_a_coordinate():
    """Zones of a burst have radii, and no numbers of their own."""
    zones, times = np.array([1.0, 2.0]), np.array([0.5])
    data = to_dataset(
        {
            "zone_edge": Variable(("zone",), zones, "m", "outer radius"),
            "time": Variable(("time",), times, "s", "time"),
            "temperature": Variable(("time", "zone"), np.array([[3.0, 4.0]]), "MeV", "of the zones"),
            "heat": Variable(("zone",), zones, "erg", "of the zones"),
            "heat_stderr": Variable(("zone",), zones, "erg", "standard error of heat"),
        },
        {"name": "x"},
    )
    assert set(data.coords) == {"zone_edge", "time"}
    assert data["temperature"].attrs == {"units": "MeV", "long_name": "of the zones"}
    assert data.attrs == {"name": "x"}


def test_h5py(result, path):
    with h5py.File(path) as file:
        assert file["escape_rate"].attrs["units"] == "1/s"
        assert file["escape_rate"].dims[0][0].name == "/time"
        assert file["escape_counts"][...].sum() == 400
        assert [name.decode() for name in file["fate"][...]] == ["neutrino", "boson"]
        assert file["totals/time_counts"][...].sum() == 400


def test_attributes(result, path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        attributes = data.attrs
    assert tomllib.loads(attributes["scenario"])["boson"]["coupling"] == 1e-6
    assert attributes["seed"] == 1
    assert attributes["version"] == provenance.version()
    assert attributes["git_commit"] == provenance.git_commit()
    assert json.loads(attributes["summary"])["packets"] == 400


def test_round_trip(result, path):
    again = open_result(path)
    assert again.scenario == result.scenario
    assert again.summary == result.summary
    assert dict(again.provenance) == dict(result.provenance)
    assert (again.steps_done, again.star) == (400, result.star)
    assert list(again.variables) == list(result.variables)
    for name, variable in result.variables.items():
        assert again.variables[name]._replace(values=None) == variable._replace(values=None)
        np.testing.assert_array_equal(again[name], variable.values, strict=variable.values.dtype.kind != "U")
    for name, values in result.totals.items():
        np.testing.assert_array_equal(again.totals[name], values, strict=True)


def test_saving_twice_gives_the_same_bytes(image, path, tmp_path):
    open_result(path).save(tmp_path / "b.nc")
    assert (tmp_path / "b.nc").read_bytes() == image


def assert_refused(path):
    with pytest.raises(InputError) as raised:
        open_result(path)
    assert len(str(raised.value).splitlines()) == 1
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("share", [0.0, 1e-5, 0.001, 0.1, 0.5, 0.9, 0.999, 0.99999])
def test_truncated(image, path, share):
    path.write_bytes(image[: int(share * len(image))])
    assert_refused(path)


def test_random_bytes(image, path):
    noise = np.random.default_rng(1).bytes(10_000)
    for content in (noise, image[:512] + noise, image[:2000] + noise + image[12_000:]):
        path.write_bytes(content)
        assert_refused(path)


def test_other_files(path, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = [1.0]
    with h5py.File(path, "a") as file:
        file.attrs["format"] = "mcsn result 0"
    assert_refused(tmp_path / "other.h5")
    assert_refused(path)
    assert_refused(tmp_path)
    assert_refused(tmp_path / "missing.nc")


@pytest.mark.parametrize("name", ["format", "scenario", "summary", "steps_done", "fingerprint"])
def test_missing_attribute(path, name):
    with h5py.File(path, "a") as file:
        del file.attrs[name]
    assert_refused(path)


def no_space(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("module_and_name", [(os, "fsync"), (os, "replace"), (builtins, "open")])
def test_full_disk(result, image, path, monkeypatch, module_and_name):
    with monkeypatch.context() as patch:
        patch.setattr(*module_and_name, no_space)
        with pytest.raises(MachineError, match=r"cannot write .*a\.nc: No space left"):
            result.save(path)
    assert path.read_bytes() == image
    assert [file.name for file in path.parent.iterdir()] == ["a.nc"]


def test_interrupted_while_writing(result, image, path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            result.save(path)
    assert path.read_bytes() == image
    assert [file.name for file in path.parent.iterdir()] == ["a.nc"]


def test_folder_that_is_a_file(path):
    with pytest.raises(MachineError, match="Not a directory"):
        write_atomically(path / "b.nc", b"")


_LIMITED = """
import resource, sys
from mcsn.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.argv = ["mcsn", *sys.argv[1:]]
main()
"""
"""The command line where no file may be longer than 100 kB: a result is longer."""


@pytest.mark.skipif(os.name != "posix", reason="needs resource limits")
def test_refused_by_the_system(path, image):
    assert len(image) > 100_000
    options = ["run", "sphere", "--packets", "100", "-o", path, "--threads", "1"]
    done = subprocess.run([sys.executable, "-c", _LIMITED, *options], capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr == f"mcsn: cannot write {path}: File too large\n"
    assert path.read_bytes() == image
    assert [file.name for file in path.parent.iterdir()] == ["a.nc"]
