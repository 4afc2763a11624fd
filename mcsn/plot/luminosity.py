"""Pictures of the experiment `luminosity`."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from mcsn.plot.frame import FAINT, INK, WARM, Panel, new_axes, stairs
from mcsn.result import Result

_DECADES = 4
"""Spectra are shown so far below their peak."""


def shells(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the energy that goes into Z' in each shell, what they leave in each, and what escapes."""
    axes = axes or new_axes()
    places = result["decay_shell"]
    number = np.arange(len(places))
    axes.bar(number[:-1] - 0.2, result["produced"], 0.4, color=FAINT, label="goes into Z'")
    axes.errorbar(number[:-1] - 0.2, result["produced"], result["produced_stderr"], fmt="none", ecolor=WARM)
    brought, error = (_by_place(result.summary, suffix) for suffix in ("", "_stderr"))
    axes.bar(number + 0.2, brought, 0.4, color=INK, label="decays there")
    axes.errorbar(number + 0.2, brought, error, fmt="none", ecolor=WARM)
    expected = result.summary["analytic"]["eq25_erg_per_s"]
    axes.axhline(expected, color=WARM, lw=1.2, ls="--", label=f"Eq. 25, whole star: {expected:.3g} erg/s")
    axes.set_xticks(number, places)
    axes.set_xlabel("shell")
    axes.set_ylabel("energy per time [erg/s]")
    axes.set_ylim(bottom=0.0)
    axes.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return axes


def _by_place(summary: Mapping[str, Any], suffix: str) -> np.ndarray:
    """Return the energy that decays leave in each shell and outside, or its standard errors."""
    inside = summary[f"luminosity_deposited_by_shell_erg_per_s{suffix}"].values()
    return np.array([*inside, summary[f"luminosity_escaped_erg_per_s{suffix}"]], float)


def spectra(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the neutrinos that Z' decay to, outside of the star and inside, per unit of ln E."""
    axes = axes or new_axes()
    edges, middle = result["energy_edge"], result["energy"]
    values, errors = result["spectrum"] * middle, result["spectrum_stderr"] * middle
    means = [result.summary[f"{word}_neutrino_energy_mean_MeV"] for word in ("escaped", "deposited")]
    for name, rate, error, color, mean in zip(
        ("escaped", "left inside"), values, errors, (INK, WARM), means, strict=True
    ):
        label = name if mean is None else f"{name}: mean {mean:.3g} MeV"
        stairs(axes, edges, rate, error, color, label)
    surface = result.summary["analytic"]["surface_energy_mean_MeV"]
    label = f"equilibrium at the surface: {surface:.3g} MeV"
    axes.axvline(surface, color=FAINT, lw=1.2, ls="--", label=label)
    peak = values.max()
    if peak > 0.0:
        axes.set_yscale("log")
        axes.set_ylim(peak * 10.0**-_DECADES, 2.0 * peak)
    axes.set_xscale("log")
    axes.set_xlabel("energy of the neutrinos from decays [MeV]")
    axes.set_ylabel("neutrinos per second and unit of ln E [1/s]")
    axes.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return axes


def panels(result: Result) -> list[Panel]:
    """Return what the picture of a result shows."""
    return [shells, spectra]
