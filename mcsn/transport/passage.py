"""Laws of first passage: when a diffusing packet leaves a region, and where it is while it has not.

Regions have size 1 and D is 1; time is in their units. There are an interval left from its middle, a
sphere left from its centre, and an interface layer left from the interface. Both sides of the layer are
folded onto 0 < y < 1, where g, r times the continuous quantity, obeys g_t = g_yy, g(1) = 0 and
g_y(0) = beta g(0) (Carslaw & Jaeger 1959, ch. 14); the packet is at y with density g (1 + beta y). The
interval is the layer of beta = 0.
"""

import math

from mcsn.transport.compile import inline
from mcsn.transport.rng import exponential, uniform

LAYERS_PER_UNIT = 24
FIRST_LAYER = 2.0 / 3.0
"""Layers are tabulated on a uniform grid of 1/(1 + beta), in which the mean exit time is linear."""
SMALLEST_BETA, LARGEST_BETA = -0.5, 0.5
TAIL_BINS = 16
"""So many bins of the quantile tables, from the end, are replaced by the exact exponential tail."""
_SPHERE_TAIL = (2.0, math.pi**2)
_EARLY = 1.0 / 61.0
"""Time before which the far edge, 5.5 standard deviations away, is not felt."""
_NEGLIGIBLE = 18.0


@inline
def normal(rng):
    """Return a standard normal deviate (Box & Muller 1958)."""
    return math.sqrt(2.0 * exponential(rng)) * math.cos(2.0 * math.pi * uniform(rng))


@inline
def _exit_quantile(table, amplitude, rate, u):
    bins = len(table) - 1
    place = u * bins
    cell = int(place)
    if cell >= bins - TAIL_BINS:
        return math.log(amplitude / (1.0 - u)) / rate
    return table[cell] + (place - cell) * (table[cell + 1] - table[cell])


@inline
def interval_exit_time(rng, jumps):
    """Draw the time to leave (-1, 1) from 0."""
    layer = int((1.0 - FIRST_LAYER) * LAYERS_PER_UNIT + 0.5)
    tail = jumps.exit_tail[layer]
    return _exit_quantile(jumps.exit_time[layer], tail[0], tail[1], uniform(rng))


@inline
def sphere_exit_time(rng, jumps):
    """Draw the time to leave the unit sphere from its centre."""
    return _exit_quantile(jumps.sphere_exit_time, _SPHERE_TAIL[0], _SPHERE_TAIL[1], uniform(rng))


@inline
def _locate_layer(beta, jumps):
    place = (1.0 / (1.0 + beta) - FIRST_LAYER) * LAYERS_PER_UNIT
    cell = min(max(int(place), 0), len(jumps.exit_time) - 2)
    return cell, place - cell


@inline
def layer_exit_time(rng, beta, jumps):
    """Draw the time to leave an interface layer from the interface."""
    cell, place = _locate_layer(beta, jumps)
    u = uniform(rng)
    low, high = jumps.exit_tail[cell], jumps.exit_tail[cell + 1]
    first = _exit_quantile(jumps.exit_time[cell], low[0], low[1], u)
    second = _exit_quantile(jumps.exit_time[cell + 1], high[0], high[1], u)
    return first + place * (second - first)


@inline
def interval_survivor(rng, time):
    """Draw |y| of a packet that is still in (-1, 1): images before t = 1/4, eigenfunctions after it."""
    if time < 0.25:
        spread = math.sqrt(2.0 * time)
        while True:
            y = abs(spread * normal(rng))
            if y >= 1.0:
                continue
            # exp(-((y - 2n)^2 - y^2) / 4t) of the images at 2n, signs alternating.
            kept = 1.0 - math.exp((y - 1.0) / time) - math.exp((-y - 1.0) / time)
            kept += math.exp((2.0 * y - 4.0) / time) + math.exp((-2.0 * y - 4.0) / time)
            if uniform(rng) < kept:
                return y
    decay = math.pi**2 * time / 4.0
    third, fifth = math.exp(-8.0 * decay), math.exp(-24.0 * decay)
    while True:
        angle = math.asin(uniform(rng))  # first mode
        c = 4.0 * math.cos(angle) ** 2
        # cos 3x / cos x and cos 5x / cos x in terms of c.
        ratio = 1.0 + third * (c - 3.0) + fifth * (c * c - 5.0 * c + 5.0)
        if uniform(rng) * (1.0 + third + fifth) < ratio:
            return angle * 2.0 / math.pi


@inline
def sphere_survivor(rng, time):
    """Draw the radius of a packet that is still in the unit sphere: images early, eigenfunctions late."""
    if time < 0.12:
        spread = math.sqrt(2.0 * time)
        while True:
            x = normal(rng)
            radius = spread * math.sqrt(x * x + 2.0 * exponential(rng))
            if radius >= 1.0:
                continue
            near = (2.0 - radius) * math.exp((radius - 1.0) / time)
            far = (2.0 + radius) * math.exp((-radius - 1.0) / time)
            if uniform(rng) * radius < radius - near + far:
                return radius
    second = math.exp(-3.0 * math.pi**2 * time)
    third = math.exp(-8.0 * math.pi**2 * time)
    bound = 0.57924 * (1.0 + 4.0 * second + 9.0 * third)  # the maximum of x sin(pi x), times that of the rest
    while True:
        radius = uniform(rng)
        c = math.cos(math.pi * radius)
        mode = radius * math.sin(math.pi * radius)
        if uniform(rng) * bound < mode * (1.0 + 4.0 * second * c + 3.0 * third * (4.0 * c * c - 1.0)):
            return radius


@inline
def layer_survivor(rng, time, beta, jumps):
    """Draw y of a packet that is still in an interface layer.

    Rejection: the half-space solution of Carslaw & Jaeger, which is above the true one everywhere, bounds it
    early; later the sum of the eigenfunctions' amplitudes does.
    """
    cell, place = _locate_layer(beta, jumps)
    tilt = 1.0 + max(beta, 0.0)
    spread, root = math.sqrt(2.0 * time), math.sqrt(math.pi * time)
    if time < 0.25:
        bound = tilt * max(1.0, _half_space(0.0, time, beta))
        while True:
            y = abs(spread * normal(rng))
            if y >= 1.0:
                continue
            if time < _EARLY:
                height = _half_space(y, time, beta)
            else:
                height = root * math.exp(y * y / (4.0 * time)) * _modes(y, time, cell, place, jumps)[0]
            if uniform(rng) * bound < height * (1.0 + beta * y):
                return y
    bound = tilt * _modes(0.0, time, cell, place, jumps)[1]
    while True:
        y = uniform(rng)
        if uniform(rng) * bound < _modes(y, time, cell, place, jumps)[0] * (1.0 + beta * y):
            return y


@inline
def _half_space(y, time, beta):
    """Return the density without the far edge, over that without an interface either."""
    z = y / math.sqrt(4.0 * time) + beta * math.sqrt(time)
    return 1.0 - beta * math.sqrt(math.pi * time) * math.exp(z * z) * math.erfc(z)


@inline
def _modes(y, time, cell, place, jumps):
    """Return the eigenfunction series of the density, and the sum of its amplitudes."""
    low, high = jumps.roots[cell], jumps.roots[cell + 1]
    total, amplitudes, first = 0.0, 0.0, 0.0
    for n in range(len(low)):
        z = low[n] + place * (high[n] - low[n])
        decay = z * z * time
        if n == 0:
            first = decay
        amplitude = 2.0 * math.sin(z) / (1.0 - math.sin(2.0 * z) / (2.0 * z)) * math.exp(-decay)
        total += amplitude * math.sin(z * (1.0 - y))
        amplitudes += abs(amplitude)
        if decay > first + _NEGLIGIBLE:
            break
    return total, amplitudes
