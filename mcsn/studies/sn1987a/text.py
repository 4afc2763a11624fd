"""What `mcsn sn1987a` prints of a burst, and what nobody should read into it."""

import statistics
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mcsn.studies.sn1987a.likelihood import LATE, TREATMENTS
from mcsn.studies.sn1987a.plane import COUPLING, KINDS, MASS
from mcsn.text import with_error

_WIDTH, _LABEL = 24, 42
_SHORT = {"t50": "half have come by", "t90": "nine tenths have come by"}

CLAIMS = (
    "The star is spherical, of fixed composition, without accretion or convection; its burst begins 1 s after"
    " the bounce. What left before is not simulated, and 11 of the 29 events came within 1 s of the first. So"
    " the numbers from 1 s on are those that the burst can be held against; the later cut and all events show"
    " what this choice does.",
    "Heat and profile of the star are given, not fitted: a likelihood ratio is of this star at this distance."
    " The factor that fits best tells the shape of the burst from its size.",
    "How long after the bounce the first event came is not known: marginal is averaged over it, from 0 to 1 s"
    " with a flat prior, for each detector by itself; profile is at its best.",
    "Errors are of the simulation alone. Detectors are taken as published, where forms of IMB's efficiency"
    " differ by up to 17 %; its background, 1e-5 per s and MeV, is a guess of the right order, on which much"
    " of its likelihood ratio rests.",
)
_OF_CONTOURS = (
    "Contours are where a burst falls short of that without a Z' by as much as Wilks' theorem for two"
    " parameters allows. It holds roughly at best with so few events: a guide, not limits with a known"
    " coverage. Above the shaded regions, where Z' decay as soon as they are made, the bursts themselves are"
    " to be taken with care."
)
_NOISY = 0.5
_WRAPPED = 100


def study_text(numbers: Mapping[str, Any], image: Path) -> str:
    """Return the table of a burst."""
    names = [found["name"] for found in numbers["detectors"].values()]
    lines = [_title(numbers), "", _row("", names), *_whole_burst(numbers)]
    for told in numbers["treatments"].values():
        lines += ["", told["meaning"], *_treated(told)]
    notes = [*_of_this_burst(numbers), *CLAIMS]
    return "\n".join([*lines, "", *map(bullet, notes), "", f"wrote {image}"])


def _title(numbers: Mapping[str, Any]) -> str:
    title = numbers["title"] or numbers["name"]
    return f"{title}, {numbers['distance_kpc']:g} kpc away, conversion of flavours: {numbers['conversion']}"


def _of_this_burst(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is to be said of this burst alone."""
    if (lost := numbers["anti_nu_e_missing"]) > 0.0:
        yield (
            f"This burst has no anti-nu_e, but {lost:.0%} of those that arrive would have"
            " left as such: they are missing from all numbers."
        )
    if numbers["energy_remaining"] > 0.01:
        yield f"At the end of this burst {numbers['energy_remaining']:.0%} of the heat is still in the star."


def _whole_burst(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Yield what detectors saw, and should have seen of all of the burst."""
    found = [*numbers["detectors"].values()]
    yield _row(f"events seen in {numbers['window_s']:g} s", [f"{one['seen']}" for one in found])
    yield _row("background expected", [f"{one['background']:.2g}" for one in found])
    yield _row("expected of the burst", [_estimate(one, "expected") for one in found])
    yield _row("  half of it by, since it began [s]", [_estimate(one, "t50_s") for one in found])
    yield _row("  nine tenths by [s]", [_estimate(one, "t90_s") for one in found])


def _treated(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the numbers of one treatment of the events."""
    found = [*told["detectors"].values()]
    yield _row("  seen", [f"{one['seen']}" for one in found])
    yield _row("  expected of the burst", [_estimate(one, "expected") for one in found])
    yield _row("  expected of background", [f"{one['background']:.2g}" for one in found])
    yield _row(
        "  ln likelihood ratio to background alone", [_estimate(one, "log_ratio_marginal") for one in found]
    )
    yield _row("  offset that fits best [s]", [f"{one['offset_best_s']:.2f}" for one in found])
    for name in ("time", "energy"):
        cells = [f"{one[f'ks_{name}']:.2f} (p = {one[f'ks_{name}_p']:.2g})" for one in found]
        yield _row(f"  Kolmogorov-Smirnov, {name}", cells)
    for name, label in _SHORT.items():
        yield _row(f"  {label}, seen [s]", [f"{one[f'{name}_seen_s']:.3g}" for one in found])
        cells = [
            f"{one[f'{name}_expected_s']:.3g} ({one[f'{name}_low_s']:.3g} to {one[f'{name}_high_s']:.3g})"
            for one in found
        ]
        yield _row("    expected (68 % of such bursts)", cells)
    marginal, profile = (_estimate(told, f"log_ratio_{name}") for name in ("marginal", "profile"))
    yield f"  all detectors: ln likelihood ratio {marginal}, marginal; {profile}, profile"
    if told["factor_best"] is None:
        yield "  no multiple of the burst fits best"
    else:
        low, high = told["factor_low"], told["factor_high"]
        ratio = _estimate(told, "log_ratio_at_factor_best")
        best = _estimate(told, "factor_best")
        yield f"  fits best if multiplied by {best} ({low:.3g} to {high:.3g}): ln likelihood ratio {ratio}"


def _estimate(numbers: Mapping[str, Any], name: str) -> str:
    return with_error(numbers[name], numbers.get(f"{name}_stderr", 0.0))


def _row(label: str, cells: list[str]) -> str:
    return f"{label:<{_LABEL}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)


def bullet(note: str) -> str:
    """Return a note as lines that are not too long."""
    return textwrap.fill(note, _WRAPPED, initial_indent="- ", subsequent_indent="  ")


def plane_text(numbers: Mapping[str, Any], files: Sequence[Path]) -> str:
    """Return what is printed of a plane."""
    points = numbers["points"]
    lines = [f"{len(points)} bursts with a Z'; {_title(numbers)}"]
    for treatment in TREATMENTS:
        lines += ["", treatment.meaning]
        for kind, meaning in KINDS.items():
            title = f"  {meaning}: ln likelihood ratio to background alone"
            lines += [title, *_best(numbers, treatment.key, kind)]
    if numbers["contours"]:
        lines += [
            "",
            f"contours against the burst without a Z', {LATE.meaning}",
            *map(_contour_line, numbers["contours"]),
        ]
    notes = [*_of_this_plane(points), _OF_CONTOURS, *CLAIMS]
    return "\n".join([*lines, "", *map(bullet, notes), "", f"wrote {' and '.join(map(str, files))}"])


def _best(numbers: Mapping[str, Any], treatment: str, kind: str) -> Iterator[str]:
    """Yield one kind of likelihood: without a Z', and at the best point with one."""
    told = [point["treatments"][treatment] for point in numbers["points"]]
    best = max(range(len(told)), key=lambda i: told[i][kind])
    place = f"{numbers['points'][best][MASS]:.4g} MeV, coupling {numbers['points'][best][COUPLING]:.3g}"
    yield f"    {_estimate(numbers['standard_model']['treatments'][treatment], kind)} without a Z'"
    yield f"    {_estimate(told[best], kind)} at the best point with one, {place}"


def _contour_line(row: Mapping[str, Any]) -> str:
    low, high = row[f"{COUPLING}_low"], row[f"{COUPLING}_high"]
    place = f"coupling {row[COUPLING]:.3g} ({low:.3g} to {high:.3g}) at {row[MASS]:.4g} MeV"
    return f"  {row['contour']}, likelihood {row['direction']}, {row['of']}: {place}"


def _of_this_plane(points: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is to be said of these points alone."""
    errors = [point["treatments"][LATE.key].get("log_ratio_marginal_stderr", 0.0) for point in points]
    error = statistics.median(errors)
    if error > _NOISY:
        yield (
            f"The simulation knows the logarithms of these points to about +-{error:.2g} only: the best is in"
            " part the luckiest. More packets (experiment.packets) make contours that can be trusted."
        )
