"""The command scan: what it prints, and its exit status."""

import pytest
from commands import CHEAP, assert_refused, names, strict_json

SCAN = (
    CHEAP
    + """
[scan]
"boson.coupling" = {from = 1e-7, to = 1e-5, points = 4}
[scan.contours]
escape_time_mean_s = 1.5e-8
"""
)


@pytest.fixture
def scanned(folder):
    (folder / "scan.toml").write_text(SCAN)
    return folder


def test_scan(mcsn, scanned):
    code, out, err = mcsn("scan", "scan.toml", "--threads", 1)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("4 points done, 0 failed; ")
    assert out.splitlines()[-1] == "wrote scan: scan.png, summary.csv, contours.csv, summary.json, points"
    assert "scan" in names(scanned)
    assert len(names(scanned / "scan" / "points")) == 4


def test_json(mcsn, scanned):
    code, out, err = mcsn("scan", "scan.toml", "-o", "here", "--threads", 1, "--packets", 200, "--json")
    assert (code, err) == (0, "")
    found = strict_json(out)
    assert (len(found["points"]), found["failed"], found["grid"]) == (4, [], 4)
    assert all(point["packets"] == 200 for point in found["points"])
    assert {"boson.coupling", "file", "escape_time_mean_s", "escape_time_mean_s_stderr"} <= set(
        found["points"][0]
    )
    assert found == strict_json((scanned / "here" / "summary.json").read_text())


def test_a_point_that_fails(mcsn, scanned):
    """It is named, the others stand, and the exit status is 1."""
    assert mcsn("scan", "scan.toml", "--threads", 1)[0] == 0
    victim, other = (scanned / "scan" / "points" / name for name in names(scanned / "scan" / "points")[:2])
    victim.write_bytes(other.read_bytes())  # which is of another scenario
    code, out, err = mcsn("scan", "scan.toml", "--workers", 1, "--resume")
    assert (code, err) == (1, "")
    assert out.splitlines()[0].startswith("3 points done, 1 failed; ")
    (line,) = [line for line in out.splitlines() if "failed: " in line and str(victim.name) in line]
    assert line.startswith("  failed: boson.coupling = ")
    code, out, _ = mcsn("scan", "scan.toml", "--threads", 1, "--resume", "--json")
    assert code == 1
    (failed,) = strict_json(out)["failed"]
    assert victim.name in failed["error"]


def test_refusals(mcsn, scanned):
    assert_refused(mcsn("scan", "sphere"), scanned, "sphere: has no table [scan]")
    assert_refused(mcsn("run", "scan.toml"), scanned, "scan: is a scan; use `mcsn scan`")
    assert_refused(mcsn("scan", "scan.toml", "-o", "a/b"), scanned, "there is no folder a")
    assert_refused(mcsn("scan", "scan.toml", "-o", "cheap.toml"), scanned, "is a file")
    both = ("--threads", 1, "--workers", 1)
    assert_refused(mcsn("scan", "scan.toml", *both), scanned, "--threads and --workers do not go together")
    settings = ("--set", "scan.boson.coupling=[0.5, 2.0, 3.0]", "--set", "scan.contours={}")
    assert_refused(
        mcsn("scan", "scan.toml", *settings),
        scanned,
        "boson.coupling = 2.0",
        "boson.coupling = 3.0",
        "less than 1",
    )
    assert names(scanned) == ["cheap.toml", "scan.toml"]


def test_a_scan_that_is_there(mcsn, scanned):
    assert mcsn("scan", "scan.toml", "--threads", 1)[0] == 0
    code, out, err = mcsn("scan", "scan.toml")
    assert (code, out) == (2, "")
    assert err == "mcsn: scan: holds this scan already; go on with it by --resume, or choose another folder\n"
    assert mcsn("scan", "scan.toml", "--seed", 2, "--resume")[0] == 2


def test_plot(mcsn, scanned):
    mcsn("scan", "scan.toml", "--threads", 1)
    (scanned / "scan" / "scan.png").unlink()
    assert mcsn("plot", "scan") == (0, "scan/scan.png\n", "")
    assert (scanned / "scan" / "scan.png").exists()
    assert mcsn("plot", "scan", "-o", "a.pdf") == (0, "a.pdf\n", "")


def test_lists_alone(mcsn, scanned):
    settings = ("--set", "scan.boson.coupling=[1e-6, 1e-5]", "--set", "scan.contours={}")
    code, out, _ = mcsn("scan", "scan.toml", "--threads", 1, *settings)
    assert code == 0
    assert out.splitlines()[-1] == "wrote scan: summary.csv, contours.csv, summary.json, points"
    code, out, err = mcsn("plot", "scan")
    assert (code, out) == (2, "")
    assert "a scan over lists alone has no picture; see its summary.csv" in err


def test_show(mcsn, scanned):
    code, out, err = mcsn("show", "scan.toml")
    assert (code, err) == (0, "")
    assert '"boson.coupling" = {from = 1e-07, to = 1e-05, points = 4, scale = "log"}' in out
    assert "expected, the first of 4 points: " in out
