"""Bursts: energy, interruptions, and what their results say."""

import numpy as np
import pytest
from test_engine import assert_same

from mcsn import InputError, load_scenario, open_result, run
from mcsn.experiments import burst
from mcsn.experiments.burst import Burst
from mcsn.experiments.burst_step import Stepper
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Paused
from mcsn.scenario import ScenarioError

CHEAP = {
    "star.zones_per_shell": 2,
    "transport.opacity": "elastic",
    "experiment.packets": 400,
    "experiment.duration_s": 0.05,
    "experiment.time_step": 0.2,
}
BOSON = {"boson.mass_MeV": 50.0, "boson.coupling": 1e-8}


def scenario(**changes):
    return load_scenario("burst", CHEAP | {key.replace("__", "."): value for key, value in changes.items()})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"transport.method": "analog", "experiment.duration_s": 5e-3},
        {"transport.spectrum": "grey"},
        BOSON,
        BOSON | {"boson.kernel": "cerdeno2023", "boson.decay": "helicity"},
        BOSON | {"boson.mass_MeV": 220.0, "boson.coupling": 1e-7},  # may decay to muons
        BOSON | {"boson.model": "universal", "transport.spectrum": "grey"},
        BOSON | {"boson.model": "universal", "experiment.species": "all"},
        # Fewer packets than zones, and steps that empty zones.
        {"experiment.packets": 8, "experiment.time_step": 0.5, "experiment.duration_s": 5.0},
    ],
)
def test_no_packet_is_lost_nor_made(changes, monkeypatch):
    """Initial = emitted + remaining at every step, in whole packets; and nothing is NaN."""
    advance, seen, has_boson = Stepper.advance, [], "boson.mass_MeV" in changes

    def watched(self, census, end, crew):
        after, escaped, ledger = advance(self, census, end, crew)
        assert len(after.packets) + len(escaped) == len(census.packets)
        counts = after.counts(self.zones)
        assert np.all(np.isfinite(self.temperature(counts)))
        assert np.all(np.isfinite(after.packets["radius"]))
        most_in_flight = len(after.packets) if has_boson else 0
        assert 0 <= len(after.packets) - counts.sum() <= most_in_flight
        seen.append(after.time)
        return after, escaped, ledger

    monkeypatch.setattr(Stepper, "advance", watched)
    result = run(load_scenario("burst", CHEAP | changes), threads=2)
    assert result.summary["energy_balance_error"] == 0.0
    assert result.summary["time_steps"] == len(seen)
    assert result.summary["energy_emitted_erg"] > 0.0
    for name, variable in result.variables.items():
        if variable.values.dtype.kind == "f" and not name.startswith(("energy_mean", "energy_square")):
            assert np.all(np.isfinite(variable.values)), name
    total = result["energy_emitted"][-1]
    assert total == pytest.approx(result.summary["energy_emitted_erg"], rel=1e-12)
    light = result["luminosity"] @ np.diff(result["time_edge"])
    assert light == pytest.approx(total, rel=1e-12)


def test_light_of_all_species():
    """Every kind leaves, nu_e least of a flavour: matter absorbs it most; the kinds add up to the whole."""
    more = {"experiment.packets": 4_000, "experiment.duration_s": 0.3, "experiment.replicas": 1}
    result = run(load_scenario("burst", CHEAP | more | {"experiment.species": "all"}), threads=2)
    assert [*result["species"]] == ["nu_x", "anti_nu_x", "nu_e", "anti_nu_e"]
    energies = result["luminosity_species"] @ np.diff(result["time_edge"])
    assert energies.sum() == pytest.approx(result["energy_emitted"][-1], rel=1e-12)
    nu_x, anti_nu_x, nu_e, anti_nu_e = energies / [2.0, 2.0, 1.0, 1.0]
    assert 0.0 < nu_e < min(nu_x, anti_nu_x, anti_nu_e)
    assert result["spectrum"].shape[0] == 4
    assert result.summary["energy_mean_anti_nu_e_MeV"] > 0.0


def whole(experiment, stretch, monkeypatch):
    """The totals of the first burst, paused after every `stretch` seconds of work; and the pauses."""
    monkeypatch.setattr(burst, "_STRETCH_S", stretch)
    with Crew(2) as crew:
        outcome, pauses = experiment.run_unit(0, crew, lambda done: None), 0
        while isinstance(outcome, Paused):
            outcome, pauses = experiment.run_unit(0, crew, lambda done: None, outcome), pauses + 1
    return outcome, pauses


def test_pauses_change_nothing(monkeypatch):
    experiment = Burst(scenario(**BOSON))
    first, none = whole(experiment, np.inf, monkeypatch)
    second, many = whole(experiment, 0.0, monkeypatch)
    assert none == 0
    assert many > 10
    for name, values in first.items():
        assert values.tobytes() == second[name].tobytes(), name


def test_stopped_and_resumed_elsewhere(tmp_path, monkeypatch):
    """Stopped in the middle of the second burst, gone on with in two processes: bit for bit the same."""
    monkeypatch.setattr(burst, "_STRETCH_S", 0.0)
    table = scenario()
    expected = run(table, threads=1)
    advance, left = Stepper.advance, [expected.summary["time_steps"] - 5]

    def stopping(self, *words):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return advance(self, *words)

    with monkeypatch.context() as patch:
        patch.setattr(Stepper, "advance", stopping)
        with pytest.raises(KeyboardInterrupt) as stop:
            run(table, tmp_path / "b.nc", threads=2)
    assert "ms are kept in" in stop.value.__notes__[0]
    assert_same(run(table, tmp_path / "b.nc", workers=2, resume=True), expected)
    assert_same(open_result(tmp_path / "b.nc"), expected)
    assert not (tmp_path / "b.nc.part").exists()


def test_one_burst_has_errors_too():
    summary = run(scenario(experiment__replicas=1), threads=2).summary
    for name in ("energy_emitted_erg", "energy_mean_nu_x_MeV"):
        assert 0.0 < summary[f"{name}_stderr"] < summary[name]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"transport.spectrum": "frozen"}, 'must be "collision", or "grey"'),
        ({"transport.steps": "fixed"}, 'must be "exponential"'),
        ({"experiment.species": "nu_mu"}, 'must be "nu_x" or "all"'),
        ({"experiment.batch": 10}, 'not used with kind = "burst"'),
        ({"experiment.duration_s": 0.0}, "must be greater than 0"),
        ({"star.profile": "shells"}, "needs a star with a composition"),
    ],
)
def test_what_a_burst_cannot_be(changes, message):
    with pytest.raises(ScenarioError, match=message):
        load_scenario("burst", changes)


def test_a_star_too_cold():
    with pytest.raises(InputError, match=r"a burst needs at least 0\.25 MeV"):
        Burst(scenario(star__temperature_scale=0.03))


def test_cost_is_foreseen():
    table = scenario(experiment__packets=4000, experiment__duration_s=1.0)
    experiment = Burst(table)
    cost = experiment.cost()
    summary = run(table, threads=1).summary
    events = sum(summary[kind] for kind in ("collisions", "jumps", "coalescences"))
    assert cost.events == pytest.approx(events, rel=1.0)
    assert cost.unit_bytes > 4000 * 100
