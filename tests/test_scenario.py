import copy
import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mcsn.errors import InputError
from mcsn.scenario import (
    Scenario,
    ScenarioError,
    builtin_scenario_text,
    data_folder,
    differences,
    document,
    keys_of_kind,
    load_scenario,
    parse_override,
    parse_scenario,
    scenario_names,
)
from mcsn.scenario.text import schema_keys

SHELLS = """
[star]
profile = "shells"
outer_radius_m = [1.0, 2.0]
mean_free_path_m = [0.2, 1.0]
temperature_MeV = [10.0, 10.0]
[transport]
opacity = "constant"
"""
LUMINOSITY = """
[boson]
mass_MeV = 10.0
coupling = 1e-8
[experiment]
kind = "luminosity"
"""


def problems_of(text: str, **options: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "x", **options)
    assert str(caught.value).splitlines() == [f"x: {line}" for line in caught.value.problems]
    return caught.value.problems


def test_empty_document_is_the_standard_model_with_defaults():
    scenario = parse_scenario("", "empty")
    assert scenario.name == "empty"
    assert scenario.boson is None
    assert scenario.star.profile == "cerdeno2023"
    assert scenario.transport.opacity == "relativistic"
    assert scenario.transport.spectrum == "collision"
    assert scenario.transport.method == "accelerated"
    assert (scenario.experiment.packets, scenario.experiment.batch) == (10_000, 10_000)


def test_every_key_has_a_meaning_and_every_quantity_a_unit():
    keys = dict(schema_keys(Scenario))
    assert all(field.description for field in keys.values())
    for key, field in keys.items():
        if key.rpartition("_")[2] in ("m", "MeV"):
            assert field.json_schema_extra["unit"] == key.rpartition("_")[2]
    assert keys["experiment.histogram.from"].json_schema_extra["unit"] == "s"


ERRORS = {
    # A value of the wrong type.
    "title = 3": "title = 3: must be text in quotes",
    'title = "a\\nb"': 'title = "a\\u000ab": must be a single line of text',
    "star = 3": "star = 3: must be a table",
    "[[boson]]": "boson = [{}]: must be a table",
    "[star]\nzones_per_shell = 1.0": "star.zones_per_shell = 1.0: must be an integer",
    "[star]\ntemperature_scale = true": "star.temperature_scale = true: must be a number",
    '[star]\ntemperature_scale = "1"': 'star.temperature_scale = "1": must be a number (without quotes)',
    "[star]\ntemperature_scale = nan": "star.temperature_scale = nan: must be a finite number",
    "[star]\ntemperature_scale = inf": "star.temperature_scale = inf: must be a finite number",
    "[star]\ntemperature_scale = 2020-01-01": "star.temperature_scale = 2020-01-01: must be a number",
    "[star]\ntemperature_scale = 0x" + "f" * 400: "must be a finite number",
    "[experiment]\npackets = 1e5": "experiment.packets = 100000.0: must be an integer",
    "[experiment]\npackets = true": "experiment.packets = true: must be an integer",
    "[experiment]\npackets = [1]": "experiment.packets = [1]: must be an integer",
    SHELLS.replace("[1.0, 2.0]", "2.0"): "star.outer_radius_m = 2.0: must be a list",
    SHELLS.replace("[1.0, 2.0]", "[1.0, '2']"): 'star.outer_radius_m[1] = "2": must be a number',
    # A value out of bounds.
    "[star]\nzones_per_shell = 0": "star.zones_per_shell = 0: must be at least 1",
    "[star]\nzones_per_shell = 1001": "star.zones_per_shell = 1001: must be at most 1000",
    "[star]\ntemperature_scale = 0": "star.temperature_scale = 0: must be at least 0.001",
    "[boson]\nmass_MeV = -3\ncoupling = 0.1": "boson.mass_MeV = -3: must be at least 0.001",
    "[boson]\nmass_MeV = 1e6\ncoupling = 0.1": "boson.mass_MeV = 1000000.0: must be at most 100000",
    "[boson]\nmass_MeV = 3\ncoupling = 0": "boson.coupling = 0: must be at least 1e-100",
    "[boson]\nmass_MeV = 3\ncoupling = 1": "boson.coupling = 1: must be less than 1",
    "[transport]\ninelasticity = 0": "transport.inelasticity = 0: must be greater than 0",
    "[transport]\ninelasticity = 1.5": "transport.inelasticity = 1.5: must be at most 1",
    "[experiment]\npackets = 0": "experiment.packets = 0: must be at least 1",
    "[experiment]\npackets = 1_000_000_000_001": "must be at most 1000000000000",
    "[experiment]\npackets = 0x" + "f" * 9000: "must be at most 1000000000000",
    "[experiment]\nbatch = 0": "experiment.batch = 0: must be at least 1",
    "[experiment]\nseed = -1": "experiment.seed = -1: must be at least 0",
    "[experiment]\nseed = 9223372036854775808": "must be at most 9223372036854775807",
    "[experiment]\nstart = {radius_km = -1}": "experiment.start = {radius_km = -1}: must be",
    "[experiment.histogram]\nbins = 0": "experiment.histogram.bins = 0: must be at least 1",
    "[experiment.histogram]\nbins = 10001": "must be at most 10000",
    SHELLS.replace("[1.0, 2.0]", "[0.0, 2.0]"): "star.outer_radius_m[0] = 0.0: must be at least 0.001",
    SHELLS.replace("[0.2, 1.0]", "[0.2, inf]"): "star.mean_free_path_m[1] = inf: must be a finite number",
    SHELLS.replace("[10.0, 10.0]", "[]"): "star.temperature_MeV = []: must not be empty",
    # A word that is not one of the choices.
    "[star]\nshells = 3": 'profile = "cerdeno2023", only with profile = the path of a file',
    '[star]\nprofile = "a.csv"\nradius = "outer"': '"cell-centre"; did you mean "outer-edge"?',
    '[star]\nprofile = "cerdeno"': 'the path of a file (.csv, .ecsv, .txt, .dat, .h5, .hdf5); did you mean',
    '[star]\nprofile = "a\\u0000.csv"': 'star.profile = "a\\u0000.csv": must be "cerdeno2023", "derocco2019"',
    '[transport]\nspectrum = "gray"': '"frozen", "shell", "collision"; did you mean "grey"?',
    '[transport]\nspectrum = "xyz"': 'transport.spectrum = "xyz": must be one of "grey", "frozen"',
    '[transport]\nopacity = "x"': 'must be one of "relativistic", "elastic", "constant"',
    '[transport]\nsteps = "x"': 'must be one of "exponential", "fixed"',
    '[transport]\nscattering = "x"': 'must be one of "isotropic", "dipole"',
    '[boson]\nmass_MeV = 3\ncoupling = 0.1\nkernel = "x"': 'must be one of "detailed-balance", "cerdeno2023"',
    '[boson]\nmass_MeV = 3\ncoupling = 0.1\ndecay = "x"': 'must be one of "isotropic", "helicity"',
    '[boson]\nmass_MeV = 3\ncoupling = 0.1\nmodel = "x"': 'one of "Lmu-Ltau", "universal", "scalar"',
    '[experiment]\nspecies = "nu_e"': 'must be one of "nu_mu", "anti_nu_mu", "nu_x", "all"',
    '[experiment]\nstart = "center"': 'number X >= 0; did you mean "centre"?',
    "[experiment]\nstart = {radius = 3}": "experiment.start = {radius = 3}: must be",
    '[experiment]\nweighting = "x"': 'must be one of "number", "energy"',
    '[experiment.histogram]\nscale = "x"': 'must be one of "log", "linear"',
    '[transport]\nmethod = "fast"': 'transport.method = "fast": must be one of "analog", "accelerated"',
    '[experiment]\nspecies = "all"': 'experiment.species = "all": not used with kind = "escape"',
    '[transport]\nspectrum = "grey"\n[experiment]\nkind = "burst"\nspecies = "all"': (
        'must be "collision", or "grey" with species = "nu_x"'
    ),
    # An unknown or missing key.
    '[transport]\nspectrm = "grey"': 'transport.spectrm: unknown key; did you mean "spectrum"?',
    "[sacn]": "sacn: unknown key; known keys: title, star, boson, transport, experiment",
    "[experiment.histogram]\nfrom_ = 1.0": 'experiment.histogram.from_: unknown key; did you mean "from"?',
    '"a\\nb" = 1': '"a\\u000ab": unknown key',
    "[boson]\ncoupling = 0.1": "boson.mass_MeV: missing, but required",
    # Keys that do not go together.
    '[transport]\nspectrum = "grey"\ninelasticity = 0.5': '= 0.5: not used with spectrum = "grey"',
    '[boson]\nmass_MeV = 3\ncoupling = 0.1\ndecay = "helicity"\n[transport]\nspectrum = "grey"': (
        'boson.decay = "helicity": not used with transport.spectrum = "grey"'
    ),
    '[boson]\nmass_MeV = 3\ncoupling = 0.1\nmodel = "scalar"\ndecay = "helicity"': (
        'boson.decay = "helicity": not used with model = "scalar"'
    ),
    '[boson]\nmass_MeV = 3\ncoupling = 0.1\nmodel = "scalar"\nkernel = "cerdeno2023"': (
        'boson.kernel = "cerdeno2023": not used with model = "scalar"'
    ),
    "[star]\nouter_radius_m = [1.0]": 'not used with profile = "cerdeno2023", only with profile = "shells"',
    '[transport]\nopacity = "constant"': 'opacity = "constant": needs star.profile = "shells"',
    SHELLS.replace("constant", "elastic"): '"elastic": must be "constant" with star.profile = "shells"',
    SHELLS + 'scattering = "dipole"': 'scattering = "dipole": not used with opacity = "constant"',
    SHELLS.replace("temperature_MeV = [10.0, 10.0]", ""): 'MeV: missing, but required with profile',
    SHELLS.replace("[0.2, 1.0]", "[0.2]"): "[0.2]: must have as many values as outer_radius_m (2), not 1",
    SHELLS.replace("[1.0, 2.0]", "[2, 2]"): "star.outer_radius_m = [2, 2]: must be strictly increasing",
    "[experiment.histogram]\nfrom = 2\nto = 2.0": "histogram.from = 2: must be less than to = 2.0",
    "[experiment.histogram]\nfrom = 0.0": 'from = 0.0: must be greater than 0 with scale = "log"',
    # Keys of another kind of experiment.
    LUMINOSITY + 'start = "thermal"': (
        'experiment.start = "thermal": not used with kind = "luminosity", only with kind = "escape"'
    ),
    LUMINOSITY + "[experiment.histogram]\nbins = 3": (
        'bins = 3: not used with experiment.kind = "luminosity", only with experiment.kind = "escape"'
    ),
    LUMINOSITY + '[transport]\nspectrum = "grey"': (
        'transport.spectrum = "grey": not used with experiment.kind = "luminosity", only with'
    ),
    LUMINOSITY + "[transport]\ninelasticity = 0.5": 'not used with experiment.kind = "luminosity"',
    LUMINOSITY + "[transport]\njump_reach = 0.1": 'not used with experiment.kind = "luminosity"',
    LUMINOSITY + SHELLS.partition("[transport]")[0]: 'mean_free_path_m = [0.2, 1.0]: not used with',
    '[experiment]\nkind = "luminosity"': 'boson: missing, but required with experiment.kind = "luminosity"',
    # Text that is not TOML.
    "a = 1\nb = = 2": "not valid TOML: Invalid value (at line 2, column 5)",
    "a = " + "9" * 5000: "not valid TOML: an integer of too many digits",
    "a = " + "[" * 5000: "not valid TOML: nested too deeply",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ERRORS.items(), ids=[text[-40:] for text in ERRORS])
def test_one_mistake_gives_one_clear_line(text, expected):
    (line,) = problems_of(text)
    assert expected in line
    assert len(line) < 300


def test_all_mistakes_are_reported_at_once():
    text = """
    titel = "x"
    [star]
    profile = "shells"
    outer_radius_m = [1.0, -2.0]
    mean_free_path_m = [1.0]
    temperature_MeV = [1.0]
    [boson]
    mass_MeV = "10"
    [transport]
    spectrum = "grey"
    inelasticity = 0.5
    opacity = "elastic"
    """
    assert {line.partition(" ")[0].rstrip(":") for line in problems_of(text)} == {
        "titel",
        "star.outer_radius_m[1]",
        "boson.mass_MeV",
        "boson.coupling",
        "transport.inelasticity",
        "transport.opacity",
    }


def test_a_rule_is_left_out_where_what_it_needs_is_wrong():
    lines = problems_of(
        '[star]\nprofile = "shels"\nouter_radius_m = [1.0]\n[transport]\nopacity = "constant"'
    )
    assert [line.partition(" ")[0] for line in lines] == ["star.profile"]
    lines = problems_of(SHELLS.replace("[1.0, 2.0]", '["a", 2.0, 1.0]'))
    assert [line.partition(" ")[0] for line in lines] == ["star.outer_radius_m[0]"]


def test_shown_values_are_short():
    (line,) = problems_of(f'[transport]\nspectrum = "{"x" * 10_000}"')
    assert len(line) < 200


def test_integers_serve_as_floats_and_large_batches_are_fine():
    scenario = parse_scenario("[boson]\nmass_MeV = 10\ncoupling = 1e-7\n[experiment]\npackets = 3", "x")
    assert type(scenario.boson.mass_MeV) is float
    assert scenario.experiment.batch > scenario.experiment.packets


def test_start_at_a_radius_and_histogram_edges():
    text = "[experiment]\nstart = {radius_km = 7}\n[experiment.histogram]\nfrom = 1e-6\nto = 2"
    experiment = parse_scenario(text, "x").experiment
    assert experiment.start.radius_km == 7.0
    assert (experiment.histogram.from_, experiment.histogram.to) == (1e-6, 2.0)


def test_scenario_is_frozen_and_hashable():
    scenario = load_scenario("sphere")
    with pytest.raises(ValidationError):
        scenario.title = "other"
    assert hash(scenario) == hash(load_scenario("sphere"))
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_cross_rules_hold_for_a_scenario_made_by_hand():
    with pytest.raises(ValidationError, match=r"needs star\.profile"):
        Scenario.model_validate({"transport": {"opacity": "constant"}})


def test_error_is_an_input_error_and_survives_pickling():
    error = ScenarioError("a.toml", ["one", "two"])
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)
    copied = pickle.loads(pickle.dumps(error))
    assert str(copied) == "a.toml: one\na.toml: two"
    assert copied.problems == ["one", "two"]


# Built-in scenarios and files


@pytest.mark.parametrize("name", scenario_names())
def test_builtin_scenarios_are_valid_titled_commented_and_round_trip(name):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    assert builtin_scenario_text(name).startswith("# ")
    again = parse_scenario(scenario.to_toml(), name, scenario.folder)
    assert again == scenario
    assert again.to_toml() == scenario.to_toml()


def test_builtin_scenarios_say_what_they_promise():
    assert {"sm", "zprime", "zprime-db", "sphere"} <= set(scenario_names())
    assert load_scenario("sm").boson is None
    assert load_scenario("sphere").star.outer_radius_m == (10.0,)
    lines = differences(load_scenario("zprime"), load_scenario("zprime-db"))
    assert [line for line in lines if not line.startswith("title")] == [
        'boson.kernel: "cerdeno2023" and "detailed-balance"'
    ]


def test_unknown_name_lists_what_there_is():
    with pytest.raises(ScenarioError, match=r'zprme: no such .* did you mean "zprime"') as caught:
        load_scenario("zprme")
    assert all(name in str(caught.value) for name in scenario_names())
    with pytest.raises(ScenarioError, match="built in: "):
        builtin_scenario_text("../pyproject")


def test_files_that_cannot_be_read(tmp_path):
    def line(path: object) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path)
        (text,) = caught.value.problems
        assert str(caught.value) == f"{path}: {text}" or "\0" in str(path)
        return text

    assert "cannot be read: No such file" in line(tmp_path / "no.toml")
    assert "cannot be read: No such file" in line(str(tmp_path / "no"))
    assert "cannot be read: Is a directory" in line(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    assert line(tmp_path / "latin.toml") == "not UTF-8 text (byte 9)"
    (tmp_path / "long.toml").write_bytes(b"#" * 1_000_001)
    assert "not a scenario" in line(tmp_path / "long.toml")
    (tmp_path / "syntax.toml").write_text("[star\n")
    assert "(at line 1, column 6)" in line(tmp_path / "syntax.toml")
    assert "file name" in line("a\0b.toml")


def test_file_gives_its_name_and_the_place_of_its_profile(tmp_path, monkeypatch):
    (tmp_path / "hot.toml").write_text('[star]\nprofile = "hot.csv"\n')
    monkeypatch.chdir(tmp_path.parent)
    scenario = load_scenario(Path(tmp_path.name) / "hot.toml")
    assert scenario.name == "hot"
    assert scenario.profile_path == tmp_path / "hot.csv"
    assert 'profile = "hot.csv"' in scenario.to_toml()
    assert parse_scenario(scenario.to_toml(), "hot", scenario.folder) == scenario
    absolute = parse_scenario('[star]\nprofile = "/data/a.csv"', "x", tmp_path)
    assert absolute.profile_path == Path("/data/a.csv")
    assert load_scenario("sm").profile_path is None
    assert load_scenario("sphere").profile_path is None


def test_byte_order_mark_and_windows_line_ends(tmp_path):
    (tmp_path / "windows.toml").write_bytes(b'\xef\xbb\xbftitle = "t"\r\n[star]\r\n')
    assert load_scenario(tmp_path / "windows.toml").title == "t"


def test_scenarios_are_found_in_the_layout_of_a_wheel(tmp_path, monkeypatch):
    (tmp_path / "mcsn" / "scenarios").mkdir(parents=True)
    (tmp_path / "mcsn" / "scenarios" / "mine.toml").write_text("")
    (tmp_path / "scenarios").mkdir()
    monkeypatch.setattr(document, "__file__", str(tmp_path / "mcsn" / "scenario" / "document.py"))
    assert data_folder("scenarios") == tmp_path / "mcsn" / "scenarios"
    assert data_folder("validation") == tmp_path / "validation"
    assert scenario_names() == ["mine"]


# Text out


@given(
    title=st.text().filter(lambda text: min(text, default=" ") >= " "),
    mass=st.floats(1e-3, 1e5),
    coupling=st.floats(1e-100, 1, exclude_max=True),
    seed=st.integers(0, 2**63 - 1),
    radius=st.floats(0, 1e300),
    lower=st.none() | st.floats(1e-300, 1e-3),
)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_to_toml_round_trips_exactly(title, mass, coupling, seed, radius, lower):
    overrides = {
        "title": title,
        "boson": {"mass_MeV": mass, "coupling": coupling},
        "experiment.seed": seed,
        "experiment.start": {"radius_km": radius},
    }
    if lower is not None:
        overrides |= {"experiment.histogram.from": lower, "experiment.histogram.to": 1.0}
    scenario = parse_scenario("", "x", overrides=overrides)
    assert parse_scenario(scenario.to_toml(), "x") == scenario
    assert scenario.title == title
    assert scenario.boson.coupling == coupling


def test_resolved_leaves_out_what_is_not_used():
    grey = parse_scenario('[transport]\nspectrum = "grey"', "x")
    assert "transport.inelasticity" not in grey.resolved()
    assert parse_scenario(grey.to_toml(), "x") == grey
    assert "boson" not in tomllib.loads(grey.to_toml())


def test_luminosity_uses_no_transport():
    scenario = parse_scenario(LUMINOSITY, "x")
    assert set(scenario.resolved()) <= keys_of_kind("luminosity")
    assert not [key for key in scenario.resolved() if key.startswith("transport.")]
    assert parse_scenario(scenario.to_toml(), "x") == scenario
    shells = SHELLS.partition("[transport]")[0].replace("mean_free_path_m = [0.2, 1.0]", "")
    assert parse_scenario(LUMINOSITY + shells, "x").star.outer_radius_m == (1.0, 2.0)
    # A kind that is wrong in itself rules no key out.
    (line,) = problems_of('[experiment]\nkind = "luminous"\nstart = "thermal"')
    assert line.startswith("experiment.kind")


def test_keys_of_a_kind():
    escape, luminosity, burst = (keys_of_kind(kind) for kind in ("escape", "luminosity", "burst"))
    of_bursts = {"experiment.duration_s", "experiment.replicas", "experiment.time_step"}
    assert escape | of_bursts == {key for key, _ in schema_keys(Scenario)}
    assert of_bursts <= burst
    assert not of_bursts & (escape | luminosity)
    assert not {"experiment.start", "experiment.weighting", "experiment.batch"} & burst
    missing = escape - luminosity
    assert {"transport.spectrum", "experiment.start", "star.mean_free_path_m"} <= missing
    assert {key.partition(".")[0] for key in missing} == {"transport", "experiment", "star"}
    assert {"boson.mass_MeV", "experiment.packets", "star.profile"} <= luminosity


def test_differences_names_keys_and_both_values():
    a = load_scenario("zprime")
    b = load_scenario("zprime", {"boson.mass_MeV": 20.0, "transport.spectrum": "grey"})
    assert differences(a, a) == []
    assert differences(a, b) == [
        "boson.mass_MeV: 10.0 and 20.0",
        'transport.spectrum: "collision" and "grey"',
        "transport.inelasticity: 1.0 and absent",
    ]


# Overrides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("experiment.packets=1_000", ("experiment.packets", 1000)),
        ("boson.coupling = 5.9e-8", ("boson.coupling", 5.9e-8)),
        ("transport.method=analog", ("transport.method", "analog")),
        ('transport.method="analog"', ("transport.method", "analog")),
        ("experiment.start={radius_km = 2}", ("experiment.start", {"radius_km": 2})),
        ("star.outer_radius_m=[1, 2.0]", ("star.outer_radius_m", [1, 2.0])),
        ("title=a = b", ("title", "a = b")),
        ("title=1\nseed = 2", ("title", "1\nseed = 2")),
        ("title=", ("title", "")),
        ("title=" + "[" * 5000, ("title", "[" * 5000)),
    ],
)
def test_parse_override(text, expected):
    key, value = parse_override(text)
    assert (key, value) == expected
    assert type(value) is type(expected[1])


@pytest.mark.parametrize("text", ["packets", "=3", "", " = 1"])
def test_override_without_key_or_value_is_refused(text):
    with pytest.raises(ScenarioError, match="must be KEY=VALUE"):
        parse_override(text)


def test_overrides_are_applied_before_validation_and_change_nothing_else():
    overrides = {"boson": {"mass_MeV": 5.0}, "boson.coupling": 1e-6, "experiment.histogram.bins": 7}
    before = copy.deepcopy(overrides)
    scenario = load_scenario("sm", overrides)
    assert overrides == before
    assert scenario.boson.mass_MeV == 5.0
    assert scenario.boson.coupling == 1e-6
    assert scenario.experiment.histogram.bins == 7
    assert scenario.experiment.packets == load_scenario("sm").experiment.packets
    # None stands for absent: here it leaves the standard model.
    assert load_scenario("zprime", {"boson": None}).boson is None
    # An override may mend what the file has wrong.
    assert (
        parse_scenario("[experiment]\nseed = -1", "x", overrides={"experiment.seed": 3}).experiment.seed == 3
    )


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("title.x", 1, 'title.x = 1: "title" is not a table, so nothing can be set in it'),
        ("experiment.pakets", 1, 'experiment.pakets: unknown key; did you mean "packets"?'),
        ("", 1, '"": unknown key'),
        ("experiment.seed", "one", 'experiment.seed = "one": must be an integer'),
        ("title", "\udc80", 'title = "\\udc80": must be valid Unicode text'),
        ("star", {1: 2}, "star[1]: unknown key"),
        ("experiment.seed", object(), "experiment.seed = object: must be an integer"),
        (".".join("a" * 3000), 1, "..."),
    ],
)
def test_bad_overrides(key, value, expected):
    (line,) = problems_of('title = "t"', overrides={key: value})
    assert expected in line


def test_import_is_quick():
    code = "import sys, mcsn.scenario; sys.exit(any(m in sys.modules for m in ('numpy', 'numba', 'scipy')))"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=False).returncode
        == 0
    )


# Whatever is fed in, a valid scenario or a clear error comes out.

WORDS = [
    "",
    "grey",
    "shells",
    "constant",
    "a.csv",
    "radius_km",
    "from",
    "burst",
    "star",
    "boson",
    "word",
    "\x00",
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 1, -1, 2**63, 2**64, 10**400, 1 << 2000])
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
    | st.dates()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
)
KEYS = st.sampled_from([key for key, _ in schema_keys(Scenario)] + ["star", "boson", "experiment.histogram"])
STRANGE_KEYS = st.text(max_size=8) | st.builds(
    lambda key, tail: key + tail, KEYS, st.sampled_from([".x", "s", "."])
)
SOURCES = st.sampled_from([builtin_scenario_text(name) for name in scenario_names()] + [SHELLS])
FUZZ = settings(
    derandomize=True, max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def check(make: Callable[[], Scenario], source: str) -> None:
    """Accept a valid scenario, or an error with a line of our own for each problem, and nothing else."""
    outcome: Scenario | ScenarioError
    try:
        outcome = make()
    except ScenarioError as error:
        outcome = error
    if isinstance(outcome, Scenario):
        hash(outcome)
        assert parse_scenario(outcome.to_toml(), outcome.name, outcome.folder) == outcome
        return
    lines = str(outcome).splitlines()
    assert len(lines) == len(outcome.problems) > 0
    assert all(line.startswith(f"{source}: ") and len(line) > len(source) + 5 for line in lines)
    assert not any(word in str(outcome) for word in ("Input should", "pydantic", "not a valid value"))


@given(SOURCES, st.dictionaries(KEYS | STRANGE_KEYS, VALUES, min_size=1, max_size=3))
@FUZZ
def test_mutated_keys_values_and_nesting(text, overrides):
    check(lambda: parse_scenario(text, "fuzz", overrides=overrides), "fuzz")


@given(
    SOURCES, st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 5), st.binary(max_size=4)), max_size=3)
)
@FUZZ
def test_mutated_bytes(tmp_path_factory, text, edits):
    content = text.encode()
    for place, length, new in edits:
        start = place % len(content)
        content = content[:start] + new + content[start + length :] or b"#"
    path = tmp_path_factory.getbasetemp() / "fuzz.toml"
    path.write_bytes(content)
    check(lambda: load_scenario(path), str(path))
