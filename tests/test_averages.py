import pytest

from mcsn.averages import shell_averages
from mcsn.physics.boson import Boson
from mcsn.scenario import load_scenario, parse_scenario
from mcsn.star import load_star

IDEAL = """
[star]
profile = "shells"
outer_radius_m = [10.0, 20.0]
mean_free_path_m = [1.0, 2.0]
temperature_MeV = [15.0, 5.0]
[transport]
opacity = "constant"
"""


def analytic(name, **overrides):
    star = load_star(load_scenario(name, overrides))
    opacity = "constant" if star.matter is None else "relativistic"
    return shell_averages(star, None, opacity, 0.0).analytic()


def test_cooling_time_of_the_paper_star():
    assert analytic("sm")["eq5_s"] == pytest.approx(3.5, abs=0.05)


def test_cooling_time_does_not_see_how_shells_are_cut():
    zones = analytic("sm", **{"star.zones_per_shell": 4})
    assert zones["eq5_s"] == pytest.approx(analytic("sm")["eq5_s"], rel=1e-12)


def test_idealised_star_has_no_cooling_time():
    assert "eq5_s" not in analytic("sphere")


def of_model(model, text="", opacity="relativistic"):
    star = load_star(parse_scenario(text, "test"))
    return shell_averages(star, Boson(10.0, 1e-7, model=model), opacity, 0.5).analytic()


def test_nu_e_make_bosons_in_the_models_that_let_them():
    """In Table I degeneracy takes nu_e from the vector and gives them to the scalar."""
    mu_tau, universal, scalar = (of_model(model) for model in ("Lmu-Ltau", "universal", "scalar"))
    assert "eq25_nu_e_erg_per_s" not in mu_tau
    assert universal["eq25_erg_per_s"] == pytest.approx(mu_tau["eq25_erg_per_s"])
    assert scalar["eq25_erg_per_s"] == pytest.approx(mu_tau["eq25_erg_per_s"] / 2)  # |M|^2
    assert 0.3 < universal["eq25_nu_e_erg_per_s"] / universal["eq25_erg_per_s"] < 0.5
    assert scalar["eq25_nu_e_erg_per_s"] / scalar["eq25_erg_per_s"] > 2.0


def test_hops_go_as_rate_and_width_tell():
    """Eq. 23 goes as width^2 / rate: 3/24 for 2/24 in width; the scalar has 3/16, and half the rate."""
    times = [of_model(model)["eq23_s"] for model in ("Lmu-Ltau", "universal", "scalar")]
    assert times[1] / times[0] == pytest.approx(9 / 4)
    assert times[2] / times[0] == pytest.approx(2 * (9 / 4) ** 2)


def test_without_composition_nu_e_are_as_the_others():
    for model in ("universal", "scalar"):
        found = of_model(model, IDEAL, "constant")
        assert found["eq25_nu_e_erg_per_s"] == pytest.approx(found["eq25_erg_per_s"] / 2)
