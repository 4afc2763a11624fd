"""How results, scenarios, stars and bosons show themselves."""

import subprocess
import sys

import pytest
from pages import Page

import mcsn
from mcsn.scenario import parse_scenario


@pytest.fixture(scope="module")
def result():
    changes = {"boson.mass_MeV": 10.0, "boson.coupling": 1e-6, "experiment.packets": 400}
    return mcsn.run("sphere", overrides=changes, threads=1)


def test_result(result):
    text = repr(result)
    assert text.startswith("<Result of 'sphere', escape: seed 1, ")
    mean, error = (result.summary[f"escape_time_mean_s{suffix}"] for suffix in ("", "_stderr"))
    (line,) = (line for line in text.splitlines() if "escape time, mean" in line)
    value, _, told = line.split()[3:6]
    power = float(line.split(")")[1].split()[0].replace("e", "1e"))
    assert float(value.strip("(")) * power == pytest.approx(mean, abs=0.1 * error)
    assert float(told.split(")")[0]) * power == pytest.approx(error, rel=0.05)
    for words in (
        result.scenario.title,
        "Eq. 6, random walk",
        "views: escape_times",
        result.provenance["version"],
    ):
        assert words in text


def test_result_in_a_notebook(result):
    page = Page(result._repr_html_())
    for words in ("escape time, mean", "Eq. 6, random walk on nucleons", result.scenario.title):
        assert any(words in piece for piece in page.text)
    assert "±" in page.source


def test_scenario():
    """What is shown is the scenario."""
    scenario = mcsn.load_scenario("zprime")
    assert repr(scenario).splitlines()[0] == "# Scenario 'zprime'"
    assert str(scenario) == repr(scenario)
    assert parse_scenario(repr(scenario), "zprime") == scenario
    assert "\n".join(Page(scenario._repr_html_()).commands) == scenario.to_toml()


def test_star():
    star = mcsn.load_star(mcsn.load_scenario("burst"))
    head, columns, *rows = repr(star).splitlines()
    assert head.startswith(
        "<Star: 6 shells, 48 zones, 20 km, 1.615 solar masses of baryons, heat of matter 8.14e+52"
    )
    assert columns.split()[0] == "shell"
    assert rows[3].split() == ["4", "15", "km", "33", "0.06003", "0.1755", "786"]
    assert "1.615 solar masses" in star._repr_html_()


def test_star_of_shells():
    star = mcsn.load_star(mcsn.load_scenario("sphere"))
    assert "1 shell, 1 zone, 10 m" in repr(star)
    assert repr(star).splitlines()[2].split() == ["1", "10", "m", "10", "1", "m"]


def test_star_whose_zones_differ():
    star = mcsn.load_star(mcsn.load_scenario("sphere", {"star.zones_per_shell": 3}))
    cooled = star.with_temperature([3.0, 2.0, 1.0])
    assert "3 to 1" in repr(cooled)


def test_star_of_many_shells():
    radii = [float(k + 1) for k in range(50)]
    shells = {
        "star.outer_radius_m": radii,
        "star.mean_free_path_m": [1.0] * 50,
        "star.temperature_MeV": [10.0] * 50,
    }
    lines = repr(mcsn.load_star(mcsn.load_scenario("sphere", shells))).splitlines()
    assert len(lines) == 33
    assert (lines[2].split()[0], lines[17].split()[0], lines[-1].split()[0]) == ("1", "...", "50")


def test_boson():
    boson = mcsn.Boson(300.0, 1e-8)
    made, derived = repr(boson).splitlines()
    assert eval(made, {"Boson": mcsn.Boson}) == boson
    width, _, muons = derived.split()[1:4]
    assert float(width) == pytest.approx(boson.total_width, rel=1e-3)
    assert float(muons) == pytest.approx(boson.muon_fraction, rel=1e-3)
    assert float(derived.split("x ")[1].split()[0]) == pytest.approx(
        float(boson.decay_length(300.0)), rel=1e-3
    )


def test_the_package_is_lazy():
    """Public names are there, and nothing heavy is imported before one is used."""
    program = (
        "import sys, mcsn\n"
        "print({'numba', 'numpy', 'xarray', 'matplotlib', 'pydantic', 'h5py'} & set(sys.modules))\n"
        "print([name for name in mcsn.__all__ if not hasattr(mcsn, name)])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n[]\n", "")
