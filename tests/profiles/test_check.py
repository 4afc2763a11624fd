"""What is wrong with a profile is told all at once, with its line and the remedy."""

import pytest
from profile_files import csv_text

MESSY = """# from my simulation
r [furlong], rho (g/cm3), temprature [MeV], Ye, note
1, 4e14, 15, 0.3, a
3, -3e14, 16, 0.28, b
2, 2e14, nan, 1.3, c
5, 1e14, hot, 0.1
7, 1e13,, , d
"""


def test_a_messy_file_can_be_mended_in_one_go(problems, load):
    assert problems(MESSY) == [
        "line 2: r [furlong] may be the outer edge of a cell or its centre: call it outer_radius or"
        ' centre_radius, or set star.radius to "outer-edge" or "cell-centre"',
        "line 2: r [furlong], the radius, has a unit that is not known, furlong; use km, m or cm,"
        " as in radius [km]",
        "line 2: no temperature: needed is temperature [MeV]; is it temprature [MeV]?",
        "line 4: rho (g/cm3) = -3e+14: must be greater than 0",
        "line 5: r [furlong] = 2 after 3: radii must increase",
        "line 5: temprature [MeV] = nan: must be a finite number",
        "line 5: Ye = 1.3: must be less than 1",
        "line 6: 4 values for 5 columns",
        'line 7: temprature [MeV] = "": must be a number',
        'line 7: Ye = "": must be a number',
    ]
    mended = MESSY.replace("r [furlong]", "outer_radius [km]").replace("temprature", "temperature")
    for old, new in (("-3e", "3e"), ("2, 2e14, nan, 1.3", "4, 2e14, 20, 0.2"), (" hot, 0.1", " 20, 0.1, d")):
        mended = mended.replace(old, new)
    load(mended.replace("7, 1e13,, , d", "7, 1e13, 9, 0.1, d"))


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("outer_radius [km]", [4, 8, 8, 7, 20], ["line 4: {} = 8 after 8", "line 5: {} = 7 after 8"]),
        ("outer_radius [km]", [20, 16, 12, 8, 4], ["line 3: {} falls from row to row: sort the rows"]),
        ("outer_radius [km]", [0, 8, 12, 16, 20], ["line 2: {} = 0: must be greater than 0"]),
        (
            "T [MeV]",
            [15, 20, -30, 0, 8],
            ["line 4: {} = -30: must be", "line 5: {} = 0: must be greater than 0"],
        ),
        ("T [MeV]", [15, "inf", 30, 20, 8], ["line 3: {} = inf: must be a finite number"]),
        ("T [MeV]", [15, 2e4, 30, 2e5, 8], ["line 5: {} = 200000, more than any star has, and 1 rows more"]),
        ("rho [g/cm3]", ["1,5", 1, 1, 1, 1], ["line 2: 5 values for 4 columns"]),
        ("rho [g/cm3]", [1e14, "1.5.2", 1, 1, 1], ['line 3: {} = "1.5.2": must be a number']),
        (
            "Y_e",
            [0.3, 0.2, 0.2, 1.0, 0.0],
            ["line 5: {} = 1: must be less", "line 6: {} = 0: must be greater"],
        ),
    ],
)
def test_values(problems, columns, column, values, expected):
    lines = problems(columns | {column: values})
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start.format(column))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("T [MeV]", "temperature", "temperature, the temperature, has no unit; use MeV, keV, K or GK"),
        ("T [MeV]", "T_hot", "no temperature: needed is temperature [MeV]; is it T_hot? hot is not a unit"),
        (
            "T [MeV]",
            "heat",
            "no temperature: needed is temperature [MeV]; the columns are outer_radius [km], heat",
        ),
        ("rho [g/cm3]", "dnsity [g/cm3]", "no density: needed is rho [fm^-3]; is it dnsity [g/cm3]?"),
        ("rho [g/cm3]", "rho [g cm3]", "rho [g cm3], the density, has a unit that is not known, g cm3"),
        (
            "Y_e",
            "Y_e [km]",
            "Y_e [km], the electron fraction, has a unit that is not known, km; leave it out",
        ),
        ("Y_e", "x", "no electron fraction: needed is y_e, or of all leptons with the trapped nu_e: y_l"),
        ("outer_radius", "where", "no radius: needed is outer_radius [km] or centre_radius [km]"),
        (
            "T [MeV]",
            "T_MeV [K]",
            "T_MeV [K], the temperature, is in mev by its name and in K by its unit: leave",
        ),
        (
            "Y_e",
            "Y_e_2",
            "no electron fraction: needed is y_e, or of all leptons with the trapped nu_e: y_l; is it"
            " Y_e_2? 2 is not a unit of it, leave it out",
        ),
        ("Y_e", "Y_p,Y_e", None),
    ],
)
def test_headings(problems, columns, old, new, expected):
    text = csv_text(columns)
    if expected is None:
        text = text.replace("\n", ",1\n").replace("Y_e,1", "Y_p,Y_e", 1)
        assert problems(text) == [
            "line 1: the columns Y_p and Y_e both give the electron fraction: leave one out"
        ]
    else:
        (line,) = problems(text.replace(old, new, 1))
        assert line.startswith(f"line 1: {expected}")


def test_a_million_errors_are_not_all_told(problems, columns):
    lines = problems({name: values * 100 for name, values in columns.items()} | {"T [MeV]": ["x"] * 500})
    assert len(lines) == 51
    assert lines[-1].startswith("and ")


def test_what_the_radius_is(load, problems, columns, same):
    bare = csv_text(columns).replace("outer_radius", "radius")
    (line,) = problems(bare)
    assert "star.radius" in line
    same(load(bare, radius="outer-edge"), load(columns))
    centres = csv_text(columns).replace("outer_radius", "centre_radius")
    same(load(bare, radius="cell-centre"), load(centres))
    same(load(columns, radius="outer-edge"), load(columns))
    (line,) = problems(columns, radius="cell-centre")
    assert line.endswith('is not what star.radius = "cell-centre" says')


def test_a_column_without_the_right_unit_yields(load, problems, columns, same):
    time = {"t [s]": [0.1] * 5}
    for beside in (time | columns, columns | time):
        same(load(beside), load(columns))
    (line,) = problems(columns | {"temp [K]": [1e11] * 5})
    assert line == "line 1: the columns T [MeV] and temp [K] both give the temperature: leave one out"


def test_centres(load, columns):
    """Cells end half way between centres, the last one as far outside of its centre as inside."""
    text = csv_text(columns | {"outer_radius [km]": [0.0, 4.0, 10.0, 18.0, 20.0]})
    star = load(text.replace("outer_radius", "r_centre"))
    assert star.cells.outer_radius.tolist() == [2e3, 7e3, 14e3, 19e3, 21e3]


def test_both_radii(load, columns, same):
    both = columns | {"r_mid [km]": [2.0, 6.0, 10.0, 14.0, 18.0]}
    same(load(both), load(columns))
    same(load(both, radius="cell-centre"), load(columns))  # equal cells: the same edges
