import numpy as np
import pytest
from scipy.stats import kstest

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.errors import InputError
from mcsn.experiments import open_experiment
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import merge
from mcsn.scenario import parse_scenario

SCENARIO = """
[star]
profile = "shells"
outer_radius_m = [3.0, 6.0]
mean_free_path_m = [0.5, 1.0]
temperature_MeV = [40.0, 30.0]
[boson]
mass_MeV = 20.0
coupling = 5e-7
[transport]
opacity = "constant"
spectrum = "collision"
[experiment]
packets = 1000
batch = 400
"""


def experiment(**overrides):
    """Escape from the small star; `boson__mass_MeV = 3.0` stands for the key boson.mass_MeV."""
    dotted = {key.replace("__", "."): value for key, value in overrides.items()}
    return open_experiment(parse_scenario(SCENARIO, "small", overrides=dotted))


def totals_of(experiment, threads=1, units=None):
    with Crew(threads) as crew:
        parts = [experiment.run_unit(u, crew, lambda done: None) for u in units or range(experiment.units)]
    totals = parts[0]
    for part in parts[1:]:
        totals = merge(totals, part)
    return totals


def assert_same(first, second):
    assert first.keys() == second.keys()
    for name in first:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


@pytest.fixture(scope="module")
def done():
    """An experiment, its summary and its variables."""
    small = experiment()
    totals = totals_of(small)
    return small, small.summary(totals), small.variables(totals)


def test_every_estimate_has_its_error(done):
    _, summary, variables = done
    for name in (
        "escape_time_mean_s",
        "escape_time_variance_s2",
        "escape_time_quantiles_s",
        "escape_energy_mean_MeV",
        "escaped_as_neutrino",
        "escaped_as_boson",
        "absorbed",
        "collisions_per_packet",
        "coalescences_per_packet",
        "boson_path_per_packet_m",
    ):
        assert f"{name}_stderr" in summary
    estimates = {name.removesuffix("_stderr") for name in summary if name.endswith("_stderr")}
    counted = {"packets", "collisions", "jumps", "coalescences", "analytic"}
    assert set(summary) == estimates | {f"{name}_stderr" for name in estimates} | counted
    assert summary["escape_time_quantiles_s"].keys() == {"0.1", "0.5", "0.9"}
    assert summary["analytic"].keys() == {"eq6_s", "walk_s", "eq23_s", "eq25_erg_per_s"}
    for name in ("escape_rate", "escape_time_quantile", "boson_flights", "spectrum", "boson_energy"):
        assert variables[f"{name}_stderr"].values.shape == variables[name].values.shape


def test_summary_is_that_of_the_packets(done):
    small, summary, _ = done
    with Crew(1) as crew:
        batches = [small.start_batch(unit) for unit in range(small.units)]
        for batch in batches:
            crew.advance(batch, small.tables, small.options)
    packets = np.concatenate(batches)
    times = packets["path"] / SPEED_OF_LIGHT
    assert summary["packets"] == len(packets) == 1000
    assert summary["collisions"] == packets["collisions"].sum()
    assert summary["coalescences"] == packets["coalescences"].sum() > 500
    assert summary["escape_time_mean_s"] == pytest.approx(times.mean(), rel=1e-12)
    assert summary["escape_time_mean_s_stderr"] == pytest.approx(times.std(ddof=1) / np.sqrt(1000), rel=1e-9)
    for p, value in summary["escape_time_quantiles_s"].items():
        assert value == pytest.approx(np.quantile(times, float(p)), rel=0.02)
    assert summary["escaped_as_boson"] == np.mean(packets["fate"] == 2) > 0.1
    assert summary["escaped_as_neutrino"] + summary["escaped_as_boson"] == pytest.approx(1.0)
    assert summary["escape_energy_mean_MeV"] == pytest.approx(packets["energy"].mean(), rel=1e-12)
    assert summary["boson_path_per_packet_m"] == pytest.approx(packets["boson_path"].mean(), rel=1e-12)


def test_histograms_hold_every_packet(done):
    _, summary, variables = done
    for name, edge in (("escape_counts", "time_edge"), ("spectrum_counts", "energy_edge")):
        counts = variables[name].values
        assert counts.sum() == 1000
        assert counts[1].sum() == pytest.approx(1000 * summary["escaped_as_boson"])
        assert counts.shape == (2, len(variables[edge].values) - 1)
    width = np.diff(variables["time_edge"].values)
    assert np.sum(variables["escape_rate"].values * width) == pytest.approx(1.0)
    width = np.diff(variables["energy_edge"].values)
    assert np.sum(variables["spectrum"].values * width) == pytest.approx(1.0)
    assert variables["species_counts"].values.sum() == 1000
    for variable in variables.values():
        named = {"time": "time", "energy": "energy"}.get(variable.dims[-1])
        if named:
            assert variable.values.shape[-1] == len(variables[named].values)
        assert variable.meaning


def test_flows_from_the_centre_add_up(done):
    """Every packet goes out through every boundary once more than in, as neutrino or as Z'."""
    _, summary, variables = done
    boson, neutrino = variables["flow_boson"].values, variables["flow_neutrino"].values
    np.testing.assert_allclose(boson + neutrino, 1.0)
    assert boson[-1] == pytest.approx(summary["escaped_as_boson"])
    flights = variables["boson_flights"].values
    assert flights.sum() == pytest.approx(summary["coalescences_per_packet"])
    assert boson[0] == pytest.approx(flights[0, 1:].sum() - flights[1, 0])
    for name in ("flow_boson_stderr", "flow_neutrino_stderr"):
        assert np.all(variables[name].values > 0)


def test_flows_of_a_thermal_start_with_muons():
    """What starts inside and is not absorbed there goes out."""
    muons = experiment(
        boson__mass_MeV=300.0,
        star__temperature_MeV=[80.0, 60.0],
        experiment__start="thermal",
        experiment__packets=2000,
    )
    totals = totals_of(muons)
    summary, variables = muons.summary(totals), muons.variables(totals)
    assert 0.05 < summary["absorbed"] < 0.9
    whole = summary["escaped_as_neutrino"] + summary["escaped_as_boson"] + summary["absorbed"]
    assert whole == pytest.approx(1.0)
    through = variables["flow_boson"].values + variables["flow_neutrino"].values
    assert through[-1] == pytest.approx(1.0 - summary["absorbed"])
    assert through[0] == pytest.approx((totals["start_counts"] - totals["absorbed_counts"])[0] / 2000)
    # Neutrinos escape through the surface: the same number, counted at their fate.
    assert variables["flow_neutrino"].values[-1] == pytest.approx(summary["escaped_as_neutrino"])
    assert variables["species_counts"].values.sum() == totals["time_counts"].sum()


@pytest.mark.parametrize("spectrum", ["grey", "collision"])
def test_totals_do_not_depend_on_threads(spectrum):
    small = experiment(transport__spectrum=spectrum)
    assert_same(totals_of(small, threads=1), totals_of(small, threads=2))


def test_batches_are_pure_functions_of_their_number():
    with Crew(1) as crew:
        forwards, backwards = experiment(), experiment()
        first = [forwards.run_unit(unit, crew, lambda done: None) for unit in (0, 1, 2)]
        second = [backwards.run_unit(unit, crew, lambda done: None) for unit in (2, 1, 0)]
    for one, other in zip(first, reversed(second), strict=True):
        assert_same(one, other)
    assert [int(part["batches"][1]) for part in first] == [400, 400, 200]


def test_packets_do_not_depend_on_the_batch():
    whole, cut = totals_of(experiment(experiment__batch=1000)), totals_of(experiment(experiment__batch=70))
    for name in ("time_counts", "energy_counts", "species_counts", "start_counts"):
        np.testing.assert_array_equal(whole[name], cut[name])
    np.testing.assert_allclose(whole["time_moments"], cut["time_moments"], rtol=1e-12)
    np.testing.assert_array_equal(whole["boson_flights"][0], cut["boson_flights"][0])


def test_seeds():
    one, again, other = (totals_of(experiment(experiment__seed=seed)) for seed in (1, 1, 2))
    assert_same(one, again)
    assert one["time_moments"][1] != other["time_moments"][1]
    # They are samples of one law: 5 sigma.
    means = [totals["time_moments"][1] / 1000 for totals in (one, other)]
    spread = np.sqrt(one["time_moments"][2] / 1000 - means[0] ** 2) * np.sqrt(2.0 / 1000)
    assert abs(means[0] - means[1]) < 5.0 * spread


def test_errors_are_those_of_repeated_runs():
    """Over 120 seeds results scatter by their errors; false-alarm rates 1e-5 (law) and 4 sigma (width)."""
    grey = {"transport__spectrum": "grey", "experiment__packets": 200, "experiment__batch": 50}
    runs = [experiment(experiment__seed=seed, **grey) for seed in range(120)]
    summaries = [run.summary(totals_of(run)) for run in runs]
    for name in ("escape_time_mean_s", "escaped_as_boson", "coalescences_per_packet"):
        values = np.array([summary[name] for summary in summaries])
        errors = np.array([summary[f"{name}_stderr"] for summary in summaries])
        pulls = (values - values.mean()) / errors
        assert kstest(pulls, "norm").pvalue > 1e-5
        assert np.std(pulls) == pytest.approx(1.0, abs=0.26)


def test_grey_runs_have_no_energies():
    grey = experiment(transport__spectrum="grey")
    totals = totals_of(grey)
    assert "escape_energy_mean_MeV" not in grey.summary(totals)
    assert "spectrum" not in grey.variables(totals)


def test_species():
    for species, shares in (("nu_mu", [1.0, 0.0]), ("anti_nu_mu", [0.0, 1.0]), ("nu_x", [0.5, 0.5])):
        start = experiment(experiment__species=species).start_batch(0)
        found = np.bincount(start["sign"], minlength=2) / len(start)
        np.testing.assert_allclose(found, shares, atol=0.13)  # 5 sigma of 400


def test_units_of():
    small = experiment()
    assert (small.units, small.steps) == (3, 1000)
    assert [small.units_of(steps) for steps in (400, 800, 1000)] == [1, 2, 3]
    with pytest.raises(ValueError, match="middle of a batch of 400"):
        small.units_of(500)
    with pytest.raises(ValueError, match="only 1000"):
        small.units_of(1200)


def test_a_start_outside_of_the_star():
    with pytest.raises(InputError, match=r"radius_km = 0\.006\}.*0\.006 km"):
        experiment(experiment__start={"radius_km": 0.006})
    inside = experiment(experiment__start={"radius_km": 0.005}).start_batch(0)
    np.testing.assert_allclose(inside["radius"], 5.0)
    assert np.all(inside["start_zone"] == 1)


def test_watch_hears_of_every_packet():
    heard = []
    small = experiment()
    with Crew(2) as crew:
        small.run_unit(0, crew, heard.append)
    assert sum(heard) == 400
