import json

import numpy as np
import pytest
from scipy.stats import kstest

from mcsn import InputError, load_scenario, run
from mcsn.averages import shell_averages
from mcsn.constants import ERG_PER_MEV, HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.experiments.crew import Crew
from mcsn.experiments.luminosity import Luminosity
from mcsn.experiments.protocol import merge
from mcsn.physics.boson import Boson
from mcsn.result import jsonable

SHELLS = {
    "star.profile": "shells",
    "star.outer_radius_m": [5e3, 10e3, 20e3],
    "star.temperature_MeV": [30.0, 20.0, 8.0],
}


def scenario(packets=20_000, batch=20_000, name="luminosity", **changes):
    changes = {key.replace("__", "."): value for key, value in changes.items()}
    return load_scenario(name, {"experiment.packets": packets, "experiment.batch": batch} | changes)


def numbers(*args, **changes):
    return run(scenario(*args, **changes), threads=1).summary


@pytest.mark.parametrize("kernel", ["detailed-balance", "cerdeno2023"])
@pytest.mark.parametrize(("mass", "coupling"), [(10.0, 2e-10), (50.0, 5e-11), (100.0, 3e-11), (200.0, 2e-11)])
def test_free_streaming_is_equation_25(kernel, mass, coupling):
    """On Table I; standard errors below 0.3 %, 4.5 of them: a false-alarm rate of 7e-6 each."""
    changes = {"boson.mass_MeV": mass, "boson.coupling": coupling, "boson.kernel": kernel}
    found = run(scenario(60_000, **changes), threads=1).summary
    expected = found["analytic"]["eq25_erg_per_s"]
    assert found["decay_length_mean_m"] > 1e3 * 20e3
    for name in ("luminosity_produced_erg_per_s", "luminosity_escaped_erg_per_s"):
        error = found[f"{name}_stderr"]
        assert error < 0.003 * expected
        lost = 1e-3 * expected if "escaped" in name else 0.0  # decays inside: less than R / decay length
        assert abs(found[name] - expected) < 4.5 * error + lost
    assert found["suppression"] == pytest.approx(1.0, abs=1.5e-3)


def test_opaque_star_radiates_as_a_black_body():
    """Where m >> T statistics do not matter, and detailed balance leaves Planck's law of a massive particle.

    L = 4 pi R^2 (3/4) Int d^3k/(2 pi)^3 v E exp(-E/T), however strong the coupling; 4.5 standard errors of
    about 0.9 %, a false-alarm rate of 7e-6 each.
    """
    mass, temperature, radius = 100.0, 7.0, 20e3
    k = np.linspace(0.0, 60.0 * temperature, 100_001)
    energy = np.hypot(k, mass)
    flux = 0.75 * np.trapezoid(k**3 / (2.0 * np.pi**2) * np.exp(-energy / temperature), k)
    expected = 4.0 * np.pi * radius**2 * flux * SPEED_OF_LIGHT / HBAR_C_MEV_M**3 * ERG_PER_MEV
    boson = {"boson.mass_MeV": mass, "boson.kernel": "detailed-balance"}
    for coupling in (1e-6, 1e-5):
        found = run(scenario(100_000, **boson, boson__coupling=coupling), threads=1).summary
        error = found["luminosity_escaped_erg_per_s_stderr"]
        assert error < 0.015 * expected
        assert abs(found["luminosity_escaped_erg_per_s"] - expected) < 4.5 * error
        assert found["suppression"] < 1e-9


def test_what_is_made_escapes_or_decays_inside():
    found = run(scenario(**SHELLS), threads=1)
    summary = found.summary
    made, escaped = summary["luminosity_produced_erg_per_s"], summary["luminosity_escaped_erg_per_s"]
    inside = summary["luminosity_deposited_by_shell_erg_per_s"]
    assert list(inside) == ["1", "2", "3"]
    assert sum(inside.values()) == pytest.approx(summary["luminosity_deposited_erg_per_s"])
    assert sum(inside.values()) + escaped == pytest.approx(made)
    assert summary["suppression"] == pytest.approx(escaped / made)
    assert 0.3 < summary["suppression"] < 0.8
    transfer = found["transfer"]
    np.testing.assert_allclose(transfer.sum(axis=0), [*inside.values(), escaped])
    np.testing.assert_allclose(transfer.sum(axis=1), found["produced"])
    # The spectra hold all neutrinos: two of each Z', and their energy but for the width of the bins.
    rate = found["spectrum"] * np.diff(found["energy_edge"])
    energy = np.sum(rate * found["energy"], axis=1) * ERG_PER_MEV
    np.testing.assert_allclose(energy, [escaped, made - escaped], rtol=0.02)
    for word, row in zip(("escaped", "deposited"), rate, strict=True):
        mean = np.sum(row * found["energy"]) / row.sum()
        assert mean == pytest.approx(summary[f"{word}_neutrino_energy_mean_MeV"], rel=0.02)
    assert summary["escaped_neutrino_energy_mean_MeV"] > summary["deposited_neutrino_energy_mean_MeV"]


def test_neutrinos_of_both_flavours_leave_alike():
    shares = numbers(**SHELLS)
    errors = shares["escaped_energy_shares_stderr"]
    assert sum(shares["escaped_energy_shares"].values()) == pytest.approx(1.0)
    assert shares["escaped_energy_shares"]["muons"] == errors["muons"] == 0.0
    for species in ("nu_mu", "anti_nu_mu", "nu_tau", "anti_nu_tau"):
        assert abs(shares["escaped_energy_shares"][species] - 0.25) < 4.5 * errors[species] < 0.05


def test_muons():
    """Above 2 m_mu they take their share of what escapes, and of the neutrinos inside."""
    hot = SHELLS | {"star.temperature_MeV": [60.0, 50.0, 40.0]}
    found = run(scenario(**hot, boson__mass_MeV=300.0, boson__coupling=1e-9), threads=1)
    fraction = Boson(300.0, 1e-9).muon_fraction
    shares = found.summary["escaped_energy_shares"]
    assert 0.3 < fraction < 0.6
    assert shares["muons"] == pytest.approx(fraction)
    assert sum(shares.values()) == pytest.approx(1.0)
    energy = np.sum(found["spectrum"] * np.diff(found["energy_edge"]) * found["energy"])
    made = found.summary["luminosity_produced_erg_per_s"] / ERG_PER_MEV
    assert energy == pytest.approx((1.0 - fraction) * made, rel=0.02)


def test_summary_keys():
    found = numbers(100)
    estimates = {name.removesuffix("_stderr") for name in found if name.endswith("_stderr")}
    others = {"packets", "coalescences", "analytic", "wall_s", "events_per_s", "seed", "version"}
    assert set(found) == estimates | {f"{name}_stderr" for name in estimates} | others
    assert {"luminosity_produced_erg_per_s", "luminosity_escaped_erg_per_s"} <= estimates
    assert {"eq23_s", "eq25_erg_per_s", "surface_energy_mean_MeV"} == set(found["analytic"])
    assert found["analytic"]["surface_energy_mean_MeV"] == pytest.approx(3.1514 * 7.0, rel=1e-4)
    assert found["packets"] == found["coalescences"] == 100


@pytest.mark.parametrize("packets", [1, 31, 32, 63])
def test_too_few_packets_are_unknown(packets):
    found = json.loads(json.dumps(jsonable(dict(numbers(packets))), allow_nan=False))
    known = packets >= 32
    assert (found["luminosity_escaped_erg_per_s"] is not None) == known
    assert (found["suppression"] is not None) == known
    assert found["luminosity_escaped_erg_per_s_stderr"] is None


def totals_of(experiment, threads=1):
    totals = None
    with Crew(threads) as crew:
        for unit in range(experiment.units):
            part = experiment.run_unit(unit, crew, lambda done: None)
            totals = part if totals is None else merge(totals, part)
    return totals


def test_threads_do_not_matter():
    one, two = (totals_of(Luminosity(scenario(30_000, 20_000)), threads) for threads in (1, 2))
    assert list(one) == list(two)
    for name in one:
        assert one[name].tobytes() == two[name].tobytes(), name


def test_batches_do_not_matter_but_for_rounding():
    one, other = (totals_of(Luminosity(scenario(9000, batch))) for batch in (9000, 1001))
    for name in one:
        np.testing.assert_allclose(one[name], other[name], rtol=1e-10)


def test_errors_are_those_of_repeated_runs():
    """Over 100 seeds results scatter by their errors; false-alarm rates 1e-5 (law) and 4 sigma (width)."""
    experiments = [Luminosity(scenario(640, 640, experiment__seed=seed, **SHELLS)) for seed in range(100)]
    for experiment in experiments[1:]:
        experiment.tables, experiment.births = experiments[0].tables, experiments[0].births
    summaries = [experiment.summary(totals_of(experiment)) for experiment in experiments]
    for name in (
        "luminosity_produced_erg_per_s",
        "luminosity_escaped_erg_per_s",
        "suppression",
        "escaped_neutrino_energy_mean_MeV",
    ):
        values = np.array([summary[name] for summary in summaries])
        errors = np.array([summary[f"{name}_stderr"] for summary in summaries])
        pulls = (values - values.mean()) / errors
        assert kstest(pulls, "norm").pvalue > 1e-5
        assert np.std(pulls) == pytest.approx(1.0, abs=0.29)


def test_a_star_too_cold_for_the_boson():
    with pytest.raises(InputError, match=r"boson\.mass_MeV = 100000: a star of at most 33 MeV is too cold"):
        Luminosity(scenario(boson__mass_MeV=1e5))


def test_cost():
    experiment = Luminosity(scenario(50_000))
    cost = experiment.cost()
    assert cost.events == 50_000
    assert 0.0 < cost.seconds_per_event < 1e-3
    assert cost.unit_bytes > 0


def test_averages_know_no_collisions():
    experiment = Luminosity(scenario())
    assert experiment.averages.inverse_mfp is None
    full = shell_averages(experiment.star, experiment.boson, "elastic")
    np.testing.assert_array_equal(experiment.averages.decay_length, full.decay_length)
    assert {"eq5_s", "eq6_s", "walk_s"} == set(full.analytic()) - set(experiment.averages.analytic())


def test_resumed(tmp_path):
    whole = run(scenario(3000, 1000))
    run(scenario(2000, 1000), tmp_path / "a.nc")
    resumed = run(scenario(3000, 1000), tmp_path / "a.nc", resume=True)
    for name, values in whole.totals.items():
        assert values.tobytes() == resumed.totals[name].tobytes(), name
