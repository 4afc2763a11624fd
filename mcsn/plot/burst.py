"""Pictures of the experiment `burst`."""

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm

from mcsn.plot.frame import FAINT, INK, WARM, Panel, new_axes, stairs
from mcsn.result import Result

_NAMES = {
    "nu_x": r"$\nu_\mu$, $\nu_\tau$",
    "anti_nu_x": r"$\bar\nu_\mu$, $\bar\nu_\tau$",
}
_COLOURS = {"nu_x": "#5b8c3e", "anti_nu_x": "#7a4fa3"}
_SPECTRA, _TOLD = 6, 0.05
"""Spectra are drawn at so many times, where the luminosity is known to so much."""


def light_curve(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the luminosity, by species and of what leaves as Z', and when half and nine tenths have left."""
    axes = axes or new_axes()
    edges = result["time_edge"]
    stairs(axes, edges, result["luminosity"], result["luminosity_stderr"], INK, "all")
    for i, name in enumerate(result["species"]):
        values, errors = result["luminosity_species"][i], result["luminosity_species_stderr"][i]
        stairs(axes, edges, values, errors, _COLOURS[name], _NAMES[name])
    if np.any(result["luminosity_boson"] > 0.0):
        stairs(axes, edges, result["luminosity_boson"], result["luminosity_boson_stderr"], WARM, "left as Z'")
    for name, label in (("t50_s", "50 %"), ("t90_s", "90 %")):
        if (time := result.summary[name]) is not None:
            axes.axvline(time, color=FAINT, lw=0.8, ls=":")
            place = axes.get_xaxis_transform()
            axes.text(time, 1.01, label, transform=place, ha="center", fontsize=8, color=FAINT)
    top = float(np.max(result["luminosity"]))
    axes.set(xscale="log", yscale="log")
    if top > 0.0:
        axes.set_ylim(1e-5 * top, 2.0 * top)
    axes.set_xlim(_first_filled(result), edges[-1])
    axes.set_xlabel("time since the start [s]")
    axes.set_ylabel("luminosity [erg/s]")
    axes.legend(fontsize=8, frameon=False, loc="lower left")
    return axes


def temperature_map(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the temperature against time and radius."""
    axes = axes or new_axes()
    times, radius = result["time_edge"][1:], np.append(0.0, result["zone_edge"]) / 1e3
    values = result["temperature"][1:].T
    norm = LogNorm(max(values.min(), 0.5), values.max())
    # As one picture: as paths, seams show between the cells.
    drawn = axes.pcolormesh(_edges(times), radius, values, norm=norm, cmap="inferno", rasterized=True)
    for edge in radius[1:][np.diff(result["zone_shell"], append=np.inf) > 0.0]:
        axes.axhline(edge, color="white", lw=0.4, alpha=0.5)
    axes.figure.colorbar(drawn, ax=axes, label="temperature [MeV]")
    axes.set_xscale("log")
    axes.set_xlabel("time since the start [s]")
    axes.set_ylabel("radius [km]")
    return axes


def spectra(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the energy that leaves per unit of ln E, at some times, all species together."""
    axes = axes or new_axes()
    edges, widths = result["energy_edge"], np.diff(result["time_edge"])
    energy = result["energy"]
    rate = result["spectrum"].sum(axis=0) * energy / widths[:, None]
    error = np.hypot.reduce(result["spectrum_stderr"], axis=0) * energy / widths[:, None]
    told = np.flatnonzero(_relative_error(result) < _TOLD)
    chosen = np.unique(
        told[np.linspace(0, len(told) - 1, _SPECTRA).round().astype(int)] if len(told) else told
    )
    colours = colormaps["viridis"](np.linspace(0.0, 0.9, len(chosen)))
    for colour, i in zip(colours, chosen, strict=True):
        stairs(axes, edges, rate[i], error[i], colour, f"{result['time'][i]:.2g} s")
    top = float(rate.max()) or 1.0
    axes.set(xscale="log", yscale="log", xlim=(0.5, 300.0), ylim=(3e-5 * top, 2.0 * top))
    axes.set_xlabel("energy of the neutrino [MeV]")
    axes.set_ylabel("luminosity per unit of ln E [erg/s]")
    if len(chosen):
        axes.legend(fontsize=8, frameon=False)
    return axes


def mean_energies(result: Result, axes: Axes | None = None) -> Axes:
    """Draw the mean energy of the neutrinos that leave, and its root mean square."""
    axes = axes or new_axes()
    time = result["time"]
    for i, name in enumerate(result["species"]):
        mean, error = result["energy_mean"][i], result["energy_mean_stderr"][i]
        told = error < 0.3 * mean
        axes.plot(time[told], mean[told], color=_COLOURS[name], lw=1.4, label=f"mean, {_NAMES[name]}")
        axes.fill_between(
            time[told], (mean - error)[told], (mean + error)[told], color=_COLOURS[name], alpha=0.25, lw=0
        )
        rms = np.sqrt(result["energy_square_mean"][i])
        axes.plot(time[told], rms[told], color=_COLOURS[name], lw=1.0, ls="--", label="root mean square")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("time since the start [s]")
    axes.set_ylabel("energy [MeV]")
    axes.legend(fontsize=8, frameon=False)
    return axes


def panels(result: Result) -> list[Panel]:
    """Return what the picture of a result shows."""
    shown: list[Panel] = [light_curve, temperature_map]
    return [*shown, spectra, mean_energies] if "spectrum" in result.variables else shown


def _relative_error(result: Result) -> np.ndarray:
    """Return the error of the luminosity over its value, infinite where nothing leaves."""
    value, error = result["luminosity"], result["luminosity_stderr"]
    return np.divide(error, value, out=np.full_like(value, np.inf), where=value > 0.0)


def _first_filled(result: Result) -> float:
    """Return the beginning of the time axis: the first edge, and not 0."""
    return float(result["time_edge"][1] / 3.0)


def _edges(times: np.ndarray) -> np.ndarray:
    """Return edges about times, on a logarithmic axis."""
    if len(times) == 1:
        return np.array([0.5, 2.0]) * times
    middle = np.sqrt(times[1:] * times[:-1])
    first, last = times[0] ** 2 / middle[0], times[-1] ** 2 / middle[-1]
    return np.concatenate([[first], middle, [last]])
