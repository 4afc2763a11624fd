"""Fig. 3: the coupling at which nu nubar -> Z' -> nu nubar is as fast as scattering off nucleons."""

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import HBAR_C_MEV_M, MUON_MASS
from mcsn.physics.boson import Boson, Kernel
from mcsn.physics.pairs import mean_scattering_rate
from mcsn.studies.reproduce.paper import (
    KERNELS,
    SHELL_COLOURS,
    empty_figure,
    masses,
    paper_star,
    shell_and_kernel_legend,
    sm_averages,
)
from mcsn.studies.reproduce.reproduction import Reproduction

_POINTS = 61
_REFERENCE = 1e-5  # any coupling: the rate goes as its square


def equal_rate_couplings(mass: NDArray[np.float64], kernel: Kernel) -> NDArray[np.float64]:
    """Coupling at which Eq. 13 equals c <1/lambda> of nu_mu, Eq. 7.

    Parameters
    ----------
    mass : ndarray, shape (n,)
        Masses of the Z' [MeV].
    kernel : {"detailed-balance", "cerdeno2023"}
        Coalescence kernel.

    Returns
    -------
    ndarray, shape (n, 6)
        Coupling for every mass and shell of Table I; infinite where the rate underflows.
    """
    star = paper_star()
    nucleons = sm_averages().inverse_mfp * HBAR_C_MEV_M
    bosons = [Boson(float(value), _REFERENCE, kernel) for value in mass]
    rate = np.array([mean_scattering_rate(boson, star.temperature) for boson in bosons])
    with np.errstate(divide="ignore", over="ignore"):
        return _REFERENCE * np.sqrt(nucleons / rate)


def reproduce() -> Reproduction:
    """Draw the couplings of equal rates for the six shells of Table I and both kernels."""
    mass = masses(_POINTS)
    figure = empty_figure(4.6)
    axes = figure.subplots()
    couplings = {kernel: equal_rate_couplings(mass, kernel) for kernel in KERNELS}
    for kernel, style in KERNELS.items():
        for coupling, colour in zip(couplings[kernel].T, SHELL_COLOURS, strict=True):
            axes.loglog(mass, coupling, color=colour, ls=style, lw=1.5)
    axes.axvline(2 * MUON_MASS, color="#8c97a3", lw=0.8, ls=":")
    axes.text(2.05 * MUON_MASS, 1.4e-7, r"$2m_\mu$", color="#5d6771", fontsize=9)
    axes.set_xlim(1.0, 1000.0)
    axes.set_ylim(1e-7, 1e-1)
    axes.set_xlabel(r"$m_{Z'}$ [MeV]")
    axes.set_ylabel(r"$g_{\mu-\tau}$ at which the two rates are equal")
    shell_and_kernel_legend(figure)
    stacked = np.concatenate(list(couplings.values()))
    columns = {
        "kernel": [kernel for kernel in KERNELS for _ in mass],
        "mass_MeV": np.tile(mass, len(KERNELS)),
        **{f"coupling_shell_{number}": column for number, column in enumerate(stacked.T, 1)},
    }
    notes = [
        "Fig. 3 of arXiv:2301.00661: coupling at which the mean rate of nu nubar -> Z' -> nu nubar (Eq. 13)",
        "equals that of nu_mu on nucleons (Eqs. 6-10) in each shell of Table I",
        "the bounds of other experiments and the band of (g-2)_mu that the paper draws are not drawn:",
        "its text gives no numbers for them",
    ]
    return Reproduction(columns, notes, figure)
