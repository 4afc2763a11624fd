from importlib.resources import files

import numpy as np
import pytest

from mcsn.errors import InputError
from mcsn.scenario import parse_scenario
from mcsn.star import load_star, star_profile

HEADER = "outer_radius_km,temperature_MeV,mu_n_MeV,mu_p_MeV,m_N_MeV"


def load(folder, text=None):
    if text is not None:
        (folder / "my star.csv").write_text(text, "utf-8")
    return load_star(parse_scenario('[star]\nprofile = "my star.csv"', "test", folder))


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


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEADER + ",m_N_MeV\n5,15,496.6,405.4,249.6,249.6\n", "m_N_MeV and m_N_MeV both give"),
        (HEADER + "\n5,1,1,1,939\n", "line 2: no nucleons"),
        (HEADER + "\n5,1500,496.6,405.4,249.6\n", "1500, more than any star has"),
        (
            HEADER + "\n5,0.009,496.6,405.4,249.6\n9,15,800,750,800\n",
            "line 2: temperature [MeV] = 0.009: inside",
        ),
    ],
)
def test_stars_that_no_table_can_hold(tmp_path, text, named):
    with pytest.raises(InputError) as error:
        load(tmp_path, text)
    assert named in str(error.value)


def test_temperatures_that_no_table_can_hold():
    with pytest.raises(InputError, match=r"must be from 0.01 to 500 MeV"):
        load_star(parse_scenario("[star]\ntemperature_scale = 100.0", "test"))


def test_stars_that_ship_are_not_merged():
    star = load_star(parse_scenario('[star]\nprofile = "derocco2019"\ntemperature_scale = 1.2', "test"))
    assert star.shells == 20
    assert star.outer_radius[-1] == 20e3
    profile = star_profile(parse_scenario('[star]\nprofile = "derocco2019"', "test"))
    assert profile.end == "where the file ends"
    np.testing.assert_allclose(star.temperature, 1.2 * profile.shells.temperature)


def test_shells_of_a_file_are_zones_of_a_star(tmp_path):
    rows = "".join(f"{r},{20 - r},{0.3 / r},0.2\n" for r in range(1, 15))
    (tmp_path / "my star.csv").write_text("outer_radius_km,T_MeV,n_B_fm3,Ye\n" + rows)
    text = '[star]\nprofile = "my star.csv"\nshells = 5\nzones_per_shell = 2'
    star, profile = (f(parse_scenario(text, "test", tmp_path)) for f in (load_star, star_profile))
    assert star.shells == len(profile.shells) <= 5
    np.testing.assert_array_equal(star.outer_radius[1::2], profile.shells.outer_radius)
    np.testing.assert_array_equal(star.temperature, np.repeat(profile.shells.temperature, 2))
    np.testing.assert_array_equal(star.matter.nucleon_mass, profile.shells.nucleon_mass)
