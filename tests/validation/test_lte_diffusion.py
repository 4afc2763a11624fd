"""The deterministic reference of cooling stars against closed forms."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from lte_diffusion import GroupFlux, Material, Mesh, RosselandFlux, cool, diffuse, tabulate, tabulate_hops
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from mcsn.constants import ERG_PER_MEV, HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.opacities import opacity_rows
from mcsn.physics.analytic import MILNE_EXTRAPOLATION
from mcsn.physics.boson import Boson, boson_momentum
from mcsn.physics.fermi import fermi_dirac, neutrino_energy_density
from mcsn.physics.pairs import energy_loss_rate, pair_average
from mcsn.scenario import load_scenario
from mcsn.star import load_star
from mcsn.transport.grid import ENERGIES

TEMPERATURE = np.geomspace(1.0, 40.0, 120)
GROUP = np.exp(np.arange(np.log(0.1), np.log(1500.0), 0.25))


def black(temperature):
    return 4 * neutrino_energy_density(temperature)


def grey(inverse_mfp, heat):
    """Shells of constant mean free paths; heat: energy density at `TEMPERATURE`, of each shell."""
    shape = (len(inverse_mfp), 2, 2, len(GROUP))
    return Material(
        temperature=TEMPERATURE,
        heat=np.array([heat] * len(inverse_mfp)),
        group=GROUP,
        opacity_temperature=TEMPERATURE[[0, -1]],
        inverse_mfp=np.broadcast_to(np.array(inverse_mfp)[:, None, None, None], shape),
    )


def uniform_mesh(radius, cells, shell=0):
    return Mesh(np.linspace(0.0, radius, cells + 1), np.full(cells, shell))


@pytest.fixture(scope="module")
def star():
    return load_star(load_scenario("sm"))


@pytest.mark.parametrize("law", [RosselandFlux, GroupFlux])
def test_one_cell_cools_exponentially(law):
    """Heat and luminosity are both in proportion to T^4."""
    radius, depth, times_black = 1000.0, 5.0, 20.0
    mesh, material = uniform_mesh(radius, 1), grey([depth / radius], times_black * black(TEMPERATURE))
    half, area_per_volume = depth / 2, 3 / radius
    if law is RosselandFlux:  # 4 (1 - x)/half = x^4/0.7104 with x the surface's temperature over the cell's
        surface = brentq(lambda x: 4 * (1 - x) / half - x**4 / MILNE_EXTRAPOLATION, 0, 1)
        leaving = surface**4 / (3 * MILNE_EXTRAPOLATION)
    else:  # what is emitted, leaves or is absorbed
        leaving = 1 / (3 * (half + MILNE_EXTRAPOLATION) + area_per_volume * radius / depth)
    rate = area_per_volume * SPEED_OF_LIGHT * leaving / times_black
    cooling = cool(law(mesh, material), np.array([30.0]), 3 / rate)
    assert_allclose(cooling.energy[:, 0] / cooling.initial_energy, np.exp(-rate * cooling.time), rtol=2e-5)
    assert cooling.time_to(0.5) == pytest.approx(np.log(2) / rate, rel=1e-4)
    assert np.isnan(cooling.time_to(0.99))
    assert cooling.energy_balance_error < 1e-12


@pytest.mark.parametrize("law", [RosselandFlux, GroupFlux])
def test_ripple_decays_at_the_diffusion_rate(law):
    """sin(kr)/r with tan(kR) = kR on a star that an insulating shell closes: exp(-D k^2 t), D = K/C."""
    radius, mean_free_path, ripple = 1000.0, 2.0, 1e-3
    inner = np.linspace(0.0, radius, 41)
    mesh = Mesh(np.append(inner, 1.01 * radius), np.append(np.zeros(40, int), 1))
    heat = black(20.0) * 50 * (TEMPERATURE / 20.0) ** 2  # degenerate matter
    law = law(mesh, grey([1 / mean_free_path, 1e9], heat))
    k = 4.493409457909064 / radius
    mode = np.append(np.sinc(k * mesh.middle[:-1] / np.pi), 0.0)
    capacity = 2 * black(20.0) * 50 / 20.0
    conductivity = SPEED_OF_LIGHT / 3 * mean_free_path * 4 * black(20.0) / 20.0
    rate = conductivity / capacity * k**2
    cooling = cool(law, 20.0 * (1 + ripple * mode), 2 / rate)
    weight = (mesh.volume * mode)[:-1]
    deviation = cooling.temperature[:, :-1] - 20.0
    amplitude = deviation @ weight / (deviation[0] @ weight)
    assert_allclose(amplitude, np.exp(-rate * cooling.time), rtol=3e-3)


@pytest.mark.parametrize("law", [RosselandFlux, GroupFlux])
def test_sphere_decays_at_its_lowest_eigenvalue(law):
    """u ~ sin(kr)/r with u' = -u/(0.7104 lambda) at the surface: k R cot(k R) = 1 - R/(0.7104 lambda)."""
    radius, depth, times_black = 1000.0, 50.0, 20.0
    law = law(uniform_mesh(radius, 60), grey([depth / radius], times_black * black(TEMPERATURE)))
    outside = 1 - depth / MILNE_EXTRAPOLATION
    phase = brentq(lambda x: x * np.cos(x) - outside * np.sin(x), 1.0, np.pi)
    rate = SPEED_OF_LIGHT / 3 * radius / depth / times_black * (phase / radius) ** 2
    mode = np.sinc(phase / radius * law.mesh.middle / np.pi)
    cooling = cool(law, 30.0 * mode**0.25, 2 / rate)
    remaining = cooling.energy.sum(axis=1) / cooling.initial_energy
    assert_allclose(remaining, np.exp(-rate * cooling.time), rtol=3e-3)


@pytest.mark.parametrize("law", [RosselandFlux, GroupFlux])
def test_steady_flux_through_layers(law):
    """What flows in u = 3 L/(4 pi c) Int dr/(lambda r^2) + u(surface) is L through every face."""
    radii, inverse_mfp, luminosity = [200.0, 500.0, 700.0, 1000.0], [0.5, 0.5, 1.0, 0.2], 1e56
    edges = np.concatenate([np.linspace(a, b, 81)[:-1] for a, b in pairwise(radii)])
    mesh = Mesh(np.concatenate([[0.0], edges, radii[-1:]]), np.concatenate([[0], np.repeat([1, 2, 3], 80)]))
    resistance = np.array(inverse_mfp)[mesh.shell] * 3 * luminosity / (4 * np.pi * SPEED_OF_LIGHT)
    step = resistance * (1 / mesh.edge[:-1].clip(1.0) - 1 / mesh.edge[1:])
    half_step = resistance * (1 / mesh.middle - 1 / mesh.edge[1:])
    surface = 3 * MILNE_EXTRAPOLATION * luminosity / (SPEED_OF_LIGHT * mesh.area[-1])
    density = surface + half_step + np.append(np.cumsum(step[::-1])[::-1][1:], 0.0)
    temperature = (density / black(1.0)) ** 0.25
    assert 1.0 < temperature.min() < temperature[1:].max() < 40.0
    flow = law(mesh, grey(inverse_mfp, black(TEMPERATURE)))(temperature)
    # Not at the centre and the surface, where the profile bends within a cell.
    assert_allclose(flow.face[2:-5], luminosity, rtol=0.01)
    assert flow.escaping.sum() == pytest.approx(flow.face[-1])


def test_surface_radiates_like_a_black_body():
    """Isothermal to the surface: c u/4 exactly, 3.5 % more in first moments; Milne's law for a given T_s."""
    mesh = Mesh(np.array([0.0, *np.linspace(980.0, 1000.0, 801)]), np.zeros(801, int))
    material = grey([1.0], black(TEMPERATURE))
    temperature = np.full(801, 20.0)
    flux = SPEED_OF_LIGHT * black(20.0) * mesh.area[-1]
    share = (1 - 1 / (1 + 3 * MILNE_EXTRAPOLATION / np.sqrt(3))) / (3 * MILNE_EXTRAPOLATION)
    by_groups = GroupFlux(mesh, material)(temperature)
    assert by_groups.escaping.sum() == pytest.approx(share * flux, rel=2e-3)
    assert share == pytest.approx(1 / 4, rel=0.04)
    assert by_groups.spectrum.sum(axis=0) / by_groups.escaping.sum() == pytest.approx(
        material.black(np.array([20.0]))[0].sum(axis=0) / black(20.0), abs=1e-9
    )
    thin = Mesh(np.array([0.0, 1000.0 - 1e-9, 1000.0]), np.zeros(2, int))
    leaving = RosselandFlux(thin, material)(np.full(2, 20.0)).escaping
    assert leaving[:2] == pytest.approx(flux / (3 * MILNE_EXTRAPOLATION) / 2)
    assert leaving[2] == 0.0


def test_rosseland_mean_of_the_simulation(star):
    """The same integral over the opacities that packets look up."""
    rows = opacity_rows(star, "elastic")
    energy = np.geomspace(1e-3, 2000.0, 8001)
    found = tabulate(star, "nu_x", "elastic").conductivity(star.shell, star.temperature)
    for zone, temperature in enumerate(star.temperature):
        f = fermi_dirac(energy / temperature)
        slope = energy**4 / temperature**2 * f * (1 - f) / (2 * np.pi**2 * HBAR_C_MEV_M**3)
        kinds = rows.inverse_mfp[rows.zone_row[zone]]
        integrals = [np.trapezoid(slope / np.interp(energy, ENERGIES, kind), energy) for kind in kinds]
        assert found[zone] == pytest.approx(2 * SPEED_OF_LIGHT / 3 * sum(integrals), rel=1e-4)


def test_table_of_heat_inverts(star):
    material = tabulate(star, "nu_x", "elastic")
    energy = material.heat_at(star.shell, star.temperature)
    assert energy @ star.zone_volume * ERG_PER_MEV == pytest.approx(8.2e52 + 3.46e51, rel=0.01)
    assert_allclose(material.temperature_at(star.shell, energy), star.temperature, rtol=1e-6)


def test_paper_star_converges_with_cells(star):
    """Second order: four times less error with twice the cells."""
    t50, t90 = np.transpose(
        [
            [cooling.time_to(0.5), cooling.time_to(0.9)]
            for cooling in (diffuse(star, opacity="elastic", cells_per_shell=n) for n in (4, 8, 16, 32))
        ]
    )
    for times in (t50, t90):
        change = np.diff(times) / times[-1]
        assert np.all(np.abs(change) < [8e-3, 2e-3, 5e-4])
        assert_allclose(change[:-1] / change[1:], 4.0, rtol=0.2)


def test_groups_are_rosseland_where_it_is_deep(star):
    laws = [
        diffuse(star, opacity="elastic", opacity_scale=300.0, law=law, cells_per_shell=16, duration_s=30.0)
        for law in ("lte", "groups")
    ]
    lte, groups = (cooling.luminosity_at(np.array([1.0, 10.0, 30.0])) for cooling in laws)
    assert_allclose(groups, lte, rtol=0.03)
    assert laws[1].energy_balance_error < 1e-10
    assert np.all(np.isfinite(laws[1].mean_energy()))


def test_straight_hops_carry_their_mean_square():
    """Where scattering is fast, Z' add -(1/3) d/dr of Int l^2 j, with j of Eq. 24."""
    temperature = np.array([10.0, 20.0, 33.0])
    for kernel in ("detailed-balance", "cerdeno2023"):
        boson = Boson(30.0, 1e-8, kernel)

        def potential(t, boson=boson):
            def weighed(e1, e2):
                return (e1 + e2) * boson.decay_length(boson_momentum(30.0, e1 + e2)) ** 2

            energy = pair_average(boson, t, lambda e1, e2: e1 + e2)
            return energy_loss_rate(boson, t) * pair_average(boson, t, weighed) / energy / 3

        expected = (potential(1.001 * temperature) - potential(0.999 * temperature)) / (0.002 * temperature)
        hops = tabulate_hops(boson, temperature, GROUP, 4)
        still = np.zeros((3, 2, len(GROUP)))
        assert_allclose(hops.conductivity(still + 1e9, still), expected, rtol=1e-5)


def test_hops_remember_their_direction():
    """Mean reach of a neutrino by following 200,000 of them; false alarms 1e-4 (3.9 standard errors)."""
    boson, temperature, packets = Boson(30.0, 3e-7), 20.0, 200_000
    inverse_mfp = 1e-4 * GROUP**2
    hops = tabulate_hops(boson, np.array([temperature]), GROUP, 4)
    start = np.argmin(np.abs(GROUP - 40.0))
    expected = hops.reach(np.broadcast_to(inverse_mfp, (1, 2, len(GROUP))))[0, 0, start]

    rng = np.random.default_rng(1)
    energy = np.full(packets, GROUP[start])
    cosine, reach = np.ones(packets), np.zeros(packets)
    alive = np.arange(packets)
    while len(alive):
        e1 = energy[alive]
        lowest = 30.0**2 / (4 * e1)
        rate = 2 * 30.0**2 * 9e-14 / (16 * np.pi * e1**2) / HBAR_C_MEV_M
        rate *= temperature * np.log1p(np.exp(-lowest / temperature))
        scattering = 1e-4 * e1**2
        reach[alive] += cosine[alive] * rng.exponential(size=len(alive)) / (rate + scattering)
        alive = alive[rng.random(len(alive)) * (rate + scattering) < rate]
        e1 = energy[alive]
        a = np.log1p(np.exp(-(30.0**2) / (4 * e1 * temperature)))
        e2 = -temperature * np.log(np.expm1(rng.random(len(alive)) * a))
        boson_energy = e1 + e2
        momentum = np.sqrt(boson_energy**2 - 30.0**2)
        cosine[alive] *= (e1 + e2 * (1 - 30.0**2 / (2 * e1 * e2))) / momentum
        reach[alive] += cosine[alive] * boson.decay_length(momentum) * rng.exponential(size=len(alive))
        low, high = (boson_energy - momentum) / 2, (boson_energy + momentum) / 2
        taken = np.sqrt(low**2 + rng.random(len(alive)) * (high**2 - low**2))
        cosine[alive] *= (2 * boson_energy * taken - 30.0**2) / (2 * momentum * taken)
        energy[alive] = taken
    error = reach.std() / np.sqrt(packets)
    assert error < 0.01 * expected
    assert abs(reach.mean() - expected) < 3.9 * error


def test_boson_shares_the_initial_heat(star):
    boson = Boson(10.0, 1e-6)
    without, cooling = (
        diffuse(star, opacity="elastic", boson=which, cells_per_shell=2, duration_s=0.01)
        for which in (None, boson)
    )
    assert cooling.initial_energy == pytest.approx(without.initial_energy, rel=1e-12)
    assert np.all(cooling.temperature[0] < without.temperature[0])
    assert cooling.luminosity[-1, 2] > 0.0
    assert cooling.energy_balance_error < 1e-10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"species": "nu_e"}, "species"),
        ({"opacity": "constant"}, "opacity"),
        ({"opacity_scale": 0.0}, "positive"),
        ({"law": "grey"}, "law"),
    ],
)
def test_bad_input(star, arguments, message):
    with pytest.raises(ValueError, match=message):
        diffuse(star, **arguments)


def test_groups_take_no_boson():
    hops = tabulate_hops(Boson(10.0, 1e-6), TEMPERATURE[:2], GROUP, 4)
    with pytest.raises(ValueError, match="without a Z'"):
        GroupFlux(uniform_mesh(1.0, 1), dataclasses.replace(grey([1.0], black(TEMPERATURE)), hops=hops))


def test_too_cold():
    law = RosselandFlux(uniform_mesh(1000.0, 1), grey([1e-3], black(TEMPERATURE)))
    with pytest.raises(RuntimeError, match="below the tables"):
        cool(law, np.array([2.0]), 1.0)


def test_cold_star(star):
    with pytest.raises(ValueError, match="must be hotter"):
        diffuse(star.with_temperature(np.array(0.1)))


def test_idealised_star():
    with pytest.raises(ValueError, match="no matter"):
        diffuse(load_star(load_scenario("sphere")))
