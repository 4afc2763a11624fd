"""What explains escape times from a uniform star: the paper's, those of diffusion, and those of transport.

From the centre diffusion takes R^2/(6 D) and, as the density vanishes 0.7104 lambda outside of the surface,
0.7104 R/c more. D is the sum of two channels that go on side by side:

- the walk on nucleons, c lambda/3 with exponential flights, half of it with fixed ones. Where collisions
  redraw energies, lambda is the thermal mean <lambda> (Rosseland's mean, for a number of neutrinos); where
  they do not, times add and not rates, and lambda is 1/<1/lambda> as in Eq. 6. The mode `shell` is the second
  within its innermost shell, where packets start, and the first outside of it. Both become the first once
  coalescences redraw energies, after a time tau. Coalescence ends flights, too: 1/lambda + 1/(c tau).
- hops of the Z', <L^2>/(3 tau) with exponential flights, half of it with fixed ones; Eq. 23 has ell^2, the
  squared mean of the mean flights L, for the mean square. They too overshoot the surface, by 0.7104 ell, and
  none escapes before its first: 0.7104 R/ell + 1 hops more.

Between coalescences a packet is aboard a Z' for ell/v.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcsn.averages import shell_averages
from mcsn.constants import SPEED_OF_LIGHT
from mcsn.errors import InputError
from mcsn.experiments.setup import antineutrino_fraction, make_boson
from mcsn.opacities import opacity_rows
from mcsn.physics.analytic import (
    MILNE_EXTRAPOLATION,
    UNIFORM_OVERSHOOT,
    diffusion_time,
    uniform_boson_diffusion_time,
)
from mcsn.physics.boson import Boson, boson_momentum
from mcsn.physics.fermi import fermi_dirac
from mcsn.physics.pairs import mean_speed, pair_average
from mcsn.physics.sphere import Hops, escape_time
from mcsn.scenario import Scenario
from mcsn.star import Star, load_star
from mcsn.transport.grid import ENERGIES

Array = NDArray[np.float64]

_GROUPS = 28
_ENERGIES = (1e-3, 25.0)
"""Of the groups, in T; below lies 0.07 % of <lambda>."""
_IDLE = 1e6
"""A Z' that flies so many radii is as good as none."""


@dataclass(frozen=True)
class Theory:
    """What theory says of a scenario with a uniform star; times in seconds, lengths in metres."""

    radius: float
    free_path: float  # 1/<1/lambda>, that of Eq. 6
    eq6: float
    steps: float  # 1/2 with exponential flights, 1 with fixed ones
    rosseland: float  # lambda of the diffusion on nucleons, over 1/<1/lambda>
    redrawn: float  # the same where energies are redrawn
    boundary: float  # 0.7104 R/c; with fixed steps 2 x 0.29795 R/c
    transport: float | None
    """By the equation of transport: in `grey`, and without a Z' in `frozen` and `collision`."""
    decay_length: float | None = None  # ell; this and what follows is of the Z'
    eq23: float | None = None  # of the whole star, as in Eq. 22
    square: float | None = None  # <L^2>/ell^2
    tau: float = math.inf  # mean time to a coalescence
    aboard: float = 0.0  # time that a Z' spends inside, over tau

    @property
    def nucleons(self) -> float:
        """R^2/(6 D) of the walk on nucleons alone [s]."""
        own = self._walk(self.rosseland)
        if self.redrawn == self.rosseland or math.isinf(self.tau):
            return own
        return 1.0 / (1.0 / own + 1.0 / (self._walk(self.redrawn) + self.tau))

    def _walk(self, factor: float) -> float:
        """Return it for a mean free path of some times 1/<1/lambda>."""
        return self.steps * self.eq6 * (1.0 / factor + self.free_path / (SPEED_OF_LIGHT * self.tau))

    @property
    def bosons(self) -> float:
        """R^2/(6 D) of the hops alone, with the first one and the last; infinite without a Z' [s]."""
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
    star, transport = uniform_star(scenario), scenario.transport
    boson, antineutrinos = make_boson(scenario), antineutrino_fraction(scenario)
    averages = shell_averages(star, boson, transport.opacity, antineutrinos, transport.opacity_scale)
    assert averages.inverse_mfp is not None
    radius, free_path = float(star.outer_radius[-1]), float(1.0 / averages.inverse_mfp[0])
    groups, hops = _groups(star, scenario), None
    of_boson: dict[str, Any] = {}
    if boson and averages.decay_length is not None and averages.decay_length[0] < _IDLE * radius:
        assert averages.coalescence_time is not None
        ell, tau = float(averages.decay_length[0]), float(averages.coalescence_time[0])
        temperature = float(star.temperature[0])
        slowness = float(1.0 / mean_speed(boson, temperature))
        hops = Hops(radius / (SPEED_OF_LIGHT * tau), ell / radius, slowness)
        grey = transport.spectrum == "grey"
        of_boson = {
            "decay_length": ell,
            "eq23": float(uniform_boson_diffusion_time(radius, ell, tau)),
            "square": 1.0 if grey else _mean_square_flight(boson, temperature) / ell**2,
            "tau": tau,
            "aboard": min(ell, radius) * slowness / (SPEED_OF_LIGHT * tau),
        }
    redrawn = 1.0 if transport.spectrum == "grey" else float(groups[1] @ (1.0 / groups[0])) / free_path
    exponential = transport.steps == "exponential"
    return Theory(
        radius=radius,
        free_path=free_path,
        eq6=diffusion_time(star.outer_radius, averages.inverse_mfp),
        steps=0.5 if exponential else 1.0,
        rosseland=_rosseland(transport.spectrum, star, redrawn),
        redrawn=redrawn,
        boundary=(MILNE_EXTRAPOLATION if exponential else 2.0 * UNIFORM_OVERSHOOT) * radius / SPEED_OF_LIGHT,
        transport=_transport(transport.spectrum, groups, free_path, hops, radius) if exponential else None,
        **of_boson,
    )


def uniform_star(scenario: Scenario) -> Star:
    """Return the star of a scenario that this theory is for; InputError for others."""
    star, experiment = load_star(scenario), scenario.experiment
    name = f'{scenario.name}: scan.study = "limits"'
    if experiment.kind != "escape" or experiment.start != "centre" or experiment.weighting != "number":
        raise InputError(f'{name}: needs packets that escape from the centre, with weighting = "number"')
    if scenario.transport.scattering != "isotropic" or scenario.transport.inelasticity < 1.0:
        raise InputError(f'{name}: needs scattering = "isotropic" and inelasticity = 1')
    rows = opacity_rows(star, scenario.transport.opacity)
    if np.ptp(rows.temperature) or np.ptp(rows.inverse_mfp, axis=0).any():
        raise InputError(f'{name}: needs a star of one matter and temperature: star.profile = "uniform"')
    return star


def _rosseland(spectrum: str, star: Star, redrawn: float) -> float:
    """Return lambda of the diffusion over 1/<1/lambda>; redrawn: the same for <lambda>."""
    inside = float((star.outer_radius[star.shell == 0][-1] / star.outer_radius[-1]) ** 2)
    if spectrum == "shell":
        return 1.0 / (inside + (1.0 - inside) / redrawn)
    return redrawn if spectrum == "collision" else 1.0


def _groups(star: Star, scenario: Scenario) -> tuple[Array, Array, Array]:
    """Return rates of collisions [1/m], and shares of E^2 f and E^2 f/lambda, by groups of energy, (n,)."""
    node, weight = np.polynomial.legendre.leggauss(_GROUPS)
    ln_x = np.log(_ENERGIES[0]) + 0.5 * (node + 1.0) * np.log(_ENERGIES[1] / _ENERGIES[0])
    x, transport = np.exp(ln_x), scenario.transport
    rows = opacity_rows(star, transport.opacity).scaled(transport.opacity_scale)
    antineutrinos = antineutrino_fraction(scenario)
    inverse_mfp = np.array([1.0 - antineutrinos, antineutrinos]) @ rows.inverse_mfp[0]
    collide = np.interp(x * star.temperature[0], ENERGIES, inverse_mfp)
    thermal = weight * x**3 * fermi_dirac(x)
    return collide, thermal / thermal.sum(), thermal * collide / (thermal @ collide)


def _mean_square_flight(boson: Boson, temperature: float) -> float:
    """Return <L^2>, L the mean flight of a Z' of given momentum [m^2]."""

    def square(e1: Array, e2: Array) -> Array:
        return boson.decay_length(boson_momentum(boson.mass_MeV, e1 + e2)) ** 2

    return float(pair_average(boson, temperature, square))


def _transport(
    spectrum: str, groups: tuple[Array, Array, Array], free_path: float, hops: Hops | None, radius: float
) -> float | None:
    """Return the mean escape time by the equation of transport [s]; None where it is not exact."""
    one = np.ones(1)
    collide, thermal, emitted = groups
    if spectrum == "grey":
        time = escape_time(radius / free_path * one, one, one, hops)
    elif hops is not None or spectrum == "shell":
        return None
    elif spectrum == "frozen":
        time = float(thermal @ [escape_time(radius * rate * one, one, one) for rate in collide])
    else:
        time = escape_time(radius * collide, thermal, emitted)
    return time * radius / SPEED_OF_LIGHT
