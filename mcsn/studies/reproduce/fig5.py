"""Fig. 5: the couplings that the duration of the burst disfavours."""

from typing import Any

import numpy as np

from mcsn.studies.exclusion import draw_lines, exclusion_lines
from mcsn.studies.reproduce.paper import KERNELS, empty_figure, masses, paper_star
from mcsn.studies.reproduce.reproduction import Reproduction

_POINTS = 61
_COUPLINGS = (1e-10, 1e-5)


def reproduce() -> Reproduction:
    """Draw the lines of Eq. 23, of the decay length and of Eq. 25 for both kernels."""
    mass = masses(_POINTS)
    lines = {kernel: exclusion_lines(paper_star(), mass, kernel) for kernel in KERNELS}
    figure = empty_figure(4.4)
    for axes, kernel in zip(figure.subplots(1, 2, sharey=True), KERNELS, strict=True):
        draw_lines(axes, lines[kernel])
        axes.set_xlim(1.0, 1000.0)
        axes.set_ylim(*_COUPLINGS)
        axes.set_xlabel(r"$m_{Z'}$ [MeV]")
        axes.set_title(f"kernel {kernel}", fontsize=10)
    figure.axes[0].set_ylabel(r"$g_{\mu-\tau}$")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    columns: dict[str, Any] = {
        "kernel": [kernel for kernel in KERNELS for _ in mass],
        "mass_MeV": np.tile(mass, len(KERNELS)),
        "coupling_eq23_0.1s": np.concatenate([line.diffusion for line in lines.values()]),
        "coupling_decay_length_20km": np.concatenate([line.trapping for line in lines.values()]),
        "coupling_eq25_3e52erg_per_s": np.concatenate([line.luminosity for line in lines.values()]),
    }
    notes = [
        "Fig. 5 of arXiv:2301.00661: couplings at which Eq. 23 is 0.1 s, at which the decay length (Eq. 20,",
        "the longest of the six shells) is 20 km, and at which Eq. 25 is 3e52 erg/s",
        "the bounds from the early Universe and from Ref. [19] that the paper draws are not drawn: its text",
        "gives no numbers for them; the line of Eq. 25 is the counterpart of Ref. [19] for this star",
    ]
    return Reproduction(columns, notes, figure)
