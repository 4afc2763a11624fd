"""A burst as a model of snewpy: the spectra themselves."""

import numpy as np
import pytest
from astropy import units
from snewpy.flavor_transformation import AdiabaticMSW, NoTransformation
from snewpy.models.base import SupernovaModel
from snewpy.neutrino import Flavor, MassHierarchy

from mcsn import open_result
from mcsn.exports.snewpy_model import BurstModel
from mcsn.signal import emission_of, fluence
from mcsn.signal.straight import corners

ORDER = (Flavor.NU_E, Flavor.NU_E_BAR, Flavor.NU_X, Flavor.NU_X_BAR)


@pytest.fixture(scope="module")
def burst(small_burst):
    return open_result(small_burst)


@pytest.fixture(scope="module")
def model(burst):
    return BurstModel(burst)


def integrated(density, time, energy):
    """Integrate straight lines over time and energy, whose axes are the last two."""
    return np.trapezoid(np.trapezoid(density, energy, axis=-1), time, axis=-1)


def test_every_neutrino_is_there(burst, model):
    emission = emission_of(burst)
    assert isinstance(model, SupernovaModel)
    time, energy = model.get_time(), corners(emission.energy_edge) * units.MeV
    spectra = model.get_initial_spectra(time, energy)
    for i, flavour in enumerate(ORDER):
        found = spectra[flavour].to_value("1/(MeV s)")
        assert np.all(found >= 0.0)
        assert integrated(found, time.value, energy.value) == pytest.approx(
            emission.number[i].sum(), rel=1e-9
        )


def test_shapes_and_borders(model):
    time, energy = [0.5, 2.0, 10.9, 11.1] * units.s, [1.0, 10.0, 30.0] * units.MeV
    spectra = model.get_initial_spectra(time, energy, flavors=[Flavor.NU_X])
    assert list(spectra) == [Flavor.NU_X]
    found = spectra[Flavor.NU_X].to_value("1/(MeV s)")
    assert found.shape == (4, 3)
    assert not found[[0, 3]].any()  # before the begin and after the end
    one = model.get_initial_spectra(2000.0 * units.ms, 0.01 * units.GeV)[Flavor.NU_X]
    assert one.shape == ()
    assert one.to_value("1/(MeV s)") == pytest.approx(found[1, 1], rel=1e-12)
    assert found[1, 1] > 0.0


@pytest.mark.parametrize(
    ("conversion", "transformation"),
    [
        ("none", NoTransformation()),
        ("normal", AdiabaticMSW(mh=MassHierarchy.NORMAL)),
        ("inverted", AdiabaticMSW(mh=MassHierarchy.INVERTED)),
    ],
)
def test_flux_of_snewpy_is_our_fluence(burst, model, conversion, transformation):
    """With mixing angles of the same year, nearly: 1.1 % in sin^2 theta_12, 2 % in sin^2 theta_13."""
    emission = emission_of(burst)
    energy = corners(emission.energy_edge) * units.MeV
    flux = model.get_flux(model.get_time(), energy, 10.0, transformation)
    ours = fluence(emission, 10.0, conversion).number.sum(axis=(1, 2))
    for i, flavour in enumerate(ORDER):
        density = flux[flavour].array[0].to_value("1/(cm2 MeV s)")
        found = integrated(density, model.get_time().value, energy.value)
        assert found == pytest.approx(ours[i], rel=0.025)
