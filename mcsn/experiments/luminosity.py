"""Luminosity: the energy that Z' take from a star in equilibrium, out of it and from shell to shell."""

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from mcsn.averages import Averages, shell_averages
from mcsn.errors import InputError
from mcsn.experiments import luminosity_result, strata
from mcsn.experiments.batches import Batches
from mcsn.experiments.births import make_births
from mcsn.experiments.crew import Crew
from mcsn.experiments.protocol import Cost, Paused, Totals, Variable, merge
from mcsn.experiments.setup import make_boson, make_options
from mcsn.physics.fermi import mean_energy
from mcsn.physics.pairs import energy_loss_rate
from mcsn.scenario import Scenario
from mcsn.star import Star, load_star
from mcsn.tables import build_tables
from mcsn.transport.production import PRODUCED, Births, produce
from mcsn.transport.state import PACKET, Tables

_CHUNK = 4096
"""Packets of a kernel call: fixed, since sums of floats depend on it."""


class Luminosity(Batches):
    """The experiment `kind = "luminosity"`: each packet is one coalescence, followed to the surface.

    Nothing collides: neutrinos are in equilibrium in every zone, and of what a decay leaves in the star only
    the energy counts.
    """

    def __init__(self, scenario: Scenario, star: Star | None = None) -> None:
        """Build the star; star: in place of the scenario's.

        Raises
        ------
        InputError
            If the star cannot be built, or is too cold for the Z'.
        """
        self.scenario = scenario
        self.star: Star = star or load_star(scenario)
        boson = make_boson(scenario)
        assert boson is not None  # the schema sees to it
        self.boson = boson
        self.options = make_options(scenario)
        hottest = self.star.temperature.max()
        if not energy_loss_rate(boson, hottest) > 0.0:
            raise InputError(
                f"{scenario.name}: boson.mass_MeV = {boson.mass_MeV:g}: a star of at most {hottest:g} MeV is"
                " too cold to make such a Z'; choose a smaller mass"
            )

    @cached_property
    def tables(self) -> Tables:
        """The Tables that the kernels look up."""
        return build_tables(self.star, self.boson, None, "number")

    @cached_property
    def births(self) -> Births:
        """Where packets are born."""
        return make_births(self.tables)

    @cached_property
    def averages(self) -> Averages:
        """The paper's mean quantities of this star and Z'."""
        return shell_averages(self.star, self.boson, None)

    def run_unit(
        self, unit: int, crew: Crew, watch: Callable[[int], object], paused: Paused | None = None
    ) -> Totals:
        """Follow the Z' of a batch and tally them."""
        _ = self.births  # made once, before threads ask for it
        last = self.steps_before(unit + 1)
        chunks = [
            (first, min(_CHUNK, last - first)) for first in range(self.steps_before(unit), last, _CHUNK)
        ]
        totals: Totals | None = None
        for (_, number), part in zip(chunks, crew.map(self._tally, chunks), strict=True):
            totals = part if totals is None else merge(totals, part)
            watch(number)
        assert totals is not None  # a batch has packets
        return totals

    def produce(self, first: int, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the Z' of packets, `PRODUCED` (n,), and their shares of decay, (n, shells + 1)."""
        packets, produced = np.zeros(number, PACKET), np.zeros(number, PRODUCED)
        shares = np.zeros((number, self.star.shells + 1))
        seed = np.uint64(self.scenario.experiment.seed)
        produce(packets, produced, shares, first, seed, self.births, self.tables, self.options)
        return produced, shares

    def _tally(self, chunk: tuple[int, int]) -> Totals:
        return luminosity_result.tally(*self.produce(*chunk), chunk[0], self.tables.muon_fraction)

    def cost(self) -> Cost:
        """Return what packets cost, from a trial."""
        self._tally((0, strata.STRATA))  # compiles or loads
        began = time.perf_counter()
        self._tally((0, _CHUNK))
        seconds = (time.perf_counter() - began) / _CHUNK
        chunk_bytes = _CHUNK * 8 * (self.star.shells + 1) * 4
        return Cost(self.steps, seconds, chunk_bytes)

    def summary(self, totals: Totals) -> dict[str, Any]:
        """Return the numbers of the result, and the analytic luminosity beside them.

        To compare the spectra with: the mean energy in equilibrium where neutrinos leave.
        """
        surface = float(mean_energy(self.star.temperature[-1]))
        analytic = self.averages.analytic() | {"surface_energy_mean_MeV": surface}
        return luminosity_result.summary(totals) | {"analytic": analytic}

    def variables(self, totals: Totals) -> Mapping[str, Variable]:
        """Return the luminosities from shell to shell and the spectra of the result."""
        return luminosity_result.variables(totals)
