import json
import math

import numpy as np
import pytest

from mcsn import load_scenario
from mcsn.experiments.escape import Escape
from mcsn.studies.acceleration import Difference, check_acceleration
from mcsn.text import check_text, checked

DEEP = {
    "star.outer_radius_m": [60.0, 100.0],
    "star.mean_free_path_m": [0.5, 1.0],
    "star.temperature_MeV": [10.0, 10.0],
    "experiment.packets": 2000,
    "experiment.batch": 1000,
}


@pytest.fixture(scope="module")
def check():
    return check_acceleration(load_scenario("sphere", DEEP), threads=2, thinning=1.0)


def test_both_methods_agree(check):
    """Four comparisons at 4.5 standard errors: a false-alarm rate of 3e-5."""
    assert check.analog.summary["jumps"] == 0
    assert check.accelerated.summary["jumps"] > 0
    assert check.accelerated.summary["collisions"] < check.analog.summary["collisions"] / 10
    assert [row.quantity for row in check.differences] == [
        "escape_time_mean_s",
        *(f"escape_time_quantiles_s {p}" for p in (0.1, 0.5, 0.9)),
    ]
    assert all(abs(row.standard_errors) < 4.5 for row in check.differences)
    assert all(row.percent_stderr < 6.0 for row in check.differences)


def test_seeds_of_the_two_methods_differ(check):
    seeds = [run.scenario.experiment.seed for run in (check.analog, check.accelerated)]
    assert seeds[0] != seeds[1]


def test_what_is_printed(check):
    shown = json.loads(json.dumps(checked(check), allow_nan=False))
    assert shown["thinning"] == 1.0
    assert shown["differences"][0]["analog"] == check.analog.summary["escape_time_mean_s"]
    assert "escape_time_mean_s" in check_text(check)


def test_difference():
    row = Difference("x", 2.0, 0.03, 2.1, 0.04)
    assert row.percent == pytest.approx(5.0)
    assert row.percent_stderr == pytest.approx(2.5)
    assert row.standard_errors == pytest.approx(2.0)


def test_thinning_scales_every_length():
    """A thinned star has the proportions of the star."""
    changes = {"star.profile": "cerdeno2023", "transport.opacity": "elastic", "transport.spectrum": "grey"}
    scenario = load_scenario("zprime", changes)
    plain, thin = Escape(scenario).tables, Escape(scenario, thinning=20.0).tables
    np.testing.assert_allclose(thin.grey_rates * 20.0, plain.grey_rates)
    np.testing.assert_allclose(thin.rates * 20.0, plain.rates)
    np.testing.assert_allclose(thin.grey_decay_length, plain.grey_decay_length * 20.0)
    assert math.isclose(thin.rest_decay_length, plain.rest_decay_length * 20.0)
    np.testing.assert_array_equal(thin.emission, plain.emission)
