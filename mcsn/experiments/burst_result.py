"""What a burst concludes from its tallies (`burst_tally` says what they are).

Values are means over the replicas that are done. Errors are those of the means, from the scatter of replicas,
and no less than those of independent packets, which are what a single replica has. These leave out how what
leaves cools the rest; temperatures of a single replica have none.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mcsn.experiments.burst_tally import ENERGIES, POWERS, TIMES
from mcsn.experiments.protocol import Row, Totals, Variable
from mcsn.experiments.tallies import fraction
from mcsn.star import Star

Array = NDArray[np.float64]

QUANTILES = {"t50_s": 0.5, "t90_s": 0.9, "t99_s": 0.99}
"""Times by which these shares of the energy at the start have left."""
SPECIES = ("nu_x", "anti_nu_x", "nu_e", "anti_nu_e")
"""nu_x: nu_mu and nu_tau."""
_INVERSE_SQUARE, _INVERSE, _NUMBER = (POWERS.index(power) for power in (-2, -1, 0))


class Told(NamedTuple):
    """What tallies are of."""

    packets: int  # of a replica
    packet_erg: float
    edges: Array  # of the clock [s]
    star: Star
    has_energies: bool
    kinds: int  # the first of `SPECIES`, which can leave


def summary(totals: Totals, told: Told) -> dict[str, Any]:
    """Return the numbers of the result; every estimate `x` has its `x_stderr` beside it."""
    done = _done(totals)
    powers = done["powers"]  # (replicas, powers, fates, kinds, bins)
    left = done["emitted"].sum(axis=1)
    as_boson = powers[:, _NUMBER, 1].sum(axis=(1, 2))
    start, remaining = done["start"].sum(axis=1), done["remaining"].sum(axis=1)
    events = done["events"].sum(axis=0)
    numbers: dict[str, Any] = {
        "packets": int(start.sum()),
        "replicas": len(start),
        "collisions": int(events[0]),
        "jumps": int(events[1]),
        "coalescences": int(events[2]),
        "time_steps": int(done["steps"].sum()),
        "energy_initial_erg": told.packets * told.packet_erg,
        "energy_balance_error": float(np.max(np.abs(start - left - remaining)) / told.packets),
    }
    estimates = {
        "energy_emitted_erg": _energy(left, told),
        "energy_remaining_erg": _energy(remaining, told),
        "emitted_as_boson": _mean(*np.array([*map(fraction, as_boson, left)]).T),
    }
    for name, share in QUANTILES.items():
        times = np.array([_time_of(share * told.packets, counts) for counts in done["emitted"]])
        estimates[name] = _mean(times[:, 0], times[:, 1])
    for i, species in enumerate(SPECIES[: told.kinds] if told.has_energies else ()):
        estimates[f"energy_mean_{species}_MeV"] = _mean(
            *_per_neutrino(powers[:, :, :, i].sum(axis=(2, 3)), 1)
        )
    for name, (value, error) in estimates.items():
        numbers |= {name: float(value), f"{name}_stderr": float(error)}
    return numbers


def table(numbers: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the lines of the table that `mcsn run` prints."""
    yield Row("packets", numbers["packets"])
    yield Row("bursts", numbers["replicas"])
    yield Row("time steps", numbers["time_steps"])
    yield Row("energy at the start", numbers["energy_initial_erg"], 0.0, "erg")
    yield Row.of("energy emitted", numbers, "energy_emitted_erg", "erg")
    yield Row.of("emitted as Z'", numbers, "emitted_as_boson")
    for name, share in QUANTILES.items():
        yield Row.of(f"{share:.0%} have left by", numbers, name, "s")
    for species in SPECIES:
        if f"energy_mean_{species}_MeV" not in numbers:
            continue
        label = species.replace("_", "-", 1) if species.startswith("anti") else species
        yield Row.of(f"mean energy of {label}", numbers, f"energy_mean_{species}_MeV", "MeV")


def variables(totals: Totals, told: Told) -> dict[str, Variable]:
    """Return the arrays of the result, coordinates among them."""
    done, edges = _done(totals), told.edges
    middle = np.append(0.5 * edges[1], np.sqrt(edges[1:-1] * edges[2:]))
    coordinates = {
        "time": Variable(("time",), middle, "s", "middle of the bins of time"),
        "time_edge": Variable(("time_edge",), edges, "s", "edges of the bins of time"),
        "species": Variable(("species",), np.array(SPECIES[: told.kinds]), "", "nu_x: two flavours"),
        "zone_edge": Variable(("zone",), told.star.outer_radius, "m", "outer radius of the zones"),
        "zone_shell": Variable(("zone",), told.star.shell + 1, "", "shell of the zones"),
    }
    found = coordinates | _light(done, told) | _inside(done, told)
    return found | _energies(done, told) | _spectra(done, told) if told.has_energies else found


def _light(done: Totals, told: Told) -> dict[str, Variable]:
    """Return light curves."""
    powers, widths = done["powers"], np.diff(told.edges)
    counts = powers[:, _NUMBER]  # (replicas, fates, kinds, bins)

    def curve(numbers: Array) -> tuple[Array, ...]:
        return tuple(values / widths for values in _energy(numbers, told))

    cumulative = np.pad(np.cumsum(counts.sum(axis=(1, 2)), axis=-1), ((0, 0), (1, 0)))
    found = {
        "luminosity": (("time",), curve(counts.sum(axis=(1, 2))), "erg/s", "energy that leaves per second"),
        "luminosity_species": (
            ("species", "time"),
            curve(counts.sum(axis=1)[:, : told.kinds]),
            "erg/s",
            "the same by species",
        ),
        "luminosity_boson": (("time",), curve(counts[:, 1].sum(axis=1)), "erg/s", "part that leaves as Z'"),
        "energy_emitted": (
            ("time_edge",),
            _energy(cumulative, told),
            "erg",
            "energy that has left",
        ),
    }
    return _with_errors(found)


def _energies(done: Totals, told: Told) -> dict[str, Variable]:
    """Return mean energies."""
    powers = done["powers"].sum(axis=2)[:, :, : told.kinds]  # (replicas, powers, kinds, bins)
    found = {
        "energy_mean": (
            ("species", "time"),
            _mean(*_per_neutrino(powers, 1)),
            "MeV",
            "mean energy of the neutrinos that leave",
        ),
        "energy_square_mean": (
            ("species", "time"),
            _mean(*_per_neutrino(powers, 2)),
            "MeV2",
            "mean square energy of the neutrinos that leave",
        ),
    }
    return _with_errors(found)


def _spectra(done: Totals, told: Told) -> dict[str, Variable]:
    """Return spectra of energy at emission."""
    counts = done["spectrum"][:, : told.kinds]  # (replicas, kinds, bins, colours)
    edges = ENERGIES.edges
    inner = counts[..., 1:-1]
    spectrum = tuple(values / np.diff(edges) for values in _energy(inner, told))
    found = {
        "spectrum": (
            ("species", "time", "energy"),
            spectrum,
            "erg/MeV",
            "energy that leaves in a bin of time, per energy of its neutrinos",
        )
    }
    return {
        "energy": Variable(
            ("energy",), np.sqrt(edges[1:] * edges[:-1]), "MeV", "middle of the bins of energy"
        ),
        "energy_edge": Variable(("energy_edge",), edges, "MeV", "edges of the bins of energy"),
    } | _with_errors(found)


def _inside(done: Totals, told: Told) -> dict[str, Variable]:
    """Return temperatures and energies of the star, and where Z' took energy."""
    unknown = np.full_like(done["temperature"], np.nan)
    flights = done["flights"]
    names = np.arange(1, told.star.shells + 1)
    held = done["held"]
    found = {
        "temperature": (("time_edge", "zone"), _mean(done["temperature"], unknown), "MeV", "of the zones"),
        "zone_energy": (
            ("time_edge", "zone"),
            _energy(held, told),
            "erg",
            "heat of the zones",
        ),
        "boson_energy": (
            ("birth_shell", "decay_shell"),
            _mean(flights * told.packet_erg, np.sqrt(flights) * told.packet_erg),
            "erg",
            "energy that Z' take from shell to shell",
        ),
    }
    places = np.array([*map(str, names), "outside"])
    return {
        "birth_shell": Variable(("birth_shell",), names, "", "shell, from the centre outwards"),
        "decay_shell": Variable(("decay_shell",), places, "", "shell where a Z' decays"),
    } | _with_errors(found)


def _with_errors(found: Mapping[str, tuple]) -> dict[str, Variable]:
    """Return variables and their standard errors; found: dims, (values, errors), unit and meaning by name."""
    made = {}
    for name, (dims, (values, errors), unit, meaning) in found.items():
        made[name] = Variable(dims, values, unit, meaning)
        made[f"{name}_stderr"] = Variable(dims, errors, unit, f"standard error of {name}")
    return made


def _done(totals: Totals) -> Totals:
    """Return the tallies of the replicas that have been run."""
    run = totals["done"] > 0
    return {name: array[run] for name, array in totals.items()}


def _mean(values: Array, errors: Array) -> tuple[Array, Array]:
    """Return the mean over replicas, the first axis, and its standard error; errors: of single replicas."""
    number = len(values)
    independent = np.sqrt(np.sum(np.square(errors), axis=0)) / number
    if number == 1:
        return values[0], independent
    return values.mean(axis=0), np.fmax(values.std(axis=0, ddof=1) / np.sqrt(number), independent)


def _energy(counts: Array, told: Told) -> tuple[Array, Array]:
    """Return the mean energy of so many packets of a replica, and its error, [erg]."""
    errors = np.sqrt(counts * np.maximum(1.0 - counts / told.packets, 0.0))
    value, error = _mean(counts * 1.0, errors)
    return value * told.packet_erg, error * told.packet_erg


def _time_of(number: float, counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return when so many packets have left, and the error; NaN where fewer have."""
    left = counts.sum()
    return TIMES.quantile(counts, number / left) if number < left else (float("nan"), float("nan"))


def _per_neutrino(powers: Array, power: int) -> tuple[Array, Array]:
    """Return the mean of E^power per neutrino, and its error; powers: sums, (replicas, powers, ...).

    It is the ratio of sums of E^(power - 1) and of 1/E over the packets of all replicas.
    """
    powers = powers.sum(axis=0, keepdims=True)
    above, below = powers[:, _NUMBER + power - 1], powers[:, _INVERSE]
    above2 = powers[:, _NUMBER + 2 * (power - 1)]
    cross = powers[:, _NUMBER + power - 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = above / below
        spread = above2 / above**2 + powers[:, _INVERSE_SQUARE] / below**2 - 2.0 * cross / (above * below)
    return ratio, ratio * np.sqrt(np.maximum(spread, 0.0))
