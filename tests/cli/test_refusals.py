"""The command line: how it refuses."""

import os
import shutil
import subprocess
import sys
from importlib.resources import files

import pytest
from commands import CHEAP, assert_refused, names
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcsn import InputError, scenario_names
from mcsn.experiments import open_experiment
from mcsn.scenario import builtin_scenario_text, parse_scenario


@pytest.mark.parametrize("picture", ["b.xyz", "b", "cheap.nc", "missing/b.png"])
def test_plot_refuses_pictures(mcsn, folder, picture):
    mcsn("run", "cheap.toml")
    before = (folder / "cheap.nc").read_bytes()
    code, out, err = mcsn("plot", "cheap.nc", "-o", picture)
    assert (code, out) == (2, "")
    assert picture in err
    assert "Traceback" not in err
    assert names(folder) == ["cheap.nc", "cheap.png", "cheap.toml"]
    assert (folder / "cheap.nc").read_bytes() == before


@pytest.mark.parametrize("page", ["b.xyz", "b", "cheap.nc", "missing/b.html"])
def test_report_refuses_pages(mcsn, folder, page):
    mcsn("run", "cheap.toml")
    before = (folder / "cheap.nc").read_bytes()
    code, out, err = mcsn("report", "cheap.nc", "-o", page)
    assert (code, out) == (2, "")
    assert page in err
    assert "Traceback" not in err
    assert names(folder) == ["cheap.nc", "cheap.png", "cheap.toml"]
    assert (folder / "cheap.nc").read_bytes() == before


@pytest.mark.parametrize("picture", ["b.xyz", "missing/b.png"])
def test_show_refuses_pictures(mcsn, folder, picture):
    assert_refused(mcsn("show", "cheap.toml", "-o", picture), folder, picture)


def test_messy_profile(mcsn, folder):
    """One message, a line for each thing to mend."""
    (folder / "my.csv").write_text("radius [mile],T [MeV],n_B,Ye\n5,-1,0.3,.3\n4,x,0.2,2\n")
    done = mcsn("run", "sm", "--set", "star.profile=my.csv")
    named = (
        "radius",
        "mile",
        "n_B, the density, has no unit",
        "line 2: T [MeV] = -1",
        'line 3: T [MeV] = "x"',
    )
    assert_refused(done, folder, *named, "line 3: Ye = 2", "4 after 5")


def test_plot_of_a_truncated_result(mcsn, folder):
    mcsn("run", "cheap.toml")
    content = (folder / "cheap.nc").read_bytes()
    (folder / "half.dat").write_bytes(content[: len(content) // 2])
    for name in ("cheap.nc", "cheap.png"):
        (folder / name).unlink()
    assert_refused(mcsn("plot", "half.dat"), folder, "half.dat", "truncated")
    assert_refused(mcsn("plot", "none.dat"), folder, "none.dat", "No such file")
    assert_refused(mcsn("plot", "cheap.toml"), folder, "cheap.toml", "not a whole result")


BAD_KEYS = [
    ("experiment.pakets=3", ["experiment.pakets", "unknown key", '"packets"']),
    ("boson.mass_MeV=true", ["boson.mass_MeV = true", "must be a number"]),
    ('boson.mass_MeV="10.0"', ['boson.mass_MeV = "10.0"', "without quotes"]),
    ("boson.mass_MeV=nan", ["boson.mass_MeV = nan", "finite"]),
    ("boson.mass_MeV=inf", ["boson.mass_MeV = inf", "finite"]),
    ("boson.mass_MeV=-1.0", ["boson.mass_MeV = -1.0", "at least 0.001"]),
    ("boson.coupling=0.0", ["boson.coupling = 0.0", "at least 1e-100"]),
    ("star.outer_radius_m=[2.0, 1.0]", ["star.outer_radius_m = [2.0, 1.0]", "increasing"]),
    ("star.outer_radius_m=[1.0]", ["star.mean_free_path_m", "as many values"]),
    ("transport.spectrum=gray", ['transport.spectrum = "gray"', '"grey"']),
    ("transport.method=fast", ['transport.method = "fast"', '"accelerated"', '"analog"']),
    ("experiment.packets=many", ['experiment.packets = "many"', "integer"]),
    ("experiment.start={radius_km = 3.0}", ["experiment.start", "0.002 km"]),
    ("star.temperature_scale=50.0", ["temperature_scale = 50", "500 MeV"]),
    ("star.mean_free_path_m=[0.0, 1.0]", ["star.mean_free_path_m[0] = 0.0", "at least"]),
    ('title="a\\u0000b"', ["title", "single line"]),
    ("experiment.packets", ["--set experiment.packets", "KEY=VALUE"]),
    ("=3", ["--set =3", "KEY=VALUE"]),
]


@pytest.mark.parametrize("command", ["run", "show"])
@pytest.mark.parametrize(("setting", "named"), BAD_KEYS, ids=[setting for setting, _ in BAD_KEYS])
def test_bad_values(mcsn, folder, command, setting, named):
    assert_refused(mcsn(command, "cheap.toml", "--set", setting), folder, *named)


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("--packets", "0", "experiment.packets = 0"),
        ("--packets", "x", "'--packets'"),
        ("--seed", "-1", "experiment.seed = -1"),
        ("--threads", "0", "'--threads'"),
        ("--nonsense", "1", "--nonsense"),
    ],
)
def test_bad_options(mcsn, folder, option, value, named):
    assert_refused(mcsn("run", "cheap.toml", option, value), folder, named)


def test_luminosity_has_no_acceleration_to_check(mcsn, folder):
    done = mcsn("run", "luminosity", "--check-acceleration")
    assert_refused(done, folder, 'experiment.kind = "luminosity" has no accelerated method', '"escape"')


def test_luminosity_of_a_star_too_cold(mcsn, folder):
    for command in ("run", "show"):
        done = mcsn(command, "luminosity", "--set", "boson.mass_MeV=1e5")
        assert_refused(done, folder, "boson.mass_MeV = 100000", "too cold")


def test_bad_scenarios(mcsn, folder):
    (folder / "bad.toml").write_text("[star\n")
    assert_refused(mcsn("run", "bad.toml"), folder, "bad.toml", "not valid TOML", "line 1")
    assert_refused(mcsn("run", "none.toml"), folder, "none.toml", "No such file")
    assert_refused(mcsn("run", "zprim"), folder, 'did you mean "zprime"?')
    assert_refused(mcsn("run", "."), folder, "directory")


def test_all_errors_at_once(mcsn, folder):
    done = mcsn("run", "cheap.toml", "--set", "boson.coupling=0.0", "--set", "x=1", "--packets", 0)
    assert_refused(done, folder, "boson.coupling", "x: unknown key", "experiment.packets")
    assert len(done[2].splitlines()) == 3


def test_bad_outputs(mcsn, folder):
    (folder / "sub").mkdir()
    assert_refused(mcsn("run", "cheap.toml", "-o", "missing/a.nc"), folder, "missing/a.nc")
    assert_refused(mcsn("run", "cheap.toml", "-o", "cheap.toml/a.nc"), folder, "cheap.toml/a.nc")
    assert_refused(mcsn("run", "cheap.toml", "-o", "sub"), folder, "sub: is a folder")
    assert_refused(mcsn("run", "cheap.toml", "-o", "a.png"), folder, "a.png", "picture")


@pytest.mark.parametrize("name", ["", ".", "/", "x" * 250])
def test_outputs_without_a_proper_name(mcsn, folder, name):
    assert_refused(mcsn("run", "cheap.toml", "-o", name), folder, name)
    mcsn("run", "cheap.toml")
    code, _, err = mcsn("plot", "cheap.nc", "-o", name)
    assert code == 2
    assert "Traceback" not in err


def test_a_picture_that_is_a_folder_is_refused_before_the_run(mcsn, folder):
    (folder / "a.png").mkdir()
    code, _, err = mcsn("run", "cheap.toml", "-o", "a.nc")
    assert code == 2
    assert "a.png: is a folder" in err
    assert not (folder / "a.nc").exists()


def test_output_folder_that_is_not_ours(mcsn, folder, monkeypatch):
    (folder / "sub").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # permissions would not stop root
    assert_refused(mcsn("run", "cheap.toml", "-o", "sub/a.nc"), folder, "sub", "cannot be written")


def test_checkpoint_of_another_scenario(mcsn, folder):
    mcsn("run", "cheap.toml", "-o", "a.nc")
    before = (folder / "a.nc").read_bytes()
    code, out, err = mcsn("run", "cheap.toml", "-o", "a.nc", "--resume", "--seed", 2)
    assert (code, out) == (2, "")
    assert "experiment.seed: 1 and 2" in err
    assert (folder / "a.nc").read_bytes() == before


def test_closed_output():
    words = f"{sys.executable} -u -m mcsn scenarios | head -1"
    done = subprocess.run(words, shell=True, capture_output=True, text=True)
    assert done.stdout.startswith(scenario_names()[0])
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_full_output():
    words = [sys.executable, "-m", "mcsn", "scenarios"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert done.stderr == "mcsn: reading or writing failed: [Errno 28] No space left on device\n"


def profile(folder, change=lambda text: text):
    """Write a scenario of the star of Table I, as a CSV file beside it."""
    text = (files("mcsn") / "data" / "profiles" / "cerdeno2023.csv").read_text()
    (folder / "sub").mkdir()
    (folder / "sub" / "star.csv").write_text(change(text))
    (folder / "sub" / "a.toml").write_text('[star]\nprofile = "star.csv"\n[experiment]\npackets = 1\n')


def test_profile_beside_the_scenario(mcsn, folder, table1):
    profile(folder)
    skin = f"experiment.start={{radius_km = {0.999 * table1['outer_radius_km'][-1]}}}"
    assert mcsn("run", "sub/a.toml", "-o", "a.nc", "--set", skin, "--threads", 1)[0] == 0
    shutil.rmtree(folder / "sub")
    assert mcsn("plot", "a.nc", "-o", "b.png") == (0, "b.png\n", "")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda text: text.replace("outer_radius_km", "radius"), ["outer_radius"]),
        (lambda text: text + "1,2\n", ["2 values"]),
        (lambda text: text + text.splitlines()[-1] + "\n", ["radii must increase"]),
        (lambda text: "", ["no rows"]),
    ],
)
def test_malformed_profile(mcsn, folder, change, named):
    profile(folder, change)
    done = mcsn("run", "sub/a.toml")
    assert_refused(done, folder, "star.csv", *named)
    if change(text := (files("mcsn") / "data" / "profiles" / "cerdeno2023.csv").read_text()).startswith(text):
        assert f"line {len(text.splitlines()) + 1}" in done[2]


def test_missing_profile(mcsn, folder):
    (folder / "a.toml").write_text('[star]\nprofile = "none.csv"\n')
    assert_refused(mcsn("run", "a.toml"), folder, "none.csv", "No such file")


VALUES = """0 -1 1 2 0.0 -0.0 -1.5 1e-3 1e308 -1e308 1e-308 5e-324 1e400 nan -inf inf true false
"" "10.0" "shells" "cerdeno2023" "grey" "collision" "constant" "dipole" "none.csv" "/" "\\u0000.csv" "thermal"
[] [1.0] [1.0,2.0] [2.0,1.0] [[1.0]] ["a"] [nan] {} {radius_km=1.0} {radius_km=-1} {radius_km="a"} {x={y={}}}
2020-01-01 12:00:00 0x10 1_000 '' 99999999999999999999"""
LINES = [
    "[boson]",
    "[star]",
    "[experiment.histogram]",
    "[experiment.histogram.x]",
    "[[boson]]",
    "mass_MeV = 10.0",
    "coupling = 1e-6",
    "bins = 3",
    "from = 1.0",
    "zones_per_shell = 1000",
    "temperature_scale = 1e6",
    'weighting = "energy"',
    'opacity = "elastic"',
    "packets = 1",
    "= 3",
    "\x00",
    "é = 1",
]


@st.composite
def mutated(draw):
    """Text of a scenario that ships, changed in one to four places."""
    text = draw(st.sampled_from([builtin_scenario_text(name) for name in scenario_names()] + [CHEAP]))
    for _ in range(draw(st.integers(1, 4))):
        lines = text.splitlines()
        place = draw(st.integers(0, len(lines) - 1)) if lines else 0
        kind = draw(st.sampled_from(["value", "value", "value", "line", "drop", "swap", "letter", "cut"]))
        if kind == "value" and lines and "=" in lines[place]:
            lines[place] = lines[place].partition("=")[0] + "= " + draw(st.sampled_from(VALUES.split()))
        elif kind == "line":
            lines.insert(place, draw(st.sampled_from(LINES)))
        elif kind == "drop":
            del lines[place : place + 1]
        elif kind == "swap" and lines:
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        text = "\n".join(lines)
        if kind == "letter":
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.characters()) + text[at + draw(st.integers(0, 1)) :]
        elif kind == "cut":
            text = text[: draw(st.integers(0, len(text)))]
    return text


@settings(
    max_examples=800, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(mutated())
def test_mutated_scenarios(text):
    """Whatever is wrong with a scenario, the answer is an InputError, or a star that packets can start in."""
    try:
        experiment = open_experiment(parse_scenario(text, "mutated"))
    except InputError as error:
        message = str(error)
    else:
        if experiment.scenario.experiment.kind == "escape":
            assert experiment.star.outer_radius[-1] > experiment.source.radius
        return
    assert message
    assert all(line.isprintable() for line in message.splitlines())
