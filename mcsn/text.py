"""Scenarios and results as people read them in a terminal, and what `mcsn show --json` prints."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mcsn.averages import Averages
from mcsn.derived import matter_states, totals
from mcsn.experiments.protocol import Experiment
from mcsn.forecast import Forecast
from mcsn.result import Result, jsonable
from mcsn.shown import analytic_lines, result_lines
from mcsn.species import Diffusion, diffusion_times
from mcsn.star import star_profile
from mcsn.studies.acceleration import Check
from mcsn.words import duration, with_error


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
    if experiment.scenario.star.profile != "cerdeno2023":  # the paper's times are of this star
        species = {name: times._replace(paper_s=None) for name, times in species.items()}
    return jsonable(
        {
            "scenario": experiment.scenario.resolved(),
            "star": _star_facts(experiment),
            "matter": _matter_rows(experiment, averages),
            "shells": [dict(zip(columns, row, strict=True)) for row in rows],
            "analytic": averages.analytic(),
            "species": {name: times._asdict() for name, times in species.items()},
            "forecast": cost._asdict(),
        }
    )


def _star_facts(experiment: Experiment) -> dict[str, Any]:
    """Return what is known of the star as a whole, and of the file that it comes from."""
    star = experiment.star
    facts: dict[str, Any] = {
        "radius_km": float(star.outer_radius[-1] / 1e3),
        "shells": star.shells,
        **totals(star),
    }
    profile = star_profile(experiment.scenario)
    if profile and experiment.scenario.profile_path:
        facts |= {"file_rows": profile.rows, "file_end_km": profile.file_end / 1e3, "end": profile.end}
    return facts


def _matter_rows(experiment: Experiment, averages: Averages) -> list[dict[str, float]]:
    """Return the matter of each shell; nothing for an idealised star."""
    states = matter_states(experiment.star)
    if states is None:
        return []
    shown = np.isin(experiment.star.outer_radius, averages.outer_radius)
    rows = zip(*(column[shown] for column in states), strict=True)
    return [dict(zip(states._fields, map(float, row), strict=True)) for row in rows]


def show_text(experiment: Experiment, cost: Forecast) -> str:
    """Return what `mcsn show` prints."""
    facts = shown(experiment, cost)
    heads = ("outer radius", "T", "<1/lambda>", "coalescence", "decay length")
    units = ("km", "MeV", "1/m", "s", "m")
    lines = [experiment.scenario.to_toml(), _row(heads), _row(units)]
    lines += [
        _row(["-" if value is None else f"{value:.4g}" for value in row.values()]) for row in facts["shells"]
    ]
    lines += ["", *_matter_lines(facts["matter"]), *_star_lines(facts["star"])]
    lines += [*analytic_lines(facts["analytic"]), "", *_species_lines(facts["species"])]
    events, wall, memory = cost
    scan = experiment.scenario.scan
    expected = f"expected, the first of {scan.size} points" if scan else "expected"
    lines.append(f"{expected}: {events:.2g} events, {duration(wall)}, {memory / 2**20:.0f} MiB")
    return "\n".join(lines)


def result_text(result: Result, output: Path, image: Path) -> str:
    """Return the table that `mcsn run` prints."""
    numbers = result.summary
    speed = f", {numbers['events_per_s']:.3g} events/s" if numbers["events_per_s"] else ""
    took = f"took {duration(numbers['wall_s'])}{speed}; wrote {output} and {image}"
    return "\n".join([*result_lines(result), "", took])


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


def _matter_lines(rows: list[dict[str, float]]) -> list[str]:
    """Return the matter of each shell, and an empty line; nothing for an idealised star."""
    if not rows:
        return []
    heads = ("n_B", "rho", "Y_p", "Y_nue", "m*", "mu_n*", "mu_p*", "mu_e", "mu_nue", "U_n - U_p")
    units = ("fm^-3", "g/cm^3", "", "", *["MeV"] * 6)
    cells = ([f"{value:.4g}" for value in row.values()] for row in rows)
    return [*("".join(f"{cell:>11}" for cell in row) for row in (heads, units, *cells)), ""]


def _star_lines(star: Mapping[str, Any]) -> list[str]:
    """Return what is known of a star of matter as a whole, and an empty line."""
    if "baryon_mass_solar" not in star:
        return []
    lines = []
    if "file_rows" in star:
        lines.append(f"  file: {star['file_rows']:,} rows to {star['file_end_km']:.6g} km")
        end = f"to {star['radius_km']:.6g} km, {star['end']}"
        lines.append(f"  star: {star['shells']} shells {end}")
    baryons, heat = star["baryon_mass_solar"], star["thermal_energy_erg"]
    lines.append(f"  {baryons:.4g} solar masses of baryons, heat of matter {heat:.4g} erg")
    return [*lines, ""]


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


def _row(cells: Any) -> str:
    return "".join(f"{cell:>14}" for cell in cells)


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
