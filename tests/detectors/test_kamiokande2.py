"""Kamiokande-II: its efficiency, and that sntools takes it for one of its own."""

import numpy as np
import pytest
from real_sntools import sntools

from mcsn import open_result
from mcsn.detectors import Detector, open_detector
from mcsn.detectors.from_sntools import response
from mcsn.detectors.kamiokande2 import THRESHOLD_MEV, KamiokandeII, efficiency
from mcsn.exports import export
from mcsn.signal import emission_of
from mcsn.studies.detect import expect


def test_efficiency():
    """Half of the electrons found at the threshold are measured above it. The numbers are made by hand."""
    energy = np.linspace(0.0, 60.0, 601)
    values = efficiency(energy)
    assert np.all(np.diff(values) >= 0.0)
    assert values[energy <= 2.6].max() < 1e-6
    assert efficiency(np.array([THRESHOLD_MEV, 10.0, 14.0, 20.0, 60.0])) == pytest.approx(
        [0.401, 0.738, 0.876, 0.906, 0.925], abs=2e-3
    )


def test_what_is_counted_is_less_than_what_reacts():
    edges = np.geomspace(5.0, 60.0, 20)
    counted = open_detector("kamiokande2").respond(edges).area.sum(axis=3)
    reacting = response(KamiokandeII(), edges).area.sum(axis=3)
    ratio = counted[0, 1] / reacting[0, 1]  # positrons of inverse beta decay
    positron = np.sqrt(edges[1:] * edges[:-1]) - 1.3
    assert ratio == pytest.approx(efficiency(positron), abs=0.05)


def test_sntools_runs_with_it(small_burst, tmp_path):
    """At 3 kpc, where it would have seen hundreds, in the first 0.3 s."""
    burst = open_result(small_burst)
    export(burst, "gamma", tmp_path / "burst.txt")
    words = ("--format", "gamma", "-d", "KamiokandeII", "--distance", "3", "-t", "AdiabaticMSW_IMO")
    window = ("-c", "ibd", "--endtime", "1300")
    module = "mcsn.detectors.run_sntools"
    drawn, means = sntools(tmp_path / "burst.txt", *words, *window, module=module, folder=tmp_path)
    whole = Detector("kii", "all that reacts", 2.14, "", lambda edges: response(KamiokandeII(), edges))
    expected = expect(emission_of(burst), whole, 3.0, "inverted")
    come = np.append(0.0, np.cumsum(expected.events[0].sum(axis=1)))
    assert means["ibd"] == pytest.approx(np.interp(1.3, expected.time_edge, come), rel=0.06)
    assert abs(drawn["ibd"] - means["ibd"]) < 5.0 * np.sqrt(means["ibd"])
    lines = (tmp_path / "events.kin").read_text().splitlines()
    vertices = [line.split()[2:5] for line in lines if line.startswith("$ vertex")]
    x, y, z = np.array(vertices, float).T
    assert np.all(np.hypot(x, y) < 720.0)
    assert np.all(np.abs(z) < 657.0)
    assert np.hypot(x, y).max() > 600.0
