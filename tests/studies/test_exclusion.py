import numpy as np
import pytest

from mcsn.averages import shell_averages
from mcsn.physics.boson import Boson
from mcsn.scenario import load_scenario
from mcsn.star import load_star
from mcsn.studies.exclusion import exclusion_lines

MASSES = [10.0, 50.0, 100.0]


@pytest.fixture(scope="module")
def star():
    return load_star(load_scenario("sm"))


@pytest.mark.parametrize(
    ("kernel", "diffusion", "luminosity"),
    [
        ("detailed-balance", [6.17e-7, 8.85e-8, 1.83e-8], [6.65e-10, 1.59e-10, 1.18e-10]),
        ("cerdeno2023", [5.95e-8, 2.56e-8, 7.03e-9], [5.53e-9, 5.39e-10, 3.17e-10]),
    ],
)
def test_couplings_of_the_paper_star(star, kernel, diffusion, luminosity):
    lines = exclusion_lines(star, MASSES, kernel)
    np.testing.assert_allclose(lines.diffusion, diffusion, rtol=2e-3)
    np.testing.assert_allclose(lines.luminosity, luminosity, rtol=4e-3)
    # The longest decay length is that of shell 4, at g = 1e-7 [m].
    longest = {"detailed-balance": [600, 28.5, 8.40], "cerdeno2023": [290, 21.0, 7.02]}[kernel]
    np.testing.assert_allclose(lines.trapping, 1e-7 * np.sqrt(np.array(longest) / 20e3), rtol=2e-3)


def test_lines_are_where_they_say(star):
    """Eqs. 23 and 25 at a coupling on the line, not scaled from another one."""
    lines = exclusion_lines(star, [30.0], "cerdeno2023")

    def at(coupling):
        boson = Boson(30.0, float(coupling[0]), "cerdeno2023")
        return shell_averages(star, boson, "relativistic", 0.0)

    assert at(lines.diffusion).analytic()["eq23_s"] == pytest.approx(0.1)
    assert at(lines.luminosity).analytic()["eq25_erg_per_s"] == pytest.approx(3e52)
    assert at(lines.trapping).decay_length.max() == pytest.approx(20e3)


def test_idealised_star():
    assert exclusion_lines(load_star(load_scenario("sphere")), [10.0], "cerdeno2023").diffusion > 0.0
