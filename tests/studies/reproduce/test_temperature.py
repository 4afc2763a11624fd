import numpy as np
import pytest

from mcsn.studies.exclusion import exclusion_lines
from mcsn.studies.reproduce import temperature
from mcsn.studies.reproduce.paper import paper_star
from mcsn.studies.reproduce.temperature import SCALES, closing_mass, scaled


@pytest.fixture(scope="module")
def made():
    """The study with fewer masses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(temperature, "_POINTS", 3)
        return temperature.reproduce()


def coupling(made, column, profile, scale, mass):
    """The coupling of one row of the table."""
    (value,) = [
        row[column]
        for row in made.rows
        if (row["profile"], row["temperature_scale"], row["mass_MeV"]) == (profile, scale, mass)
    ]
    return value


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("coupling_eq23_0.1s", [5.95e-8, 2.56e-8, 7.03e-9]),
        ("coupling_eq25_3e52erg_per_s", [5.53e-9, 5.39e-10, 3.17e-10]),
    ],
)
def test_table_one_at_its_own_temperature(made, column, expected):
    ours = [coupling(made, column, "cerdeno2023", 1.0, mass) for mass in (10.0, 50.0, 100.0)]
    assert ours == pytest.approx(expected, rel=2e-3)


def test_scaling_temperature_and_mass_together_scales_everything():
    """Without nucleons and muons T is the only scale: g(k m; k T) follows from g(m; T) by dimensions."""
    star, factor = paper_star(), 1.2
    mass = np.array([3.0, 20.0, 80.0])  # below the muons, scaled too
    one = exclusion_lines(scaled(star, 1.0), mass, "cerdeno2023")
    hot = exclusion_lines(scaled(star, factor), factor * mass, "cerdeno2023")
    # tau ~ 1/(g^2 m) and ell ~ 1/(g^2 m) at fixed m/T; L ~ g^2 m T^4.
    np.testing.assert_allclose(hot.diffusion, one.diffusion * factor**-0.5, rtol=1e-6)
    np.testing.assert_allclose(hot.trapping, one.trapping * factor**-0.5, rtol=1e-6)
    np.testing.assert_allclose(hot.luminosity, one.luminosity * factor**-2.5, rtol=1e-6)


def test_hotter_stars_disfavour_more(made):
    couplings = [coupling(made, "coupling_eq25_3e52erg_per_s", "cerdeno2023", s, 100.0) for s in SCALES]
    assert np.all(np.diff(couplings) < 0.0)
    couplings = [coupling(made, "coupling_eq23_0.1s", "cerdeno2023", s, 100.0) for s in SCALES]
    assert np.all(np.diff(couplings) > 0.0)


def test_where_the_lines_meet():
    star = scaled(paper_star(), 1.0)
    lines = exclusion_lines(star, [100.0, 140.0, 150.0, 160.0, 170.0, 180.0, 190.0, 210.0], "cerdeno2023")
    at = exclusion_lines(star, [closing_mass(lines)], "cerdeno2023")
    assert at.diffusion == pytest.approx(at.trapping, rel=0.02)


def test_stars_of_the_library_stand_beside_table_one(made):
    for profile in ("derocco2019", "polytrope"):
        ours = coupling(made, "coupling_eq23_0.1s", profile, 1.0, 10.0)
        assert ours == pytest.approx(5.95e-8, rel=0.3)
    assert made.rendered()[".png"].startswith(b"\x89PNG")
