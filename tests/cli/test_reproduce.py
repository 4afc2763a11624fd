"""The command `mcsn reproduce`."""

from commands import assert_refused, names, strict_json


def test_figure(mcsn, folder):
    code, out, err = mcsn("reproduce", "fig1", "-o", "paper")
    assert (code, err) == (0, "")
    assert out.endswith("wrote paper/fig1.csv and paper/fig1.png\n")
    assert names(folder / "paper") == ["fig1.csv", "fig1.png"]


def test_numbers(mcsn, folder):
    code, out, err = mcsn("reproduce", "numbers", "--json")
    assert (code, err) == (0, "")
    printed = strict_json(out)
    assert printed["files"] == ["numbers.csv"]
    row = next(row for row in printed["rows"] if row["quantity"] == "cooling time, Eq. 5")
    assert (row["paper"], row["unit"]) == (10.0, "s")
    assert row["ours"] < 4.0
    assert (folder / "numbers.csv").read_text().count("\n") == len(printed["rows"]) + 4


def test_unknown_name(mcsn, folder):
    assert_refused(mcsn("reproduce", "fig2"), folder, "fig2", "fig1, fig3, fig4, fig5, temperature, numbers")


def test_bad_folder(mcsn, folder):
    assert_refused(mcsn("reproduce", "fig1", "-o", "cheap.toml"), folder, "cheap.toml", "with -o")
