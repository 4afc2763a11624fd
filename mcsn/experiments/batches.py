"""Experiments whose units are batches of independent packets."""

from mcsn.scenario import Scenario


class Batches:
    """Arithmetic of packets and batches; a step is a packet."""

    scenario: Scenario
    step = "packets"

    @property
    def units(self) -> int:
        """Number of batches."""
        return -(-self.scenario.experiment.packets // self.scenario.experiment.batch)

    @property
    def steps(self) -> int:
        """Number of packets."""
        return self.scenario.experiment.packets

    def steps_before(self, unit: int) -> int:
        """Return the number of packets in the batches before this one."""
        return min(self.steps, unit * self.scenario.experiment.batch)

    def units_of(self, steps: int) -> int:
        """Return the number of batches with these packets; ValueError if they are not whole batches."""
        batch = self.scenario.experiment.batch
        if steps == self.steps:
            return self.units
        if steps > self.steps:
            raise ValueError(f"it has {steps} packets, and only {self.steps} are asked for")
        if steps % batch:
            raise ValueError(f"its {steps} packets end in the middle of a batch of {batch}")
        return steps // batch
