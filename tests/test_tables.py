import time

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import zeta

from mcsn.constants import HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.opacities import opacity_rows
from mcsn.physics.boson import Boson, coalescence_rate
from mcsn.physics.nucleons import elastic_opacity, relativistic_opacity, thermal_average
from mcsn.physics.pairs import coalescence_time, mean_decay_length
from mcsn.scenario import parse_scenario
from mcsn.star import load_star
from mcsn.tables import build_tables
from mcsn.transport.grid import ENERGIES, PROBABILITIES, quantile

BOSON = Boson(10.0, 5.9e-8, "detailed-balance")
RNG = np.random.default_rng(6)


def table1_star(**star):
    keys = "\n".join(f"{key} = {value}" for key, value in star.items())
    return load_star(parse_scenario(f"[star]\n{keys}", "test"))


@pytest.fixture(scope="module")
def star():
    return table1_star()


@pytest.fixture(scope="module")
def tables(star):
    return build_tables(star, BOSON, "relativistic", "number")


def fermi(x):
    return 1.0 / (np.exp(x) + 1.0)


def mean_of(quantiles):
    """Mean of a distribution from its quantiles at equal probabilities, [0, 1] cut in 2^16."""
    u = (np.arange(2**16) + 0.5) / 2**16
    return np.mean([quantile(quantiles, value) for value in u])


def test_tables_of_the_star_of_the_paper_are_made_quickly():
    scaled = table1_star(temperature_scale=1.01)  # no other test has kept its opacities
    began = time.perf_counter()
    build_tables(scaled, BOSON, "relativistic", "number")
    assert time.perf_counter() - began < 5.0


@pytest.mark.parametrize(
    ("opacity", "law"), [("relativistic", relativistic_opacity), ("elastic", elastic_opacity)]
)
def test_scattering_rates_are_those_of_the_nucleons(star, opacity, law):
    tables = build_tables(star, None, opacity, "number")
    for shell, temperature in enumerate(star.temperature):
        mu = star.matter.chemical_potentials(np.array([shell]), np.array([temperature]))
        energy = np.sort(temperature * 10.0 ** RNG.uniform(-1.5, 1.6, 12))
        state = (temperature, float(mu[0][0]), float(mu[1][0]), star.matter.nucleon_mass[shell])
        exact = law(energy, *state)
        row = tables.row[shell]
        nodes = temperature * np.geomspace(1e-2, 60.0, 60)
        over_spectrum = law(nodes, *state)
        for sign, kind in enumerate(("neutrino", "antineutrino")):
            looked_up = np.interp(energy, ENERGIES, tables.rates[row, sign, :, 0])
            np.testing.assert_allclose(looked_up, getattr(exact, kind), rtol=1e-3)
            cosine = np.interp(energy, ENERGIES, tables.anisotropy[row, sign]) / 3.0
            expected = np.clip(getattr(exact, f"{kind}_cosine"), -1.0 / 3.0, 1.0 / 3.0)
            np.testing.assert_allclose(cosine, expected, atol=1e-3)
            mean = thermal_average(nodes, getattr(over_spectrum, kind), temperature)
            assert tables.grey_rates[row, sign, 0] == pytest.approx(mean, rel=1e-3)


@pytest.mark.parametrize("kernel", ["detailed-balance", "cerdeno2023"])
def test_coalescence_rates_are_those_of_the_boson(star, kernel):
    boson = Boson(20.0, 1e-7, kernel)
    tables = build_tables(star, boson, "relativistic", "number")
    for zone, temperature in enumerate(star.temperature):
        row = tables.row[zone]
        # Below y = m^2/(4 E T) = 4 the rate rises so steeply that the cells show.
        lowest = boson.mass_MeV**2 / (16.0 * temperature)
        energy = lowest * 10.0 ** (2.0 * RNG.random(50))
        looked_up = np.interp(energy, ENERGIES, tables.rates[row, 0, :, 1])
        exact = coalescence_rate(boson, energy, temperature) / HBAR_C_MEV_M
        np.testing.assert_allclose(looked_up, exact, rtol=1e-3)
        expected = 1.0 / (SPEED_OF_LIGHT * coalescence_time(boson, temperature))
        assert tables.grey_rates[row, 0, 1] == pytest.approx(float(expected))
        assert tables.grey_decay_length[row] == pytest.approx(float(mean_decay_length(boson, temperature)))
    np.testing.assert_array_equal(tables.rates[:, 0, :, 1], tables.rates[:, 1, :, 1])
    assert tables.rest_decay_length == pytest.approx(HBAR_C_MEV_M / boson.total_width)


@pytest.mark.parametrize(("weighting", "power"), [("number", 2), ("energy", 3)])
def test_energy_quantiles_have_the_means_of_their_laws(star, weighting, power):
    tables = build_tables(star, BOSON, "relativistic", weighting)
    thermal = (
        quad(lambda x: x ** (power + 1) * fermi(x), 0, 100)[0]
        / quad(lambda x: x**power * fermi(x), 0, 100)[0]
    )
    assert mean_of(tables.thermal) == pytest.approx(thermal, rel=1e-4)
    x = np.geomspace(1e-5, 100.0, 100_001)
    for row in (0, 3, 5):
        temperature = star.temperature[tables.row == row][0]

        def mean(rate, temperature=temperature):
            weight = x ** (power + 1) * fermi(x) * np.interp(x * temperature, ENERGIES, rate)
            return temperature * np.sum(weight * x) / np.sum(weight)

        for sign in (0, 1):
            emitted = mean(tables.rates[row, sign, :, 0])
            assert mean_of(tables.emission[row, sign]) == pytest.approx(emitted, rel=3e-4)
        taken = mean(tables.rates[row, 0, :, 1])
        assert mean_of(tables.coalesced[row]) == pytest.approx(taken, rel=3e-4)


def test_the_low_energy_tail_is_resolved(tables):
    """P(E < x T) of E^2 f is x^3/6 over 3/2 zeta(3); after collisions, 1/lambda ~ E^2, it is ~ x^5."""
    low = PROBABILITIES < 1e-6
    norm = 1.5 * zeta(3.0)
    exact = (6.0 * norm * PROBABILITIES[low]) ** (1.0 / 3.0)
    np.testing.assert_allclose(tables.thermal[0, low], exact, rtol=5e-3)
    lowest = PROBABILITIES < 1e-12
    for quantiles in tables.emission[:, 0, 0]:
        slope = np.diff(np.log(quantiles[lowest])) / np.diff(np.log(PROBABILITIES[lowest]))
        np.testing.assert_allclose(slope, 1.0 / 5.0, rtol=0.01)
    assert tables.thermal[0, 0] == pytest.approx((6.0 * norm * 2.0**-53) ** (1.0 / 3.0), rel=1e-4)


def test_quantiles_from_either_end_meet(tables):
    for quantiles in (tables.thermal, *tables.emission[:, 0], *tables.coalesced):
        assert quantiles[0, -1] == pytest.approx(quantiles[1, -1], rel=1e-5)
        assert np.all(np.diff(quantiles[0]) > 0)
        assert np.all(np.diff(quantiles[1]) < 0)


def test_temperatures(star):
    warmer = table1_star(temperature_scale=1.1)
    np.testing.assert_allclose(warmer.temperature, 1.1 * star.temperature)
    again = star.with_temperature(1.1 * star.temperature)
    one, other = (build_tables(made, None, "elastic", "number") for made in (warmer, again))
    for name in set(one._fields) - {"jumps"}:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    uniform = star.with_temperature(np.array(20.0))
    np.testing.assert_array_equal(uniform.temperature, np.full(6, 20.0))
    assert len(opacity_rows(uniform, "elastic").temperature) == 6  # one composition each
    np.testing.assert_array_equal(star.temperature, [15.0, 20.0, 28.0, 33.0, 18.0, 7.0])


def test_where_packets_start(star):
    tables = build_tables(star, None, "relativistic", "energy")
    content = np.diff(star.outer_radius**3, prepend=0.0) * star.temperature**4
    np.testing.assert_allclose(np.diff(tables.start_probability, prepend=0.0), content / content.sum())
    assert tables.start_probability[-1] == pytest.approx(1.0, rel=1e-12)


def test_without_a_boson_nothing_coalesces(star):
    tables = build_tables(star, None, "relativistic", "number")
    assert not tables.rates[..., 1].any()
    assert not tables.grey_rates[..., 1].any()


def test_opacity_scale_scales_scattering_alone(star):
    one, ten = (build_tables(star, BOSON, "elastic", "number", scale) for scale in (1.0, 10.0))
    np.testing.assert_allclose(ten.rates[..., 0], 10.0 * one.rates[..., 0])
    np.testing.assert_allclose(ten.grey_rates[..., 0], 10.0 * one.grey_rates[..., 0])
    np.testing.assert_array_equal(ten.rates[..., 1], one.rates[..., 1])
    np.testing.assert_allclose(ten.emission, one.emission)
    np.testing.assert_array_equal(ten.anisotropy, one.anisotropy)
