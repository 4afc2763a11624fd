"""Scenarios and results as people read them in a terminal, and what `mcsn show --json` prints."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mcsn.experiments import result_rows
from mcsn.experiments.protocol import Experiment, Row
from mcsn.forecast import Forecast
from mcsn.result import Result, jsonable
from mcsn.species import Diffusion, diffusion_times
from mcsn.studies.acceleration import Check

_ANALYTIC = {
    "eq5_s": ("Eq. 5, cooling by nu_mu, nu_tau", "s"),
    "eq6_s": ("Eq. 6, random walk on nucleons", "s"),
    "walk_s": ("exact mean of the grey walk from the centre", "s"),
    "eq23_s": ("Eq. 23, random walk of the Z'", "s"),
    "eq25_erg_per_s": ("Eq. 25, luminosity of escaping Z'", "erg/s"),
    "surface_energy_mean_MeV": ("mean energy in equilibrium at the surface", "MeV"),
    "eq25_nu_e_erg_per_s": ("Eq. 25, luminosity of Z' made by nu_e", "erg/s"),
}


def shown(experiment: Experiment, cost: Forecast) -> dict[str, Any]:
    """Return what `mcsn show --json` prints."""
    averages = experiment.averages.by_shell()
    missing = [None] * len(averages.outer_radius)
    columns = {
        "outer_radius_km": averages.outer_radius / 1e3,
        "temperature_MeV": averages.temperature,
        "inverse_mfp_per_m": missing if averages.inverse_mfp is None else averages.inverse_mfp,
        "coalescence_time_s": missing if averages.coalescence_time is None else averages.coalescence_time,
        "decay_length_m": missing if averages.decay_length is None else averages.decay_length,
    }
    rows = zip(*(map(_plain, column) for column in columns.values()), strict=True)
    collides = averages.inverse_mfp is not None
    transport = experiment.scenario.transport
    species = diffusion_times(experiment.star, transport.opacity, transport.opacity_scale) if collides else {}
    return jsonable(
        {
            "scenario": experiment.scenario.resolved(),
            "shells": [dict(zip(columns, row, strict=True)) for row in rows],
            "analytic": averages.analytic(),
            "species": {name: times._asdict() for name, times in species.items()},
            "forecast": cost._asdict(),
        }
    )


def show_text(experiment: Experiment, cost: Forecast) -> str:
    """Return what `mcsn show` prints."""
    facts = shown(experiment, cost)
    heads = ("outer radius", "T", "<1/lambda>", "coalescence", "decay length")
    units = ("km", "MeV", "1/m", "s", "m")
    lines = [experiment.scenario.to_toml(), _row(heads), _row(units)]
    lines += [
        _row(["-" if value is None else f"{value:.4g}" for value in row.values()]) for row in facts["shells"]
    ]
    lines += ["", *_analytic_lines(facts["analytic"]), "", *_species_lines(facts["species"])]
    events, wall, memory = cost
    scan = experiment.scenario.scan
    expected = f"expected, the first of {scan.size} points" if scan else "expected"
    lines.append(f"{expected}: {events:.2g} events, {duration(wall)}, {memory / 2**20:.0f} MiB")
    return "\n".join(lines)


def result_text(result: Result, output: Path, image: Path) -> str:
    """Return the table that `mcsn run` prints."""
    numbers = result.summary
    rows = [*result_rows(result.scenario.experiment.kind, numbers)]
    width = max(len(row.label) for row in rows) + 3
    lines = [result.scenario.title or result.scenario.name, ""]
    lines += [f"  {row.label:<{width}}{_value(row)} {row.unit}".rstrip() for row in rows]
    lines += ["", *_analytic_lines(numbers["analytic"]), ""]
    speed = f", {numbers['events_per_s']:.3g} events/s" if numbers["events_per_s"] else ""
    lines.append(f"took {duration(numbers['wall_s'])}{speed}; wrote {output} and {image}")
    return "\n".join(lines)


def checked(check: Check) -> dict[str, Any]:
    """Return what `mcsn run --check-acceleration --json` prints."""
    derived = ("percent", "percent_stderr", "standard_errors")
    rows = [row._asdict() | {name: getattr(row, name) for name in derived} for row in check.differences]
    return {"thinning": check.thinning, "speed_ratio": check.speed, "differences": rows}


def check_text(check: Check) -> str:
    """Return the table that `mcsn run --check-acceleration` prints."""
    packets = check.analog.summary["packets"]
    lines = [f"{packets:,} packets by each method, on a star thinned {check.thinning:.3g} times", ""]
    lines.append(f"  {'':<32}{'analog':>26}{'accelerated':>26}{'difference':>22}")
    for row in check.differences:
        analog = with_error(row.analog, row.analog_stderr)
        accelerated = with_error(row.accelerated, row.accelerated_stderr)
        difference = f"{row.percent:+.2f} +- {row.percent_stderr:.2f} %"
        lines.append(f"  {row.quantity:<32}{analog:>26}{accelerated:>26}{difference:>22}")
    worst = max(abs(row.standard_errors) for row in check.differences)
    lines += [
        "",
        f"largest difference: {worst:.1f} standard errors; accelerated is {check.speed:.3g} times as fast",
    ]
    return "\n".join(lines)


def with_error(value: float | None, error: float | None) -> str:
    """Return a value and its standard error, to two digits of the error: 0.9692 +- 0.0013."""
    if value is None:
        return "unknown"
    if error is None:
        return f"{value:.6g} +- unknown"
    if error <= 0.0:
        return f"{value:.6g} +- 0"
    digits = 1 - math.floor(math.log10(error))
    if abs(value) >= 1e5 or (value != 0.0 and abs(value) < 1e-3):
        power = math.floor(math.log10(max(abs(value), error)))
        digits = max(0, digits + power)
        return f"({value / 10.0**power:.{digits}f} +- {error / 10.0**power:.{digits}f})e{power:+03d}"
    return f"{value:.{max(0, digits)}f} +- {error:.{max(0, digits)}f}"


def duration(seconds: float) -> str:
    """Return a time as a person says it."""
    if seconds < 100.0:
        return f"{seconds:.2g} s" if seconds < 10.0 else f"{seconds:.0f} s"
    minutes = seconds / 60.0
    if minutes < 100.0:
        return f"{minutes:.0f} min"
    return f"{minutes / 60.0:.3g} h"


def _analytic_lines(analytic: Mapping[str, float | None]) -> list[str]:
    return [
        f"  {label:<46}{analytic[name]:.4g} {unit}"
        for name, (label, unit) in _ANALYTIC.items()
        if analytic.get(name) is not None
    ]


def _species_lines(species: Mapping[str, Mapping[str, float | None]]) -> list[str]:
    """Return Eq. 6 for every species, and an empty line; nothing for a star without composition."""
    if not species:
        return []
    heads = ("species", "Eq. 6", "scattering", "absorption", "the paper")
    lines = [_row(heads), _row(("", *["s"] * 4))]
    for name, times in species.items():
        values = ("-" if times[key] is None else f"{times[key]:.4g}" for key in Diffusion._fields)
        lines.append(_row((name, *values)))
    return [*lines, ""]


def _value(row: Row) -> str:
    return f"{row.value:,}" if isinstance(row.value, int) else with_error(row.value, row.error)


def _row(cells: Any) -> str:
    return "".join(f"{cell:>14}" for cell in cells)


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
