"""The table [scan]: what it means, and its errors: all at once, with key, value and what is allowed."""

import numpy as np
import pytest

from mcsn.scenario import ScenarioError, differences, load_scenario, parse_scenario

BASE = """
[boson]
mass_MeV = 10.0
[scan]
"""


def scan_of(text, **more):
    return parse_scenario(BASE + text, "x", **more).scan


def problems_of(text, base=BASE):
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(base + text, "x")
    assert str(caught.value).splitlines() == [f"x: {line}" for line in caught.value.problems]
    return caught.value.problems


def test_ranges():
    log = scan_of('"boson.coupling" = {from = 1e-10, to = 1e-6, points = 5, scale = "log"}').axes[0]
    np.testing.assert_allclose(log.values, [1e-10, 1e-9, 1e-8, 1e-7, 1e-6], rtol=1e-12)
    assert (log.values[0], log.values[-1]) == (1e-10, 1e-6)
    linear = scan_of(
        '"boson.mass_MeV" = {from = 3, to = 1, points = 3, scale = "linear"}\nboson.coupling=[1e-8]'
    )
    assert linear.axes[0].values == (3.0, 2.0, 1.0)
    assert linear.size == 3
    whole = scan_of('"experiment.packets" = {from = 1, to = 4, points = 9}\nboson.coupling=[1e-8]').axes[0]
    assert whole.values == (1, 2, 3, 4)


def test_quoted_and_bare_names_are_the_same():
    quoted = parse_scenario(BASE + '"boson.coupling" = [1e-8, 1e-7]', "x")
    bare = parse_scenario(BASE + "boson.coupling = [1e-8, 1e-7]", "x")
    nested = parse_scenario(BASE + "[scan.boson]\ncoupling = [1e-8, 1e-7]", "x")
    assert differences(quoted, bare) == differences(quoted, nested) == []
    assert quoted.scan == bare.scan == nested.scan


def test_a_key_that_is_varied_need_not_be_given():
    scenario = parse_scenario(BASE + "boson.coupling = [1e-8, 1e-7]", "x")
    assert scenario.boson.coupling == 1e-8


def test_contours_are_sought_along_the_last_range():
    axes = (
        "boson.mass_MeV = {from = 1, to = 9, points = 3}\nboson.coupling = {from = 1e-9, to = 1, points = 3}"
    )
    assert scan_of(axes).along == "boson.coupling"
    assert scan_of(f'{axes}\nalong = "boson.mass_MeV"').along == "boson.mass_MeV"
    assert scan_of("boson.coupling = [1e-9]").along is None


def test_a_scan_is_written_and_read_back():
    for text in (
        "boson.coupling = [1e-8]",
        "boson.coupling = {from = 1e-9, to = 1e-8, points = 2}\nadaptive = false",
    ):
        scenario = parse_scenario(BASE + text, "x")
        again = parse_scenario(scenario.to_toml(), "x")
        assert differences(scenario, again) == []
        assert again.scan == scenario.scan
    plane = load_scenario("plane")
    assert parse_scenario(plane.to_toml(), "plane").scan == plane.scan


def test_a_scan_can_be_changed_by_overrides():
    changed = load_scenario("plane", {"scan.boson.mass_MeV.points": 3, "scan.adaptive": True}).scan
    assert (len(changed.axis("boson.mass_MeV").values), changed.adaptive) == (3, True)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("boson.coupling = 1e-8", ['scan."boson.coupling" = 1e-08', "must be a list, or {from = A"]),
        ("boson.coupling = []", ['scan."boson.coupling" = []', "must not be empty"]),
        ("boson.coupling = [1e-8, 1e-8]", ['scan."boson.coupling" = [1e-08, 1e-08]', "has a value twice"]),
        ("boson.coupling = {from = 1e-8, points = 3}", ['scan."boson.coupling".to', "missing"]),
        (
            "boson.coupling = {from = 1e-8, to = 1e-7, points = 1}",
            ['scan."boson.coupling".points = 1', "at least 2"],
        ),
        (
            'boson.coupling = {from = 1e-8, to = 1e-7, points = 3, scale = "cubic"}',
            ['scan."boson.coupling".scale = "cubic"', '"log"', '"linear"'],
        ),
        ("boson.coupling = {from = 0, to = 1e-7, points = 3}", ['scan."boson.coupling"', "greater than 0"]),
        ("boson.coupling = {from = 1e-7, to = 1e-7, points = 3}", ["to = 1e-07", "must differ from from"]),
        (
            "boson.cuppling = [1e-8]\nboson.coupling = [1e-8]",
            ['scan."boson.cuppling"', 'did you mean "boson.coupling"?'],
        ),
        ("boson.coupling = [1e-8]\nadaptiv = true", ["scan.adaptiv", "unknown key"]),
        ("boson.coupling = [1e-8]\nadaptive = 1", ["scan.adaptive = 1", "true or false"]),
        ("boson.coupling = [1e-8]\ntolerance = 0.0", ["scan.tolerance = 0.0", "greater than 0"]),
        (
            'boson.coupling = [1e-8]\nalong = "boson.coupling"',
            ['scan.along = "boson.coupling"', "must be a range"],
        ),
        ("boson.coupling = [1e-8]\ncontours = {x = -1.0}", ["scan.contours = {x = -1.0}", "greater than 0"]),
        ("boson.coupling = [1e-8]\ncontours = {x = 1.0}", ["scan.contours", "needs an axis that is a range"]),
        (
            "boson.coupling = {from = 1e-9, to = 1e-8, points = 2}\nadaptive = true",
            ["scan.adaptive = true", "needs contours"],
        ),
        (
            'boson.coupling = [1e-8]\n[scan.when."boson.coupling".a]\n"experiment.packets" = 1',
            ["scan.when", "must be an axis that is a list of words"],
        ),
        (
            'boson.coupling = [1e-8]\nboson.kernel = ["cerdeno2023"]\n[scan.when."boson.kernel".bad]\n'
            '"experiment.pakets" = 1',
            ["bad: must be a value of boson.kernel (cerdeno2023)", 'did you mean "experiment.packets"?'],
        ),
        (
            "boson.coupling = {from = 1e-9, to = 1e-8, points = 2000}\n"
            "boson.mass_MeV = {from = 1, to = 2, points = 2000}",
            ["more than 1000000 points"],
        ),
    ],
)  # fmt: skip
def test_errors(text, named):
    problems = problems_of(text)
    for word in named:
        assert any(word in line for line in problems), problems
    assert not [line for line in problems if line.startswith("boson.coupling: missing")]


def test_all_errors_at_once():
    text = "boson.coupling = 3\nboson.mass_MeV = []\nadaptive = 1\n[experiment]\npackets = 0\n"
    lines = problems_of(text, base="[scan]\n")
    for word in (
        "experiment.packets = 0",
        "scan.adaptive = 1",
        'scan."boson.coupling" = 3',
        'scan."boson.mass_MeV" = []',
    ):
        assert any(word in line for line in lines), lines


def test_what_is_no_table():
    assert problems_of("", base="scan = 3\n") == ["scan = 3: must be a table"]
    assert "names no key; give one" in problems_of("")[-1]
