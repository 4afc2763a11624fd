"""Burst: a star with all its heat cools by the packets that leave it."""

from collections.abc import Callable, Mapping
from functools import cached_property
from time import monotonic
from typing import Any

import numpy as np

from mcsn.averages import Averages, shell_averages
from mcsn.constants import ERG_PER_MEV
from mcsn.cooling import COLDEST, CoolingStar, Heat
from mcsn.errors import InputError
from mcsn.experiments import burst_cost, burst_result
from mcsn.experiments.burst_result import Told
from mcsn.experiments.burst_step import Census, Stepper
from mcsn.experiments.burst_tally import clock, empty, record, tally_events, tally_step
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Cost, Paused, Totals, Variable
from mcsn.experiments.setup import make_boson, make_jump_limits, make_options
from mcsn.scenario import Scenario
from mcsn.star import Star, load_star
from mcsn.transport.state import GREY, PACKET

SPECIES = {"nu_x": 4, "all": 6}
"""How many are in equilibrium with the star; nu_x: nu_mu, nu_tau and their antineutrinos."""
ENOUGH = 1e-3
"""A burst ends when so small a share of its energy is left."""
_STRETCH_S = 5.0
"""A unit pauses after so many seconds of work."""


class Burst:
    """The experiment `kind = "burst"`; its units are independent bursts, a step is a millisecond of them."""

    step = "ms"

    def __init__(self, scenario: Scenario, star: Star | None = None) -> None:
        """Build the star; star: in place of the scenario's.

        Raises
        ------
        InputError
            If the star cannot be built, or a zone is too cold for the tables.
        """
        self.scenario = scenario
        self.star: Star = star or load_star(scenario)
        self.boson = make_boson(scenario)
        self.options = make_options(scenario)
        self.edges = clock(scenario.experiment.duration_s)
        coldest = self.star.temperature.min()
        if coldest < COLDEST:
            raise InputError(
                f"{scenario.name}: a zone of {coldest:g} MeV: a burst needs at least {COLDEST:g} MeV in all"
                " zones at its start"
            )

    @cached_property
    def stepper(self) -> Stepper:
        """What moves packets."""
        transport, table = self.scenario.transport, self.scenario.experiment
        heat, limits = Heat.of(self.star, SPECIES[table.species]), make_jump_limits(self.scenario)
        cooling = CoolingStar(
            self.star, heat, self.boson, transport.opacity, self.options, limits, transport.opacity_scale
        )
        return Stepper(cooling, table.packets, table.time_step)

    @cached_property
    def averages(self) -> Averages:
        """The paper's mean quantities of this star, at its start, and Z'."""
        transport = self.scenario.transport
        return shell_averages(self.star, self.boson, transport.opacity, 0.5, transport.opacity_scale)

    @property
    def units(self) -> int:
        """Number of independent bursts."""
        return self.scenario.experiment.replicas

    @property
    def steps(self) -> int:
        """Simulated time of all bursts [ms]."""
        return self.steps_before(self.units)

    def steps_before(self, unit: int) -> int:
        """Return the simulated time of the bursts before this one [ms]."""
        return unit * max(1, round(1e3 * self.scenario.experiment.duration_s))

    def units_of(self, steps: int) -> int:
        """Return the number of bursts of this simulated time; ValueError if they are not whole."""
        if steps > self.steps or steps % self.steps_before(1):
            raise ValueError(f"it has {steps} ms of bursts, of {self.steps_before(1)} ms each")
        return steps // self.steps_before(1)

    def run_unit(
        self, unit: int, crew: Crew, watch: Callable[[int], object], paused: Paused | None = None
    ) -> Totals | Paused:
        """Let one star cool, or go on with it, for some seconds of work."""
        began = monotonic()
        census, totals = self._start(unit) if paused is None else _unpacked(paused.state)
        duration = self.scenario.experiment.duration_s
        while self._goes_on(census):
            before = census.counts(self.stepper.zones)
            after, escaped, ledger = self.stepper.advance(census, duration, crew)
            tally_step(totals, unit, escaped, ledger, self.edges)
            held = before, after.counts(self.stepper.zones)
            record(totals, unit, self.edges, (census.time, after.time), self._temperatures(held), held)
            watch(self._steps_at(after) - self._steps_at(census))
            census = after
            if self._goes_on(census) and monotonic() - began > _STRETCH_S:
                return Paused(_packed(census, totals), self._steps_at(census))
        watch(self.steps_before(1) - self._steps_at(census))
        self._finish(unit, census, totals)
        return totals

    def _start(self, unit: int) -> tuple[Census, Totals]:
        table = self.scenario.experiment
        census = self.stepper.start(unit * table.packets, table.seed)
        totals = empty(self.units, self.edges, self.stepper.zones, self.star.shells)
        np.add.at(totals["start"][unit], self.star.shell[census.packets["zone"]], 1)
        return census, totals

    def _goes_on(self, census: Census) -> bool:
        table = self.scenario.experiment
        return census.time < table.duration_s and len(census.packets) > ENOUGH * table.packets

    def _steps_at(self, census: Census) -> int:
        return min(self.steps_before(1), int(1e3 * census.time))

    def _temperatures(self, held: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        return self.stepper.temperature(held[0]), self.stepper.temperature(held[1])

    def _finish(self, unit: int, census: Census, totals: Totals) -> None:
        """Tally what is left; the rest of the clock shows it as it is."""
        counts = census.counts(self.stepper.zones)
        for i in np.flatnonzero(self.edges > census.time):
            totals["temperature"][unit, i] = self.stepper.temperature(counts)
            totals["held"][unit, i] = counts
        np.add.at(totals["remaining"][unit], self.star.shell[census.packets["zone"]], 1)
        tally_events(totals, unit, census.packets)
        totals["done"][unit] = 1

    @property
    def _told(self) -> Told:
        table, packet_erg = self.scenario.experiment, self.stepper.packet_energy * ERG_PER_MEV
        has_energies = self.options.spectrum != GREY
        electrons = table.species == "all" or (self.boson is not None and self.boson.electron_fraction > 0.0)
        return Told(table.packets, packet_erg, self.edges, self.star, has_energies, 4 if electrons else 2)

    def cost(self) -> Cost:
        """Return what the work will cost, from a trial of few packets."""
        return burst_cost.cost(self)

    def summary(self, totals: Totals) -> dict[str, Any]:
        """Return the numbers of the result, and the analytic times beside them."""
        return burst_result.summary(totals, self._told) | {"analytic": self.averages.analytic()}

    def variables(self, totals: Totals) -> Mapping[str, Variable]:
        """Return light curves, spectra and temperatures of the result."""
        return burst_result.variables(totals, self._told)


def _packed(census: Census, totals: Totals) -> Totals:
    """Return a burst between two steps as named arrays."""
    arrays = {f"census_{name}": np.asarray(value) for name, value in census._asdict().items()}
    return arrays | totals


def _unpacked(state: Totals) -> tuple[Census, Totals]:
    """Return what `_packed` was given."""
    stored, time, step = (state[f"census_{name}"] for name in Census._fields)
    packets = np.empty(len(stored), PACKET)  # what is read from a file is laid out otherwise in memory
    packets[:] = stored
    totals = {name: array.copy() for name, array in state.items() if not name.startswith("census_")}
    return Census(packets, float(time), float(step)), totals
