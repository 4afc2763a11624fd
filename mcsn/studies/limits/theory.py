"""What explains escape times from a uniform star: the paper's, those of diffusion, and those of transport.

From the centre diffusion takes R^2/(6 D) and, as the density vanishes 0.7104 lambda outside of the surface,
0.7104 R/c more. D is the sum of two channels that go on side by side:

- the walk on nucleons, c lambda/3 with exponential flights, half of it with fixed ones. Where collisions
  redraw energies, lambda is the thermal mean <lambda> (Rosseland's mean, for a number of neutrinos); where
  they do not, times add and not rates, and lambda is 1/<1/lambda> as in Eq. 6. The mode `shell` is the second
  within its innermost shell, where packets start, and the first outside of it. Coalescence ends flights, too:
  1/lambda + 1/(c tau).
- hops of the Z', <L^2>/(3 tau) with exponential flights, half of it with fixed ones; Eq. 23 has ell^2, the
  squared mean of the mean flights L, for the mean square. They too overshoot the surface, by 0.7104 ell, and
  none escapes before its first: 0.7104 R/ell + 1 hops more.

Between coalescences a packet is aboard a Z' for ell/v.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mcsn.averages import Averages, shell_averages
from mcsn.constants import HBAR_C_MEV_M, SPEED_OF_LIGHT
from mcsn.errors import InputError
from mcsn.experiments.setup import antineutrino_fraction, make_boson
from mcsn.physics.analytic import MILNE_EXTRAPOLATION, diffusion_time, uniform_boson_diffusion_time
from mcsn.physics.boson import Boson, boson_momentum, coalescence_rate
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.pairs import mean_speed, pair_average
from mcsn.physics.sphere import Medium, escape_time
from mcsn.scenario import Scenario
from mcsn.star import Star, load_star
from mcsn.tables import opacity_rows
from mcsn.transport.grid import ENERGIES

Array = NDArray[np.float64]

_GROUPS = 28
_ENERGIES = (1e-3, 25.0)
"""Of the groups, in T; below lies 0.07 % of <lambda>."""


@dataclass(frozen=True)
class Theory:
    """What theory says of a scenario with a uniform star; times in seconds, lengths in metres."""

    radius: float
    free_path: float  # 1/<1/lambda>, that of Eq. 6
    decay_length: float | None  # ell; None without a Z'
    eq6: float
    eq23: float | None  # of the whole star, as in Eq. 22
    steps: float  # 1/2 with exponential flights, 1 with fixed ones
    rosseland: float  # lambda of the diffusion on nucleons, over 1/<1/lambda>
    square: float | None  # <L^2>/ell^2
    tau: float  # mean time to a coalescence, infinite without a Z'
    aboard: float  # time that a Z' spends inside, over tau
    boundary: float  # 0.7104 R/c
    transport: float | None
    """From the equation of transport with isotropic hops: exact in `grey`, and without a Z' in `frozen` and
    `collision`; None for `shell` and for fixed steps."""

    @property
    def nucleons(self) -> float:
        """R^2/(6 D) of the walk on nucleons alone [s]."""
        flights = 1.0 + self.rosseland * self.free_path / (SPEED_OF_LIGHT * self.tau)
        return self.steps * self.eq6 / self.rosseland * flights

    @property
    def bosons(self) -> float:
        """The same of the hops alone, with the first one and the last; infinite without a Z' [s]."""
        if self.eq23 is None or self.square is None or self.decay_length is None:
            return math.inf
        hops = self.radius / self.decay_length
        return self.eq23 * self.steps / self.square + self.tau * (MILNE_EXTRAPOLATION * hops + 1.0)

    @property
    def diffusion(self) -> float:
        """Both side by side, and the boundary [s]."""
        walk = 1.0 / (1.0 / self.nucleons + 1.0 / self.bosons)
        return walk * (1.0 + self.aboard) + self.boundary


def theory_of(scenario: Scenario) -> Theory:
    """Return what theory says of a scenario.

    Raises
    ------
    InputError
        If it is not of neutrinos that escape from the centre of a uniform star.
    """
    star, boson, transport = uniform_star(scenario), make_boson(scenario), scenario.transport
    averages = shell_averages(
        star, boson, transport.opacity, antineutrino_fraction(scenario), transport.opacity_scale
    )
    assert averages.inverse_mfp is not None
    radius, grey = float(star.outer_radius[-1]), transport.spectrum == "grey"
    speed = float(mean_speed(boson, star.temperature[0])) if boson else 1.0
    groups = _one_group(averages, speed) if grey else _groups(star, boson, scenario, speed)
    free_path = float(1.0 / averages.inverse_mfp[0])
    ell = eq23 = square = None
    tau, aboard = math.inf, 0.0
    if boson and averages.decay_length is not None and averages.coalescence_time is not None:
        ell, tau = float(averages.decay_length[0]), float(averages.coalescence_time[0])
        eq23 = float(uniform_boson_diffusion_time(radius, ell, tau))
        aboard = min(ell, radius) / (speed * SPEED_OF_LIGHT * tau)
        square = 1.0 if grey else _hop_moments(boson, star)[2] / ell**2
    walked = groups.start @ (1.0 / groups.collide) / free_path
    exponential = transport.steps == "exponential"
    return Theory(
        radius=radius,
        free_path=free_path,
        decay_length=ell,
        eq6=diffusion_time(star.outer_radius, averages.inverse_mfp),
        eq23=eq23,
        steps=0.5 if exponential else 1.0,
        rosseland=_rosseland(transport.spectrum, star, float(walked)),
        square=square,
        tau=tau,
        aboard=aboard,
        boundary=MILNE_EXTRAPOLATION * radius / SPEED_OF_LIGHT,
        transport=_transport(groups, radius, transport.spectrum) if exponential else None,
    )


def uniform_star(scenario: Scenario) -> Star:
    """Return the star of a scenario that this theory is for; InputError for others."""
    star, experiment = load_star(scenario), scenario.experiment
    name = f'{scenario.name}: scan.study = "limits"'
    if experiment.kind != "escape" or experiment.start != "centre" or experiment.weighting != "number":
        raise InputError(f'{name}: needs packets that escape from the centre, with weighting = "number"')
    rows = opacity_rows(star, scenario.transport.opacity)
    if np.ptp(rows.temperature) or np.ptp(rows.inverse_mfp, axis=0).any():
        raise InputError(f'{name}: needs a star of one matter and temperature: star.profile = "uniform"')
    return star


def _rosseland(spectrum: str, star: Star, walked: float) -> float:
    """Return lambda of the diffusion over 1/<1/lambda>; walked: the same for <lambda>."""
    inside = float((star.outer_radius[star.shell == 0][-1] / star.outer_radius[-1]) ** 2)
    return {
        "grey": 1.0,
        "frozen": 1.0,
        "shell": 1.0 / (inside + (1.0 - inside) / walked),
        "collision": walked,
    }[spectrum]


def _one_group(averages: Averages, speed: float) -> Medium:
    """Return the medium of the mode `grey`, in metres; speed: of the Z' [c]."""
    one = np.ones(1)
    assert averages.inverse_mfp is not None
    collide = averages.inverse_mfp[:1]
    if averages.decay_length is None or averages.coalescence_time is None:
        return Medium(collide, 0.0 * one, one, one, one, one, one, speed)
    coalesce = 1.0 / (SPEED_OF_LIGHT * averages.coalescence_time[:1])
    return Medium(collide, coalesce, one, one, one, averages.decay_length[:1], one, 1.0 / speed)


def _groups(star: Star, boson: Boson | None, scenario: Scenario, speed: float) -> Medium:
    """Return the medium in groups of energy, in metres; antineutrinos are taken to collide as neutrinos."""
    node, weight = np.polynomial.legendre.leggauss(_GROUPS)
    ln_x = np.log(_ENERGIES[0]) + 0.5 * (node + 1.0) * np.log(_ENERGIES[1] / _ENERGIES[0])
    x, temperature = np.exp(ln_x), star.temperature[0]
    transport = scenario.transport
    rows = opacity_rows(star, transport.opacity).scaled(transport.opacity_scale)
    collide = np.interp(x * temperature, ENERGIES, rows.inverse_mfp[0, 0])
    thermal = weight * x**3 * fermi_dirac(x)
    coalesce, landed = np.zeros(_GROUPS), thermal
    hop, share = np.ones(1), np.ones(1)
    if boson:
        coalesce = coalescence_rate(boson, x * temperature, temperature) / HBAR_C_MEV_M
        hop, share = _hops(_hop_moments(boson, star))
        edges = np.cumsum(np.append(0.0, weight)) / 2.0
        edges = temperature * _ENERGIES[0] * (_ENERGIES[1] / _ENERGIES[0]) ** edges
        landed = np.diff([_daughters_below(boson, temperature, edge) for edge in edges])
    start, emitted = thermal / thermal.sum(), thermal * collide / (thermal @ collide)
    return Medium(collide, coalesce, start, emitted, landed / landed.sum(), hop, share, 1.0 / speed)


def _daughters_below(boson: Boson, temperature: float, energy: float) -> float:
    """Return the share of daughters below an energy: flat from (E_Z - p_Z)/2 to (E_Z + p_Z)/2."""

    def below(e1: Array, e2: Array) -> Array:
        momentum = boson_momentum(boson.mass_MeV, e1 + e2)
        return np.clip((energy - 0.5 * (e1 + e2 - momentum)) / momentum, 0.0, 1.0)

    return float(pair_average(boson, temperature, below))


def _hop_moments(boson: Boson, star: Star) -> Array:
    """Return the means of powers 0 to 3 of the mean flight L of the Z' that are made, (4,) [m^n]."""

    def power(n: int) -> Array:
        def flight(e1: Array, e2: Array) -> Array:
            return boson.decay_length(boson_momentum(boson.mass_MeV, e1 + e2)) ** n

        return pair_average(boson, star.temperature[0], flight)

    return np.array([power(n) for n in range(4)])


def _hops(moments: Array) -> tuple[Array, Array]:
    """Return two lengths and their shares with these moments (Gauss quadrature)."""
    scale = moments[1]
    m = moments / scale ** np.arange(4)
    determinant = m[2] - m[1] ** 2
    total = (m[3] - m[1] * m[2]) / determinant
    product = (m[1] * m[3] - m[2] ** 2) / determinant
    low, high = np.roots([1.0, -total, product])[::-1]
    share = (m[1] - low) / (high - low)
    return scale * np.array([low, high]), np.array([1.0 - share, share])


def _transport(medium: Medium, radius: float, spectrum: str) -> float | None:
    """Return the mean escape time [s] from the equation of transport."""
    if spectrum == "shell":
        return None
    scaled = replace(
        medium, collide=medium.collide * radius, coalesce=medium.coalesce * radius, hop=medium.hop / radius
    )
    return escape_time(scaled, keeps_energy=spectrum == "frozen") * radius / SPEED_OF_LIGHT
