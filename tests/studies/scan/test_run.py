"""Scans: what they run, what they keep, and that it matters neither where nor in how many goes."""

import csv
import json

import pytest
from cheap import COUPLING, MASS, cheap, names
from test_engine import assert_same

from mcsn import InputError, MachineError, open_result, run
from mcsn.experiments.escape import Escape
from mcsn.studies.scan.points import point_scenario
from mcsn.studies.scan.run import run_scan


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return run_scan(cheap(), tmp_path_factory.mktemp("whole") / "scan", threads=1)


def results(scan):
    return {outcome.file: open_result(scan.folder / outcome.file) for outcome in scan.outcomes}


def assert_same_scan(first, second):
    """Every result bit for bit, and what is concluded of them."""
    mine, others = results(first), results(second)
    assert list(mine) == list(others)
    for name, result in mine.items():
        assert_same(result, others[name])
    assert first.contours == second.contours
    assert (first.folder / "contours.csv").read_bytes() == (second.folder / "contours.csv").read_bytes()


def count_units(monkeypatch):
    ran = []
    run_unit = Escape.run_unit

    def counted(self, unit, crew, watch):
        ran.append((self.boson.mass_MeV, self.boson.coupling, unit))
        return run_unit(self, unit, crew, watch)

    monkeypatch.setattr(Escape, "run_unit", counted)
    return ran


def test_every_point_is_a_run_of_its_own(whole):
    assert not whole.failed
    assert len(whole.outcomes) == 6
    for outcome, result in zip(whole.outcomes, results(whole).values(), strict=True):
        assert_same(result, run(point_scenario(cheap(), outcome.values), threads=1))


def test_what_lies_in_the_folder(whole):
    folder = whole.folder
    expected = [".lock", "contours.csv", "points", "scan.json", "scan.png", "summary.csv", "summary.json"]
    assert names(folder) == expected
    assert names(folder / "points") == sorted(o.file.removeprefix("points/") for o in whole.outcomes)
    with open(folder / "summary.csv") as file:
        rows = list(csv.DictReader(file))
    assert [(float(row[MASS]), float(row[COUPLING])) for row in rows] == [
        (outcome.values[MASS], outcome.values[COUPLING]) for outcome in whole.outcomes
    ]
    for row, outcome in zip(rows, whole.outcomes, strict=True):
        assert float(row["escape_time_mean_s"]) == outcome.summary["escape_time_mean_s"]
        assert float(row["escape_time_quantiles_s.0.5"]) == outcome.summary["escape_time_quantiles_s"]["0.5"]
    summary = json.loads((folder / "summary.json").read_text())
    assert (len(summary["points"]), summary["failed"], summary["grid"]) == (6, [], 6)
    with open(folder / "contours.csv") as file:
        (first, *_) = csv.DictReader(file)
    assert float(first[f"{COUPLING}_low"]) <= float(first[COUPLING]) <= float(first[f"{COUPLING}_high"])


def test_threads_and_processes_give_the_same(whole, tmp_path):
    assert_same_scan(whole, run_scan(cheap(), tmp_path / "threads", threads=2))
    assert_same_scan(whole, run_scan(cheap(), tmp_path / "processes", workers=2))


@pytest.mark.parametrize("at", [0, 4, 17])
def test_a_stopped_scan_goes_on(whole, tmp_path, monkeypatch, at):
    """Ctrl-C in the unit numbered `at` of all 18; what was done is not done again."""
    ran = count_units(monkeypatch)
    counted = Escape.run_unit

    def interrupted(self, unit, crew, watch):
        if len(ran) == at:
            raise KeyboardInterrupt
        return counted(self, unit, crew, watch)

    with monkeypatch.context() as patch:
        patch.setattr(Escape, "run_unit", interrupted)
        with pytest.raises(KeyboardInterrupt) as stop:
            run_scan(cheap(), tmp_path / "scan", threads=1)
    assert "--resume goes on with them" in "".join(stop.value.__notes__)
    assert not (tmp_path / "scan" / "summary.csv").exists()
    assert_same_scan(whole, run_scan(cheap(), tmp_path / "scan", threads=1, resume=True))
    assert len(ran) == len(set(ran)) == 18


def test_a_finished_scan_is_not_run_again(whole, tmp_path, monkeypatch):
    first = run_scan(cheap(), tmp_path / "scan", threads=1)
    ran = count_units(monkeypatch)
    assert_same_scan(first, run_scan(cheap(), tmp_path / "scan", threads=1, resume=True))
    assert ran == []


def test_more_packets_extend_every_point(whole, tmp_path, monkeypatch):
    run_scan(cheap(experiment_packets=200), tmp_path / "scan", threads=1)
    ran = count_units(monkeypatch)
    assert_same_scan(whole, run_scan(cheap(), tmp_path / "scan", threads=1, resume=True))
    assert [unit for *_, unit in ran] == [2] * 6


def test_a_point_that_fails_stops_no_other(whole, tmp_path, monkeypatch):
    run_unit = Escape.run_unit

    def failing(self, unit, crew, watch):
        if (self.boson.mass_MeV, self.boson.coupling, unit) == (5.0, 1e-5, 1):
            raise ZeroDivisionError("no such number")
        return run_unit(self, unit, crew, watch)

    with monkeypatch.context() as patch:
        patch.setattr(Escape, "run_unit", failing)
        scan = run_scan(cheap(), tmp_path / "scan", threads=1)
    (failed,) = scan.failed
    assert (failed.values[MASS], failed.values[COUPLING]) == (5.0, 1e-5)
    assert failed.error == "ZeroDivisionError: no such number"
    summary = json.loads((scan.folder / "summary.json").read_text())
    assert [point["error"] for point in summary["failed"]] == [failed.error]
    assert len(summary["points"]) == 5
    assert_same_scan(whole, run_scan(cheap(), tmp_path / "scan", threads=1, resume=True))


def test_an_adaptive_scan_runs_a_part_of_the_grid(tmp_path):
    changes = {"scan_boson.mass_MeV": {"from": 5.0, "to": 20.0, "points": 9}, "scan_adaptive": True}
    changes["scan_boson.coupling"] = {"from": 1e-7, "to": 1e-5, "points": 24}
    scan = run_scan(cheap(**changes), tmp_path / "scan", threads=1)
    assert len(scan.contours) >= 9
    assert len(scan.outcomes) < 9 * 24 / 2
    assert len(names(tmp_path / "scan" / "points")) == len(scan.outcomes)


def test_what_is_no_scan(tmp_path):
    with pytest.raises(InputError, match=r"sphere: has no table \[scan\]; use `mcsn run`"):
        run_scan("sphere", tmp_path / "scan")
    with pytest.raises(InputError, match=r"two: is a scan; use `mcsn scan`"):
        run(cheap())
    assert not names(tmp_path)


def test_a_disk_that_refuses_a_result_stops_the_scan(tmp_path, monkeypatch):
    import mcsn.result

    def full(path, content):
        raise MachineError(f"cannot write {path}: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(mcsn.result, "write_atomically", full)
        with pytest.raises(MachineError, match="No space left"):
            run_scan(cheap(), tmp_path / "scan", threads=1)
    assert not run_scan(cheap(), tmp_path / "scan", threads=1, resume=True).failed
