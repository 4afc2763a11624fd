"""Expected events as people read them in a terminal, and as JSON."""

import textwrap
from typing import Any

from mcsn.result import jsonable
from mcsn.studies.detect.expectation import Expectation
from mcsn.text import with_error

CHANNELS = {
    "ibd": "anti-nu_e p -> n e+",
    "es": "nu e- -> nu e-",
    "ps": "nu p -> nu p",
    "o16e": "nu_e O16 -> X e-",
    "o16eb": "anti-nu_e O16 -> X e+",
    "nue_O16": "nu_e O16 -> X e-",
    "nuebar_O16": "anti-nu_e O16 -> X e+",
    "nc_O16": "nu O16 -> nu X",
    "c12e": "nu_e C12 -> N12 e-",
    "c12eb": "anti-nu_e C12 -> B12 e+",
    "c12nc": "nu C12 -> nu C12*",
    "nue_Ar40": "nu_e Ar40 -> X e-",
    "nuebar_Ar40": "anti-nu_e Ar40 -> X e+",
    "nc_Ar40": "nu Ar40 -> nu X",
}
"""Reactions of the channels."""
CONVERSIONS = {
    "none": "no conversion of flavours",
    "normal": "adiabatic conversion, normal ordering",
    "inverted": "adiabatic conversion, inverted ordering",
}
_TOLD = 0.001
"""Share of energy beyond the response from which on it is told."""


def expectation_facts(expected: Expectation) -> dict[str, Any]:
    """Return what `mcsn detect --json` prints."""
    by_channel = expected.events.sum(axis=(1, 2))
    return jsonable(
        {
            "detector": expected.detector.name,
            "mass_kt": expected.detector.mass_kt,
            "counts": expected.detector.counts,
            "distance_kpc": expected.distance_kpc,
            "conversion": expected.conversion,
            "flavours": list(expected.flavours),
            "events": expected.total,
            "events_stderr": expected.total_stderr,
            "poisson": expected.total**0.5,
            "channels": dict(zip(expected.channels, by_channel.tolist(), strict=True)),
            "channels_stderr": dict(zip(expected.channels, expected.channel_stderr.tolist(), strict=True)),
            "t50_s": expected.time_of(0.5),
            "t90_s": expected.time_of(0.9),
            "mean_seen_MeV": expected.mean_seen,
            "energy_beyond": expected.beyond,
            "time_edge_s": expected.time_edge.tolist(),
            "events_time": expected.events.sum(axis=(0, 2)).tolist(),
            "events_time_stderr": expected.time_stderr.tolist(),
            "seen_edge_MeV": expected.seen_edge.tolist(),
            "events_seen": expected.events.sum(axis=(0, 1)).tolist(),
            "events_seen_stderr": expected.seen_stderr.tolist(),
            "notes": notes(expected),
        }
    )


def expectation_text(expected: Expectation, title: str) -> str:
    """Return the table that `mcsn detect` prints; title: of the burst."""
    detector = expected.detector
    place = f"{expected.distance_kpc:g} kpc, {CONVERSIONS[expected.conversion]}"
    lines = [title, f"{detector.title}, {detector.mass_kt:.4g} kt, at {place}", ""]
    by_channel = expected.events.sum(axis=(1, 2))
    for name, events, error in zip(expected.channels, by_channel, expected.channel_stderr, strict=True):
        lines.append(_line(f"{name:<12}{CHANNELS[name]}", with_error(events, error)))
    lines.append(_line("all events", with_error(expected.total, expected.total_stderr)))
    if expected.total:
        lines.append(_line("scatter of one observation, Poisson", f"+- {expected.total**0.5:.3g}"))
        for share in (0.5, 0.9):
            lines.append(_line(f"{share:.0%} have come by", f"{expected.time_of(share):.3g} s"))
        lines.append(_line("mean energy of what is seen", f"{expected.mean_seen:.3g} MeV"))
    wrapped = (
        textwrap.wrap(note, 100, initial_indent="- ", subsequent_indent="  ") for note in notes(expected)
    )
    return "\n".join([*lines, "", *(line for note in wrapped for line in note)])


def notes(expected: Expectation) -> list[str]:
    """Return what the numbers rest on, a sentence or two each."""
    told = [
        f"Counted are {expected.detector.counts}.",
        "Errors are those of the simulation; cross sections, the star and the distance have their own.",
        *_about_flavours(expected),
    ]
    if expected.beyond > _TOLD:
        share = f"{100.0 * expected.beyond:.2g} %"
        told.append(
            f"{share} of the energy arrives in neutrinos above 100 MeV, of which no events are counted."
        )
    return told


def _about_flavours(expected: Expectation) -> list[str]:
    """Return what it means where no nu_e leave."""
    if {"nu_e", "anti_nu_e"} & set(expected.flavours):
        return []
    missing = (
        "The burst has no nu_e and no anti-nu_e: nu_mu, nu_tau and their antineutrinos carry all energy."
    )
    if expected.conversion == "none":
        return [f"{missing} Without conversion no anti-nu_e arrives, and there is no inverse beta decay."]
    return [
        f"{missing} The nu_e and anti-nu_e that arrive have all left as other flavours. A star shares its"
        " energy among six species, this burst among four."
    ]


def _line(label: str, value: str) -> str:
    return f"  {label:<40}{value}"
