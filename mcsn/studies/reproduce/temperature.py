"""How far the lines of Fig. 5 move with the temperature of the star, and from star to star.

Sec. IV.2.1 of the paper: "the exact values of the bounds depend rather strongly on the assumptions on the
temperature profile of the proto-NS". Neither widths nor rates of the Z' depend on anything else of the star.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mcsn.physics.boson import Kernel
from mcsn.scenario import load_scenario
from mcsn.star import Star, load_star
from mcsn.studies.exclusion import ExclusionLines, exclusion_lines
from mcsn.studies.reproduce.paper import empty_figure, masses, paper_star
from mcsn.studies.reproduce.reproduction import Reproduction

SCALES = (0.8, 0.9, 1.0, 1.1, 1.2)
"""Factors on every temperature of Table I."""
PROFILES = ("derocco2019", "polytrope")
"""Stars that stand beside Table I."""
EQ23_RADIUS = 17.5e3
"""Eq. 23 ends where the paper ends it, at shell 5 of Table I [m]."""
_KERNEL: Kernel = "cerdeno2023"
_POINTS = 41
_QUOTED = (10.0, 50.0, 100.0)  # masses of the notes [MeV]
_STYLES = {
    "diffusion": ("-", r"$t_{\rm diff}^{\rm new}$ = 0.1 s, Eq. 23"),
    "trapping": ("-.", r"$\ell_{Z'} = R_{\rm ns}$, Eq. 20"),
    "luminosity": ("--", r"$L = 3\times10^{52}$ erg/s, Eq. 25"),
}


def reproduce() -> Reproduction:
    """Draw the lines of Fig. 5 at five temperatures of Table I, and for the other stars that ship."""
    mass = np.union1d(masses(_POINTS), _QUOTED)
    stars = {("cerdeno2023", scale): scaled(paper_star(), scale) for scale in SCALES}
    for name in PROFILES:
        star = load_star(load_scenario("sm", overrides={"star.profile": name}))
        stars[name, 1.0] = scaled(star, 1.0)
    lines = {key: exclusion_lines(star, mass, _KERNEL) for key, star in stars.items()}
    columns: dict[str, Any] = {
        "profile": [profile for profile, _ in lines for _ in mass],
        "temperature_scale": [scale for _, scale in lines for _ in mass],
        "mass_MeV": np.tile(mass, len(lines)),
        "coupling_eq23_0.1s": np.concatenate([line.diffusion for line in lines.values()]),
        "coupling_decay_length_20km": np.concatenate([line.trapping for line in lines.values()]),
        "coupling_eq25_3e52erg_per_s": np.concatenate([line.luminosity for line in lines.values()]),
    }
    scans = [lines["cerdeno2023", scale] for scale in SCALES]
    notes = [
        "the lines of Fig. 5 of arXiv:2301.00661 when every temperature of Table I is multiplied by a",
        "factor, and for other stars at their own temperatures; all of 20 km, Eq. 23 up to 17.5 km;",
        f"kernel {_KERNEL}",
        *_sensitivity(mass, scans),
    ]
    return Reproduction(columns, notes, _picture(lines))


def scaled(star: Star, scale: float) -> Star:
    """Return what a Z' sees of a star, temperatures times a factor; its first shell is that of Eq. 23."""
    shell = (star.outer_radius > EQ23_RADIUS).astype(np.int64)
    mean_free_path = np.ones(shell[-1] + 1)  # of nucleons, which none of the lines depends on
    return Star(star.outer_radius, scale * star.temperature, shell, mean_free_path=mean_free_path)


def closing_mass(lines: ExclusionLines) -> float:
    """Return the mass where the line of Eq. 23 falls below that of the decay length [MeV]."""
    above = np.log(lines.diffusion / lines.trapping)
    last = int(np.flatnonzero(above > 0.0)[-1])
    pair = slice(last, last + 2)
    return float(np.exp(np.interp(0.0, -above[pair], np.log(lines.mass[pair]))))


def _sensitivity(mass: np.ndarray, scans: Sequence[ExclusionLines]) -> list[str]:
    """Say how far the lines move over the range of temperatures."""
    coldest, hottest = scans[0], scans[-1]
    notes = [f"factors on the couplings from {SCALES[0]:g} to {SCALES[-1]:g} times the temperature:"]
    for value in _QUOTED:
        at = int(np.searchsorted(mass, value))
        moves = [
            f"{label} {getattr(hottest, line)[at] / getattr(coldest, line)[at]:.2f}"
            for line, label in (("diffusion", "Eq. 23"), ("trapping", "Eq. 20"), ("luminosity", "Eq. 25"))
        ]
        notes.append(f"at {value:g} MeV {', '.join(moves)}")
    ends = ", ".join(f"{closing_mass(lines):.0f}" for lines in scans)
    notes.append(f"what Eq. 23 disfavours ends where its line meets that of the decay length: at {ends} MeV")
    return notes


def _picture(lines: dict[tuple[str, float], ExclusionLines]) -> Figure:
    figure = empty_figure(4.6)
    left, right = figure.subplots(1, 2, sharey=True)
    colours = colormaps["plasma"](np.linspace(0.0, 0.85, len(SCALES)))
    for scale, colour in zip(SCALES, colours, strict=True):
        _draw(left, lines["cerdeno2023", scale], colour, f"{scale:g} times T")
    for name, colour in zip(("cerdeno2023", *PROFILES), ("#000000", "#21918c", "#d1495b"), strict=True):
        _draw(right, lines[name, 1.0], colour, name)
    left.set_title("Table I, temperatures scaled", fontsize=10)
    right.set_title("three stars", fontsize=10)
    left.set_ylabel(r"$g_{\mu-\tau}$")
    for axes in (left, right):
        axes.set_xlabel(r"$m_{Z'}$ [MeV]")
        axes.set_xlim(1.0, 1000.0)
        axes.set_ylim(1e-10, 1e-5)
        axes.legend(fontsize=8, frameon=False, loc="upper center")
    handles = [Line2D([], [], color="black", ls=style, label=label) for style, label in _STYLES.values()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    return figure


def _draw(axes: Axes, lines: ExclusionLines, colour: str | np.ndarray, label: str) -> None:
    """Draw the three lines of one star."""
    for name, (style, _) in _STYLES.items():
        axes.loglog(
            lines.mass,
            getattr(lines, name),
            color=colour,
            ls=style,
            lw=1.3,
            label=label if name == "diffusion" else None,
        )
