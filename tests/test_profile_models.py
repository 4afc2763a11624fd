from importlib.resources import files

import numpy as np
import pytest

from mcsn import profile_models
from mcsn.physics.meanfield import neutrino_density
from mcsn.scenario import parse_scenario
from mcsn.scenario.schema import BUILTIN_PROFILES
from mcsn.star import load_star

NAMES = sorted(profile_models.PROFILES)


def shipped(name):
    return (files("mcsn") / "data" / "profiles" / f"{name}.csv").read_text("utf-8")


def table(text):
    """The numbers of a profile and the lines above them."""
    lines = text.splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    return np.genfromtxt(rows, delimiter=",", names=True), lines[: len(lines) - len(rows) + 1]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_what_the_formulas_give(name):
    """The same words and, to the last printed digit, the same numbers."""
    (made, head), (file, file_head) = table(profile_models.profile_text(name)), table(shipped(name))
    assert head == file_head
    for column in made.dtype.names:
        np.testing.assert_allclose(made[column], file[column], rtol=2e-5, atol=2e-5)


def test_every_file_is_a_builtin_profile_with_a_source():
    names = {entry.name for entry in (files("mcsn") / "data" / "profiles").iterdir()}
    assert names == {f"{name}.csv" for name in BUILTIN_PROFILES}
    assert all("arXiv" in shipped(name) or "formulas" in shipped(name) for name in BUILTIN_PROFILES)


@pytest.mark.parametrize("name", NAMES)
def test_star_of_a_profile_has_its_matter(name):
    star = load_star(parse_scenario(f'[star]\nprofile = "{name}"', "test"))
    file, _ = table(shipped(name))
    density = star.matter.neutron_density + star.matter.proton_density
    np.testing.assert_allclose(density, file["baryon_density_fm3"], rtol=1e-4)
    np.testing.assert_allclose(star.matter.proton_density / density, file["Y_p"], rtol=2e-4)


def test_polytrope_has_the_baryons_and_the_leptons_that_it_claims():
    file, _ = table(shipped("polytrope"))
    volume = 4 * np.pi / 3 * np.diff(file["outer_radius_km"] ** 3, prepend=0.0) * 1e54
    baryons = volume * file["baryon_density_fm3"]
    assert baryons.sum() == pytest.approx(1.6 * profile_models.SOLAR_BARYONS, rel=1e-4)
    neutrinos = neutrino_density(file["mu_nue_MeV"], file["temperature_MeV"])
    leptons = (baryons * file["Y_p"] + volume * neutrinos).sum() / baryons.sum()
    # The mean of 0.30 - 0.24 q^2 over q from 0 to 1.
    assert leptons == pytest.approx(0.30 - 0.24 / 3, rel=1e-3)


@pytest.mark.parametrize(
    ("radius", "density", "temperature", "fraction"),
    [
        # Rows of the tabulation that the file names: radius [km], rho [g/cm^3], T [MeV], Ye.
        (1.0002, 6.466532e14, 15.00011, 0.2499993),
        (6.0012, 3.319586e14, 23.28723, 0.1947518),
        (10.00200, 1.947215e14, 29.99400, 0.1),
        (17.5035, 8.179815e12, 10.69586, 0.1000373),
        (19.80396, 8.197215e11, 6.017922, 0.1039907),
    ],
)
def test_derocco_formulas_against_the_tabulation(radius, density, temperature, fraction):
    star = profile_models.derocco2019()
    r = np.array(radius)
    expected = density * profile_models.FM3_PER_GRAM_PER_CM3
    assert star.density(r) == pytest.approx(expected, rel=1.5e-6)
    assert star.temperature(r) == pytest.approx(temperature, rel=1e-6)
    assert star.fraction(r) == pytest.approx(fraction, rel=1e-6)
