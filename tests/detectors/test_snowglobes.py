"""Responses of SNOwGLoBES' detectors against snewpy's own calculation of rates."""

import numpy as np
import pytest
from astropy import units
from snewpy.flux import Container
from snewpy.neutrino import Flavor

from mcsn.detectors import open_detector
from mcsn.detectors.from_snowglobes import Tables

EDGES = np.geomspace(0.5, 99.0, 200)
ORDER = (Flavor.NU_E, Flavor.NU_E_BAR, Flavor.NU_X, Flavor.NU_X_BAR)


@pytest.mark.parametrize("name", ["icecube", "ar40kt"])
def test_events_are_those_of_snewpy(name):
    """A fluence of a thermal shape; snewpy takes that of one of nu_mu and nu_tau for NU_X, too."""
    response = open_detector(name).respond(EDGES)
    energy = np.sqrt(EDGES[1:] * EDGES[:-1])
    density = 1e9 * energy**2 * np.exp(-energy / 4.0)  # per MeV and cm^2
    ours = np.einsum("e,cfes->fs", density * np.diff(EDGES), response.area)
    fine = np.linspace(0.5, 99.0, 986)
    shape = (1e9 * fine**2 * np.exp(-fine / 4.0))[None, None, :]
    detector = Tables(name).read_detector(name)
    for i, flavour in enumerate(ORDER):
        flux = Container(
            np.concatenate([shape if one == flavour else 0.0 * shape for one in sorted(Flavor)])
            / units.MeV
            / units.cm**2,
            flavor=np.sort(Flavor),
            time=np.array([0.0, 1.0]) * units.s,
            energy=fine * units.MeV,
            integrable_axes={2},
        )
        rates = detector.run(flux).values()
        theirs = sum(float(np.sum(rate.array).to_value("")) for rate in rates)
        assert ours[i].sum() == pytest.approx(theirs, rel=0.02)


def test_channels_of_all_flavours_are_joined():
    assert open_detector("icecube").respond(EDGES).channels == (
        "ibd",
        "es",
        "nue_O16",
        "nuebar_O16",
        "nc_O16",
    )
