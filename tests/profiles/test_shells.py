"""From the rows of a file to the shells of a star: what is conserved, what is filled in, where it ends."""

import numpy as np
import pytest

from mcsn.physics.analytic import diffusion_time
from mcsn.physics.meanfield import matter_of_lepton_fraction, nuclear_matter
from mcsn.physics.nucleons import dilute_inverse_mfp, elastic_opacity, thermal_average
from mcsn.profiles.cells import Cells
from mcsn.scenario import ScenarioError


def fine(rows=120, end=40.0):
    """A star of many rows, well beyond its neutrinosphere."""
    r = np.linspace(end / rows, end, rows)
    return {
        "outer_radius [km]": r,
        "T [MeV]": 12.0 + 20.0 * np.exp(-(((r - 10.0) / 5.0) ** 2)) - 10.0 * r / 50.0,
        "n_B [fm^-3]": 0.4 * np.exp(-((r / 8.0) ** 2)) + 1e-3 * np.exp(-r / 5.0),
        "Y_e": 0.06 + 0.2 * np.exp(-((r / 9.0) ** 2)),
    }


def assert_conserved(shells, cells, rtol=1e-12):
    for what in ("neutron_density", "proton_density"):
        kept, there = (part.volume @ getattr(part, what) for part in (shells, cells))
        assert kept == pytest.approx(there, rel=rtol)
    assert shells.thermal_energy.sum() == pytest.approx(cells.thermal_energy.sum(), rel=rtol)
    assert shells.outer_radius[-1] == cells.outer_radius[-1]


@pytest.mark.parametrize("shells", [1, 5, 24, 77])
def test_baryons_charge_and_heat_are_conserved_to_rounding(load, shells):
    star = load(fine(), shells=shells)
    assert 0.8 * shells <= len(star.shells) <= shells
    assert_conserved(star.shells, star.cells)


STEEP = "outer_radius [km],T [MeV],rho [g/cm3],Y_e\n5,0.1,1e15,.1\n20,{},1e9,.1\n"
"""Dense and cold within, dilute without."""


def test_a_shell_may_be_far_colder_than_its_cells(load):
    star = load(STEEP.format(0.1), shells=1, neutrinosphere_km=20)
    assert star.shells.temperature[0] < 0.05
    assert_conserved(star.shells, star.cells, rtol=1e-9)  # heat is a small difference of energies here


def test_a_shell_that_no_temperature_suits(problems, monkeypatch):
    monkeypatch.setattr("mcsn.profiles.shells.matter_thermal_energy", lambda *_: 1.0)
    (line,) = problems(STEEP.format(0.1), shells=1, neutrinosphere_km=20)
    assert line.startswith("no temperature gives a shell the thermal energy of its cells")


def test_every_shell_has_what_its_cells_had(load):
    star = load(fine(), shells=12)
    cells, shells = star.cells, star.shells
    ends = np.searchsorted(cells.outer_radius, shells.outer_radius)
    assert cells.outer_radius[ends].tolist() == shells.outer_radius.tolist()
    for what in (lambda part: part.volume * part.baryon_density, lambda part: part.thermal_energy):
        sums = np.diff(np.cumsum(what(cells))[ends], prepend=0.0)
        np.testing.assert_allclose(what(shells), sums, rtol=1e-10)


def test_few_rows_stay_as_they_are(load, columns):
    star = load(columns)
    assert star.shells is star.cells
    assert star.cells.outer_radius.tolist() == [4e3, 8e3, 12e3, 16e3, 20e3]
    assert star.cells.temperature.tolist() == columns["T [MeV]"]


def test_missing_columns_are_those_of_the_mean_field(load, columns):
    density = np.array(columns["rho [g/cm3]"]) * 6.022140753667367e-16
    expected = nuclear_matter(density, columns["T [MeV]"], columns["Y_e"])
    cells = load(columns).cells
    np.testing.assert_allclose(cells.nucleon_mass, expected.m_star, rtol=1e-9)
    np.testing.assert_allclose(cells.proton_density, expected.proton_density, rtol=1e-12)
    merged = load(fine(), shells=10).shells
    fraction = merged.proton_density / merged.baryon_density
    expected = nuclear_matter(merged.baryon_density, merged.temperature, fraction)
    np.testing.assert_allclose(merged.nucleon_mass, expected.m_star, rtol=1e-8)


def test_lepton_fraction_has_trapped_neutrinos(load, columns):
    columns["Y_L"] = columns.pop("Y_e")
    density = np.array(columns["rho [g/cm3]"]) * 6.022140753667367e-16
    expected = matter_of_lepton_fraction(density, columns["T [MeV]"], columns["Y_L"])
    cells = load(columns).cells
    np.testing.assert_allclose(
        cells.proton_density / cells.baryon_density, expected.proton_fraction, rtol=1e-8
    )
    np.testing.assert_allclose(cells.nucleon_mass, expected.m_star, rtol=1e-8)
    assert expected.neutrino_density[0] > 0.01 * density[0]


def test_effective_mass_of_the_file_is_kept(load, columns):
    columns["m_eff [MeV]"] = [300.0, 400.0, 600.0, 900.0, 930.0]
    assert load(columns).cells.nucleon_mass.tolist() == columns["m_eff [MeV]"]
    mean = load(columns, shells=1).shells
    assert 300.0 < mean.nucleon_mass[0] < 930.0


def test_chemical_potentials_give_the_densities(load, problems, columns):
    cells = load(columns).cells
    matter = nuclear_matter(cells.baryon_density, cells.temperature, columns["Y_e"])
    given = {name: columns[name] for name in ("outer_radius [km]", "T [MeV]")}
    given |= {"mu_n_MeV": matter.mu_n_star, "mu_p_MeV": matter.mu_p_star, "m_N_MeV": matter.m_star}
    np.testing.assert_allclose(load(given).cells.proton_density, cells.proton_density, rtol=1e-8)
    rows = problems(given | {"mu_n_MeV": matter.mu_n} | {"n_B [fm^-3]": cells.baryon_density})
    assert len(rows) >= 2
    assert all("must be the kinetic potentials" in row for row in rows)
    agreeing = given | {"Y_e": [y + 0.005 for y in columns["Y_e"]]}
    np.testing.assert_array_equal(load(agreeing).cells.proton_density, load(given).cells.proton_density)
    (line,) = problems(given | {"Y_e": [*columns["Y_e"][:4], 0.1]})
    assert line.startswith("line 6: ")
    assert "give 0.06 protons per baryon, the column of the electron fraction 0.1:" in line
    load(given | {"Y_lepton": [0.4] * 5})
    assert (
        "no nucleons"
        in problems(given | {"mu_n_MeV": [1.0] * 5, "mu_p_MeV": [1.0] * 5, "T [MeV]": [1.0] * 5})[0]
    )


def test_shells_answer_as_the_file_does(load):
    """Eq. 6 of 24 shells is that of 300 cells to half a percent."""
    star = load(fine(300, 25.0))
    answers = [
        diffusion_time(
            part.outer_radius, dilute_inverse_mfp(part.neutron_density, part.proton_density, part.temperature)
        )
        for part in (star.shells, star.cells)
    ]
    assert len(star.shells) <= 24 < len(star.cells)
    assert answers[0] == pytest.approx(answers[1], rel=5e-3)


def test_long_files_are_merged_first(load):
    """Baryons and charge are those of all rows; heat differs in second order of what a cell holds."""
    file = fine(1500, 20.0)
    star = load(file, neutrinosphere_km=20.0)
    assert star.rows == 1500
    assert 500 < len(star.cells) <= 1000
    assert_conserved(star.shells, star.cells)
    rows = Cells(
        file["outer_radius [km]"] * 1e3,
        file["T [MeV]"],
        file["n_B [fm^-3]"] * (1 - file["Y_e"]),
        file["n_B [fm^-3]"] * file["Y_e"],
    )
    assert star.cells.volume @ star.cells.neutron_density == pytest.approx(
        rows.volume @ rows.neutron_density, rel=1e-12
    )
    rows = rows.with_mass(np.interp(rows.outer_radius, star.cells.outer_radius, star.cells.effective_mass))
    assert star.shells.thermal_energy.sum() == pytest.approx(rows.thermal_energy.sum(), rel=1e-3)


def test_opacity_at_the_surface_is_that_of_elastic_scattering():
    energy = np.geomspace(0.05, 500.0, 60)
    matter = nuclear_matter(1e-5, 5.0, 0.1)
    opacity = elastic_opacity(
        energy, 5.0, float(matter.mu_n_star), float(matter.mu_p_star), float(matter.m_star)
    )
    expected = thermal_average(energy, opacity.neutrino, 5.0)
    assert dilute_inverse_mfp(9e-6, 1e-6, 5.0) == pytest.approx(expected, rel=2e-3)


def test_a_star_ends_at_its_neutrinosphere(load):
    star = load(fine())
    assert star.file_end == 40e3
    assert star.end.startswith("where 2/3")
    file = fine()
    r, n = file["outer_radius [km]"] * 1e3, file["n_B [fm^-3]"]
    rate = dilute_inverse_mfp(n * (1 - file["Y_e"]), n * file["Y_e"], file["T [MeV]"])
    end = star.cells.outer_radius[-1]
    beyond = np.clip(r - np.maximum(np.append(0.0, r[:-1]), end), 0.0, None)
    assert rate @ beyond == pytest.approx(2 / 3, rel=1e-10)


def test_a_file_that_ends_within_ends_there(load, columns):
    star = load(columns)
    assert star.cells.outer_radius[-1] == 20e3
    assert star.end == "where the file ends"


def test_neutrinosphere_of_the_scenario(load, problems):
    star = load(fine(), neutrinosphere_km=17.05)
    assert star.cells.outer_radius[-1] == 17.05e3
    assert load(fine(), neutrinosphere_km=40 * (1 + 1e-12)).cells.outer_radius[-1] == 40e3
    assert load(fine(), neutrinosphere_km=40).cells.outer_radius[-1] == 40e3
    assert "beyond the last cell, which ends at 40 km" in problems(fine(), neutrinosphere_km=40.1)[0]


@pytest.mark.parametrize("radius", [1e-120, 1e300])
def test_a_radius_that_no_star_has(load, columns, radius):
    with pytest.raises(ScenarioError, match="neutrinosphere_km"):
        load(columns, neutrinosphere_km=radius)


def test_rows_colder_than_any_spectrum(load, problems, columns):
    columns["T [MeV]"] = [15.0, 20.0, 0.009, 20.0, 8.0]
    assert problems(columns) == [
        "line 4: temperature [MeV] = 0.009: inside the star it must be at least 0.01"
    ]


def test_transparent_files(load, problems, columns):
    columns["rho [g/cm3]"] = [1e8] * 5
    assert "transparent to neutrinos" in problems(columns)[0]
    assert load(columns, neutrinosphere_km=20).end == "as star.neutrinosphere_km says"


def test_cells_cut_and_merged():
    cells = Cells(*(np.array(values, float) for values in ([1, 2, 4], [9, 6, 3], [3, 2, 1], [1, 1, 1])))
    cut = cells.within(3.0)
    assert cut.outer_radius.tolist() == [1.0, 2.0, 3.0]
    assert cells.within(2.0).outer_radius.tolist() == [1.0, 2.0]
    assert cells.within(0.5).outer_radius.tolist() == [0.5]
    one = cells.merged(np.array([0]))
    assert one.baryon_density[0] == pytest.approx((1 * 4 + 7 * 3 + 56 * 2) / 64)
    assert one.temperature[0] == pytest.approx((4 * 9 + 21 * 6 + 112 * 3) / 137)
    assert cells.runs(3).tolist() == [0, 1, 2]
    assert cells.runs(1).tolist() == [0]


def test_a_changed_file_is_read_again(load, columns):
    before = load(columns)
    assert load(None) is before
    columns["T [MeV]"][0] = 10.125
    assert load(columns).cells.temperature[0] == 10.125
