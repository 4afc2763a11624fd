import numpy as np
import pytest

from mcsn.physics.boson import Boson
from mcsn.physics.pairs import coalescence_time
from mcsn.studies.reproduce import numbers
from mcsn.studies.reproduce.paper import paper_matter, paper_star, sm_averages
from mcsn.studies.reproduce.text import reproduction_text


@pytest.fixture(scope="module")
def made():
    return numbers.reproduce()


@pytest.fixture(scope="module")
def ours(made):
    """Our values by quantity; other ways to compute one under its name and theirs."""
    values, last = {}, ""
    for row in made.rows:
        name = row["quantity"]
        last = last if name.startswith("- ") else name
        values[last if last == name else f"{last} {name}"] = row["ours"]
    return values


@pytest.mark.parametrize(
    ("quantity", "value", "digits"),
    [
        ("diffusion time of nu_mu, nu_tau, Eq. 6", 0.969, 2e-3),
        ("diffusion time of nu_mu, nu_tau, Eq. 6 - of antineutrinos", 0.77, 5e-3),
        ("diffusion time of nu_mu, nu_tau, Eq. 6 - elastic, nucleons at rest", 1.23, 5e-3),
        ("diffusion time of nu_e", 6.06, 5e-3),
        ("diffusion time of nu_e - scattering alone", 1.06, 5e-3),
        ("diffusion time of nu_e - absorption alone", 4.99, 5e-3),
        ("diffusion time of nu_e - absorption, U_n = U_p", 3.53, 5e-3),
        ("cooling time, Eq. 5", 3.5, 2e-2),
        ("energy in nu_mu, nu_tau and antineutrinos", 3.46e51, 2e-3),
        ("neutrinos with E < T", 0.0596, 1e-3),
        ("neutrinos with E < T/3", 0.00300, 3e-3),
        ("<E> of nu_mu over T", 3.1514, 1e-4),
        ("coupling where Eq. 23 is 0.1 s, m = 10 MeV", 5.95e-8, 2e-3),
        ("coupling where Eq. 23 is 0.1 s, m = 100 MeV - kernel detailed-balance", 1.83e-8, 2e-3),
        ("coupling where Eq. 25 is 3e52 erg/s, m = 50 MeV", 5.39e-10, 2e-3),
        ("baryon density of shell 5", 0.03, 5e-3),
        ("Y_e of shell 1", 0.31, 5e-3),
    ],
)
def test_against_independent_values(ours, quantity, value, digits):
    assert ours[quantity] == pytest.approx(value, rel=digits)


@pytest.mark.parametrize(
    "quantity",
    [
        "neutrinos with E < T - by Maxwell-Boltzmann",
        "neutrinos with E < T/3 - by Maxwell-Boltzmann",
        "E_2 for E_1 = 15 MeV, m = 50 MeV",
        "2 m_mu, the kink of Fig. 3",
        "share of muons among decays at 1 GeV",
        "coupling where Eq. 23 is 0.1 s, m = 10 MeV",
    ],
)
def test_what_agrees_with_the_paper(made, ours, quantity):
    paper = next(row["paper"] for row in made.rows if row["ours"] == ours[quantity])
    assert ours[quantity] == pytest.approx(paper, rel=0.01)


def test_every_row_says_why_and_where(made):
    for row in made.rows:
        assert row["why"]
        assert row["section"]
        if row["ours"] is not None and row["paper"] is not None:
            assert row["difference_percent"] == pytest.approx(100 * (row["ours"] / row["paper"] - 1))


def test_what_is_said_about_composition():
    """Y_p is below the column Y_e by at most 13 %; shells have mean free paths of 0.6 to 110 m."""
    printed = np.array([0.3, 0.28, 0.25, 0.2, 0.1, 0.05])
    matter = paper_matter()
    fraction = matter.proton_density / (matter.neutron_density + matter.proton_density)
    assert (1 - fraction / printed).max() == pytest.approx(0.13, abs=0.005)
    free_path = 1 / sm_averages().inverse_mfp
    assert (free_path.argmin(), free_path.min()) == (2, pytest.approx(0.6, abs=0.05))
    assert (free_path.argmax(), free_path.max()) == (5, pytest.approx(110, abs=5))


def test_what_is_said_about_the_fastest_shell():
    time = coalescence_time(Boson(100.0, 1e-7, "cerdeno2023"), paper_star().temperature)
    assert time.argmin() == 3
    assert time[0] > 5 * time[3]


def test_text(made):
    text = reproduction_text(made, ["numbers.csv"])
    assert text.endswith("wrote numbers.csv")
    assert all(row["quantity"] in text for row in made.rows)
    lines = text.splitlines()
    assert any("- by Maxwell-Boltzmann" in line and line.endswith("+0.4 %") for line in lines)
    assert any("<E>/mu of nu_e, shell 6" in line and line.endswith("x 2.6") for line in lines)
    assert max(map(len, lines)) <= 110
