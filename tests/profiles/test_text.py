"""Text files: the ways in which people write the same star."""

import pytest
from profile_files import ECSV, csv_text

from mcsn.profiles.table import MOST_ROWS
from mcsn.profiles.text import read_text


def test_delimiters_orders_and_comments(load, columns, same):
    star = load(columns)
    turned = dict(reversed(columns.items()))
    same(star, load(csv_text(turned, ";")))
    same(star, load(csv_text(turned, "\t")))
    same(star, load(csv_text(turned, "  "), "star.txt"))
    same(star, load("\ufeff# mine\n\n" + csv_text(turned).replace("\n", "\r\n  # and\n", 2)))
    same(star, load(csv_text(columns | {"note": ['"a, b"'] * 5})))


def test_empty_cells_at_the_ends(load, columns, same):
    """As spreadsheets write tables whose first and last columns are not full."""
    star = load(columns)
    beside = {"remark": ["", "b", "", "", ""]} | columns | {"note": ["", "", "c", "", ""]}
    for delimiter in "\t,":
        same(star, load(csv_text(beside, delimiter)))
    same(star, load("\t# a comment\n\t\t\n" + csv_text(beside, "\t")))


def test_other_units(load, columns, same):
    star = load(columns)
    other = {
        "r_outer_cm": [1e5 * r for r in columns["outer_radius [km]"]],
        "temperature [GK]": [t / 0.08617333262145177 for t in columns["T [MeV]"]],
        "n_B [fm^-3]": [rho * 6.022140753667367e-16 for rho in columns["rho [g/cm3]"]],
        "Ye": columns["Y_e"],
    }
    same(star, load(other))


def test_header_in_a_comment_as_numpy_writes_it(load, columns, same):
    text = csv_text(columns, " ")
    same(load(columns), load("# written by savetxt\n# " + text, "star.dat"))
    same(load(columns), load("# " + csv_text(columns, ",").replace("\n", "\n ", 1)))


def test_numbers_of_fortran(load, columns, same):
    star = load(columns)
    columns["rho [g/cm3]"] = ["6.0D+14", "4.d14", "0.2D15", "4e13", "4E12"]
    same(star, load(columns))


def test_ecsv(load, columns, same):
    same(load(columns), load(ECSV, "star.ecsv"))
    commas = ECSV.replace("# meta", "# delimiter: ','\n# meta")
    head, _, rows = commas.partition("outer_radius T")
    same(load(columns), load(head + ("outer_radius T" + rows).replace(" ", ","), "b.ecsv"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{name: T,", "{name: T", "not valid YAML"),
        ("# schema:", "# truth: !!bool foo\n# schema:", "not valid YAML: 'foo'"),
        ("# schema:", "# number: !!int ''\n# schema:", "not valid YAML"),
        ("# schema:", "# number: !!float ''\n# schema:", "not valid YAML"),
        ("# schema:", "# date: !!timestamp foo\n# schema:", "not valid YAML"),
        ("# datatype:", "# dtype:", '"datatype"'),
        ("{name: T, ", "{", "has no name"),
        ("# meta: !!omap", "# delimiter: ';'\n# meta: !!omap", "delimiter"),
        ("unit: km, ", "unit: furlong, ", "furlong"),
        ("unit: km, ", "", "has no unit"),
        ("outer_radius", "outer_radius_cm", "is in cm by its name and in km by its unit"),
        ("8.0 20.0", "8.0  hot", "T = "),
    ],
)
def test_broken_ecsv(problems, old, new, said):
    (line,) = problems(ECSV.replace(old, new), "star.ecsv")
    assert said in line


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_empty_file(problems, text):
    (line,) = problems(text)
    assert "no rows" in line
    assert "header" in line


def test_header_alone(problems):
    assert problems("outer_radius_km,T_MeV,rho_cgs,Ye\n#\n") == ["line 1: no rows under this header"]


def test_numbers_alone(problems):
    assert any("no temperature" in line for line in problems("1,2,3,4\n5,6,7,8\n"))


def test_wrong_number_of_cells(problems, columns):
    text = csv_text(columns).replace("12.0,", "12.0,1.0,").replace(",0.1\n", "\n")
    assert problems(text) == ["line 4: 5 values for 4 columns", "line 5: 3 values for 4 columns"]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00" * 100, "T,\u00e4".encode("latin-1"), "r,T\n1,2\n".encode("utf-16")]
)
def test_not_text(problems, content):
    (line,) = problems(content)
    assert "not a text file" in line


def test_long_lines(problems, columns):
    (line,) = problems(csv_text(columns) + "9" * 200_000)
    assert line.startswith("line 7: longer than 100,000")


def test_missing_file_and_folder(problems, tmp_path):
    assert "No such file" in problems(None)[0]
    (tmp_path / "star.csv").mkdir()
    assert "Is a directory" in problems(None)[0]


def test_too_many_rows(tmp_path, monkeypatch, problems, columns):
    assert MOST_ROWS >= 1_000_000
    monkeypatch.setattr("mcsn.profiles.text.MOST_ROWS", 4)
    assert problems(columns) == ["more than 4 rows; thin it out"]


def test_cells_that_are_no_numbers_are_remembered_by_row(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,x\n\n2,3\n,1e5\n")
    table = read_text(tmp_path / "a.csv")
    assert table.place.tolist() == [2, 4, 5]
    assert [column.words for column in table.columns] == [{2: ""}, {0: "x"}]
    assert table.columns[1].values[1:].tolist() == [3.0, 1e5]
