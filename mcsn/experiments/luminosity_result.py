"""What a luminosity run tallies, and what it concludes.

packet_counts: packets by stratum; sums, products: of `_COLUMNS`, by stratum; transfer: energy per second from
shell of birth to shell of decay, the last column out of the star, and produced: that of births, sums and
sums of squares by stratum; spectrum: neutrinos per second by what becomes of them (escaped, deposited) and
energy on the fine grid, sums and sums of squares.

A Z' counts as escaped where it leaves the star, with all its energy, whatever it decays to outside; the muons
are a species of their own there. Inside, the muons' share of decays is left where they are, as all else is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcsn.constants import ERG_PER_MEV
from mcsn.experiments import strata, tallies
from mcsn.experiments.protocol import Row, Totals, Variable

Array = NDArray[np.float64]

SPECIES = ("nu_mu", "anti_nu_mu", "nu_tau", "anti_nu_tau", "nu_e", "anti_nu_e", "muons")
"""What Z' outside become; muons of both charges, which decay in their turn."""
ENERGIES = tallies.FineGrid(-4, 6, 100)
"""Energies of daughters are counted on this grid [MeV]."""
_COLUMNS = ("energy", "number", "flight", "escaped_energy", "escaped_number", *SPECIES)
"""Per second: energy and number of the Z' made, number times decay length, energy and number of those that
escape, and their energy by species of the daughters."""
_BINS_PER_DECADE = 10
_LEAST_SHARE = 1e-6
"""Bins at the ends of the spectra that hold a smaller share are left out."""


def tally(produced: NDArray, shares: Array, first: int, muon_fraction: float) -> Totals:
    """Tally Z' that were followed.

    Parameters
    ----------
    produced : ndarray
        `production.PRODUCED`, (n,).
    shares : ndarray
        Probabilities of decay by shell and, last, outside, (n, shells + 1).
    first : int
        Number of the first packet.
    muon_fraction : float
        Of decays.
    """
    power = produced["weight"] * produced["energy"]
    columns = _columns(produced, shares[:, -1], muon_fraction)
    shells = range(shares.shape[1] - 1)
    births = produced["shell"][:, None] == np.array(shells)
    decays = power[:, None] * shares
    rows = [strata.sums(np.where(births[:, [shell]], decays, 0.0), first) for shell in shells]
    return {
        "packet_counts": strata.counts(len(produced), first),
        "sums": strata.by_stratum(columns, first).sum(axis=0),
        "products": strata.products(columns, first),
        "transfer": np.stack(rows, axis=2),
        "produced": strata.sums(np.where(births, power[:, None], 0.0), first),
        "spectrum": _spectrum(produced, shares[:, -1], first, muon_fraction),
    }


def _columns(produced: NDArray, escapes: Array, muon_fraction: float) -> Array:
    """Return the `_COLUMNS` of packets, (n, q)."""
    weight, energy = produced["weight"], produced["energy"]
    species = np.zeros((len(produced), len(SPECIES)))
    number = np.arange(len(produced))
    for sign in range(2):
        share = (1.0 - muon_fraction) * produced["daughters"][:, sign]
        species[number, 2 * produced["flavour"] + sign] = weight * escapes * share
    species[:, -1] = weight * escapes * muon_fraction * energy
    made = np.stack([energy, np.ones_like(energy), produced["mean_flight"]], axis=1)
    escaped = np.stack([energy, np.ones_like(energy)], axis=1) * escapes[:, None]
    return np.concatenate([weight[:, None] * made, weight[:, None] * escaped, species], axis=1)


def _spectrum(produced: NDArray, escapes: Array, first: int, muon_fraction: float) -> Array:
    """Return sums and sums of squares over the fine bins, (2, fates, bins).

    One of the two daughters, neutrino and antineutrino in turn, stands for both: so all that a bin sums is
    independent.
    """
    number = np.arange(len(produced))
    turn = (first + number) // strata.STRATA % 2  # alike in all strata
    energy = produced["daughters"][number, turn]
    bins = ENERGIES.bins_of(energy)
    neutrinos = 2.0 * (1.0 - muon_fraction) * produced["weight"]
    rates = (neutrinos * escapes, neutrinos * (1.0 - escapes))
    count = len(ENERGIES.edges) + 1
    return np.array(
        [[np.bincount(bins, rate**power, count) for rate in rates] for power in (1, 2)],
    )


def summary(totals: Totals) -> dict[str, Any]:
    """Return the numbers of the result; every estimate `x` has its `x_stderr` beside it."""
    packets = int(totals["packet_counts"].sum())
    means = strata.Means.of(totals["packet_counts"], totals["sums"], totals["products"])
    made, number, flight, escaped, escapes, *species = np.eye(len(_COLUMNS))
    estimates = {
        "luminosity_produced_erg_per_s": means.mean(ERG_PER_MEV * made),
        "luminosity_escaped_erg_per_s": means.mean(ERG_PER_MEV * escaped),
        "luminosity_deposited_erg_per_s": means.mean(ERG_PER_MEV * (made - escaped)),
        "suppression": means.ratio(escaped, made),
        "decay_length_mean_m": means.ratio(flight, number),
        # A Z' has two daughters; what becomes muons has the same mean.
        "escaped_neutrino_energy_mean_MeV": means.ratio(0.5 * escaped, escapes),
        "deposited_neutrino_energy_mean_MeV": means.ratio(0.5 * (made - escaped), number - escapes),
    }
    numbers: dict[str, Any] = {"packets": packets, "coalescences": packets}
    for name, (value, error) in estimates.items():
        numbers |= {name: value, f"{name}_stderr": error}
    shares = {name: means.ratio(one, escaped) for name, one in zip(SPECIES, species, strict=True)}
    return numbers | _named("escaped_energy_shares", shares) | _named(*_deposited(totals))


def _deposited(totals: Totals) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the energy that decays leave in each shell."""
    value, error = _luminosity(totals, totals["transfer"].sum(axis=2))  # a packet is born in one shell
    shells = {str(k + 1): (value[k], error[k]) for k in range(len(value) - 1)}
    return "luminosity_deposited_by_shell_erg_per_s", shells


def _named(name: str, estimates: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, float]]:
    """Return a table of estimates and that of their standard errors."""
    values, errors = ({key: float(pair[i]) for key, pair in estimates.items()} for i in range(2))
    return {name: values, f"{name}_stderr": errors}


def _luminosity(totals: Totals, sums: Array) -> tuple[Array, Array]:
    """Return means of energies per second, with standard errors, in erg/s."""
    value, error = strata.means(totals["packet_counts"], sums)
    return value * ERG_PER_MEV, error * ERG_PER_MEV


def table(numbers: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the lines of the table that `mcsn run` prints."""
    yield Row("packets", numbers["packets"])
    for word in ("produced", "escaped", "deposited"):
        yield Row.of(f"luminosity, {word}", numbers, f"luminosity_{word}_erg_per_s", "erg/s")
    for shell in numbers["luminosity_deposited_by_shell_erg_per_s"]:
        yield Row.part(
            f"deposited in shell {shell}", numbers, "luminosity_deposited_by_shell_erg_per_s", shell, "erg/s"
        )
    yield Row.of("suppression, escaped / produced", numbers, "suppression")
    yield Row.of("decay length, mean", numbers, "decay_length_mean_m", "m")
    for word in ("escaped", "deposited"):
        yield Row.of(f"{word} neutrinos, mean energy", numbers, f"{word}_neutrino_energy_mean_MeV", "MeV")
    for species, share in numbers["escaped_energy_shares"].items():
        if share != 0.0:
            yield Row.part(f"escaped energy in {species}", numbers, "escaped_energy_shares", species)


def variables(totals: Totals) -> dict[str, Variable]:
    """Return the arrays of the result, coordinates among them."""
    transfer, transfer_error = _luminosity(totals, totals["transfer"])
    produced, produced_error = _luminosity(totals, totals["produced"])
    shells = np.arange(1, len(produced) + 1)
    matrix, births = ("birth_shell", "decay_shell"), ("birth_shell",)
    places = np.array([*map(str, shells), "outside"])
    return {
        "birth_shell": Variable(births, shells, "", "shell, from the centre outwards"),
        "decay_shell": Variable(("decay_shell",), places, "", "shell where a Z' decays"),
        "produced": Variable(births, produced, "erg/s", "energy that goes into Z' in a shell"),
        "produced_stderr": Variable(births, produced_error, "erg/s", "standard error of produced"),
        "transfer": Variable(matrix, transfer, "erg/s", "energy that Z' carry from shell to shell"),
        "transfer_stderr": Variable(matrix, transfer_error, "erg/s", "standard error of transfer"),
    } | _spectra(totals)


def _spectra(totals: Totals) -> dict[str, Variable]:
    packets = int(totals["packet_counts"].sum())
    sums, squares = totals["spectrum"]
    edges, chosen = _edges(sums.sum(axis=0))
    width = np.diff(edges)
    total, square = ENERGIES.rebinned(sums, chosen)[1], ENERGIES.rebinned(squares, chosen)[1]
    error = np.sqrt(np.maximum(square - total**2 / packets, 0.0))
    axes = ("fate", "energy")
    fates = np.array(["escaped", "deposited"])
    return {
        "energy": Variable(("energy",), np.sqrt(edges[1:] * edges[:-1]), "MeV", "middle of the energy bins"),
        "energy_edge": Variable(("energy_edge",), edges, "MeV", "edges of the energy bins"),
        "fate": Variable(("fate",), fates, "", "where the neutrinos are born of Z'"),
        "spectrum": Variable(axes, total / packets / width, "1/(MeV s)", "neutrinos per second and energy"),
        "spectrum_stderr": Variable(axes, error / packets / width, "1/(MeV s)", "standard error of spectrum"),
    }


def _edges(rates: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return the edges of the coarse bins and their places on the fine grid."""
    step = ENERGIES.bins_per_decade // _BINS_PER_DECADE
    filled = np.flatnonzero(rates > _LEAST_SHARE * rates.sum())
    first, last = (filled[0] - 1, filled[-1]) if len(filled) else (0, 1)
    low, high = max(0, first // step), min((len(ENERGIES.edges) - 1) // step, -(-last // step))
    chosen = step * np.arange(low, max(high, low + 1) + 1)
    return ENERGIES.edges[chosen], chosen
