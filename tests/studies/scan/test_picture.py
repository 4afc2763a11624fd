"""Pictures of scans."""

import numpy as np
import pytest
from cheap import COUPLING, MASS, cheap
from matplotlib.collections import PathCollection

from mcsn.scenario import load_scenario
from mcsn.studies.scan.picture import save_scan_picture, scan_picture
from mcsn.studies.scan.points import Outcome


def outcomes(scenario, quantity, key="escape_time_mean_s"):
    return [
        Outcome(values, "", {key: quantity(values), f"{key}_stderr": 0.01 * quantity(values)})
        for values in scenario.scan.grid()
    ]


def plane(**kinds):
    """A plane of 5 x 9 points whose escape time has a contour at the coupling 1e-7 (10 / mass)."""
    changes = {"scan.boson.mass_MeV.points": 5, "scan.boson.coupling.points": 9}
    scenario = load_scenario("plane", changes | kinds)
    return scenario, outcomes(scenario, lambda at: 0.1 * at[COUPLING] / 1e-7 * at[MASS] / 10.0)


def texts(figure):
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def test_a_plane_has_the_lines_of_the_paper_and_the_contour_on_top():
    figure = scan_picture(*plane())
    (axes,) = figure.axes
    assert texts(figure)[-1] == "simulated: mean escape time = 0.1 s"
    assert any("Eq. 23" in text for text in texts(figure))
    assert axes.get_xlabel() == "mass of the Z' [MeV]"
    lines = {line.get_label(): line for line in axes.lines}
    mass, coupling = next(line for name, line in lines.items() if "Eq. 23" in name).get_data()
    assert np.interp(10.0, mass, coupling) == pytest.approx(5.95e-8, rel=0.01)  # the paper's, by hand
    contour = axes.containers[0].lines[0]
    np.testing.assert_allclose(contour.get_ydata(), 1e-6 / contour.get_xdata(), rtol=1e-6)
    assert contour.get_zorder() >= max(line.get_zorder() for line in lines.values())


def test_kernels_stand_side_by_side():
    figure = scan_picture(*plane(**{"scan.boson.kernel": ["cerdeno2023", "detailed-balance"]}))
    assert [axes.get_title() for axes in figure.axes] == ["kernel = cerdeno2023", "kernel = detailed-balance"]
    heights = [axes.lines[0].get_ydata()[20] for axes in figure.axes]
    assert heights[1] > 3.0 * heights[0]  # Eq. 23 of either kernel
    assert len(texts(figure)) == len(set(texts(figure)))


def test_points_that_failed_are_marked():
    scenario, found = plane()
    found[7] = found[7]._replace(summary=None, error="broken")
    (axes,) = scan_picture(scenario, found).axes
    dots = [drawn for drawn in axes.collections if isinstance(drawn, PathCollection)]
    (failed,) = [drawn for drawn in dots if drawn.get_sizes().tolist() == [30.0]]
    assert failed.get_offsets()[0].tolist() == [found[7].values[MASS], found[7].values[COUPLING]]


def test_one_range_is_drawn_as_curves(tmp_path):
    scenario = cheap()
    figure = scan_picture(scenario, outcomes(scenario, lambda at: 2e-13 / at[COUPLING] * at[MASS] / 5.0))
    assert len(figure.axes) == 2  # one for each mass
    assert figure.axes[0].get_xlabel() == "coupling of the Z'"
    assert figure.axes[0].get_ylabel() == "mean escape time [s]"
    assert save_scan_picture(scenario, [], tmp_path / "empty.png")


def test_lists_alone_have_no_picture(tmp_path):
    scenario = cheap(**{"scan_boson.coupling": [1e-6, 1e-5], "scan_contours": {}})
    assert not save_scan_picture(scenario, [], tmp_path / "scan.png")
    assert not (tmp_path / "scan.png").exists()
