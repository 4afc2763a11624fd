"""Responses of sntools' detectors against its own channels, and against what is known otherwise."""

from importlib import import_module

import numpy as np
import pytest
from scipy.integrate import quad
from sntools.detectors import Detector as SntoolsDetector

from mcsn import InputError
from mcsn.detectors import detector_names, open_detector

NARROW = np.geomspace(1.0, 100.0, 161)
"""Bins of neutrinos' energy so narrow that each is nearly one energy [MeV]."""
SUPERK = SntoolsDetector("SuperK")


@pytest.fixture(scope="module")
def superk():
    return open_detector("superk").respond(NARROW)


def at(response, channel, flavour, energy):
    """The effective area at an energy [cm^2]: cross section times targets."""
    total = response.area[response.channels.index(channel), flavour].sum(axis=1)
    return np.interp(energy, np.sqrt(NARROW[1:] * NARROW[:-1]), total)


@pytest.mark.parametrize("energy", [5.0, 10.0, 20.0, 50.0])
def test_inverse_beta_decay_is_that_of_strumia_and_vissani(superk, energy):
    """Eq. 25 of Phys. Lett. B 564, 42 (2003), to a per cent; two free protons in a molecule of water."""
    positron = energy - 1.293
    momentum, log = np.sqrt(positron**2 - 0.511**2), np.log(energy)
    sigma = 1e-43 * momentum * positron * energy ** (-0.07056 + 0.02018 * log - 0.001953 * log**3)
    assert at(superk, "ibd", 1, energy) == pytest.approx(2.0 * SUPERK.n_molecules * sigma, rel=0.012)


@pytest.mark.parametrize(
    ("channel", "letter", "flavour", "targets"),
    [("es", "e", 0, 10), ("es", "xb", 3, 20), ("o16e", "e", 0, 1), ("o16eb", "eb", 1, 1)],
)
def test_other_channels_are_those_of_sntools(superk, channel, letter, flavour, targets):
    """Electrons scatter nu_mu and nu_tau, 10 a molecule; the integral over energy is scipy's."""
    one = import_module(f"sntools.interaction_channels.{channel}").Channel(letter)
    low, high = one.bounds_eE(40.0)
    points = one._opts(40.0)["points"] or None
    sigma = quad(lambda seen: one.dSigma_dE(40.0, seen), low, high, points=points, limit=200)[0]
    cm2 = (1.97327e-11) ** 2
    expected = targets * SUPERK.n_molecules * sigma * cm2
    assert at(superk, channel, flavour, 40.0) == pytest.approx(expected, rel=5e-3)


def test_wide_bins_are_means_of_narrow_ones(superk):
    wide = open_detector("superk").respond(NARROW[::8]).area
    assert wide.sum(axis=3) == pytest.approx(
        superk.area.sum(axis=3).reshape(*wide.shape[:3], 8).mean(axis=3), rel=0.01, abs=1e-9 * wide.max()
    )


def test_energies_out_of_reach(superk):
    """Below the threshold and above 100 MeV there is nothing."""
    assert not superk.area[superk.channels.index("ibd"), 1, NARROW[1:] < 1.8].any()
    assert not open_detector("superk").respond(np.array([100.0, 200.0])).area.any()


def test_masses():
    """Super-Kamiokande's inner detector has 32.5 kt, Hyper-Kamiokande's 217 kt, JUNO 20 kt."""
    for name, mass in (("superk", 32.3), ("hyperk", 217.0), ("juno", 20.0), ("kamiokande2", 2.14)):
        assert open_detector(name).mass_kt == pytest.approx(mass, rel=2e-3)


def test_scintillators_see_protons():
    juno = open_detector("juno")
    response = juno.respond(np.array([20.0, 22.0]))
    protons = response.area[response.channels.index("ps")]
    assert protons[:, 0].any(axis=1).all()  # all flavours
    assert not protons[:, 0, 1:].any()  # 2 E^2 / m is less than 2 MeV
    assert "protons" in juno.counts


def test_unknown_detectors():
    with pytest.raises(InputError, match=r'"super": must be one of kamiokande2, hyperk, .*icecube'):
        open_detector("super")
    assert {"kamiokande2", "superk", "hyperk", "icecube"} <= set(detector_names())
