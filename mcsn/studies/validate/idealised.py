"""Idealised stars, hand-made, and packets in them: where transport has answers of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import gamma

from mcsn.acceleration import with_jumps
from mcsn.physics.boson import Boson
from mcsn.star import Star
from mcsn.studies.validate.case import Control
from mcsn.tables import build_tables
from mcsn.transport.boson import boson_flight
from mcsn.transport.compile import kernel
from mcsn.transport.grid import PROBABILITIES
from mcsn.transport.source import Source, emit
from mcsn.transport.state import GREY, PACKET, Options, Tables

CENTRE = Source(thermal=False, radius=0.0, antineutrino_fraction=0.0)
THERMAL = Source(thermal=True, radius=0.0, antineutrino_fraction=0.5)
"""Where neutrinos are in equilibrium: uniform in a star of one temperature."""


def options(spectrum: int = GREY, **changes: Any) -> Options:
    """Return exponential flights, isotropic scattering, number packets, but for the changes."""
    return Options(
        spectrum=spectrum,
        inelasticity=1.0,
        fixed_steps=False,
        dipole=False,
        energy_weighted=False,
        symmetrised=True,
        helicity=False,
    )._replace(**changes)


def by_method(method: str, spectrum: int = GREY, **changes: Any) -> Options:
    """Return the same for `analog` or `accelerated`."""
    return options(spectrum, accelerated=method == "accelerated", **changes)


def constant_star(
    outer_radius: ArrayLike,
    mean_free_path: ArrayLike,
    temperature: ArrayLike = 10.0,
    shell: Sequence[int] | None = None,
) -> Star:
    """Return a star of one zone per radius [m]; every zone is a shell unless told otherwise.

    mean_free_path: of all zones, or of each shell [m]; temperature: of all zones, or of each [MeV].
    """
    radius = np.array(outer_radius, dtype=float)
    shells = np.arange(len(radius)) if shell is None else np.array(shell)
    return Star(
        outer_radius=radius,
        temperature=np.broadcast_to(np.array(temperature, dtype=float), radius.shape).copy(),
        shell=shells,
        mean_free_path=np.broadcast_to(np.array(mean_free_path, dtype=float), shells[-1] + 1).copy(),
    )


def constant_tables(*star: Any, boson: Boson | None = None, weighting: str = "number", **more: Any) -> Tables:
    """Return the Tables of a `constant_star`."""
    return build_tables(constant_star(*star, **more), boson, "constant", weighting)


def prepared(tables: Tables, choices: Options) -> Tables:
    """Return Tables that packets of these options can move in; to be called after all changes to them."""
    return with_jumps(tables, choices) if choices.accelerated else tables


def boltzmann(tables: Tables, power: int = 2) -> Tables:
    """Return Tables with the thermal spectrum E^power exp(-E/T), of Maxwell and Boltzmann."""
    tails = [gamma.ppf(PROBABILITIES, power + 1), gamma.isf(PROBABILITIES, power + 1)]
    return tables._replace(thermal=np.array(tails))


def unweighted(tables: Tables) -> Tables:
    """Return Tables of one temperature with energies after collisions as in equilibrium, not over lambda."""
    thermal = tables.temperature[0] * tables.thermal
    return tables._replace(emission=np.broadcast_to(thermal, tables.emission.shape).copy())


def _more_scattering(tables: Tables) -> Tables:
    """Return Tables with scattering 2 % more frequent, and nothing else changed."""
    on_scattering = np.array([1.02, 1.0])
    return tables._replace(rates=tables.rates * on_scattering, grey_rates=tables.grey_rates * on_scattering)


MORE_SCATTERING = Control("All rates of scattering in the Tables 2 % too high.", _more_scattering)


def started(
    number: int,
    tables: Tables,
    choices: Options,
    source: Source = CENTRE,
    seed: int = 1,
    first: int = 0,
) -> np.ndarray:
    """Return packets at their start, `state.PACKET` (number,), numbered from `first` on."""
    packets = np.zeros(number, PACKET)
    emit(packets, first, np.uint64(seed), source, tables, choices)
    return packets


@kernel
def coalesce_all(packets, tables, options, ledger):
    """Let every packet coalesce once."""
    for i in range(len(packets)):
        boson_flight(packets[i], tables, options, ledger)
