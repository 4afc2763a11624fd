import re
from importlib.resources import files

import numpy as np
import pytest

from mcsn.errors import InputError
from mcsn.scenario import parse_scenario
from mcsn.star import load_star

HEADER = "outer_radius_km,temperature_MeV,mu_n_MeV,mu_p_MeV,m_N_MeV"
GOOD = "5,15,496.6,405.4,249.6\n7.5,20,530,458.3,384.9\n"


def load(folder, text=None):
    if text is not None:
        (folder / "my star.csv").write_text(text, "utf-8")
    return load_star(parse_scenario('[star]\nprofile = "my star.csv"', "test", folder))


def problems(folder, text=None):
    """The lines of the error message."""
    with pytest.raises(InputError) as error:
        load(folder, text)
    return str(error.value).splitlines()


def test_built_in_star(table1):
    star = load_star(parse_scenario("", "test"))
    np.testing.assert_array_equal(star.outer_radius, 1e3 * table1["outer_radius_km"])
    np.testing.assert_array_equal(star.temperature, table1["temperature_MeV"])
    density = star.matter.neutron_density + star.matter.proton_density
    np.testing.assert_allclose(density, table1["baryon_density_fm3"], rtol=3e-3)
    mu_n, mu_p = star.matter.chemical_potentials(star.shell, star.temperature)
    np.testing.assert_allclose(mu_n, table1["mu_n_MeV"], rtol=1e-9)
    np.testing.assert_allclose(mu_p, table1["mu_p_MeV"], rtol=1e-9)
    assert star.shells == 6


def test_a_profile_of_the_same_numbers_is_the_same_star(tmp_path):
    text = (files("mcsn") / "data" / "profiles" / "cerdeno2023.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines() if not line.startswith("#")]
    chosen = [rows[0].index(column) for column in reversed(HEADER.split(","))]
    lines = [" , ".join(row[column] for column in chosen) for row in rows]
    own = load(tmp_path, "\ufeff# a comment\n\n" + "\n".join(lines) + "\n  # the end\n")
    built_in = load_star(parse_scenario("", "test"))
    np.testing.assert_array_equal(own.outer_radius, built_in.outer_radius)
    np.testing.assert_array_equal(own.temperature, built_in.temperature)
    np.testing.assert_array_equal(own.matter.neutron_density, built_in.matter.neutron_density)
    np.testing.assert_array_equal(own.matter.proton_density, built_in.matter.proton_density)
    np.testing.assert_array_equal(own.matter.nucleon_mass, built_in.matter.nucleon_mass)


def test_zones():
    star = load_star(parse_scenario("[star]\nzones_per_shell = 4", "test"))
    assert star.shell.tolist() == np.repeat(range(6), 4).tolist()
    assert star.outer_radius[3::4].tolist() == [5e3, 7.5e3, 10e3, 15e3, 17.5e3, 20e3]
    np.testing.assert_allclose(star.outer_radius[:2], 5e3 * np.cbrt([0.25, 0.5]))
    volume = star.zone_volume.reshape(6, 4)
    np.testing.assert_allclose(volume, volume[:, :1].repeat(4, axis=1), rtol=1e-9)
    assert star.zone_volume.sum() == pytest.approx(4.0 / 3.0 * np.pi * 2e4**3)
    assert star.temperature[4:8].tolist() == [20.0] * 4


def test_shells_written_in_the_scenario():
    star = load_star(
        parse_scenario(
            '[star]\nprofile = "shells"\nouter_radius_m = [1.0, 2.0]\nmean_free_path_m = [0.2, 1.0]\n'
            'temperature_MeV = [10.0, 5.0]\ntemperature_scale = 2.0\n[transport]\nopacity = "constant"',
            "test",
        )
    )
    assert star.outer_radius.tolist() == [1.0, 2.0]
    assert star.temperature.tolist() == [20.0, 10.0]
    assert star.mean_free_path.tolist() == [0.2, 1.0]
    assert star.matter is None


def test_missing_file(tmp_path):
    (line,) = problems(tmp_path)
    assert str(tmp_path / "my star.csv") in line
    assert "No such file" in line


def test_folder_and_binary_file(tmp_path):
    (tmp_path / "my star.csv").mkdir()
    assert len(problems(tmp_path)) == 1
    (tmp_path / "my star.csv").rmdir()
    (tmp_path / "my star.csv").write_bytes(b"\xff\xfe\x00" * 100)
    (line,) = problems(tmp_path)
    assert "not a text file" in line


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_empty_file(tmp_path, text):
    (line,) = problems(tmp_path, text)
    assert "no rows" in line
    assert HEADER.replace(",", ", ") in line


def test_header_alone(tmp_path):
    (line,) = problems(tmp_path, HEADER)
    assert "no rows under the header" in line


def test_missing_columns_are_all_named(tmp_path):
    (line,) = problems(tmp_path, "# comment\nouter_radius_km,temperature_MeV,mu_n_MeV\n5,15,496.6\n")
    assert re.search(r"line 2: missing the columns mu_p_MeV, m_N_MeV$", line)


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    lines = problems(
        tmp_path,
        f"#\n{HEADER}\n5,15,496,405,250\n\n7.5,warm,530,-458.3,384.9\n8,20,530\n9,nan,530,1,\n9,1,1,1,1\n",
    )
    expected = [
        'line 5: temperature_MeV = "warm": must be a number greater than 0',
        'line 5: mu_p_MeV = "-458.3": must be a number greater than 0',
        "line 6: 3 values for 5 columns",
        'line 7: temperature_MeV = "nan": must be a number greater than 0',
        'line 7: m_N_MeV = "": must be a number greater than 0',
        "line 8: outer_radius_km = 9 does not increase",
    ]
    assert len(lines) == len(expected)
    for line, end in zip(lines, expected, strict=True):
        assert line.startswith(f"profile {tmp_path / 'my star.csv'}, ")
        assert line.endswith(end)


@pytest.mark.parametrize("value", ["0", "inf", "1e999", "1,5", "'5'"])
def test_values_that_are_no_use(tmp_path, value):
    (line,) = problems(tmp_path, f"{HEADER}\n{value},15,496.6,405.4,249.6\n")
    assert "line 2" in line


def test_radii_must_increase(tmp_path):
    more = "7.5,28,656.5,601.9,599.4\n6,33,779.8,723,786\n"
    lines = problems(tmp_path, f"{HEADER}\n{GOOD}{more}")
    assert [line.rpartition("line ")[2] for line in lines] == [
        "4: outer_radius_km = 7.5 does not increase",
        "5: outer_radius_km = 6 does not increase",
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEADER + ",m_N_MeV\n5,15,496.6,405.4,249.6,249.6\n", "m_N_MeV stand there twice"),
        (HEADER + "\n10,1,1,1,939\n", "no nucleons in row 1"),
        (HEADER + "\n5,1500,496.6,405.4,249.6\n", "must be from 0.01 to 500 MeV"),
        (HEADER + "\n5,15,496.6,405.4," + "9" * 200_000 + "\n", "line 2: 0 values for 5 columns"),
    ],
)
def test_stars_that_no_table_can_hold(tmp_path, text, named):
    assert named in "".join(problems(tmp_path, text))
