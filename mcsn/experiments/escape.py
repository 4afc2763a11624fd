"""Escape: packets start together, and their ways out are timed."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from mcsn.acceleration import with_jumps
from mcsn.averages import Averages, shell_averages
from mcsn.constants import SPEED_OF_LIGHT
from mcsn.errors import InputError
from mcsn.experiments import escape_cost, escape_result, tallies
from mcsn.experiments.batches import Batches
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Cost, Paused, Totals, Variable
from mcsn.experiments.setup import antineutrino_fraction, make_boson, make_jump_limits, make_options
from mcsn.scenario import RadiusStart, Scenario
from mcsn.star import Star, load_star
from mcsn.tables import build_tables, thinned
from mcsn.transport.source import Source, emit
from mcsn.transport.state import (
    ABSORBED,
    ESCAPED_AS_BOSON,
    ESCAPED_AS_NEUTRINO,
    PACKET,
    Ledger,
    Tables,
)


class Escape(Batches):
    """The experiment `kind = "escape"`; its units are batches of packets."""

    def __init__(self, scenario: Scenario, star: Star | None = None, thinning: float = 1.0) -> None:
        """Build the star and the source.

        star: in place of the scenario's; thinning: factor on all mean free paths, decay lengths and
        coalescence times.

        Raises
        ------
        InputError
            If the star cannot be built or does not hold the start.
        """
        self.scenario = scenario
        self.thinning = thinning
        self.star: Star = star or load_star(scenario)
        self.boson = make_boson(scenario)
        self.options = make_options(scenario)
        self.source = _source(scenario, self.star)

    @cached_property
    def tables(self) -> Tables:
        """The Tables that the kernels look up."""
        transport, weighting = self.scenario.transport, self.scenario.experiment.weighting
        made = build_tables(self.star, self.boson, transport.opacity, weighting, transport.opacity_scale)
        tables = thinned(made, self.thinning)
        if not self.options.accelerated:
            return tables
        return with_jumps(tables, self.options, make_jump_limits(self.scenario))

    @cached_property
    def averages(self) -> Averages:
        """The paper's mean quantities of this star and Z'."""
        transport, antineutrinos = self.scenario.transport, self.source.antineutrino_fraction
        return shell_averages(
            self.star, self.boson, transport.opacity, antineutrinos, transport.opacity_scale
        )

    def start_batch(self, unit: int, most: int | None = None) -> np.ndarray:
        """Return the packets of a batch, or the first of them, at their start, `state.PACKET` (n,)."""
        first = self.steps_before(unit)
        packets = np.zeros(self.steps_before(unit + 1) - first, PACKET)[:most]
        emit(packets, first, np.uint64(self.scenario.experiment.seed), self.source, self.tables, self.options)
        return packets

    def run_unit(
        self, unit: int, crew: Crew, watch: Callable[[int], object], paused: Paused | None = None
    ) -> Totals:
        """Run a batch from start to fate and tally it."""
        packets = self.start_batch(unit)
        ledger = crew.advance(packets, self.tables, self.options, watch=watch)
        return _tally(packets, self.tables, ledger)

    def summary(self, totals: Totals) -> dict[str, Any]:
        """Return the numbers of the result, and the analytic times beside them."""
        return escape_result.summary(totals, self._has_energies) | {"analytic": self.averages.analytic()}

    def variables(self, totals: Totals) -> Mapping[str, Variable]:
        """Return the histograms and shell-to-shell flows of the result."""
        return escape_result.variables(totals, self.scenario.experiment.histogram, self._has_energies)

    def cost(self) -> Cost:
        """Return what packets cost, from a trial and, where that is too short, from diffusion theory."""
        return escape_cost.cost(self)

    @property
    def _has_energies(self) -> bool:
        return self.scenario.transport.spectrum != "grey"


def _source(scenario: Scenario, star: Star) -> Source:
    """Return the source of packets; InputError if it lies outside of the star."""
    start = scenario.experiment.start
    radius = start.radius_km * 1e3 if isinstance(start, RadiusStart) else 0.0
    if radius >= star.outer_radius[-1]:
        raise InputError(
            f"{scenario.name}: experiment.start = {{radius_km = {radius / 1e3:g}}}: must be less than the"
            f" radius of the star, {star.outer_radius[-1] / 1e3:g} km"
        )
    return Source(start == "thermal", radius, antineutrino_fraction(scenario))


def _tally(packets: np.ndarray, tables: Tables, ledger: Ledger) -> Totals:
    """Count and sum the packets of a batch, in their order; see `escape_result` for what each total is."""
    shells = len(ledger.transfer)
    groups = [packets[packets["fate"] == fate] for fate in (ESCAPED_AS_NEUTRINO, ESCAPED_AS_BOSON)]
    times = [group["path"] / SPEED_OF_LIGHT for group in groups]
    escaped = packets["fate"] != ABSORBED
    species = (2 * packets["flavour"] + packets["sign"])[escaped]
    started = np.bincount(tables.shell[packets["start_zone"]], minlength=shells)
    absorbed = np.bincount(tables.shell[packets["zone"][~escaped]], minlength=shells)
    boson_flow = escape_result.boson_flow(ledger.transfer)
    # What starts inside a boundary and is not absorbed there goes out through it, as neutrino or as Z'.
    neutrino_flow = np.cumsum(started - absorbed) - boson_flow
    totals = {
        "batches": np.array([1, len(packets), len(packets) ** 2]),
        "time_counts": np.array([escape_result.TIMES.count(values) for values in times]),
        "time_moments": tallies.moments(packets["path"][escaped] / SPEED_OF_LIGHT),
        "energy_counts": np.array([escape_result.ENERGIES.count(group["energy"]) for group in groups]),
        "energy_moments": np.array([tallies.moments(group["energy"]) for group in groups]),
        "species_counts": np.bincount(species, minlength=6).reshape(3, 2),
        "start_counts": started,
        "absorbed_counts": absorbed,
        "boson_flights": tallies.batch_sums(ledger.transfer, len(packets)),
        "boson_flight_energy": tallies.batch_sums(ledger.transfer_energy.astype(float), len(packets)),
        "boson_flow": tallies.batch_sums(boson_flow, len(packets)),
        "neutrino_flow": tallies.batch_sums(neutrino_flow, len(packets)),
    }
    for name in escape_result.PER_PACKET:
        totals[f"{name}_moments"] = tallies.moments(packets[name].astype(float))
    return totals
