"""HDF5: data sets or a table with fields, units where people put them, and files that are broken."""

import h5py
import numpy as np
import pytest

NAMES = ("outer_radius", "T", "rho", "Y_e")
UNITS = ("km", "MeV", "g/cm^3", None)


def write(path, columns, group="/", units=UNITS):
    with h5py.File(path, "a") as file:
        place = file.require_group(group)
        for name, unit, values in zip(NAMES, units, columns.values(), strict=True):
            place[name] = np.array(values)
            if unit:
                place[name].attrs["units"] = unit


def structured(columns):
    rows = np.empty(5, [(name, float) for name in NAMES])
    for name, values in zip(NAMES, columns.values(), strict=True):
        rows[name] = values
    return rows


def test_data_sets(load, columns, same, tmp_path):
    write(tmp_path / "a.h5", columns)
    same(load(columns), load(None, "a.h5"))


def test_a_time_beside_them(load, columns, same, tmp_path):
    write(tmp_path / "a.h5", columns)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        file["t"] = np.array([0.5])
        file["t"].attrs["units"] = "s"
    same(load(columns), load(None, "a.h5"))


def test_units_in_names(load, columns, same, tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name, values in columns.items():
            file[name.replace("g/cm3", "g cm-3")] = values
    same(load(columns), load(None, "a.h5"))


def test_groups(load, problems, columns, same, tmp_path):
    write(tmp_path / "a.h5", columns, "late/star")
    same(load(columns), load(None, "a.h5"))  # there is only one
    write(tmp_path / "a.h5", columns | {"rho [g/cm3]": [1e14] * 5}, "early")
    (line,) = problems(None, "a.h5")
    assert "choose with star.group" in line
    assert "/early, /late/star" in line
    same(load(columns), load(None, "a.h5", group="late/star"))
    (line,) = problems(None, "a.h5", group="star")
    assert 'no "star" in it' in line
    assert "/early, /late/star" in line


def test_astropy_tables(load, columns, same, tmp_path):
    meta = ["datatype:"]
    meta += [
        f"- {{name: {n}, unit: {u}, datatype: float64}}" for n, u in zip(NAMES[:3], UNITS[:3], strict=True)
    ]
    meta += ["- {name: Y_e, datatype: float64}"]
    with h5py.File(tmp_path / "a.hdf5", "w") as file:
        file["profile"] = structured(columns)
        file["profile.__table_column_meta__"] = np.array(meta, "S")
    same(load(columns), load(None, "a.hdf5"))


def test_tables_without_units(problems, columns, tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["profile"] = structured(columns)
    assert [line.split(",")[0] for line in problems(None, "a.h5")] == ["outer_radius", "T", "rho"]


def test_lengths_differ(problems, columns, tmp_path):
    write(tmp_path / "a.h5", columns)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        del file["T"]
        file["T"] = np.ones(6)
        file["something else"] = np.ones(100)
    (line,) = problems(None, "a.h5")
    assert "differ in length" in line
    assert "T (6)" in line
    assert "something else" not in line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file.__delitem__("T"), "no temperature"),
        (lambda file: file["T"].attrs.__setitem__("units", "furlong"), "furlong"),
        (
            lambda file: file.move("T", "T_K"),
            "T_K, the temperature, is in k by its name and in MeV by its unit",
        ),
        (lambda file: file["T"].__setitem__(2, np.nan), "row 3: T = nan"),
        (lambda file: file["rho"].__setitem__(0, -1.0), "row 1: rho = -1: must be greater than 0"),
        (lambda file: file["outer_radius"].__setitem__(4, 3.0), "row 5: outer_radius = 3 after 16"),
        (
            lambda file: (file.__delitem__("T"), file.__setitem__("T", [b"a"] * 5)),
            "holds object, not numbers",
        ),
        (lambda file: (file.__delitem__("T"), file.__setitem__("T", h5py.SoftLink("/no"))), "no temperature"),
        (lambda file: file.clear(), "no data sets in it"),
    ],
)
def test_what_is_wrong_in_a_file(problems, columns, tmp_path, change, said):
    write(tmp_path / "a.h5", columns)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        change(file)
    lines = problems(None, "a.h5")
    assert any(said in line for line in lines)


def test_rows_that_no_file_holds(problems, tmp_path):
    """A data set may claim any length without taking space."""
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("T", (10**12,), "f8", chunks=(1000,))
    assert problems(None, "a.h5") == ["more than 10,000,000 rows; thin it out"]


def test_group_of_a_text_file(problems, columns):
    (line,) = problems(columns, group="a")
    assert "star.group" in line


def test_truncated(problems, columns, tmp_path):
    write(tmp_path / "a.h5", columns)
    content = (tmp_path / "a.h5").read_bytes()
    for length in (8, 9, 100, 512, len(content) // 2, len(content) - 1):
        (line,) = problems(content[:length], "a.h5")
        assert "broken HDF5" in line
