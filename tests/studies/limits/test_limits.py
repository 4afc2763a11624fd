"""The limits study: simulated times beside what explains them."""

import csv

import numpy as np
import pytest

from mcsn import InputError
from mcsn.scenario import load_scenario, parse_scenario
from mcsn.studies.limits import columns, points_of
from mcsn.studies.limits.theory import theory_of
from mcsn.studies.scan.run import run_scan

FEW = {
    "scan.transport.spectrum": ["grey", "frozen", "collision"],
    "scan.boson.coupling": [1e-20, 1.1e-7],
    "scan.transport.opacity_scale": {"from": 0.1, "to": 3e-5, "points": 3},
    "experiment.packets": 2000,
    "experiment.batch": 2000,
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The folder of a small scan, and its points."""
    folder = tmp_path_factory.mktemp("limits") / "scan"
    scenario = load_scenario("limits", FEW)
    result = run_scan(scenario, folder, threads=1)
    return folder, points_of(scenario, result.outcomes)


def test_points_agree_with_the_equation_of_transport(study):
    """5 standard errors each: false-alarm rate 7e-6 for all twelve."""
    exact = [point for point in study[1] if point.theory.transport is not None]
    assert len(exact) == 12
    for point in exact:
        allowed = 5.0 * point.stderr + 1e-3 * point.theory.transport
        assert abs(point.time - point.theory.transport) < allowed


def test_table_and_picture_are_written(study):
    folder, points = study
    lines = (folder / "limits.csv").read_text().splitlines()
    rows = list(csv.DictReader(line for line in lines if line[0] != "#"))
    assert len(rows) == 18
    assert list(rows[0]) == list(columns(points))
    assert sum(row["ell_over_R"] == "" for row in rows) == 9  # as good as no Z'
    ratio = float(rows[0]["escape_time_s"]) / float(rows[0]["eq6_s"])
    assert float(rows[0]["over_eq6"]) == pytest.approx(ratio, rel=1e-4)
    assert (folder / "scan.png").stat().st_size > 10_000


def scenario(**changes):
    first = {"transport.spectrum": "collision", "boson.coupling": 1e-20, "transport.opacity_scale": 0.1}
    base = load_scenario("limits").replaced(first)
    return base.replaced({key.replace("__", "."): value for key, value in changes.items()})


def test_factors():
    """For lambda ~ E^-2, <lambda> <1/lambda> = 12.939 x ln 2 / 1.803 = 4.974; steps count half or whole."""
    collision, grey = scenario(), scenario(transport__spectrum="grey")
    assert theory_of(collision).rosseland == pytest.approx(4.974, rel=2e-3)
    assert theory_of(grey).rosseland == 1.0
    assert theory_of(grey).nucleons == 0.5 * theory_of(grey).eq6
    assert theory_of(scenario(transport__spectrum="grey", transport__steps="fixed")).steps == 1.0
    shell = theory_of(scenario(transport__spectrum="shell")).rosseland
    assert shell == pytest.approx(1.0 / (0.25 + 0.75 / 4.974), rel=2e-3)


def test_eq_23_is_of_the_whole_star():
    theory = theory_of(scenario(boson__coupling=1e-7))
    assert theory.eq23 == pytest.approx((theory.radius / theory.decay_length) ** 2 * theory.tau)
    assert theory.square > 1.0
    assert 1.0 / theory.diffusion < 1.0 / theory.nucleons + 1.0 / theory.bosons


def test_opacity_scale_scales_eq_6():
    one, ten = scenario(), scenario(transport__opacity_scale=1.0)
    np.testing.assert_allclose(theory_of(ten).eq6, 10.0 * theory_of(one).eq6)


@pytest.mark.parametrize(
    ("star", "rest", "message"),
    [
        ("cerdeno2023", "", "one matter and temperature"),
        ("uniform", '[experiment]\nstart = "thermal"\n', "from the centre"),
        ("uniform", '[transport]\nscattering = "dipole"\n', "isotropic"),
    ],
)
def test_other_scenarios_are_refused(tmp_path, star, rest, message):
    text = (
        f'[star]\nprofile = "{star}"\n{rest}[scan]\nstudy = "limits"\ntransport.opacity_scale = [1.0, 0.1]\n'
    )
    with pytest.raises(InputError, match=message):
        run_scan(parse_scenario(text, "test"), tmp_path / "scan")
    assert not (tmp_path / "scan").exists()
