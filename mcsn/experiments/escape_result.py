"""What an escape run concludes from its totals.

time_counts, energy_counts: packets by fate (neutrino, Z') on the fine grids; species_counts: by flavour (mu,
tau, e) and sign; start_counts, absorbed_counts: by shell; boson_flights: Z' by shell of birth and of decay,
the last column out of the star; boson_flow, neutrino_flow: net number outwards through each shell's boundary;
*_moments: sums of powers 0 to 4 over packets; batches: their number, sum and sum of squares of their packets.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcsn.experiments import tallies
from mcsn.experiments.protocol import Row, Totals, Variable
from mcsn.scenario import HistogramTable
from mcsn.transport.state import ENERGY_QUANTUM

TIMES = tallies.FineGrid(-14, 10, 2000)
"""Escape times are counted on this grid [s]."""
ENERGIES = tallies.FineGrid(-4, 6, 200)
"""Energies at escape are counted on this grid [MeV]."""
Array = NDArray[np.float64]
QUANTILES = (0.1, 0.5, 0.9)
PER_PACKET = {"collisions": "", "jumps": "", "coalescences": "", "boson_path": "_m"}
"""What is averaged over packets, with the suffix that names its unit."""
_MOST_SPECTRUM_BINS = 60


def boson_flow(flights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the net number of Z' outwards through each shell's outer boundary, (shells,)."""
    shells = len(flights)
    return np.array(
        [flights[: k + 1, k + 1 :].sum() - flights[k + 1 :, : k + 1].sum() for k in range(shells)], np.int64
    )


def summary(totals: Totals, has_energies: bool) -> dict[str, Any]:
    """Return the numbers of the result; every estimate `x` has its `x_stderr` beside it."""
    packets = int(totals["batches"][1])
    neutrinos, bosons = totals["time_counts"].sum(axis=1)
    by_time = totals["time_counts"].sum(axis=0)
    quantiles = {str(p): TIMES.quantile(by_time, p) for p in QUANTILES}
    estimates = {
        "escape_time_mean_s": tallies.mean(totals["time_moments"]),
        "escape_time_variance_s2": tallies.variance(totals["time_moments"]),
        "escaped_as_neutrino": tallies.fraction(neutrinos, packets),
        "escaped_as_boson": tallies.fraction(bosons, packets),
        "absorbed": tallies.fraction(totals["absorbed_counts"].sum(), packets),
    }
    for name, unit in PER_PACKET.items():
        estimates[f"{name}_per_packet{unit}"] = tallies.mean(totals[f"{name}_moments"])
    if has_energies:
        estimates["escape_energy_mean_MeV"] = tallies.mean(totals["energy_moments"].sum(axis=0))
    numbers: dict[str, Any] = {
        "packets": packets,
        "collisions": int(totals["collisions_moments"][1]),
        "jumps": int(totals["jumps_moments"][1]),
        "coalescences": int(totals["coalescences_moments"][1]),
        "escape_time_quantiles_s": {p: value for p, (value, _) in quantiles.items()},
        "escape_time_quantiles_s_stderr": {p: error for p, (_, error) in quantiles.items()},
    }
    for name, (value, error) in estimates.items():
        numbers |= {name: value, f"{name}_stderr": error}
    return numbers


def table(numbers: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the lines of the table that `mcsn run` prints."""
    yield Row("packets", numbers["packets"])
    yield Row.of("escape time, mean", numbers, "escape_time_mean_s", "s")
    for p in numbers["escape_time_quantiles_s"]:
        yield Row.part(f"escape time, {float(p):.0%} quantile", numbers, "escape_time_quantiles_s", p, "s")
    yield Row.of("escaped as neutrino", numbers, "escaped_as_neutrino")
    yield Row.of("escaped as Z'", numbers, "escaped_as_boson")
    if numbers["absorbed"] > 0.0:
        yield Row.of("ended as muons or nu_e", numbers, "absorbed")
    if "escape_energy_mean_MeV" in numbers:
        yield Row.of("energy at escape, mean", numbers, "escape_energy_mean_MeV", "MeV")
    yield Row.of("collisions simulated per packet", numbers, "collisions_per_packet")
    if numbers["jumps"]:
        yield Row.of("jumps per packet", numbers, "jumps_per_packet")
    yield Row.of("coalescences per packet", numbers, "coalescences_per_packet")
    yield Row.of("flown as Z' per packet", numbers, "boson_path_per_packet_m", "m")


def variables(totals: Totals, bins: HistogramTable, has_energies: bool) -> dict[str, Variable]:
    """Return the arrays of the result, coordinates among them."""
    arrays = _times(totals, bins) | _flows(totals)
    return arrays | _energies(totals) if has_energies else arrays


def _times(totals: Totals, bins: HistogramTable) -> dict[str, Variable]:
    counts = totals["time_counts"]
    chosen = TIMES.coarse_edges(counts.sum(axis=0), bins.bins, bins.scale, bins.from_, bins.to)
    edges, binned = TIMES.rebinned(counts, chosen)
    rate, error = tallies.density(binned.sum(axis=0), edges, int(totals["batches"][1]))
    quantiles = np.array([TIMES.quantile(counts.sum(axis=0), p) for p in QUANTILES])
    return {
        "time": Variable(("time",), 0.5 * (edges[1:] + edges[:-1]), "s", "middle of the bins of escape time"),
        "time_edge": Variable(("time_edge",), edges, "s", "edges of the bins of escape time"),
        "fate": Variable(("fate",), np.array(["neutrino", "boson"]), "", "what packets escape as"),
        "escape_counts": Variable(("fate", "time"), binned, "", "packets by escape time"),
        "escape_rate": Variable(("time",), rate, "1/s", "fraction of packets that escape per second"),
        "escape_rate_stderr": Variable(("time",), error, "1/s", "standard error of escape_rate"),
        "probability": Variable(("probability",), np.array(QUANTILES), "", "probability of the quantiles"),
        "escape_time_quantile": Variable(("probability",), quantiles[:, 0], "s", "quantile of escape time"),
        "escape_time_quantile_stderr": Variable(
            ("probability",), quantiles[:, 1], "s", "standard error of escape_time_quantile"
        ),
    }


def _energies(totals: Totals) -> dict[str, Variable]:
    counts = totals["energy_counts"]
    bins = min(_MOST_SPECTRUM_BINS, math.ceil(2.0 * counts.sum() ** (1.0 / 3.0)) or 1)  # the Rice rule
    chosen = ENERGIES.coarse_edges(counts.sum(axis=0), bins, "log", None, None)
    edges, binned = ENERGIES.rebinned(counts, chosen)
    spectrum, error = tallies.density(binned.sum(axis=0), edges, int(totals["batches"][1]))
    energy, energy_error = _per_packet(totals, "boson_flight_energy", ENERGY_QUANTUM)
    shape = ("birth_shell", "decay_shell")
    return {
        "energy": Variable(("energy",), 0.5 * (edges[1:] + edges[:-1]), "MeV", "middle of the energy bins"),
        "energy_edge": Variable(("energy_edge",), edges, "MeV", "edges of the energy bins"),
        "spectrum_counts": Variable(("fate", "energy"), binned, "", "packets by energy at escape"),
        "spectrum": Variable(("energy",), spectrum, "1/MeV", "fraction of packets per energy at escape"),
        "spectrum_stderr": Variable(("energy",), error, "1/MeV", "standard error of spectrum"),
        "boson_energy": Variable(
            shape, energy, "MeV", "energy that Z' bring a packet's daughters, per packet, from shell to shell"
        ),
        "boson_energy_stderr": Variable(shape, energy_error, "MeV", "standard error of boson_energy"),
    }


def _flows(totals: Totals) -> dict[str, Variable]:
    flights, flights_error = _per_packet(totals, "boson_flights")
    boson, boson_error = _per_packet(totals, "boson_flow")
    neutrino, neutrino_error = _per_packet(totals, "neutrino_flow")
    names = np.arange(1, len(flights) + 1)
    places = np.array([*map(str, names), "outside"])
    matrix, boundary, kinds = ("birth_shell", "decay_shell"), ("birth_shell",), ("flavour", "sign")
    return {
        "birth_shell": Variable(boundary, names, "", "shell, from the centre outwards"),
        "decay_shell": Variable(("decay_shell",), places, "", "shell where a Z' decays"),
        "boson_flights": Variable(matrix, flights, "", "flights of Z' per packet, from shell to shell"),
        "boson_flights_stderr": Variable(matrix, flights_error, "", "standard error of boson_flights"),
        "flow_boson": Variable(boundary, boson, "", "net Z' per packet outwards through a shell's boundary"),
        "flow_boson_stderr": Variable(boundary, boson_error, "", "standard error of flow_boson"),
        "flow_neutrino": Variable(boundary, neutrino, "", "net neutrinos per packet outwards through it"),
        "flow_neutrino_stderr": Variable(boundary, neutrino_error, "", "standard error of flow_neutrino"),
        "flavour": Variable(("flavour",), np.array(["mu", "tau", "e"]), "", "flavour at escape"),
        "sign": Variable(("sign",), np.array(["neutrino", "antineutrino"]), "", "sign at escape"),
        "species_counts": Variable(kinds, totals["species_counts"], "", "packets by species at escape"),
    }


def _per_packet(totals: Totals, name: str, unit: float = 1.0) -> tuple[Array, Array]:
    """Return a total per packet and its standard error, from the scatter between batches."""
    value, error = tallies.batch_ratio(totals[name], totals["batches"])
    return value * unit, error * unit
