"""Fig. 1: energy distributions of neutrinos in the first and the last shell."""

import numpy as np

from mcsn.physics.fermi import fermi_dirac
from mcsn.studies.reproduce.paper import electron_neutrino_potential, empty_figure, paper_star
from mcsn.studies.reproduce.reproduction import Reproduction

_LINES = {"nu_mu_tau": ("black", "-"), "nu_e": ("#2e7d32", "-"), "anti_nu_e": ("#2e7d32", "--")}
_LABELS = {
    "nu_mu_tau": r"$\nu_\mu$, $\nu_\tau$ and antineutrinos",
    "nu_e": r"$\nu_e$",
    "anti_nu_e": r"$\bar\nu_e$",
}
_POINTS = 301


def reproduce() -> Reproduction:
    """Draw E^2 f(E; mu, T) in shells 1 and 6 of Table I."""
    star, potential = paper_star(), electron_neutrino_potential()
    figure = empty_figure(3.4)
    parts = []
    for axes, shell in zip(figure.subplots(1, 2), (0, 5), strict=True):
        temperature, mu_nue = star.temperature[shell], potential[shell]
        energy = np.linspace(0.0, mu_nue + 12 * temperature, _POINTS)
        potentials = {"nu_mu_tau": 0.0, "nu_e": mu_nue, "anti_nu_e": -mu_nue}
        lines = {
            name: energy**2 * fermi_dirac((energy - mu) / temperature) for name, mu in potentials.items()
        }
        for name, (colour, style) in _LINES.items():
            axes.plot(energy, lines[name], color=colour, ls=style, lw=1.5, label=_LABELS[name])
        axes.set_title(f"shell k = {shell + 1}: T = {temperature:g} MeV", fontsize=10)
        axes.set_xlabel(r"$E_\nu$ [MeV]")
        axes.set_xlim(0.0, energy[-1])
        axes.set_ylim(bottom=0.0)
        parts.append({"shell": np.full(_POINTS, shell + 1), "energy_MeV": energy, **lines})
    figure.axes[0].set_ylabel(r"$E_\nu^2\,f(E_\nu)$ [MeV$^2$]")
    figure.axes[0].legend(fontsize=9, frameon=False)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    units = {name: f"{name}_E2f_MeV2" for name in _LINES}
    return Reproduction(
        {units.get(name, name): column for name, column in columns.items()},
        ["Fig. 1 of arXiv:2301.00661: E^2 f(E; mu, T) in shells 1 and 6 of Table I"],
        figure,
    )
