import csv
import io
import math

import numpy as np
import pytest

from mcsn import InputError
from mcsn.constants import MUON_MASS
from mcsn.studies.reproduce import NAMES, fig1, fig3, fig4, fig5, reproduce
from mcsn.studies.reproduce.paper import paper_star


@pytest.fixture(autouse=True)
def few_masses(monkeypatch):
    for figure in (fig3, fig5):
        monkeypatch.setattr(figure, "_POINTS", 4)


def table(text):
    """Return the rows below the comments of a CSV file, numbers as numbers."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    return [{k: v if k == "kernel" else float(v) for k, v in row.items()} for row in rows]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("fig")])
def test_files_of_figures(tmp_path, name):
    folder = tmp_path / "new" / "folder"
    made, files = reproduce(name, folder)
    assert files == [folder / f"{name}.csv", folder / f"{name}.png"]
    assert sorted(folder.iterdir()) == files
    assert files[1].read_bytes().startswith(b"\x89PNG")
    rows = table(files[0].read_text())
    assert len(rows) == len(made.rows)
    for read, meant in zip(rows, made.rows, strict=True):
        assert read == {k: v if isinstance(v, str) else pytest.approx(v, rel=1e-5) for k, v in meant.items()}


def test_unknown_figure(tmp_path):
    with pytest.raises(InputError, match=r"fig2.*fig1, fig3, fig4, fig5, temperature, numbers"):
        reproduce("fig2", tmp_path)
    assert not list(tmp_path.iterdir())


def test_folder_that_is_a_file(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(InputError, match="another folder with -o"):
        reproduce("fig1", tmp_path / "a")
    with pytest.raises(InputError, match="another folder with -o"):
        reproduce("fig1", tmp_path / "a" / "b")


def test_a_picture_that_cannot_be_written_leaves_no_table(tmp_path):
    (tmp_path / "fig1.png").mkdir()
    with pytest.raises(InputError, match=r"fig1\.png: is a folder"):
        reproduce("fig1", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["fig1.png"]


def test_spectra():
    rows = fig1.reproduce().rows
    inner = [row for row in rows if row["shell"] == 1 and row["energy_MeV"] > 0.0]
    for row in inner[::40]:
        occupation = 1 / (math.exp((row["energy_MeV"] - 114.6) / 15.0) + 1)
        assert row["nu_e_E2f_MeV2"] == pytest.approx(row["energy_MeV"] ** 2 * occupation)
        # Antineutrinos are as rare as nu_e abound.
        assert row["anti_nu_e_E2f_MeV2"] < row["nu_mu_tau_E2f_MeV2"] < row["nu_e_E2f_MeV2"]
    peak = max(inner, key=lambda row: row["nu_mu_tau_E2f_MeV2"])
    assert peak["energy_MeV"] == pytest.approx(2.2177 * 15.0, abs=1.0)


def test_equal_rates():
    """At the coupling of Fig. 3, c <1/lambda> of 0.249/m in shell 1 against hbar/tau, tau of 1e-7 known."""
    inverse_mfp = np.array([0.249, 0.655, 1.67, 1.38, 0.216, 0.0091])
    time = 1e-6 * np.array([1.129, 1.405, 1.869, 2.166, 1.292, 0.7867])
    expected = 1e-7 * np.sqrt(inverse_mfp * 2.99792458e8 * time)
    found = fig3.equal_rate_couplings(np.array([10.0]), "detailed-balance")[0]
    np.testing.assert_allclose(found, expected, rtol=4e-3)


def test_kink_at_the_muon_threshold():
    """The slope of the line jumps where Z' may decay to muons; without that channel it would be smooth."""
    threshold = 2 * MUON_MASS
    mass = threshold * (1 + 1e-3 * np.arange(-2, 3))
    coupling = fig3.equal_rate_couplings(mass, "cerdeno2023")[:, 3]
    slopes = np.diff(np.log(coupling)) / np.diff(np.log(mass))
    assert slopes[1] == pytest.approx(slopes[0], rel=0.02)
    assert slopes[2] > 5 * slopes[1]
    assert threshold in fig3.masses(10)


def test_times_and_lengths():
    rows = {(row["kernel"], row["mass_MeV"], row["coupling"]): row for row in fig4.reproduce().rows}
    (coupling,) = {key[2] for key in rows if math.isclose(key[2], 1e-7)}
    row = rows["cerdeno2023", 50.0, coupling]
    times = [row[f"tau_shell_{k}_s"] for k in range(1, 7)]
    lengths = [row[f"ell_shell_{k}_m"] for k in range(1, 7)]
    np.testing.assert_allclose(times, 1e-6 * np.array([1.654, 1.343, 1.389, 1.533, 1.408, 16.20]), rtol=1e-3)
    np.testing.assert_allclose(lengths, [13.3, 15.7, 19.1, 21.0, 14.8, 8.87], rtol=4e-3)


def test_disfavoured_couplings():
    rows = [row for row in fig5.reproduce().rows if row["mass_MeV"] == pytest.approx(10.0)]
    found = {row["kernel"]: row["coupling_eq23_0.1s"] for row in rows}
    assert found == pytest.approx({"cerdeno2023": 5.95e-8, "detailed-balance": 6.17e-7}, rel=2e-3)


def test_star_is_that_of_table_1(table1):
    np.testing.assert_allclose(paper_star().temperature, table1["temperature_MeV"])
