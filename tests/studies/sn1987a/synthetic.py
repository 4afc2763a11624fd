"""A burst that is known, and events drawn from it particle by particle, apart from what is to be tested."""

import numpy as np

from mcsn.signal import Fluence
from mcsn.studies.sn1987a.events import Events
from mcsn.studies.sn1987a.expected import expected, instruments
from mcsn.studies.sn1987a.response import Response

ENERGY_EDGE = np.geomspace(1.0, 120.0, 61)
ENERGY = np.sqrt(ENERGY_EDGE[1:] * ENERGY_EDGE[:-1])
TIME_EDGE = np.append(0.0, np.geomspace(1e-2, 40.0, 41))
ANTI_NU_E = 1
SPHERE_CM2 = 4.0 * np.pi * (51.4 * 3.0857e21) ** 2


def burst(energy_erg=1.0e53, temperature=4.0, decay_s=4.0):
    """A fluence of anti-nu_e alone: a Fermi-Dirac spectrum that cools as its luminosity fades."""
    share = -np.diff(np.exp(-TIME_EDGE / decay_s))
    cooled = temperature / (1.0 + TIME_EDGE[1:, None] / (4.0 * decay_s))
    spectrum = ENERGY**2 / (np.exp(ENERGY / cooled) + 1.0) * np.diff(ENERGY_EDGE)
    spectrum /= np.sum(spectrum * ENERGY, axis=1, keepdims=True)
    number = np.zeros((4, *spectrum.shape))
    number[ANTI_NU_E] = energy_erg / 1.602177e-6 / SPHERE_CM2 * share[:, None] * spectrum
    return Fluence(1.0 + TIME_EDGE, ENERGY_EDGE, number, 0.03 * number)


class Sky:
    """Draws what detectors see of a fluence."""

    def __init__(self, passing, seed):
        self.passing = passing
        self.seeing = instruments(ENERGY)
        self.responses = [Response(one.detector, ENERGY) for one in self.seeing]
        self.rng = np.random.default_rng(seed)

    def signals(self):
        """What each detector is to expect."""
        return [expected(one, self.passing) for one in self.seeing]

    def drawn(self, treatment, offsets):
        """Instruments with events drawn anew, with an offset for each detector."""
        drawn = []
        for one, response, offset in zip(self.seeing, self.responses, offsets, strict=True):
            events = self._events(one, response, offset, treatment)
            at_events = np.zeros((*one.area.shape, len(events.time)))
            at_events[ANTI_NU_E] = response.area_at(events.energy)[ANTI_NU_E] if len(events.time) else 0.0
            drawn.append(one._replace(events=events, area_at_events=at_events))
        return drawn

    def _events(self, one, response, offset, treatment):
        """Events of one detector where a treatment uses them."""
        begin, end = (float(time[0]) for time in treatment.ends(np.array([offset])))
        time, energy = self._of_burst(response)
        time = time - offset + treatment.delay
        other_time, other_energy = self._of_background(one, begin, end)
        time, energy = np.append(time, other_time), np.append(energy, other_energy)
        order = np.argsort(time)
        order = order[(time[order] > begin) & (time[order] < end)]
        return Events(time[order], energy[order], np.ones(len(order)))

    def _of_burst(self, response):
        """Times since the start of the burst and measured energies, as many as a burst happens to have."""
        detector, made = response.detector, response.leptons
        found = detector.live * detector.efficiency(made.energy) * made.area
        mean = self.passing.number[made.flavour, :, made.neutrino] * found[:, None]
        lepton, bins = np.nonzero(count := self.rng.poisson(mean))
        lepton, bins = (np.repeat(index, count[count > 0]) for index in (lepton, bins))
        time = self.rng.uniform(TIME_EDGE[bins], TIME_EDGE[bins + 1])
        beyond = [detector.seen_beyond.get(name, 0.0) for name in made.channel[lepton]]
        seen = made.energy[lepton] + np.array(beyond)
        energy = seen + detector.resolution(seen) * self.rng.standard_normal(len(seen))
        inside = (energy > detector.sight[0]) & (energy < detector.sight[1])
        return time[inside], energy[inside]

    def _of_background(self, one, begin, end):
        """Times and energies of background, by rejection."""
        low, high = one.detector.sight
        most = one.background.rate.max()
        number = self.rng.poisson(most * (high - low) * (end - begin))
        energy = self.rng.uniform(low, high, number)
        kept = self.rng.uniform(0.0, most, number) < one.background(energy)
        return self.rng.uniform(begin, end, number)[kept], energy[kept]
