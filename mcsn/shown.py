"""How results, scenarios and stars show themselves: as text in a session, as HTML in a notebook."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from mcsn.experiments import result_rows
from mcsn.experiments.protocol import Row
from mcsn.page import table
from mcsn.words import duration, typeset, with_error

if TYPE_CHECKING:
    from mcsn.result import Result
    from mcsn.scenario import Scenario
    from mcsn.star import Star

_MOST_SHELLS = 30
"""A star of more shells shows the first and the last ones."""


ANALYTIC: Mapping[str, tuple[str, str]] = {
    "eq5_s": ("Eq. 5, cooling by nu_mu, nu_tau", "s"),
    "eq6_s": ("Eq. 6, random walk on nucleons", "s"),
    "walk_s": ("exact mean of the grey walk from the centre", "s"),
    "eq23_s": ("Eq. 23, random walk of the Z'", "s"),
    "eq25_erg_per_s": ("Eq. 25, luminosity of escaping Z'", "erg/s"),
    "surface_energy_mean_MeV": ("mean energy in equilibrium at the surface", "MeV"),
    "eq25_nu_e_erg_per_s": ("Eq. 25, luminosity of Z' made by nu_e", "erg/s"),
}
"""Names and units of what `summary["analytic"]` holds."""


def analytic_lines(analytic: Mapping[str, float | None]) -> list[str]:
    """Return a line for each closed formula that has a value."""
    return [
        f"  {label:<46}{analytic[name]:.4g} {unit}"
        for name, (label, unit) in ANALYTIC.items()
        if analytic.get(name) is not None
    ]


def row_value(row: Row) -> str:
    """Return the value of a row, with its error and its unit."""
    if row.value is None:
        return "unknown"
    value = f"{row.value:,}" if isinstance(row.value, int) else with_error(row.value, row.error)
    return f"{value} {row.unit}".rstrip()


def result_lines(result: "Result") -> list[str]:
    """Return the title of a result, its numbers with their errors, and the closed formulas."""
    rows = [*result_rows(result.scenario.experiment.kind, result.summary)]
    width = max(len(row.label) for row in rows) + 3
    lines = [result.scenario.title or result.scenario.name, ""]
    lines += [f"  {row.label:<{width}}{row_value(row)}" for row in rows]
    return [*lines, "", *analytic_lines(result.summary["analytic"])]


def _took(result: "Result") -> str:
    made = f"mcsn {result.provenance['version']}"
    return f"seed {result.scenario.experiment.seed}, {duration(result.summary['wall_s'])}, {made}"


def result_text(result: "Result") -> str:
    """Return a result as its `repr` shows it."""
    head = f"<Result of {result.scenario.name!r}, {result.scenario.experiment.kind}: {_took(result)}>"
    views = f"views: {', '.join(result.views)}; dataset: {len(result.variables)} variables"
    return "\n".join([head, *result_lines(result), "", f"  {views}"])


def result_html(result: "Result") -> str:
    """Return a result as a notebook shows it."""
    scenario = result.scenario
    numbers = [
        (row.label, typeset(row_value(row))) for row in result_rows(scenario.experiment.kind, result.summary)
    ]
    analytic = result.summary["analytic"]
    formulas = [
        (label, f"{analytic[name]:.4g} {unit}")
        for name, (label, unit) in ANALYTIC.items()
        if analytic.get(name) is not None
    ]
    return (
        f"<strong>{escape(scenario.title or scenario.name)}</strong> ({escape(scenario.experiment.kind)})"
        f"{table(('', 'value'), [*numbers, *formulas])}<small>{escape(_took(result))}</small>"
    )


def scenario_text(scenario: "Scenario") -> str:
    """Return a scenario as its `repr` shows it: every key in use, as TOML."""
    return f"# Scenario {scenario.name!r}\n{scenario.to_toml()}"


def scenario_html(scenario: "Scenario") -> str:
    """Return a scenario as a notebook shows it."""
    return f"<strong>Scenario {escape(scenario.name)}</strong><pre>{escape(scenario.to_toml())}</pre>"


def _star_head(star: "Star") -> str:
    from mcsn.derived import totals

    facts = [
        _counted(star.shells, "shell"),
        _counted(len(star.shell), "zone"),
        _length(star.outer_radius[-1]),
    ]
    if whole := totals(star):
        facts.append(f"{whole['baryon_mass_solar']:.4g} solar masses of baryons")
        facts.append(f"heat of matter {whole['thermal_energy_erg']:.4g} erg")
    return f"Star: {', '.join(facts)}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _length(metres: float) -> str:
    return f"{metres / 1e3:.4g} km" if metres >= 1e3 else f"{metres:.4g} m"


def star_table(star: "Star") -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of a table of the shells of a star."""
    columns = {"shell": [str(k + 1) for k in range(star.shells)]}
    last = np.searchsorted(star.shell, np.arange(star.shells), side="right") - 1
    columns["outer radius"] = [_length(radius) for radius in star.outer_radius[last]]
    columns["T [MeV]"] = [_span(star.temperature[star.shell == k]) for k in range(star.shells)]
    if star.matter is not None:
        neutrons, protons = star.matter.neutron_density, star.matter.proton_density
        columns["n_B [1/fm3]"] = [f"{density:.4g}" for density in neutrons + protons]
        columns["Y_p"] = [f"{share:.4g}" for share in protons / (neutrons + protons)]
        columns["m* [MeV]"] = [f"{mass:.4g}" for mass in star.matter.nucleon_mass]
    if star.mean_free_path is not None:
        columns["mean free path"] = [_length(path) for path in star.mean_free_path]
    return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


def _ends(rows: list[list[str]]) -> list[list[str]]:
    """Return rows, or of many the first and the last ones."""
    if len(rows) <= _MOST_SHELLS:
        return rows
    half = _MOST_SHELLS // 2
    return [*rows[:half], ["..."] * len(rows[0]), *rows[-half:]]


def _span(values: np.ndarray) -> str:
    """Return a value, or the first and the last of several."""
    first, last = f"{values[0]:.4g}", f"{values[-1]:.4g}"
    return first if first == last else f"{first} to {last}"


def star_text(star: "Star") -> str:
    """Return a star as its `repr` shows it."""
    heads, rows = star_table(star)
    return "\n".join([f"<{_star_head(star)}>", *_aligned([heads, *_ends(rows)])])


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) + 3 for column in zip(*rows, strict=True)]
    for row in rows:
        yield "".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))


def star_html(star: "Star") -> str:
    """Return a star as a notebook shows it."""
    heads, rows = star_table(star)
    return f"<strong>{escape(_star_head(star))}</strong>{table(heads, _ends(rows))}"
