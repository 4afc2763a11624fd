"""The share of Z' that escape from a uniform star."""

import numpy as np

from mcsn.experiments.births import make_births
from mcsn.experiments.strata import means, sums
from mcsn.physics.analytic import escape_fraction
from mcsn.physics.boson import Boson
from mcsn.studies.validate import Case, Control, Findings, Work, compare, idealised, pictures, unchanged
from mcsn.transport.production import PRODUCED, STRATA, produce
from mcsn.transport.state import ESCAPED_AS_BOSON, FROZEN, PACKET, Tables, empty_ledger

DEPTHS = (0.1, 1.0, 10.0)
"""Radius over decay length, of flights that are drawn."""
EXPECTED_DEPTHS = (0.01, 1.0, 100.0)
"""The same, of flights whose escape is an expected value (experiment `luminosity`)."""
PACKETS = {0.1: 400_000, 1.0: 2_000_000, 10.0: 12_000_000}
PRODUCED_PACKETS = 5_120_000
AT_ONCE = 64_000
MASS, ENERGY = 10.0, 40.0
"""Of the Z' and the neutrino [MeV]; in cold matter its partner has the least energy and comes head-on."""


def farther(tables: Tables) -> Tables:
    """Let Z' fly 4 % too far."""
    return tables._replace(
        grey_decay_length=1.04 * tables.grey_decay_length, rest_decay_length=1.04 * tables.rest_decay_length
    )


def check(work: Work, changed=unchanged) -> Findings:
    """Let Z' fly from everywhere in a star of one decay length."""
    comparisons, drawn = [], {}
    for depth in DEPTHS:
        number = work.packets(PACKETS[depth])
        escaped = _escaped(changed(_star(depth)), number)
        exact = float(escape_fraction(depth))
        comparisons.append(compare.share(f"share, R = {depth:g} ℓ, drawn flights", exact, escaped, number))
        drawn[depth] = escaped / number / exact
    for depth in EXPECTED_DEPTHS:
        exact = float(escape_fraction(depth))
        share, error = _expected(changed(_star(depth)), depth, work.packets(PRODUCED_PACKETS))
        name = f"share, R = {depth:g} ℓ, expected flights"
        comparisons.append(compare.number(name, exact, share, error))
    return Findings(comparisons, [_picture(drawn)])


def _star(depth: float) -> Tables:
    """Return a star of radius 1 in which every Z' flies 1/depth on the average."""
    momentum = ENERGY - MASS**2 / (4.0 * ENERGY)
    tables = idealised.constant_tables([1.0], 1.0, boson=Boson(MASS, 1e-8))
    return tables._replace(
        temperature=np.full(1, 1e-13),
        coalesced=np.full_like(tables.coalesced, ENERGY),
        rest_decay_length=MASS / momentum / depth,
        grey_decay_length=np.array([1.0 / depth]),
    )


def _escaped(tables: Tables, number: int) -> int:
    escaped = 0
    for first in range(0, number, AT_ONCE):
        size = min(AT_ONCE, number - first)
        packets = idealised.started(size, tables, idealised.options(), idealised.THERMAL, first=first)
        idealised.coalesce_all(packets, tables, idealised.options(), empty_ledger(1))
        escaped += int(np.sum(packets["fate"] == ESCAPED_AS_BOSON))
    return escaped


def _expected(tables: Tables, depth: float, number: int) -> tuple[float, float]:
    """Return the share and its standard error, as the experiment `luminosity` finds them.

    Births are where that of the right star has them: the allocation is not what is looked at.
    """
    births = make_births(_star(depth))
    rate = np.sum(births.weight * np.diff(births.cumulative, prepend=0.0))
    whole, totals = max(number // STRATA, 2) * STRATA, 0.0  # so many in every stratum
    for first in range(0, whole, AT_ONCE):
        size = min(AT_ONCE, whole - first)
        packets, made, shares = np.zeros(size, PACKET), np.zeros(size, PRODUCED), np.zeros((size, 2))
        options = idealised.options(FROZEN)
        produce(packets, made, shares, first, np.uint64(1), births, tables, options)
        totals = totals + sums((made["weight"] / rate * shares[:, -1])[:, None], 0)
    (share,), (error,) = means(np.full(STRATA, whole // STRATA), totals)
    return float(share), float(error)


def _picture(drawn):
    figure, axes = pictures.panel("Share of Z' that escape")
    depth = np.geomspace(0.03, 30.0, 200)
    axes.loglog(depth, escape_fraction(depth), "k-", lw=1.0, label="theory")
    found = [ratio * float(escape_fraction(place)) for place, ratio in drawn.items()]
    axes.loglog(list(drawn), found, "o", ms=5, mfc="none", color=pictures.INK, label="drawn flights")
    axes.set_xlabel("R/ℓ")
    axes.set_ylabel("share")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Share of Z' that escape from a uniform star, for any decay length",
    subject="The paper's analytic times",
    theory=(
        "Uniform isotropic emitters in a sphere of radius R = τℓ, straight flights of mean ℓ: 3/(8τ³) [2τ²"
        " - 1 + (1 + 2τ) exp(-2τ)] leave it, from the distribution of chords. Exact."
    ),
    simulation=(
        "One flight of every packet, drawn as the walk draws it; and as the experiment `luminosity` does"
        " it, with expected values and more births near the surface."
    ),
    check=check,
    control=Control("Decay lengths 4 % too long.", farther),
    seconds=7.0,
)
