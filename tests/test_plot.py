"""Pictures: what they draw, of full and of nearly empty results."""

import dataclasses

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes

from mcsn import InputError, load_scenario, plot, run
from mcsn.plot import luminosity
from mcsn.plot.escape import escape_times, spectrum

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def result():
    changes = {"transport.spectrum": "collision", "boson.mass_MeV": 10.0, "boson.coupling": 1e-6}
    return run(load_scenario("sphere", changes | {"experiment.packets": 2000}))


def small(**changes):
    changes = {f"experiment.{key.replace('__', '.')}": value for key, value in changes.items()}
    return run(load_scenario("sphere", {"experiment.packets": 50} | changes))


@pytest.fixture(autouse=True)
def _closed():
    yield
    matplotlib.pyplot.close("all")


def curve(axes, label):
    """Return values and edges of the steps with this label."""
    (steps,) = (patch for patch in axes.patches if patch.get_label() == label)
    values, edges, _ = steps.get_data()
    return values, edges


def test_escape_times(result):
    axes = escape_times(result)
    assert isinstance(axes, Axes)
    assert axes.get_xscale() == "log"
    rate, edges = curve(axes, "simulated")
    np.testing.assert_array_equal(edges, result["time_edge"])
    # Drawn is dN/dln t: its area on the logarithmic axis makes one packet, but for the width of the bins.
    assert np.sum(rate * np.diff(np.log(edges))) == pytest.approx(1.0, rel=1e-3)
    marked = {line.get_xdata()[0] for line in axes.lines}
    assert set(result["escape_time_quantile"]) <= marked
    assert result.summary["analytic"]["eq6_s"] in marked
    assert result.summary["analytic"]["eq23_s"] in marked


def test_linear_bins_are_drawn_as_they_are():
    linear = small(histogram__scale="linear", histogram__bins=5)
    axes = escape_times(linear)
    assert axes.get_xscale() == "linear"
    rate, edges = curve(axes, "simulated")
    assert np.sum(rate * np.diff(edges)) == pytest.approx(1.0)


def test_given_axes_are_used(result):
    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    assert escape_times(result, axes) is axes
    assert spectrum(result, figure.subplots()).get_xlabel() == "energy at escape [MeV]"


def test_spectrum(result):
    axes = spectrum(result)
    shape, edges = curve(axes, "all")
    bosons, _ = curve(axes, "left as Z'")
    np.testing.assert_array_equal(edges, result["energy_edge"])
    assert (bosons <= shape).all()
    share = np.sum(bosons / result["energy"] * np.diff(edges))
    assert share == pytest.approx(result.summary["escaped_as_boson"])


def test_views(result):
    """A result draws its views, the first of them unless told otherwise, where it is told to."""
    assert result.views == ("escape_times", "spectrum")
    assert result.plot().get_xlabel() == "escape time [s]"
    axes = matplotlib.figure.Figure().subplots()
    assert result.plot("spectrum", axes) is axes
    assert axes.get_xlabel() == "energy at escape [MeV]"
    drawn = [part.get_xlabel() for part in result.picture().axes]
    assert drawn == ["escape time [s]", "energy at escape [MeV]"]
    with pytest.raises(InputError, match=r'"spectra": there is no such view .* did you mean "spectrum"\?'):
        result.plot("spectra")


@pytest.mark.parametrize(("changes", "panels"), [({"transport.spectrum": "collision"}, 2), ({}, 1)])
def test_panels(changes, panels):
    made = run(load_scenario("sphere", changes | {"experiment.packets": 50}))
    assert len(plot.picture(made).axes) == panels
    if panels == 1:
        with pytest.raises(KeyError):
            spectrum(made)


@pytest.mark.parametrize(
    "changes",
    [
        {"packets": 1},
        {"packets": 2, "histogram__bins": 10_000},
        {"histogram__bins": 1},
        {"histogram__from": 1e5, "histogram__to": 1e6},  # no packet is there
        {"histogram__from": 1e9, "histogram__to": 1e10},  # off the grid
        {"histogram__from": 1e9},
        {"histogram__to": 1e-20, "histogram__scale": "linear"},
        {"histogram__from": 1e-7, "histogram__to": 1.0000001e-7},
    ],
)
def test_few_and_empty_bins(changes, tmp_path):
    result = small(**changes)
    plot.save_picture(result, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert len(result["time"]) >= 1


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("svg", b"<?xml"), ("jpg", b"\xff\xd8")])
def test_formats(result, tmp_path, kind, start):
    plot.save_picture(result, tmp_path / f"a.{kind}")
    assert (tmp_path / f"a.{kind}").read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["a.nc", "a", "a.xyz", "missing/a.png"])
def test_refused(result, tmp_path, name):
    with pytest.raises(InputError, match=name):
        plot.save_picture(result, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_titles_are_not_mathematics():
    """A run must not end in an error for a dollar sign in its title."""
    strange = small()
    titled = dataclasses.replace(
        strange, scenario=strange.scenario.model_copy(update={"title": r"$\badcmd$ x_{"})
    )
    plot.picture(titled).canvas.draw()


LUMINOSITY = {"experiment.packets": 3200, "experiment.batch": 3200}


def test_luminosity():
    made = run(load_scenario("luminosity", LUMINOSITY))
    axes = luminosity.shells(made)
    heights = [bar.get_height() for bar in axes.patches]
    np.testing.assert_array_equal(heights[:6], made["produced"])
    assert heights[-1] == made.summary["luminosity_escaped_erg_per_s"]
    assert sum(heights[6:]) == pytest.approx(made.summary["luminosity_produced_erg_per_s"])
    axes = luminosity.spectra(made)
    rates, edges = curve(axes, f"escaped: mean {made.summary['escaped_neutrino_energy_mean_MeV']:.3g} MeV")
    np.testing.assert_array_equal(rates, made["spectrum"][0] * made["energy"])
    np.testing.assert_array_equal(edges, made["energy_edge"])
    assert len(plot.picture(made).axes) == 2


@pytest.mark.parametrize("packets", [1, 40])
def test_luminosity_of_few_packets(tmp_path, packets):
    few = run(load_scenario("luminosity", LUMINOSITY | {"experiment.packets": packets}))
    plot.save_picture(few, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
