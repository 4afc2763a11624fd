"""Points: their names, seeds and scenarios."""

import pytest
from cheap import COUPLING, MASS, cheap

from mcsn import InputError
from mcsn.studies.scan.points import Outcome, check_points, in_order, point_name, point_scenario


def test_the_grid_runs_fastest_along_the_last_axis():
    points = list(cheap().scan.grid())
    assert [(point[MASS], point[COUPLING]) for point in points] == [
        (mass, coupling) for mass in (5.0, 20.0) for coupling in (1e-7, pytest.approx(1e-6), 1e-5)
    ]


def test_the_name_of_a_point_is_of_its_values_alone():
    values = {MASS: 5.0, COUPLING: 1e-7}
    assert point_name(values) == point_name(dict(reversed(values.items())))
    assert len({point_name(point) for point in cheap().scan.grid()}) == 6


def test_the_seed_of_a_point_is_a_hash_of_the_seed_and_the_values():
    def seeds(seed):
        scan = cheap(experiment_seed=seed)
        return [point_scenario(scan, point).experiment.seed for point in scan.scan.grid()]

    assert seeds(1) == seeds(1)
    assert len({*seeds(1), *seeds(2)}) == 12


def test_the_scenario_of_a_point():
    (*_, last) = cheap().scan.grid()
    found = point_scenario(cheap(), last)
    assert (found.boson.mass_MeV, found.boson.coupling, found.scan) == (20.0, 1e-5, None)
    assert found.experiment.packets == 300


def test_what_goes_with_a_value_holds_for_it_alone():
    kinds = {"scan_experiment.kind": ["escape", "luminosity"]}
    scan = cheap(**kinds, scan_when={"experiment.kind": {"luminosity": {"experiment.packets": 7}}})
    packets = {
        (found.experiment.kind, found.experiment.packets)
        for found in (point_scenario(scan, point) for point in scan.scan.grid())
    }
    assert packets == {("escape", 300), ("luminosity", 7)}


def test_impossible_points_are_refused_together_before_anything_runs():
    scan = cheap(**{"scan_star.mean_free_path_m": [[1.0], [2.0, 1.0], [3.0]]})
    with pytest.raises(InputError) as caught:
        check_points(scan, scan.scan.grid())
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    for line, value in zip(lines, ("[1.0]", "[3.0]"), strict=True):
        assert line.startswith(f"two: star.mean_free_path_m = {value}: must have as many values")


def test_no_more_than_twenty_errors_are_shown():
    scan = cheap(**{"scan_star.mean_free_path_m": [[float(n)] for n in range(1, 31)]})
    with pytest.raises(InputError) as caught:
        check_points(scan, scan.scan.grid())
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "two: and 10 more")


def test_outcomes_come_in_the_order_of_the_axes():
    scan = cheap().scan
    outcomes = [Outcome(values, "", {}) for values in scan.grid()]
    assert in_order(scan, outcomes[::-1]) == outcomes
