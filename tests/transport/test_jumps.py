"""Laws of first passage against their equations, and jumping packets against exact answers and walks."""

import numpy as np
import pytest
from handmade import assert_mean, constant_tables, options, started, walk
from scipy.linalg import expm
from scipy.stats import ks_2samp, kstest

from mcsn.acceleration import layer_amplitudes, layer_roots, make_jumps, with_jumps
from mcsn.physics.boson import Boson
from mcsn.scenario import load_scenario
from mcsn.star import load_star
from mcsn.tables import build_tables
from mcsn.transport import passage
from mcsn.transport.compile import kernel
from mcsn.transport.rng import seed_stream
from mcsn.transport.state import ALIVE, COLLISION, FROZEN, SHELL, empty_ledger
from mcsn.transport.walk import advance

DRAWS = 200_000
BETAS = [-0.45, -0.2, 0.0, 0.3]
JUMPING = options(accelerated=True)


@kernel
def draw(state, jumps, beta, time, drawn):
    """Draw from every law; drawn: (6, n)."""
    for i in range(drawn.shape[1]):
        drawn[0, i] = passage.interval_exit_time(state, jumps)
        drawn[1, i] = passage.sphere_exit_time(state, jumps)
        drawn[2, i] = passage.layer_exit_time(state, beta, jumps)
        drawn[3, i] = passage.interval_survivor(state, time)
        drawn[4, i] = passage.sphere_survivor(state, time)
        drawn[5, i] = passage.layer_survivor(state, time, beta, jumps)


@pytest.fixture(scope="module")
def jumps():
    return make_jumps(constant_tables([1.0], [1.0]), JUMPING)


def sample(jumps, beta, time):
    state, drawn = np.zeros(4, np.uint64), np.empty((6, DRAWS))
    seed_stream(state, np.uint64(1), 0)
    draw(state, jumps, beta, time, drawn)
    return drawn


def layer_law(beta, time, cells=400):
    """Survival of a layer and distribution of y given survival, from finite volumes and a matrix exponential.

    What diffuses is P = g (1 + beta y); with w = 1 + beta y its equation is P_t = (w^2 (P / w^2)_y)_y, whose
    current vanishes at y = 0: no series and no condition at the interface enters.
    """
    edges = np.linspace(0.0, 1.0, cells + 1)
    step, middle = edges[1], 0.5 * (edges[1:] + edges[:-1])
    content = (1.0 + beta * middle) ** 2
    through = (1.0 + beta * edges) ** 2 / step**2
    through[0], through[-1] = 0.0, 2.0 * through[-1]
    rates = np.diag(-(through[1:] + through[:-1]) / content)
    rates += np.diag(through[1:-1] / content[:-1], -1) + np.diag(through[1:-1] / content[1:], 1)
    mass = expm(rates * time)[:, 0]
    return mass.sum(), edges, np.append(0.0, np.cumsum(mass)) / mass.sum()


# In every test of this file false alarms are rarer than 1e-5.


@pytest.mark.parametrize("beta", BETAS)
def test_exit_times_have_the_moments_of_the_laws(jumps, beta):
    interval, sphere, layer = sample(jumps, beta, 0.1)[:3]
    assert_mean(interval, 1.0 / 2.0)
    assert_mean(interval**2, 5.0 / 12.0)
    assert_mean(sphere, 1.0 / 6.0)
    assert_mean((sphere - 1.0 / 6.0) ** 2, 1.0 / 90.0)
    assert_mean(layer, (0.5 + beta / 6.0) / (1.0 + beta))


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("time", [0.01, 0.05, 0.2, 0.26, 0.8])
def test_layers_follow_the_diffusion_equation(jumps, beta, time):
    drawn = sample(jumps, beta, time)
    survival, edges, below = layer_law(beta, time)
    # 5 standard errors, and the 3e-4 by which finite volumes err.
    assert np.mean(drawn[2] > time) == pytest.approx(survival, abs=5.0 * 0.5 / np.sqrt(DRAWS) + 3e-4)
    assert kstest(drawn[5], lambda y: np.interp(y, edges, below)).statistic < 2.6 / np.sqrt(DRAWS) + 1e-3
    if beta == 0.0:
        assert kstest(drawn[3], lambda y: np.interp(y, edges, below)).statistic < 2.6 / np.sqrt(DRAWS) + 1e-3


@pytest.mark.parametrize("time", [0.01, 0.11, 0.13, 0.5])
def test_spheres_follow_their_series(jumps, time):
    drawn = sample(jumps, 0.0, time)
    n = np.arange(1, 200)[:, None]
    decay = np.exp(-(n**2) * np.pi**2 * time)
    survival = float(np.sum(2.0 * (-1.0) ** (n + 1) * decay))
    assert np.mean(drawn[1] > time) == pytest.approx(survival, abs=5.0 * 0.5 / np.sqrt(DRAWS))
    radius = np.linspace(0.0, 1.0, 20_001)
    below = np.cumsum(radius * np.sum(n * np.sin(np.pi * n * radius) * decay, axis=0))
    assert kstest(drawn[4], lambda r: np.interp(r, radius, below / below[-1])).pvalue > 1e-6


def test_layer_series_sums_to_one_and_to_the_mean():
    beta = np.array(BETAS)
    roots = layer_roots(beta, 4000)
    amplitudes = layer_amplitudes(beta, roots)
    np.testing.assert_allclose(np.cos(roots) + beta[:, None] * np.sin(roots) / roots, 0.0, atol=1e-9)
    mean = np.sum(amplitudes / roots**2, axis=1)
    np.testing.assert_allclose(mean, (0.5 + beta / 6.0) / (1.0 + beta), rtol=1e-6)


def escape_paths(tables, choices, number, seed=1, until=np.inf):
    packets = started(number, tables, choices, seed=seed)
    if until < np.inf:
        walk(packets, tables, choices, until)
    walk(packets, tables, choices)
    return packets


def test_uniform_sphere_has_its_exact_mean_time():
    tables = with_jumps(constant_tables([60.0], [1.0]), JUMPING)
    packets = escape_paths(tables, JUMPING, 60_000)
    assert packets["jumps"].mean() > 5.0
    # In the diffusion limit; the next term, below a mean free path, is a tenth of the standard error.
    assert_mean(packets["path"], 60.0**2 / 2.0 + 0.7104 * 60.0)


def test_shells_at_full_depth_have_their_exact_mean_time():
    outer, free_path = np.array([1e4, 1.5e4, 4e4]), np.array([2.0, 0.5, 4.0])
    tables = with_jumps(constant_tables(outer, free_path), JUMPING)
    packets = escape_paths(tables, JUMPING, 20_000)
    exact = np.sum(np.diff(outer**2, prepend=0.0) / (2.0 * free_path)) + 0.7104 * outer[-1]
    assert_mean(packets["path"], exact)
    assert packets["collisions"].mean() < 300.0  # near the surface only, and at the rates of the last shell


def test_a_census_changes_no_law():
    tables = with_jumps(constant_tables([60.0, 120.0], [1.0, 2.0]), JUMPING)
    through = escape_paths(tables, JUMPING, 20_000, seed=1)["path"]
    stopped = escape_paths(tables, JUMPING, 20_000, seed=2, until=np.median(through))["path"]
    assert ks_2samp(through, stopped).pvalue > 1e-5


def test_a_census_is_met_exactly_and_positions_there_are_those_of_the_walk():
    tables = with_jumps(constant_tables([45.0, 80.0], [1.0, 0.5]), JUMPING)
    radii = []
    for choices in (options(), JUMPING):
        packets = started(4_000, tables, choices, seed=3 + choices.accelerated)
        walk(packets, tables, choices, until=1200.0)
        inside = packets["fate"] == ALIVE
        assert np.all(packets["path"][inside] == 1200.0)
        radii.append(packets["radius"][inside])
    assert ks_2samp(*radii).pvalue > 1e-5


BOSON = Boson(10.0, 1e-7, "detailed-balance", "isotropic")


@pytest.mark.parametrize("coalescence", [0.002, 0.05])
def test_hops_of_a_boson_follow_the_walk(coalescence):
    """Two shells of different clocks, in grey mode."""
    tables = constant_tables([45.0, 80.0], [1.0, 1.5], [10.0, 12.0], boson=BOSON)
    grey_rates = tables.grey_rates.copy()
    grey_rates[:, :, 1] = coalescence * np.array([[1.0], [3.0]])
    tables = tables._replace(grey_rates=grey_rates, grey_decay_length=np.array([6.0, 4.0]))
    tables = with_jumps(tables, JUMPING)
    walked = escape_paths(tables, options(), 6_000, seed=1)
    jumped = escape_paths(tables, JUMPING, 20_000, seed=2)
    assert ks_2samp(walked["path"], jumped["path"]).pvalue > 1e-5
    assert ks_2samp(walked["coalescences"], jumped["coalescences"]).pvalue > 1e-5
    assert jumped["jumps"].mean() > 3.0


@pytest.fixture(scope="module")
def real_tables():
    """Tables of the paper's star with a Z' of 10 MeV."""
    return build_tables(load_star(load_scenario("zprime")), BOSON, "relativistic", "number")


def thinned(tables, rows, radii, thinning, hops):
    """A star of some of the rows, with mean free paths and times between hops made longer."""
    rates = tables.rates / np.array([thinning, hops])
    return tables._replace(
        outer_radius=np.array(radii),
        shell=np.arange(len(rows)),
        row=np.array(rows),
        temperature=tables.temperature[rows],
        start_probability=np.linspace(0.0, 1.0, len(rows) + 1)[1:],
        rates=rates,
    )


# Rows 1 and 2 differ in temperature and in how the mean free path falls with energy.
@pytest.mark.parametrize("hops", [1e9, 1.0])
@pytest.mark.parametrize("weighted", [False, True])
def test_energies_drawn_at_collisions_follow_the_walk(real_tables, hops, weighted):
    walking = options(COLLISION, symmetrised=False, energy_weighted=weighted)
    jumping = walking._replace(accelerated=True)
    tables = thinned(real_tables, [1, 2], [1.2e4, 2e4], 60.0, hops)
    tables = with_jumps(tables, jumping)
    walked = escape_paths(tables, walking, 3_000, seed=1)
    jumped = escape_paths(tables, jumping, 12_000, seed=2)
    assert jumped["jumps"].mean() > 10.0
    difference = np.log(jumped["path"]).mean() - np.log(walked["path"]).mean()
    error = np.hypot(*(np.log(p["path"]).std() / np.sqrt(len(p)) for p in (walked, jumped)))
    assert abs(difference) < 4.5 * error + 0.005
    assert ks_2samp(walked["path"], jumped["path"]).pvalue > 1e-5
    assert ks_2samp(walked["coalescences"], jumped["coalescences"]).pvalue > 1e-5


@pytest.mark.parametrize("spectrum", [FROZEN, SHELL])
def test_energies_kept_follow_the_walk(real_tables, spectrum):
    walking = options(spectrum, symmetrised=False)
    jumping = walking._replace(accelerated=True)
    tables = with_jumps(thinned(real_tables, [1, 2], [1.2e4, 2e4], 60.0, 1.0), jumping)
    walked = escape_paths(tables, walking, 4_000, seed=1)
    jumped = escape_paths(tables, jumping, 16_000, seed=2)
    assert jumped["jumps"].mean() > 3.0
    assert ks_2samp(walked["path"], jumped["path"]).pvalue > 1e-5
    assert ks_2samp(walked["coalescences"], jumped["coalescences"]).pvalue > 1e-5


def test_interrupted_jumps_go_on_bit_for_bit():
    tables = with_jumps(constant_tables([45.0, 80.0], [1.0, 1.5], boson=BOSON), JUMPING)
    whole = escape_paths(tables, JUMPING, 50)
    pieces = started(50, tables, JUMPING)
    done, ledger = 0, empty_ledger(2)
    while done < len(pieces):
        done += advance(pieces[done:], tables, JUMPING, ledger, np.inf, 7)[0]
    assert np.array_equal(whole, pieces)
