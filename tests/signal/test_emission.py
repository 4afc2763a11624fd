"""What leaves in a burst, per flavour, against the variables of its result."""

from dataclasses import replace

import numpy as np
import pytest

from mcsn import InputError, load_scenario, open_result
from mcsn.constants import ERG_PER_MEV
from mcsn.experiments.protocol import Variable
from mcsn.physics.flavour import FLAVOURS, survival
from mcsn.result import Result
from mcsn.signal import emission_of, fluence


@pytest.fixture(scope="module")
def burst(small_burst):
    return open_result(small_burst)


def with_nu_e(result):
    """The result as a burst of all species would have it: nu_e as half of nu_x, which is of two flavours."""
    variables = {}
    for name, variable in result.variables.items():
        values = variable.values
        if "species" in variable.dims:
            share = 1.0 if name.startswith("energy_") else 0.5
            more = np.array(["nu_e", "anti_nu_e"]) if name == "species" else share * values
            values = np.concatenate([values, more])
        variables[name] = Variable(variable.dims, values, variable.unit, variable.meaning)
    return replace(result, variables=variables)


def test_a_burst_of_nu_x(burst):
    emission = emission_of(burst)
    assert emission.flavours == ("nu_x", "anti_nu_x")
    assert (emission.time_edge[0], emission.time_edge[-1]) == (1.0, 11.0)
    assert not emission.number[:2].any()
    assert not emission.luminosity[:2].any()
    assert np.all(np.isnan(emission.mean_energy[:2]))


def test_numbers_and_energies_are_those_of_the_result(burst):
    """Each of nu_mu and nu_tau has half; numbers come from the spectrum, luminosities from other tallies."""
    emission = emission_of(burst)
    light = emission.luminosity @ np.diff(emission.time_edge)
    total = burst.summary["energy_emitted_erg"]
    assert 2.0 * light.sum() == pytest.approx(total, rel=1e-12)
    energy = (emission.number.sum(axis=1) * emission.energy).sum() * ERG_PER_MEV
    assert 2.0 * energy == pytest.approx(total, rel=1e-12)
    for i, name in ((2, "nu_x"), (3, "anti_nu_x")):
        mean = light[i] / emission.number[i].sum() / ERG_PER_MEV
        assert mean == pytest.approx(burst.summary[f"energy_mean_{name}_MeV"], rel=5e-3)  # bins of 12 %


def test_a_burst_of_all_species(burst):
    """nu_e stand for one flavour: here all six are made alike."""
    emission = emission_of(with_nu_e(burst))
    assert emission.flavours == FLAVOURS
    for values in (emission.number, emission.luminosity, emission.number_stderr, emission.luminosity_stderr):
        assert np.array_equal(values[:2], values[2:])
    assert np.array_equal(emission.mean_energy[:2], emission.mean_energy[2:], equal_nan=True)


@pytest.mark.parametrize("conversion", ["none", "normal", "inverted"])
def test_fluence(burst, conversion):
    """Through the sphere of the distance passes what has left; without nu_e, those that arrive were nu_x."""
    emission = emission_of(burst)
    passing = fluence(emission, 10.0, conversion)
    sphere = 4.0 * np.pi * (10.0 * 3.0856775814914e21) ** 2
    for sign, p in enumerate(survival(conversion)):
        assert passing.number[sign] * sphere == pytest.approx((1.0 - p) * emission.number[2 + sign])
    flavours = np.array([1.0, 1.0, 2.0, 2.0])
    assert flavours @ passing.number.sum(axis=(1, 2)) * sphere == pytest.approx(
        flavours @ emission.number.sum(axis=(1, 2))
    )
    assert fluence(emission, 20.0, conversion).number == pytest.approx(passing.number / 4.0)


@pytest.mark.parametrize("distance", [0.0, -1.0, np.nan, np.inf])
def test_distances(burst, distance):
    with pytest.raises(InputError, match="distance"):
        fluence(emission_of(burst), distance)


def test_what_has_no_spectra():
    for scenario, message in (
        (load_scenario("burst", {"transport.spectrum": "grey"}), '"grey" has no energies'),
        (load_scenario("sphere"), 'kind "escape"'),
    ):
        with pytest.raises(InputError, match=message):
            emission_of(Result(scenario, "", 0, {}, {}, {}, {}))
