"""The picture of a star: what its file says, the shells that are made of it, and what follows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.averages import Averages
from mcsn.constants import ATOMIC_MASS_G
from mcsn.derived import MatterStates, matter_states
from mcsn.plot.frame import FAINT, INK, WARM
from mcsn.profiles import Cells
from mcsn.star import star_profile

if TYPE_CHECKING:
    from mcsn.experiments.protocol import Experiment

_GREEN = "#5b8c3e"
_PURPLE = "#7a4fa3"


class _View(NamedTuple):
    """What is drawn."""

    edges: np.ndarray  # of the zones, from 0 on [km]
    averages: Averages
    states: MatterStates | None
    cells: Cells | None  # of the file


def star_picture(experiment: "Experiment") -> Figure:
    """Draw the star of an experiment with all that is derived from it."""
    scenario, star = experiment.scenario, experiment.star
    profile = star_profile(scenario)
    view = _View(
        np.append(0.0, star.outer_radius) / 1e3,
        experiment.averages,
        matter_states(star),
        # Cells have the temperatures of the file: not those of a star that is scaled.
        profile.cells if profile and scenario.star.temperature_scale == 1.0 else None,
    )
    drawn: list[Callable[[_View, Axes], None]] = [_temperature, _lengths]
    if view.states:
        drawn = [_temperature, _density, _fractions, _nucleons, _leptons, _lengths]
    figure = Figure(figsize=(5.0 * min(3, len(drawn)), 3.8 * ((len(drawn) + 2) // 3)), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots((len(drawn) + 2) // 3, min(3, len(drawn)), squeeze=False, sharex=True)
    for draw, axes in zip(drawn, panels.flat, strict=True):
        draw(view, axes)
        axes.legend(fontsize=8, frameon=False)
        axes.set_xlim(0.0, view.edges[-1])
    for axes in panels[-1]:
        axes.set_xlabel("radius [km]")
    figure.suptitle(scenario.title or scenario.name, fontsize=11, parse_math=False)
    return figure


def _steps(view: _View, axes: Axes, values: np.ndarray, label: str, color: str = INK) -> None:
    axes.stairs(values, view.edges, baseline=None, color=color, lw=1.4, label=label)


def _of_file(view: _View, axes: Axes, values: Callable[[Cells], np.ndarray]) -> None:
    """Draw what the file says behind the shells."""
    if view.cells:
        edges = np.append(0.0, view.cells.outer_radius) / 1e3
        axes.stairs(
            values(view.cells),
            edges,
            baseline=None,
            color=FAINT,
            lw=3.0,
            alpha=0.6,
            label="cells of the file",
        )


def _temperature(view: _View, axes: Axes) -> None:
    _of_file(view, axes, lambda cells: cells.temperature)
    _steps(view, axes, view.averages.temperature, "T")
    axes.set_ylabel("temperature [MeV]")
    axes.set_ylim(bottom=0.0)


def _density(view: _View, axes: Axes) -> None:
    assert view.states
    _of_file(view, axes, lambda cells: cells.baryon_density)
    _steps(view, axes, view.states.baryon_density_fm3, "$n_B$")
    axes.set_yscale("log")
    axes.set_ylabel("baryon density [fm$^{-3}$]")
    grams = 1e39 * ATOMIC_MASS_G
    right = axes.secondary_yaxis("right", functions=(lambda n: n * grams, lambda rho: rho / grams))
    right.set_ylabel("[g/cm$^3$]")


def _fractions(view: _View, axes: Axes) -> None:
    assert view.states
    _of_file(view, axes, lambda cells: cells.proton_density / cells.baryon_density)
    _steps(view, axes, view.states.proton_fraction, "protons, $Y_p = Y_e$")
    _steps(view, axes, view.states.neutrino_fraction, r"trapped $\nu_e - \bar\nu_e$", _GREEN)
    axes.set_ylabel("per baryon")


def _nucleons(view: _View, axes: Axes) -> None:
    assert view.states
    _of_file(view, axes, lambda cells: cells.effective_mass)
    _steps(view, axes, view.states.nucleon_mass_MeV, "$m^*$")
    _steps(view, axes, view.states.mu_n_MeV, r"$\mu_n^*$", WARM)
    _steps(view, axes, view.states.mu_p_MeV, r"$\mu_p^*$", _GREEN)
    axes.set_ylabel("nucleons [MeV]")


def _leptons(view: _View, axes: Axes) -> None:
    assert view.states
    _steps(view, axes, view.states.mu_e_MeV, r"$\mu_e$")
    _steps(view, axes, view.states.mu_nue_MeV, r"$\mu_{\nu_e}$ in beta equilibrium", WARM)
    _steps(view, axes, view.states.delta_U_MeV, r"$\Delta U = U_n - U_p$", _GREEN)
    axes.axhline(0.0, color=FAINT, lw=0.6)
    axes.set_ylabel("leptons and potentials [MeV]")


def _lengths(view: _View, axes: Axes) -> None:
    if view.averages.inverse_mfp is not None:
        _steps(view, axes, 1 / view.averages.inverse_mfp, r"$1/\langle 1/\lambda\rangle$ on nucleons, Eq. 7")
    if view.averages.decay_length is not None:
        _steps(view, axes, view.averages.decay_length, "decay length of the boson, Eq. 20", _PURPLE)
    axes.axhline(view.edges[-1] * 1e3, color=FAINT, lw=1.0, ls=":", label="radius of the star")
    axes.set_yscale("log")
    axes.set_ylabel("[m]")
