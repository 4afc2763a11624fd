"""Small stars, the packets in them, and the laws that samples are held to."""

import numpy as np
from scipy.integrate import cumulative_trapezoid
from scipy.stats import kstest

from mcsn.star import Star
from mcsn.tables import build_tables
from mcsn.transport.source import Source, emit
from mcsn.transport.state import GREY, PACKET, Options, empty_ledger
from mcsn.transport.walk import advance

CENTRE = Source(thermal=False, radius=0.0, antineutrino_fraction=0.0)
THERMAL = Source(thermal=True, radius=0.0, antineutrino_fraction=0.5)
ENDLESS = 2**62
"""A budget of events that is never spent."""


def options(spectrum=GREY, **changes):
    """Exponential flights, isotropic scattering, number packets, but for the changes."""
    return Options(
        spectrum=spectrum,
        inelasticity=1.0,
        fixed_steps=False,
        dipole=False,
        energy_weighted=False,
        symmetrised=True,
        helicity=False,
    )._replace(**changes)


def constant_star(outer_radius, mean_free_path, temperature=10.0, shell=None):
    """A star of one zone per radius; every zone is a shell unless told otherwise."""
    radius = np.array(outer_radius, dtype=float)
    shell = np.arange(len(radius)) if shell is None else np.array(shell)
    return Star(
        outer_radius=radius,
        temperature=np.broadcast_to(np.array(temperature, dtype=float), radius.shape).copy(),
        shell=shell,
        mean_free_path=np.broadcast_to(np.array(mean_free_path, dtype=float), shell[-1] + 1).copy(),
    )


def constant_tables(*star, boson=None, weighting="number", **more):
    """Tables of a `constant_star`."""
    return build_tables(constant_star(*star, **more), boson, "constant", weighting)


def started(number, tables, options, source=CENTRE, seed=1, first=0):
    """Packets at their start."""
    packets = np.zeros(number, PACKET)
    emit(packets, first, np.uint64(seed), source, tables, options)
    return packets


def walk(packets, tables, options, until=np.inf):
    """Move packets to their fate or to c t = `until`; return the ledger and the number of events."""
    ledger = empty_ledger(int(tables.shell[-1]) + 1)
    done, events = advance(packets, tables, options, ledger, until, ENDLESS)
    assert done == len(packets)
    return ledger, events


def cumulative(density, low, high):
    """Distribution function of a density on [low, high], whose logarithmic scale resolves it."""
    ln_x = np.linspace(np.log(low), np.log(high), 40_001)
    mass = cumulative_trapezoid(density(np.exp(ln_x)) * np.exp(ln_x), ln_x, initial=0.0)
    return lambda x: np.interp(np.log(x), ln_x, mass / mass[-1])


def assert_drawn_from(sample, cdf):
    """Kolmogorov and Smirnov's test; false-alarm rate 1e-6."""
    assert len(sample) >= 10_000
    assert kstest(sample, cdf).pvalue > 1e-6


def assert_mean(sample, expected, sigmas=4.5):
    """Compare a mean; false-alarm rate 7e-6 at 4.5 standard errors."""
    error = np.std(sample) / np.sqrt(len(sample))
    assert abs(np.mean(sample) - expected) < sigmas * error
