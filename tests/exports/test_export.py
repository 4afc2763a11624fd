"""Exported files, read by sntools and snewpy themselves."""

from dataclasses import replace

import numpy as np
import pytest
from astropy import units
from astropy.table import Table
from real_sntools import sntools
from snewpy.models.ccsn_loaders import Nakazato_2013
from snewpy.neutrino import Flavor

from mcsn import InputError, MachineError, open_result
from mcsn.detectors import open_detector
from mcsn.exports import export, snewpy_table
from mcsn.exports.rows import rows_of
from mcsn.signal import emission_of
from mcsn.signal.moments import FAINT, moments_of
from mcsn.studies.detect import expect

SUPERK = ("-d", "SuperK", "--distance", "10", "-t", "AdiabaticMSW_NMO")


@pytest.fixture(scope="module")
def burst(small_burst):
    return open_result(small_burst)


def test_rows(burst):
    """From the begin to just behind the end; a straight line between them has the energy of the burst."""
    moments = moments_of(emission_of(burst))
    rows = rows_of(moments)
    assert (rows.time[0], rows.time[-1]) == (1.0, pytest.approx(11.0005, rel=1e-15))
    assert np.all(np.diff(rows.time) > 0.0)
    for values in (rows.luminosity, rows.mean_energy, rows.alpha + 1.0):
        assert np.all(np.isfinite(values))
        assert np.all(values > 0.0)
    assert np.all(rows.mean_square_energy > rows.mean_energy**2)
    light = np.trapezoid(rows.luminosity, rows.time)
    assert light == pytest.approx(moments.luminosity @ np.diff(moments.time_edge), rel=1e-4)
    middle = rows.mean_square_energy[:, 1::2]
    assert middle == pytest.approx(moments.mean_square_energy, rel=1e-12)


def test_sntools_reads_gamma(burst, tmp_path):
    """All channels. What sntools expects of pinched spectra, our full spectra give nearly.

    Steep cross sections feel the tail that pinched spectra lack: those of oxygen are left out. The format has
    the mean of nu_x and anti-nu_x for both.
    """
    export(burst, "gamma", tmp_path / "burst.txt")
    drawn, means = sntools(tmp_path / "burst.txt", "--format", "gamma", *SUPERK, folder=tmp_path)
    emission = emission_of(burst)
    alike = np.concatenate([emission.number[:2], 2 * [emission.number[2:].mean(axis=0)]])
    expected = expect(replace(emission, number=alike), open_detector("superk"), 10.0, "normal")
    ours = dict(zip(expected.channels, expected.events.sum(axis=(1, 2)), strict=True))
    assert set(drawn) == set(ours)
    for channel, mean in means.items():
        assert abs(drawn[channel] - mean) < 5.0 * np.sqrt(mean) + 1.0
    assert ours["ibd"] == pytest.approx(means["ibd"], rel=0.03)
    assert ours["es"] == pytest.approx(means["es"], rel=0.02)
    assert sum(drawn.values()) == pytest.approx(expected.total, abs=5.0 * expected.total**0.5)


def test_sntools_reads_snewpy(burst, tmp_path):
    """Inverse beta decays of the first three bins of the file."""
    moments = export(burst, "snewpy", tmp_path / "burst.ecsv")
    end = moments.time_edge[3]
    words = ("--format", "SNEWPY-Nakazato_2013", *SUPERK, "-c", "ibd", "--endtime", 1e3 * end)
    drawn, means = sntools(tmp_path / "burst.ecsv", *words, folder=tmp_path)
    expected = expect(emission_of(burst), open_detector("superk"), 10.0, "normal")
    ours = expected.events[expected.channels.index("ibd"), expected.time_edge[1:] <= end].sum()
    assert means["ibd"] == pytest.approx(ours, rel=0.05)
    assert abs(drawn["ibd"] - means["ibd"]) < 5.0 * np.sqrt(means["ibd"])


def test_snewpy_reads_its_table(burst, tmp_path):
    """The model has our luminosities, and as many neutrinos as the burst."""
    moments = export(burst, "snewpy", tmp_path / "burst.ecsv")
    model = Nakazato_2013(str(tmp_path / "burst.ecsv"))
    rows = rows_of(moments)
    flavours = (Flavor.NU_E, Flavor.NU_E_BAR, Flavor.NU_X, Flavor.NU_X_BAR)
    assert model.get_time().to_value("s") == pytest.approx(rows.time, rel=1e-9)
    for i, flavour in enumerate(flavours):
        assert model.luminosity[flavour].to_value("erg/s") == pytest.approx(rows.luminosity[i], rel=1e-9)
    energy = np.geomspace(0.01, 300.0, 400)
    spectra = model.get_initial_spectra(model.get_time(), energy * units.MeV)
    per_time = np.trapezoid(spectra[Flavor.NU_X].to_value("1/(MeV s)"), energy, axis=1)
    assert np.trapezoid(per_time, rows.time) == pytest.approx(moments.number[2].sum(), rel=0.02)
    few = (spectra[Flavor.NU_E] / spectra[Flavor.NU_X]).to_value("")
    assert few[:, 100:300] == pytest.approx(FAINT, rel=1e-6)


def test_any_title(burst):
    """Quotes of both kinds, and letters that are not ASCII."""
    title = 'Z\' of "10 MeV": é # {a}'
    table = Table.read(snewpy_table.text(moments_of(emission_of(burst)), title), format="ascii.ecsv")
    assert table.meta["title"] == title
    assert str(table["L_NU_X"].unit) == "erg / s"


def test_bad_exports(burst, tmp_path):
    with pytest.raises(InputError, match='"root": must be one of gamma, snewpy'):
        export(burst, "root", tmp_path / "burst.root")
    with pytest.raises(InputError, match="there is no folder"):
        export(burst, "gamma", tmp_path / "none" / "burst.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(burst, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(MachineError, match="No space left"):
        export(burst, "gamma", tmp_path / "burst.txt")
    assert list(tmp_path.iterdir()) == []
