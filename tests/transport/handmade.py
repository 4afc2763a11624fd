"""Small stars, the packets in them, and the laws that samples are held to."""

import numpy as np
from scipy.stats import kstest

from mcsn.studies.validate.compare import cumulative
from mcsn.studies.validate.idealised import CENTRE, THERMAL, constant_tables, options, started
from mcsn.transport.compile import kernel
from mcsn.transport.events import scatter
from mcsn.transport.state import empty_ledger
from mcsn.transport.walk import advance

__all__ = [
    "CENTRE",
    "THERMAL",
    "assert_drawn_from",
    "assert_mean",
    "constant_tables",
    "cumulative",
    "options",
    "scatter_all",
    "started",
    "walk",
]

ENDLESS = 2**62
"""A budget of events that is never spent."""


@kernel
def scatter_all(packets, tables, options):
    """Let every packet collide once."""
    for i in range(len(packets)):
        scatter(packets[i], tables, options)


def walk(packets, tables, options, until=np.inf):
    """Move packets to their fate or to c t = `until`; return the ledger and the number of events."""
    ledger = empty_ledger(int(tables.shell[-1]) + 1)
    done, events = advance(packets, tables, options, ledger, until, ENDLESS)
    assert done == len(packets)
    return ledger, events


def assert_drawn_from(sample, cdf):
    """Kolmogorov and Smirnov's test; false-alarm rate 1e-6."""
    assert len(sample) >= 10_000
    assert kstest(sample, cdf).pvalue > 1e-6


def assert_mean(sample, expected, sigmas=4.5):
    """Compare a mean; false-alarm rate 7e-6 at 4.5 standard errors."""
    error = np.std(sample) / np.sqrt(len(sample))
    assert abs(np.mean(sample) - expected) < sigmas * error
