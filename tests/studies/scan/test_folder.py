"""The folder of a scan: what is refused, and what is taken up again."""

import pytest
from cheap import cheap, names

from mcsn import InputError
from mcsn.studies.scan.folder import is_scan_folder, opened, read_scan_folder
from mcsn.studies.scan.run import run_scan


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return run_scan(cheap(), tmp_path_factory.mktemp("done") / "scan", threads=1)


def refused(path, scenario=None, resume=False):
    with pytest.raises(InputError) as caught, opened(path, scenario or cheap(), resume):
        pass
    return str(caught.value)


def test_a_folder_of_something_else(tmp_path):
    (tmp_path / "letter.txt").write_text("")
    assert "is not empty and holds no scan; choose another folder with -o" in refused(tmp_path)
    assert names(tmp_path) == ["letter.txt"]
    assert "is a file; give the name of a folder" in refused(tmp_path / "letter.txt")
    assert "there is no folder" in refused(tmp_path / "a" / "b")


def test_a_scan_that_is_there_already(done):
    assert "holds this scan already; go on with it by --resume" in refused(done.folder)


def test_another_scan(done):
    text = refused(done.folder, cheap(experiment_seed=2), resume=True)
    assert "holds another scan (experiment.seed: 1 and 2); choose another folder with -o" in text
    text = refused(done.folder, cheap(**{"scan_boson.mass_MeV": [5.0]}), resume=True)
    assert 'scan."boson.mass_MeV": [5.0, 20.0] and [5.0]' in text


def test_other_contours_are_the_same_scan(done):
    changed = cheap(scan_contours={"escape_time_mean_s": 1e-7})
    again = run_scan(changed, done.folder, threads=1, resume=True)
    assert again.outcomes == done.outcomes
    assert {crossing.level for crossing in again.contours} <= {1e-7}


def test_two_scans_at_once(tmp_path):
    with opened(tmp_path / "scan", cheap(), False):
        assert "another scan is running in this folder" in refused(tmp_path / "scan", resume=True)


@pytest.mark.parametrize("content", ["", "{}", '{"format": "mcsn scan 0"}', "[1]"])
def test_a_broken_identity(tmp_path, content):
    (tmp_path / "scan.json").write_text(content)
    assert "choose another folder" in refused(tmp_path) or "another version" in refused(tmp_path)


def test_reading_a_folder(done):
    assert is_scan_folder(done.folder)
    assert not is_scan_folder(done.folder / "points")
    scenario, outcomes = read_scan_folder(done.folder)
    assert scenario.scan.axes == cheap().scan.axes
    assert [outcome.file for outcome in outcomes] == [outcome.file for outcome in done.outcomes]
    assert [outcome.summary for outcome in outcomes] == [outcome.summary for outcome in done.outcomes]


def test_a_result_that_is_broken_is_made_anew(done, tmp_path):
    scan = run_scan(cheap(), tmp_path / "scan", threads=1)
    broken = scan.folder / scan.outcomes[2].file
    broken.write_bytes(broken.read_bytes()[:500])
    again = run_scan(cheap(), scan.folder, threads=1, resume=True)
    assert not again.failed
    mine, others = (
        {
            key: value
            for key, value in found.outcomes[2].summary.items()
            if key not in ("wall_s", "events_per_s")
        }
        for found in (again, scan)
    )
    assert mine == others
