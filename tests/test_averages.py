import pytest

from mcsn.averages import shell_averages
from mcsn.scenario import load_scenario
from mcsn.star import load_star


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
