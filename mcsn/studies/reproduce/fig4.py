"""Fig. 4: coalescence time and decay length against the coupling."""

import numpy as np

from mcsn.physics.boson import Boson
from mcsn.physics.pairs import coalescence_time, mean_decay_length
from mcsn.studies.reproduce.paper import (
    KERNELS,
    SHELL_COLOURS,
    empty_figure,
    paper_star,
    shell_and_kernel_legend,
)
from mcsn.studies.reproduce.reproduction import Reproduction

_MASSES = (10.0, 50.0, 100.0)
_COUPLINGS = np.geomspace(1e-10, 1e-6, 41)
_REFERENCE = 1e-7  # any coupling: both go as its inverse square


def reproduce() -> Reproduction:
    """Draw tau (above) and ell (below) in the shells of Table I for the paper's three masses."""
    star = paper_star()
    figure = empty_figure(5.6)
    panels = figure.subplots(2, 3, sharex=True, sharey="row")
    parts = []
    falling = (_REFERENCE / _COUPLINGS[:, np.newaxis]) ** 2
    for kernel, style in KERNELS.items():
        for mass, (upper, lower) in zip(_MASSES, panels.T, strict=True):
            boson = Boson(mass, _REFERENCE, kernel)
            time = coalescence_time(boson, star.temperature) * falling
            length = mean_decay_length(boson, star.temperature) * falling
            for shell, colour in enumerate(SHELL_COLOURS):
                upper.loglog(_COUPLINGS, time[:, shell], color=colour, ls=style, lw=1.3)
                lower.loglog(_COUPLINGS, length[:, shell] / 1e3, color=colour, ls=style, lw=1.3)
            parts.append(np.column_stack([np.full(len(_COUPLINGS), mass), _COUPLINGS, time, length]))
    for mass, (upper, lower) in zip(_MASSES, panels.T, strict=True):
        upper.set_title(rf"$m_{{Z'}}$ = {mass:g} MeV", fontsize=10)
        upper.axhline(1.0, color="black", lw=1.0, ls=":")
        lower.axhline(star.outer_radius[-1] / 1e3, color="black", lw=1.0, ls=":")
        lower.set_xlabel(r"$g_{\mu-\tau}$")
        lower.set_xlim(_COUPLINGS[0], _COUPLINGS[-1])
        lower.set_xticks([1e-9, 1e-8, 1e-7])
    panels[0, 0].text(8e-7, 1.5, "1 s", fontsize=8, ha="right")
    panels[1, 0].text(8e-7, 30.0, r"$R_{\rm ns}$ = 20 km", fontsize=8, ha="right")
    panels[0, 0].set_ylabel(r"$\tau_{\nu\bar\nu\to Z'}$ [s]")
    panels[1, 0].set_ylabel(r"$\ell_{Z'}$ [km]")
    shell_and_kernel_legend(figure)
    table = np.concatenate(parts)
    shells = range(1, star.shells + 1)
    names = [
        "mass_MeV",
        "coupling",
        *(f"tau_shell_{k}_s" for k in shells),
        *(f"ell_shell_{k}_m" for k in shells),
    ]
    kernels = [kernel for kernel in KERNELS for _ in range(len(_MASSES) * len(_COUPLINGS))]
    notes = [
        "Fig. 4 of arXiv:2301.00661: coalescence time hbar/<R> (Eq. 19) and decay length of the Z' (Eq. 20)",
        "dotted in the picture: 1 s and the radius of the neutrinosphere, 20 km",
    ]
    return Reproduction({"kernel": kernels, **dict(zip(names, table.T, strict=True))}, notes, figure)
