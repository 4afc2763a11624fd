"""Table I of the paper as cases need it: cut to its inner shells, or with nothing but hops of Z' in it."""

import numpy as np

from mcsn.constants import SPEED_OF_LIGHT
from mcsn.experiments.setup import make_boson
from mcsn.scenario import load_scenario
from mcsn.star import load_star
from mcsn.studies.validate.idealised import by_method, prepared
from mcsn.studies.validate.work import Work
from mcsn.tables import build_tables
from mcsn.transport.state import Tables

_AT_ONCE = 1e15
"""Speed of a Z' whose flight takes no time [c]."""
_HELD = 1e6
"""Scattering that holds a neutrino where it is [1/m]."""


def table1(scenario: str = "sm", **changes: object) -> Tables:
    """Return the Tables of a built-in scenario; changes: dotted keys, with __ for the dot."""
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    loaded = load_scenario(scenario, keys)
    return build_tables(load_star(loaded), make_boson(loaded), "relativistic", "number")


def inner_shells(tables: Tables, count: int) -> Tables:
    """Return the Tables of a star that ends with its shell number `count`, of one zone each."""
    start = tables.start_probability[:count]
    return tables._replace(
        outer_radius=tables.outer_radius[:count],
        shell=tables.shell[:count],
        row=tables.row[:count],
        temperature=tables.temperature[:count],
        start_probability=start / start[-1],
    )


def hop_times(work: Work, packets: int, star: Tables, steps: str, seed: int) -> np.ndarray:
    """Return the times that grey packets take from the centre by hops of Z', (packets,) [s].

    packets: their number, not scaled; steps: a key of `hops.LAWS`.
    """
    choices = by_method("accelerated", fixed_steps=steps == "fixed")
    walked = work.walked(packets, prepared(star, choices), choices, seed=seed)
    return walked["path"] / SPEED_OF_LIGHT


def hops_alone(tables: Tables) -> Tables:
    """Return Tables where, in grey mode, only hops of Z' move packets, as Eqs. 21-23 have it.

    Neutrinos wait for their coalescence where they are, and flights of a Z' take no time.
    """
    rates = tables.grey_rates.copy()
    rates[:, :, 0] = _HELD
    return tables._replace(grey_rates=rates, grey_speed=np.full_like(tables.grey_speed, _AT_ONCE))
