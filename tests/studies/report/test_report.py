"""The report of a run: what it says of every kind, that it can be done again, and what is refused."""

import errno
import os

import numpy as np
import pytest
from pages import Page

import mcsn
from mcsn.studies.report import html
from mcsn.studies.report.again import shipped_command, standing_alone

BURST = {
    "star.zones_per_shell": 2,
    "transport.opacity": "elastic",
    "experiment.packets": 400,
    "experiment.duration_s": 0.05,
    "experiment.time_step": 0.2,
}
KINDS = {
    "sphere": {"experiment.packets": 400, "boson.mass_MeV": 10.0, "boson.coupling": 1e-6},
    "luminosity": {"experiment.packets": 3200, "experiment.batch": 3200},
    "burst": BURST,
}
SAID = {
    "sphere": (
        "escape time, mean",
        "Eq. 23, random walk of the Z'",
        "escape time [s]",
        "simulated / formula",
    ),
    "luminosity": ("luminosity, escaped", "Eq. 25, luminosity of escaping Z'", "simulated / formula"),
    "burst": ("50% have left by", "Eq. 5, cooling by nu_mu, nu_tau", "temperature [MeV]", "radius [km]"),
}


@pytest.fixture(scope="module", params=KINDS)
def made(request, tmp_path_factory):
    """A result of each kind, and its file."""
    path = tmp_path_factory.mktemp("made") / "a.nc"
    return mcsn.run(request.param, path, overrides=KINDS[request.param]), path


@pytest.fixture
def path(tmp_path):
    mcsn.run("sphere", tmp_path / "a.nc", overrides={"experiment.packets": 100}, threads=1)
    return tmp_path / "a.nc"


def test_it_says_everything_and_stands_alone(made):
    result, path = made
    page = Page(mcsn.write_report(path).read_text("utf-8"))
    page.assert_alone()
    assert page.text.count(result.scenario.title) >= 1
    for piece in (*SAID[result.scenario.name], "forecast, ", result.star, result.provenance["git_commit"]):
        assert any(piece in said for said in page.text), piece
    assert page.source.count("<svg") == len(result.views)
    assert result.scenario.to_toml() in page.commands
    events = sum(result.summary.get(kind, 0) for kind in ("collisions", "jumps", "coalescences"))
    assert f"{events:.3g}" in page.text


def test_numbers_have_their_errors(made):
    result, path = made
    page = Page(html(result, path))
    for line in str(result).splitlines():
        value = line.rpartition("  ")[2].strip()
        if "+-" in value:
            assert value.replace("+-", "±") in page.text


def assert_same(first, second):
    assert first.summary.keys() == second.summary.keys()
    for name, values in first.totals.items():
        np.testing.assert_array_equal(second.totals[name], values)


def test_commands_make_the_same_result(made, mcsn_command, tmp_path):
    """The one from what ships, and the one from the page's scenario."""
    result, path = made
    commands = Page(html(result, path)).commands
    toml = next(text for text in commands if text.startswith("title"))
    name = result.scenario.name
    shipped, own = (text for text in commands if text.startswith("mcsn run"))
    assert shipped.startswith(f"mcsn run {name} -o a.nc")
    assert own == f"mcsn run {name}.toml -o a.nc"
    for command in (shipped, own):
        (tmp_path / f"{name}.toml").write_text(toml)
        mcsn_command(command)
        assert_same(result, mcsn.open_result(tmp_path / "a.nc"))


def test_python_makes_the_same_result(path, tmp_path, monkeypatch):
    result = mcsn.open_result(path)
    commands = Page(html(result, path)).commands
    (tmp_path / "sphere.toml").write_text(next(text for text in commands if text.startswith("title")))
    monkeypatch.chdir(tmp_path)
    path.unlink()
    exec(next(text for text in commands if text.startswith("import mcsn")), {})
    assert_same(result, mcsn.open_result(path))


def test_shipped_command():
    changed = mcsn.load_scenario(
        "zprime", {"boson.mass_MeV": 50.0, "experiment.seed": 2, "experiment.start": "thermal"}
    )
    words = [
        "mcsn run zprime -o a.nc --set boson.mass_MeV=50.0 --seed 2 --set 'experiment.start=\"thermal\"'"
    ]
    assert [shipped_command(changed, "a.nc")] == words
    assert shipped_command(mcsn.load_scenario("own-star"), "a.nc") == "mcsn run own-star -o a.nc"
    # What goes with a choice goes with it; what is no change of a shipped one has no such command.
    grey = mcsn.load_scenario("zprime", {"transport.method": "analog"})
    assert shipped_command(grey, "a.nc") == "mcsn run zprime -o a.nc --set 'transport.method=\"analog\"'"
    without = mcsn.load_scenario("zprime").model_copy(update={"boson": None})
    assert shipped_command(without, "a.nc") is None
    point = mcsn.load_scenario("plane").replaced({"boson.mass_MeV": 5.0})
    assert shipped_command(point, "a.nc") is None


STAR = "outer_radius [km],rho [g/cm3],T [MeV],Ye\n5,6e14,15,.3\n10,2e14,20,.2\n"


def test_a_star_of_ones_own(tmp_path, mcsn_command):
    """Its file is named in full, and told when it has changed or is gone."""
    star, path = tmp_path / "my.csv", tmp_path / "a.nc"
    star.write_text(STAR)
    changes = {"star.profile": str(star), "star.neutrinosphere_km": 10.0, "experiment.packets": 20}
    result = mcsn.run("sm", path, overrides=changes, threads=1)
    page = Page(html(result, path))
    assert str(star) in page.text
    assert "neither" not in page.source
    assert "this is not the star of the run" not in page.source
    assert standing_alone(result.scenario) == result.scenario
    mcsn_command(next(text for text in page.commands if text.startswith("mcsn run sm ")))
    assert_same(result, mcsn.open_result(tmp_path / "a.nc"))
    star.write_text(STAR.replace("15", "16"))
    assert "this is not the star of the run" in html(result, path)
    star.unlink()
    gone = Page(html(result, path))
    assert any("The star cannot be built" in said for said in gone.text)
    assert "escape time, mean" in gone.text


def test_words_are_escaped(path):
    result = mcsn.open_result(path)
    strange = result.scenario.model_copy(update={"title": "<script>alert(1)</script> & `x`"})
    page = Page(html(mcsn.Result(**{**vars(result), "scenario": strange}), path))
    page.assert_alone()
    assert "<script>alert(1)</script> & `x`" in page.text


def refused(source, output=None):
    with pytest.raises(mcsn.InputError) as caught:
        mcsn.write_report(source, output)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_refused_results(path, tmp_path):
    content = path.read_bytes()
    (tmp_path / "half.nc").write_bytes(content[: len(content) // 2])
    assert "truncated" in refused(tmp_path / "half.nc")
    assert "No such file" in refused(tmp_path / "none.nc")
    assert "directory" in refused(tmp_path)
    path.rename(tmp_path / "b.nc.part")
    for name in ("b.nc", "b.nc.part"):
        (tmp_path / "b.nc.part").write_bytes(b"PK")
        assert "is not finished; the same `mcsn run` with --resume goes on" in refused(tmp_path / name)
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan" / "scan.json").write_text("{}")
    assert "is the folder of a scan" in refused(tmp_path / "scan")
    assert not list(tmp_path.glob("*.html"))


def test_refused_pages(path, tmp_path):
    content = path.read_bytes()
    assert "is the result itself" in refused(path, path)
    (tmp_path / "link.html").symlink_to(path)
    assert "is the result itself" in refused(path, tmp_path / "link.html")
    (tmp_path / "b.html").write_bytes(content)
    assert "is the result itself" in refused(tmp_path / "b.html")
    assert "suffix" in refused(path, tmp_path / "b.nc")
    assert "no folder" in refused(path, tmp_path / "missing" / "b.html")
    assert path.read_bytes() == content


def test_full_disk(path, tmp_path, monkeypatch):
    def no_space(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.html").write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_space)
        with pytest.raises(mcsn.MachineError, match="No space left"):
            mcsn.write_report(path)
    assert (tmp_path / "a.html").read_text() == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.html", "a.nc"]
