"""What a scan found: read again from its folder, as a Dataset, as text and as a picture."""

import numpy as np
import pytest
from cheap import COUPLING, MASS, cheap

import mcsn
from mcsn.studies.scan.points import Outcome
from mcsn.studies.scan.result import ScanResult


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return mcsn.run_scan(cheap(), tmp_path_factory.mktemp("done") / "scan", threads=1)


def test_what_is_read_is_what_was_found(done):
    read = mcsn.open_scan(done.folder)
    assert read.outcomes == done.outcomes
    assert read.contours == done.contours
    assert np.isnan(read.wall_s)
    assert read.dataset.identical(done.dataset)


def test_dataset(done):
    data = done.dataset
    assert dict(data.sizes) == {MASS: 2, COUPLING: 3}
    assert (data[MASS].units, data["escape_time_mean_s"].units) == ("MeV", "s")
    assert data["events_per_s"].units == "1/s"
    assert "units" not in data[COUPLING].attrs
    for outcome in done.outcomes:
        point = data.sel(outcome.values)
        for name in ("escape_time_mean_s", "escape_time_mean_s_stderr", "packets"):
            assert point[name] == outcome.summary[name]
        assert point["analytic.eq6_s"] == outcome.summary["analytic"]["eq6_s"]
        assert point["escape_time_quantiles_s.0.5"] == outcome.summary["escape_time_quantiles_s"]["0.5"]
        result = mcsn.open_result(done.folder / str(point["file"].values))
        assert result.summary["escape_time_mean_s"] == point["escape_time_mean_s"]
    assert len(data.to_dataframe()) == 6


def test_what_is_not_done_is_nan(done):
    failed = Outcome(done.outcomes[-1].values, done.outcomes[-1].file, None, "it broke")
    data = done._replace(outcomes=[*done.outcomes[:-2], failed]).dataset
    assert dict(data.sizes) == {MASS: 2, COUPLING: 3}
    assert np.isnan(data["escape_time_mean_s"]).values.tolist() == [[False] * 3, [False, True, True]]
    assert data["file"].values[1, 1:].tolist() == ["", ""]


def test_points_beside_the_grid(done):
    """Those of an adaptive scan make a list."""
    beside = done.outcomes[0]._replace(values={MASS: 5.0, COUPLING: 3.3e-7})
    data = done._replace(outcomes=[beside, *done.outcomes]).dataset
    assert dict(data.sizes) == {"point": 7}
    assert data[COUPLING].values[0] == 3.3e-7
    assert data["escape_time_mean_s"].values[1] == done.outcomes[0].summary["escape_time_mean_s"]


def test_words_and_tables_are_axes(tmp_path):
    values = {"scan_experiment.start": ["centre", {"radius_km": 0.001}]}
    found = mcsn.run_scan(cheap(**values), tmp_path / "scan", threads=1)
    starts = found.dataset["experiment.start"]
    assert starts.values.tolist() == ["centre", "{radius_km = 0.001}"]


def test_text_and_picture(done):
    for words in (
        "6 points done of a grid of 6, 0 failed",
        "boson.mass_MeV (2)",
        "escape_time_mean_s = 2e-07",
    ):
        assert words in repr(done)
    assert len(done.picture().axes) == 2
    lists = ScanResult(
        cheap(**{"scan_boson.coupling": [1e-6], "scan_contours": {}}), [], [], done.folder, 0.0
    )
    with pytest.raises(mcsn.InputError, match="over lists alone"):
        lists.picture()


def test_no_scan(tmp_path):
    with pytest.raises(mcsn.InputError, match="No such file"):
        mcsn.open_scan(tmp_path / "none")
