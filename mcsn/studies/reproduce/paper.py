"""The paper's star, its ranges, and how its figures look here."""

import csv
from functools import cache
from importlib import resources

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from mcsn.averages import Averages, shell_averages
from mcsn.constants import MUON_MASS
from mcsn.physics.boson import Kernel
from mcsn.scenario import load_scenario
from mcsn.star import Matter, Star, load_star

SHELL_COLOURS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#e6a817", "#d1495b")
"""One for each shell of Table I, from the centre outwards."""
KERNELS: dict[Kernel, str] = {"cerdeno2023": "-", "detailed-balance": "--"}
"""Coalescence kernels and the lines they are drawn with."""
DIFFUSION_TIME, ELECTRON_DIFFUSION_TIME = 1.3, 3.0
"""Diffusion times below Eq. 10 of the paper, of nu_mu and nu_tau, and of nu_e [s]."""
FIGURE_WIDTH = 8.0
"""[inch]"""


@cache
def paper_star() -> Star:
    """Return the star of Table I."""
    return load_star(load_scenario("sm"))


def paper_matter() -> Matter:
    """Return the composition of the star of Table I."""
    matter = paper_star().matter
    assert matter is not None
    return matter


@cache
def sm_averages(opacity: str = "relativistic", antineutrino_fraction: float = 0.0) -> Averages:
    """Return the mean quantities of the star of Table I without a Z', by default of nu_mu."""
    return shell_averages(paper_star(), None, opacity, antineutrino_fraction)


def sm_inverse_mfp() -> NDArray[np.float64]:
    """Return 1/lambda of nu_mu in Table I, averaged as in Eq. 7, by shell [1/m]."""
    inverse_mfp = sm_averages().inverse_mfp
    assert inverse_mfp is not None
    return inverse_mfp


@cache
def electron_neutrino_potential() -> NDArray[np.float64]:
    """Return mu_nue of Table I by shell [MeV]."""
    text = (resources.files("mcsn") / "data" / "profiles" / "cerdeno2023.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return np.array([float(row["mu_nue_MeV"]) for row in rows])


def masses(points: int) -> NDArray[np.float64]:
    """Return masses over the paper's range, 1 MeV to 1 GeV [MeV]; denser where the muon channel opens."""
    opening = 2 * MUON_MASS * (1 + np.array([0.0, 1e-4, 1e-3, 3e-3, 0.01, 0.02, 0.04]))
    return np.union1d(np.geomspace(1.0, 1000.0, points), opening)


def empty_figure(height: float) -> Figure:
    """Return a figure of the common width, with a canvas to draw it on; height in inches."""
    figure = Figure(figsize=(FIGURE_WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def shell_and_kernel_legend(figure: Figure) -> None:
    """Explain the colours of shells and the lines of kernels above all panels."""
    shells = [
        Line2D([], [], color=colour, label=f"k = {number}") for number, colour in enumerate(SHELL_COLOURS, 1)
    ]
    kernels = [Line2D([], [], color="black", ls=style, label=name) for name, style in KERNELS.items()]
    figure.legend(handles=shells + kernels, loc="outside upper center", ncols=8, fontsize=8, frameon=False)
