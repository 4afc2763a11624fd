"""What jumps look up, made of Tables: laws of first passage, and the windows of `collision` mode."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.transport import passage
from mcsn.transport.state import COLLISION, NO_JUMPS, JumpLimits, Jumps, Options, Tables
from mcsn.windows import Flights, flights, interface_layer, zone_window

Array = NDArray[np.float64]

_QUANTILES = 1024
_TIMES = np.geomspace(4e-3, 12.0, 6_000)
_ROOTS = 60
_ROOTS_KEPT = 14
"""Roots that kernels need: from time 1/61 on, exp(-z^2 t) of the others is below 1e-13."""


class _Laws(NamedTuple):
    """The laws of first passage, as `state.Jumps` has them; they are the same for every star."""

    exit_time: Array
    exit_tail: Array
    roots: Array
    sphere_exit_time: Array


def with_jumps(tables: Tables, options: Options, limits: JumpLimits | None = None) -> Tables:
    """Return Tables with what jumps in them look up; to be called anew when anything in them has changed."""
    limited = tables._replace(jumps=NO_JUMPS._replace(limits=limits or JumpLimits()))
    return limited._replace(jumps=make_jumps(limited, options))


def make_jumps(tables: Tables, options: Options) -> Jumps:
    """Make the laws of first passage, and in `collision` mode the windows of the rows."""
    jumps = tables.jumps._replace(**_laws()._asdict(), shell_zones=_shell_zones(tables))
    if options.spectrum != COLLISION:
        return jumps
    tables = tables._replace(jumps=jumps)
    # Where matter gives back any species, flights of all kinds are one.
    number = tables.rates.shape[1]
    groups = [tuple(range(number))] if options.thermal else [(kind,) for kind in range(number)]
    found = [[flights(tables, row, kinds) for row in range(len(tables.rates))] for kinds in groups]
    place = [0] * number if options.thermal else list(range(number))
    free_path = np.array([[row.mean_path for row in rows] for rows in found])
    windows = np.array([[zone_window(row) for row in rows] for rows in found])
    layers = np.array(
        [_layers(tables, options, *group) for group in zip(groups, found, free_path, strict=True)]
    )
    return jumps._replace(
        free_path=free_path[place].T.copy(),
        window=windows[place].swapaxes(0, 1).copy(),
        layer=layers[place].swapaxes(0, 1).copy(),
    )


@cache
def _laws() -> _Laws:
    """Tabulate the laws of first passage."""
    count = round((1.0 / (1.0 + passage.SMALLEST_BETA) - passage.FIRST_LAYER) * passage.LAYERS_PER_UNIT) + 1
    beta = 1.0 / (passage.FIRST_LAYER + np.arange(count) / passage.LAYERS_PER_UNIT) - 1.0
    roots = layer_roots(beta, _ROOTS)
    amplitudes = layer_amplitudes(beta, roots)
    survival = [np.exp(-np.outer(_TIMES, z**2)) @ a for z, a in zip(roots, amplitudes, strict=True)]
    n = np.arange(1, 200)
    sphere = 2.0 * np.exp(-np.outer(_TIMES, (np.pi * n) ** 2)) @ (-1.0) ** (n + 1)
    return _Laws(
        exit_time=np.array([_exit_quantiles(law) for law in survival]),
        exit_tail=np.stack([amplitudes[:, 0], roots[:, 0] ** 2], axis=1),
        roots=roots[:, :_ROOTS_KEPT].copy(),
        sphere_exit_time=_exit_quantiles(sphere),
    )


def _shell_zones(tables: Tables) -> NDArray[np.int64]:
    """Return the first and the last zone of every shell, (shells, 2)."""
    shells = np.arange(tables.shell[-1] + 1)
    sides = (np.searchsorted(tables.shell, shells), np.searchsorted(tables.shell, shells, side="right") - 1)
    return np.stack(sides, axis=1)


def _layers(
    tables: Tables, options: Options, kinds: Sequence[int], found: Sequence[Flights], free_path: Array
) -> Array:
    """Return the layers about the interfaces, (zones - 1, 16); zeros where packets walk.

    kinds: of the flights found, in every row; free_path: their mean, (rows,).
    """
    layers, limits = np.zeros((len(tables.row) - 1, 16)), tables.jumps.limits
    width, path = np.diff(tables.outer_radius, prepend=0.0), free_path[tables.row]
    zones = _shell_zones(tables)
    edges = np.concatenate([[0.0], tables.outer_radius])[zones + np.array([0, 1])][tables.shell]
    thick = (np.diff(edges)[:, 0] > limits.zone_width * path) & (edges[:, 1] > limits.zone_radius * path)
    thick = np.append(thick, False)
    for inside in np.flatnonzero(thick[:-2] & thick[1:-1]):
        radius = tables.outer_radius[inside]
        first, last = zones[tables.shell[inside], 0], zones[tables.shell[inside + 1], 1]
        widths = (
            width[inside] * (1.0 if inside == 0 or thick[inside - 1] else limits.reach),
            width[inside + 1] * (1.0 if thick[inside + 2] else limits.reach),
        )
        room = [radius - edges[inside, 0], edges[inside + 1, 1] - radius]
        free = first == 0 or thick[first - 1], thick[last + 1]
        if tables.shell[inside] == tables.shell[inside + 1]:
            bounds = [part * limits.reach for part, on in zip(room, free, strict=True) if not on]
            room = [min([sum(room), *bounds])] * 2
        else:
            room = [part * (1.0 if on else limits.reach) for part, on in zip(room, free, strict=True)]
        layer = interface_layer(tables, options, int(inside), kinds, found, widths, room)
        layers[inside] = [*layer.inner, *layer.outer, *layer[2:]]
    return layers


def layer_roots(beta: Array, count: int) -> Array:
    """Return the first roots z of cos z + beta sin z / z, (betas, count), for beta > -1.

    The n-th solves z = (n + 1/2) pi + arctan(beta / z), which contracts.
    """
    centre = (np.arange(count) + 0.5) * np.pi
    z = np.broadcast_to(centre, (len(beta), count))
    for _ in range(100):
        z = centre + np.arctan(beta[:, None] / z)
    return z


def layer_amplitudes(beta: Array, z: Array) -> Array:
    """Return a_n of the survival sum a_n exp(-z_n^2 t) in a layer, (betas, n).

    They are the residues of the Laplace transform (1 + beta) / (cosh k + beta sinh k / k) of the exit time.
    """
    slope = -np.sin(z) + beta[:, None] * (np.cos(z) / z - np.sin(z) / z**2)
    return -2.0 * (1.0 + beta[:, None]) / (z * slope)


def _exit_quantiles(survival: Array) -> Array:
    """Return quantiles on a uniform grid of the probability, from the survival at `_TIMES`."""
    left = np.maximum.accumulate(np.clip(1.0 - survival, 0.0, 1.0))
    rising = np.concatenate([[True], np.diff(left) > 0.0])
    return np.interp(np.linspace(0.0, 1.0, _QUANTILES + 1), left[rising], _TIMES[rising])
