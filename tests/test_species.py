import pytest

from mcsn.averages import shell_averages
from mcsn.scenario import parse_scenario
from mcsn.species import SPECIES, diffusion_times
from mcsn.star import load_star


@pytest.fixture(scope="module")
def star():
    return load_star(parse_scenario("", "test"))


def test_every_species_of_table1(star):
    """Independent values: 6.06 s of nu_e, 1.06 s of them by scattering."""
    times = diffusion_times(star, "relativistic")
    assert tuple(times) == SPECIES
    assert times["nu_e"].eq6_s == pytest.approx(6.06, abs=0.01)
    assert times["nu_e"].scattering_s == pytest.approx(1.06, abs=0.005)
    assert times["nu_e"].absorption_s == pytest.approx(4.99, abs=0.01)
    assert times["nu_mu"][:3] == (pytest.approx(0.969, rel=1e-3), pytest.approx(0.969, rel=1e-3), 0.0)
    assert times["anti_nu_mu"].eq6_s == pytest.approx(0.767, rel=1e-3)
    assert times["nu_x"].eq6_s == pytest.approx((times["nu_mu"].eq6_s + times["anti_nu_mu"].eq6_s) / 2)
    # Few protons, of which the mean field asks much: anti-nu_e are nearly those of mu flavour.
    assert times["anti_nu_e"].scattering_s < times["anti_nu_mu"].eq6_s < times["anti_nu_e"].eq6_s < 1.1
    assert [times[name].paper_s for name in SPECIES] == [3.0, None, 1.3, None, None]


@pytest.mark.parametrize("opacity", ["relativistic", "elastic"])
def test_muon_flavour_is_what_the_rest_of_the_program_has(star, opacity):
    for name, share in (("nu_mu", 0.0), ("anti_nu_mu", 1.0), ("nu_x", 0.5)):
        eq6 = shell_averages(star, None, opacity, share).analytic()["eq6_s"]
        assert diffusion_times(star, opacity)[name].eq6_s == pytest.approx(eq6, rel=1e-12)


def test_zones_do_not_change_the_times(star):
    zones = load_star(parse_scenario("star.zones_per_shell = 3", "test"))
    for name, times in diffusion_times(zones, "relativistic").items():
        assert times.eq6_s == pytest.approx(diffusion_times(star, "relativistic")[name].eq6_s, rel=1e-9)


def test_a_star_without_composition_has_none():
    text = """
    [star]
    profile = "shells"
    outer_radius_m = [10.0]
    mean_free_path_m = [1.0]
    temperature_MeV = [5.0]
    [transport]
    opacity = "constant"
    """
    assert diffusion_times(load_star(parse_scenario(text, "test")), "constant") == {}


def test_opacity_scale_is_of_scattering_alone(star):
    one, two = diffusion_times(star, "elastic"), diffusion_times(star, "elastic", 2.0)
    for name in SPECIES:
        assert two[name].scattering_s == pytest.approx(2.0 * one[name].scattering_s)
        assert two[name].absorption_s == one[name].absorption_s
