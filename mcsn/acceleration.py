"""What jumps look up, made of Tables: universal laws of first passage, and the windows of `collision` mode."""

import numpy as np
from numpy.typing import NDArray

from mcsn.transport import passage
from mcsn.transport.state import NO_JUMPS, Jumps, Options, Tables

Array = NDArray[np.float64]

_QUANTILES = 1024
_TIMES = np.geomspace(4e-3, 12.0, 6_000)
_ROOTS = 60
_ROOTS_KEPT = 14
"""Roots that kernels need: from time 1/61 on, exp(-z^2 t) of the others is below 1e-13."""


def with_jumps(tables: Tables, options: Options) -> Tables:
    """Return Tables with what jumps in them look up; to be called anew when anything in them has changed."""
    return tables._replace(jumps=make_jumps(tables, options))


def make_jumps(tables: Tables, options: Options) -> Jumps:
    """Make the laws of first passage."""
    count = round((1.0 / (1.0 + passage.SMALLEST_BETA) - passage.FIRST_LAYER) * passage.LAYERS_PER_UNIT) + 1
    beta = 1.0 / (passage.FIRST_LAYER + np.arange(count) / passage.LAYERS_PER_UNIT) - 1.0
    roots = layer_roots(beta, _ROOTS)
    amplitudes = layer_amplitudes(beta, roots)
    survival = [np.exp(-np.outer(_TIMES, z**2)) @ a for z, a in zip(roots, amplitudes, strict=True)]
    n = np.arange(1, 200)
    sphere = 2.0 * np.exp(-np.outer(_TIMES, (np.pi * n) ** 2)) @ (-1.0) ** (n + 1)
    return NO_JUMPS._replace(
        exit_time=np.array([_exit_quantiles(law) for law in survival]),
        exit_tail=np.stack([amplitudes[:, 0], roots[:, 0] ** 2], axis=1),
        roots=roots[:, :_ROOTS_KEPT].copy(),
        sphere_exit_time=_exit_quantiles(sphere),
    )


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
