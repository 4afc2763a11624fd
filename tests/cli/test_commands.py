"""The command line: what it prints and where it writes."""

import subprocess
import sys

import pytest
from commands import CHEAP, assert_refused, names, strict_json

from mcsn import open_result, scenario_names
from mcsn.physics.meanfield import nuclear_matter
from mcsn.scenario import builtin_scenario_text

ESTIMATES = ["escape_time_mean_s", "escape_time_quantiles_s", "escaped_as_neutrino", "escaped_as_boson"]
OTHERS = [
    "packets",
    "collisions",
    "jumps",
    "coalescences",
    "analytic",
    "wall_s",
    "events_per_s",
    "seed",
    "version",
]


def test_help_imports_nothing_heavy():
    program = (
        "import sys; sys.argv = ['mcsn', '--help']\n"
        "from mcsn.cli import main\n"
        "try: main()\n"
        "finally: print({'numba', 'numpy', 'scipy', 'matplotlib', 'pydantic', 'h5py'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.endswith("set()\n")
    for command in ("scenarios", "show", "run", "report", "scan", "plot", "reproduce"):
        assert command in done.stdout


def test_no_words_give_help(mcsn):
    assert "Usage" in "".join(mcsn()[1:])


def test_scenarios(mcsn):
    code, out, err = mcsn("scenarios")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == scenario_names()
    for name in scenario_names():
        assert mcsn("scenarios", name) == (0, builtin_scenario_text(name), "")


def test_unknown_scenario_name(mcsn, folder):
    assert_refused(mcsn("scenarios", "spere"), folder, 'did you mean "sphere"?', *scenario_names())


def test_show(mcsn, folder):
    code, out, err = mcsn("show", "cheap.toml")
    assert (code, err) == (0, "")
    for words in ("mass_MeV = 10.0", "outer radius", "Eq. 6", "Eq. 23", "Eq. 25", "expected:"):
        assert words in out
    assert names(folder) == ["cheap.toml"]


def test_show_json(mcsn):
    code, out, err = mcsn("show", "cheap.toml", "--json", "--set", "experiment.packets=500")
    assert (code, err) == (0, "")
    shown = strict_json(out)
    assert set(shown) == {"scenario", "star", "matter", "shells", "analytic", "species", "forecast"}
    assert shown["star"] == {"radius_km": 0.002, "shells": 2}
    assert shown["matter"] == []
    assert shown["species"] == {}  # an idealised star has no composition
    assert shown["scenario"]["experiment.packets"] == 500
    assert [set(shell) for shell in shown["shells"]] == 2 * [
        {"outer_radius_km", "temperature_MeV", "inverse_mfp_per_m", "coalescence_time_s", "decay_length_m"}
    ]
    assert [shell["inverse_mfp_per_m"] for shell in shown["shells"]] == [5.0, 1.0]
    assert {"eq6_s", "eq23_s", "eq25_erg_per_s"} <= set(shown["analytic"])
    assert set(shown["forecast"]) == {"events", "wall_s", "memory_bytes"}
    assert all(value > 0 for value in shown["forecast"].values())


def test_show_a_star_of_ones_own(mcsn, folder):
    (folder / "my.csv").write_text(
        "r [km],rho [g/cm3],T [GK],Ye\n5,6e14,200,.3\n15,2e14,300,.2\n25,1e10,1,.4\n"
    )
    words = ("show", "sm", "--set", "star.profile=my.csv", "--set", "star.radius=cell-centre")
    code, out, err = mcsn(*words, "-o", "star.png")
    assert (code, err) == (0, "")
    assert (folder / "star.png").read_bytes().startswith(b"\x89PNG")
    for line in ("file: 3 rows to 30 km", "star: 2 shells to ", "solar masses of baryons", "mu_nue"):
        assert line in out
    shown = strict_json(mcsn(*words, "--json")[1])
    assert [row["proton_fraction"] for row in shown["matter"]] == pytest.approx([0.3, 0.2])
    for shell, row in zip(shown["shells"], shown["matter"], strict=True):
        state = row["baryon_density_fm3"], shell["temperature_MeV"], row["proton_fraction"]
        assert row["nucleon_mass_MeV"] == pytest.approx(float(nuclear_matter(*state).m_star), rel=1e-9)
    assert shown["star"]["file_rows"] == 3
    assert shown["star"]["end"].startswith("where 2/3")


def test_the_example_of_a_star_of_ones_own(mcsn, folder):
    shown = strict_json(mcsn("show", "own-star", "--json")[1])
    assert shown["star"]["file_rows"] == 150
    assert shown["star"]["shells"] == len(shown["shells"]) <= 24
    assert shown["star"]["radius_km"] < shown["star"]["file_end_km"] == 30.0


def test_show_pictures(mcsn, folder):
    assert mcsn("show", "cheap.toml", "-o", "star.pdf")[0] == 0
    assert (folder / "star.pdf").read_bytes().startswith(b"%PDF")


def test_run(mcsn, folder):
    code, out, err = mcsn("run", "cheap.toml")
    assert (code, err) == (0, "")
    assert names(folder) == ["cheap.nc", "cheap.png", "cheap.toml"]
    for words in (
        "Two cheap shells",
        "escape time, mean",
        "+-",
        "escaped as Z'",
        "wrote cheap.nc and cheap.png",
    ):
        assert words in out
    assert open_result("cheap.nc").summary["packets"] == 300


def test_run_json(mcsn, folder):
    code, out, err = mcsn("run", "cheap.toml", "--json", "--packets", 200, "--seed", 7, "--threads", 1)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1
    numbers = strict_json(out)
    assert {*ESTIMATES, *(f"{name}_stderr" for name in ESTIMATES), *OTHERS} <= set(numbers)
    # Everything beyond what is listed is an estimate with its error, too.
    estimates = set(numbers) - set(OTHERS)
    assert {f"{name}_stderr" for name in estimates if not name.endswith("_stderr")} == {
        name for name in estimates if name.endswith("_stderr")
    }
    assert (numbers["packets"], numbers["seed"]) == (200, 7)
    for key in ("escape_time_quantiles_s", "escape_time_quantiles_s_stderr"):
        assert set(numbers[key]) == {"0.1", "0.5", "0.9"}
    assert {"eq6_s", "eq23_s", "eq25_erg_per_s"} <= set(numbers["analytic"])
    assert open_result("cheap.nc").summary == numbers


def test_json_of_one_packet_has_no_nan(mcsn):
    code, out, _ = mcsn("run", "cheap.toml", "--json", "--packets", 1)
    assert code == 0
    assert strict_json(out)["escape_time_mean_s_stderr"] is None


def test_a_process_prints_json_and_nothing_else(tmp_path):
    (tmp_path / "cheap.toml").write_text(CHEAP)
    words = ["run", tmp_path / "cheap.toml", "-o", tmp_path / "a.nc", "--json"]
    done = subprocess.run([sys.executable, "-m", "mcsn", *words], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")  # no progress bar: it is not a terminal
    assert strict_json(done.stdout)["packets"] == 300


@pytest.mark.parametrize(
    ("output", "image"), [("a", "a.png"), ("a.b.nc", "a.b.png"), ("sub/a.nc", "sub/a.png")]
)
def test_output(mcsn, folder, output, image):
    (folder / "sub").mkdir()
    assert mcsn("run", "cheap.toml", "-o", output)[0] == 0
    assert open_result(output).steps_done == 300
    assert (folder / image).read_bytes().startswith(b"\x89PNG")


def test_check_acceleration(mcsn, folder):
    """It compares, and leaves no result behind."""
    words = ("run", "cheap.toml", "--check-acceleration", "--set", "boson.coupling=1e-7")
    code, out, err = mcsn(*words, "--json")
    assert (code, err) == (0, "")
    assert {"thinning", "speed_ratio", "differences"} == set(strict_json(out))
    assert names(folder) == ["cheap.toml"]
    assert "standard errors" in mcsn(*words)[1]


def test_resume(mcsn, folder):
    first = strict_json(mcsn("run", "cheap.toml", "--json", "--packets", 100)[1])
    more = strict_json(mcsn("run", "cheap.toml", "--json", "--resume")[1])
    again = strict_json(mcsn("run", "cheap.toml", "--json", "--resume")[1])
    assert (first["packets"], more["packets"]) == (100, 300)
    assert again == more
    assert names(folder) == ["cheap.nc", "cheap.png", "cheap.toml"]


def test_plot(mcsn, folder):
    mcsn("run", "cheap.toml")
    (folder / "cheap.png").unlink()
    assert mcsn("plot", "cheap.nc") == (0, "cheap.png\n", "")
    assert mcsn("plot", "cheap.nc", "-o", "b.pdf") == (0, "b.pdf\n", "")
    assert (folder / "b.pdf").read_bytes().startswith(b"%PDF")


def test_report(mcsn, folder):
    mcsn("run", "cheap.toml")
    assert mcsn("report", "cheap.nc") == (0, "cheap.html\n", "")
    assert mcsn("report", "cheap.nc", "-o", "b.htm") == (0, "b.htm\n", "")
    assert "Two cheap shells" in (folder / "b.htm").read_text("utf-8")


def test_luminosity(mcsn, folder):
    words = ("luminosity", "--packets", 200, "--set", "experiment.batch=100")
    code, out, err = mcsn("run", *words)
    assert (code, err) == (0, "")
    for line in ("luminosity, produced", "luminosity, escaped", "deposited in shell 6", "Eq. 25", "erg/s"):
        assert line in out
    assert names(folder) == ["cheap.toml", "luminosity.nc", "luminosity.png"]
    numbers = strict_json(mcsn("run", *words, "--json", "--resume")[1])
    assert {"luminosity_produced_erg_per_s", "luminosity_escaped_erg_per_s_stderr"} <= set(numbers)
    assert mcsn("plot", "luminosity.nc")[0] == 0


def test_show_luminosity(mcsn):
    code, out, err = mcsn("show", "luminosity")
    assert (code, err) == (0, "")
    assert "Eq. 25" in out
    assert "[transport]" not in out
    shown = strict_json(mcsn("show", "luminosity", "--json")[1])
    assert [shell["inverse_mfp_per_m"] for shell in shown["shells"]] == 6 * [None]
    assert all(shell["decay_length_m"] > 0.0 for shell in shown["shells"])
    assert "eq25_erg_per_s" in shown["analytic"]
    assert shown["forecast"]["events"] == 1_000_000


def test_the_times_of_the_paper_stand_beside_its_star_alone(mcsn):
    times = strict_json(mcsn("show", "sm", "--json")[1])["species"]
    assert (times["nu_e"]["paper_s"], times["nu_mu"]["paper_s"]) == (3.0, 1.3)
    times = strict_json(mcsn("show", "sm", "--json", "--set", "star.profile=polytrope")[1])["species"]
    assert {row["paper_s"] for row in times.values()} == {None}
