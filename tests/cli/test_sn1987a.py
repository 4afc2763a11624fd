"""The command sn1987a, on a small burst and on a small plane of bursts."""

import csv
import shutil
import sys

import pytest
from commands import assert_refused, names, strict_json

PLANE = """title = "A few bursts"
[boson]
kernel = "cerdeno2023"
[transport]
opacity = "elastic"
[experiment]
kind = "burst"
packets = 300
replicas = 1
duration_s = 4.0
time_step = 0.4
[scan]
"boson.mass_MeV" = {from = 10.0, to = 20.0, points = 2}
"boson.coupling" = {from = 1e-10, to = 1e-8, points = 2}
"""
SPECIES = ("K2", "IMB", "BAK")


@pytest.fixture
def burst(folder, small_burst):
    shutil.copy(small_burst, folder / "burst.nc")
    return folder


@pytest.fixture(scope="module")
def plane(tmp_path_factory):
    """The folder of a scan that is done, with the burst of the standard model once the command has run."""
    from mcsn.studies.scan.run import run_scan

    folder = tmp_path_factory.mktemp("plane")
    (folder / "plane.toml").write_text(PLANE)
    run_scan(folder / "plane.toml", folder / "plane", threads=2)
    return folder / "plane"


def test_burst(mcsn, burst):
    code, out, err = mcsn("sn1987a", "burst.nc", "--conversion", "inverted")
    assert (code, err) == (0, "")
    assert names(burst) == ["burst-sn1987a.png", "burst.nc", "cheap.toml"]
    for words in ("Kamiokande-II", "ln likelihood ratio", "Kolmogorov-Smirnov", "without accretion", "prior"):
        assert words in out
    assert "2% of those that arrive would have left as such" in " ".join(out.split())
    assert out.splitlines()[-1] == "wrote burst-sn1987a.png"


def test_json(mcsn, burst):
    """Every estimate has its error; without conversion there is no signal but by scattering on electrons."""
    found = {}
    for conversion in ("none", "inverted"):
        code, out, err = mcsn(
            "sn1987a",
            "burst.nc",
            "--conversion",
            conversion,
            "-o",
            "here.png",
            "--json",
            "--distance-kpc",
            50,
        )
        assert (code, err) == (0, "")
        found[conversion] = strict_json(out)
    told = found["inverted"]
    assert (told["distance_kpc"], told["conversion"]) == (50.0, "inverted")
    assert [told["detectors"][key]["seen"] for key in SPECIES] == [16, 8, 5]
    late = told["treatments"]["late"]
    assert [late["detectors"][key]["seen"] for key in SPECIES] == [10, 5, 3]
    parts = [late["detectors"][key]["log_ratio_marginal"] for key in SPECIES]
    assert late["log_ratio_marginal"] == pytest.approx(sum(parts))
    assert late["log_ratio_profile"] > late["log_ratio_marginal"] > 0.0
    assert late["log_ratio_at_factor_best"] > late["log_ratio_marginal"]
    assert late["factor_low"] < late["factor_best"] < late["factor_high"]
    for numbers in (told["detectors"]["K2"], late, late["detectors"]["K2"]):
        errors = [name for name in numbers if name.endswith("_stderr")]
        assert len(errors) > 2
        assert all(numbers[name] > 0.0 for name in errors)
    whole = [told["detectors"][key]["expected"] for key in SPECIES]
    none = [found["none"]["detectors"][key]["expected"] for key in SPECIES]
    assert all(few < 0.05 * many for few, many in zip(none, whole, strict=True))
    assert (found["none"]["anti_nu_e_missing"], told["anti_nu_e_missing"]) == (1.0, pytest.approx(0.0219))
    assert told["detectors"]["K2"]["t50_s"] < told["detectors"]["K2"]["t90_s"] < 10.0


def test_distance(mcsn, burst):
    """Four times as many at half the distance."""
    near, far = (
        strict_json(mcsn("sn1987a", "burst.nc", "--conversion", "normal", "--distance-kpc", at, "--json")[1])
        for at in (25.0, 50.0)
    )
    for key in SPECIES:
        ratio = near["detectors"][key]["expected"] / far["detectors"][key]["expected"]
        assert ratio == pytest.approx(4.0)


def test_plane(mcsn, plane, monkeypatch):
    monkeypatch.chdir(plane.parent)
    code, out, err = mcsn("sn1987a", "plane", "--conversion", "inverted", "--json")
    assert code == 0, err
    assert {"standard-model.nc", "sn1987a.png", "sn1987a.csv"} <= set(names(plane))
    found = strict_json(out)
    assert len(found["points"]) == 4
    told = [*(point["treatments"] for point in found["points"]), found["standard_model"]["treatments"]]
    for kind in ("log_ratio_marginal", "log_ratio_at_factor_best"):
        ratios = [one["late"][kind] for one in told]
        below = [one["late"][f"{kind}_to_best"] for one in told]
        assert below == pytest.approx([ratio - max(ratios) for ratio in ratios])
        over = [one["late"][f"{kind}_to_standard_model"] for one in told]
        assert over == pytest.approx([ratio - ratios[-1] for ratio in ratios])
        assert all(one["late"][f"{kind}_stderr"] > 0.0 for one in told)
    with open(plane / "sn1987a.csv") as file:
        rows = list(csv.DictReader(file))
    column = "treatments.late.log_ratio_marginal"
    assert [float(row[column]) for row in rows] == [one["late"]["log_ratio_marginal"] for one in told[:4]]

    made = (plane / "standard-model.nc").stat().st_mtime_ns
    code, out, err = mcsn("sn1987a", "plane", "--conversion", "inverted", "-o", "other.png")
    assert (code, err) == (0, "")
    assert (plane / "standard-model.nc").stat().st_mtime_ns == made  # not run again
    assert out.splitlines()[0].startswith("4 bursts with a Z'; A few bursts, 51.4 kpc away")
    assert "More packets" in out
    assert out.splitlines()[-1] == "wrote other.png and other.csv"


def test_point_of_a_plane_is_a_burst(mcsn, plane, monkeypatch):
    """By itself it has the same likelihood."""
    monkeypatch.chdir(plane.parent)
    found = strict_json(mcsn("sn1987a", "plane", "--conversion", "inverted", "--json")[1])
    point = found["points"][1]
    alone = strict_json(
        mcsn("sn1987a", f"plane/{point['file']}", "--conversion", "inverted", "-o", "one.png", "--json")[1]
    )
    for name in ("log_ratio_marginal", "factor_best", "log_ratio_marginal_stderr"):
        assert point["treatments"]["late"][name] == alone["treatments"]["late"][name]


def test_refusals(mcsn, burst):
    (burst / "burst.nc").rename(burst / "burst.dat")  # nothing may look written
    assert_refused(mcsn("sn1987a", "none.dat"), burst, "none.dat", "No such file")
    assert_refused(mcsn("sn1987a", "burst.dat", "-o", "a.xyz"), burst, "a.xyz", ".png")
    assert_refused(mcsn("sn1987a", "burst.dat", "--distance-kpc", 0), burst, "0 kpc", "greater than 0")
    assert_refused(mcsn("sn1987a", "burst.dat", "--conversion", "some"), burst, '"some"', "inverted")


def test_refuses_other_results(mcsn, folder):
    assert mcsn("run", "cheap.toml", "-o", "cheap.dat")[0] == 0
    (folder / "cheap.png").unlink()
    assert_refused(mcsn("sn1987a", "cheap.dat"), folder, '"escape"', "mcsn run burst")


def test_refuses_other_scans(mcsn, folder):
    text = (
        folder / "cheap.toml"
    ).read_text() + '[scan]\n"boson.coupling" = {from = 1e-7, to = 1e-6, points = 2}\n'
    (folder / "scan.toml").write_text(text)
    assert mcsn("scan", "scan.toml", "--threads", 1)[0] == 0
    assert_refused(mcsn("sn1987a", "scan"), folder, "boson.mass_MeV", "boson.coupling")


def test_without_sntools(mcsn, burst, monkeypatch):
    for name in [
        name for name in sys.modules if name.startswith(("sntools", "mcsn.detectors", "mcsn.studies.sn1987a"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sntools", None)
    (burst / "burst.nc").rename(burst / "burst.dat")
    assert_refused(mcsn("sn1987a", "burst.dat"), burst, "pip install 'mcsn[detectors]'")
