"""The commands that take a burst elsewhere: export, detect."""

import sys

import pytest
from commands import assert_refused, names, strict_json


@pytest.fixture
def burst(folder, small_burst):
    """A burst in the current folder under a name that tests of refusals do not look for."""
    (folder / "burst.dat").write_bytes(small_burst.read_bytes())
    return "burst.dat"


@pytest.mark.parametrize("format", ["gamma", "snewpy"])
def test_export(mcsn, folder, burst, format):
    assert mcsn("export", burst, "--format", format, "-o", "out.txt") == (0, "out.txt\n", "")
    assert len((folder / "out.txt").read_text().splitlines()) > 10
    assert names(folder) == ["burst.dat", "cheap.toml", "out.txt"]


def test_detect(mcsn, folder, burst):
    words = ("detect", burst, "--detector", "kamiokande2", "--distance-kpc", 51.4, "--conversion", "normal")
    code, out, err = mcsn(*words, "-o", "events.pdf")
    assert (code, err) == (0, "")
    for line in ("Kamiokande-II, 2.14 kt", "all events", "Poisson", "above 7.5 MeV"):
        assert line in out
    assert (folder / "events.pdf").read_bytes().startswith(b"%PDF")
    facts = strict_json(mcsn(*words, "--json")[1])
    assert facts["events"] > facts["events_stderr"] > 0.0
    assert set(facts["channels"]) == {"ibd", "es", "o16e", "o16eb"}


def test_detect_refuses(mcsn, folder, burst):
    words = ("detect", burst, "--detector", "superk", "--distance-kpc")
    assert_refused(mcsn(*words, -1), folder, "distance of -1 kpc: must be greater than 0")
    assert_refused(mcsn(*words, 10, "--conversion", "msw"), folder, '"msw": must be one of none, normal')
    assert_refused(mcsn(*words, 10, "-o", "events.xyz"), folder, "events.xyz", ".png")
    unknown = mcsn("detect", burst, "--detector", "kamiokande", "--distance-kpc", 10)
    assert_refused(unknown, folder, '"kamiokande": must be one of kamiokande2', "icecube")


def test_export_refuses(mcsn, folder, burst):
    assert_refused(
        mcsn("export", burst, "--format", "root", "-o", "a.txt"), folder, '"root"', "gamma, snewpy"
    )
    assert_refused(mcsn("export", burst, "--format", "gamma", "-o", "no/a.txt"), folder, "no folder")
    assert_refused(mcsn("export", "none.dat", "--format", "gamma", "-o", "a.txt"), folder, "none.dat")
    assert "a.txt" not in names(folder)


def test_only_bursts_have_a_signal(mcsn, folder):
    mcsn("run", "cheap.toml", "-o", "escape.dat")
    (folder / "escape.png").unlink()
    for words in (("export", "--format", "gamma", "-o", "a.txt"), ("detect", "--detector", "superk")):
        rest = ("--distance-kpc", 10) if words[0] == "detect" else ()
        done = mcsn(words[0], "escape.dat", *words[1:], *rest)
        assert_refused(done, folder, 'a result of kind "escape"', "mcsn run burst")


def test_a_missing_library_is_one_sentence(mcsn, folder, burst, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("mcsn.detectors")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sntools.detectors", None)
    done = mcsn("detect", burst, "--detector", "superk", "--distance-kpc", 10)
    assert_refused(done, folder, "pip install 'mcsn[detectors]'")
    assert done[2].count("\n") == 1


def test_commands_stand_in_the_order_of_work(mcsn):
    out = mcsn("--help")[1]
    listed = out[out.index("Commands:") :]
    order = [
        listed.index(f"  {name} ")
        for name in ("scenarios", "show", "run", "plot", "export", "detect", "scan")
    ]
    assert order == sorted(order)
