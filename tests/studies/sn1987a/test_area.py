"""Events and response against what others have published."""

import numpy as np
import pytest
from scipy.integrate import trapezoid

from mcsn.studies.sn1987a.detectors import BAKSAN, DETECTORS, IMB, KAMIOKANDE_II
from mcsn.studies.sn1987a.events import WINDOW_S, seen
from mcsn.studies.sn1987a.likelihood import LATE
from mcsn.studies.sn1987a.response import Response

ANTI_NU_E = 1
PUBLISHED = {
    "K2": (
        [10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0],
        [7.909e-10, 2.045e-9, 3.744e-9, 5.844e-9, 8.293e-9, 1.406e-8, 2.072e-8, 2.802e-8],
    ),
    "BAK": ([10.0, 15.0, 20.0, 25.0], [4.037e-11, 2.816e-10, 5.412e-10, 8.427e-10]),
    "IMB": ([20.0, 25.0, 30.0, 40.0, 50.0], [6.936e-10, 3.552e-9, 8.557e-9, 2.515e-8, 5.004e-8]),
}
"""Energies [MeV] and areas [cm^2] of VOliviero/SN1987A_Analysis, tables/Aeff_tables, without dead time."""


def test_events():
    """16, 8 and 5 events, of which 11 came within a second of the first."""
    events = [seen(detector.key)[0] for detector in DETECTORS]
    assert [len(one.time) for one in events] == [16, 8, 5]
    assert sum(np.count_nonzero(~LATE.uses(one)) for one in events) == 11
    for one, detector in zip(events, DETECTORS, strict=True):
        assert one.time[0] == 0.0
        assert np.all(np.diff(one.time) > 0.0)
        assert one.time[-1] < WINDOW_S
        assert np.all((one.energy >= detector.sight[0]) & (one.energy <= detector.sight[1]))


def test_background():
    """Some five events in Kamiokande-II in 30 s, one in Baksan, next to none in IMB; level at its ends."""
    for detector, (least, most) in zip(DETECTORS, [(4.5, 6.0), (0.005, 0.05), (0.9, 1.2)], strict=True):
        background = seen(detector.key)[1]
        energy = np.linspace(*detector.sight, 2000)
        assert least < WINDOW_S * trapezoid(background(energy), energy) < most
    background = seen("K2")[1]
    assert background(7.5) == pytest.approx(2.4e-2)
    assert background(np.array([4.5, 90.0])) == pytest.approx([1.8e-2, 5e-6])


@pytest.mark.parametrize(
    ("detector", "tolerance"), [(KAMIOKANDE_II, 0.01), (BAKSAN, 0.01), (IMB, 0.2)], ids=["K2", "BAK", "IMB"]
)
def test_area(detector, tolerance):
    """As published, of inverse beta decay alone, and with the efficiency of IMB in another form."""
    energy, area = (np.array(values) for values in PUBLISHED[detector.key])
    response = Response(detector, energy)
    everything = response.area()[ANTI_NU_E] / detector.live
    response.weight *= response.leptons.channel == "ibd"
    found = response.area()[ANTI_NU_E] / detector.live
    assert found == pytest.approx(area, rel=tolerance)
    assert np.all(everything > found)
    assert everything == pytest.approx(found, rel=0.2)


def test_events_of_a_thermal_burst():
    """5e52 erg of anti-nu_e at 4 MeV and 50 kpc in Kamiokande-II: as many as with the published areas."""
    energy = np.linspace(10.0, 80.0, 141)
    spectrum = energy**2 * np.exp(-energy / 4.0) / (6.0 * 4.0**4)  # of an energy of 1 MeV
    fluence = 5e52 / 1.602177e-6 / (4.0 * np.pi * (50.0 * 3.0857e21) ** 2) * spectrum
    known_energy, known = (np.array(values) for values in PUBLISHED["K2"])
    published = energy**2 * np.interp(energy, known_energy, known / known_energy**2)
    area = Response(KAMIOKANDE_II, energy).area()[ANTI_NU_E]
    found, wanted = (trapezoid(one * fluence, energy) for one in (area, published))
    assert found == pytest.approx(wanted, rel=0.03)
    assert 10.0 < found < 20.0


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: one.key)
def test_areas_per_measured_energy_add_up(detector):
    """For all flavours, over all that is measured, and nowhere else."""
    response = Response(detector, np.geomspace(3.0, 90.0, 20))
    measured = np.linspace(*detector.sight, 1000)
    total = trapezoid(response.area_at(measured), measured)
    area = response.area()
    np.testing.assert_allclose(total, area, rtol=1e-3, atol=1e-6 * area.max())
    assert np.all(area[:, -1] > 0.0)
    assert not response.area_at(np.array([detector.sight[0] - 0.1, detector.sight[1] + 0.1])).any()
