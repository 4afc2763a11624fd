"""Flights of the Z', their time dilation, and the energies of what it decays to."""

import numpy as np

from mcsn.physics.boson import Boson, lab_cosine
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures
from mcsn.studies.validate.idealised import coalesce_all, constant_tables, options, started
from mcsn.transport.state import FROZEN, Tables, empty_ledger

MASS = 10.0
ENERGIES = (6.0, 40.0, 300.0)
COUPLING = 1e-7
PACKETS = 1_000_000
COLD = 1e-13
"""Temperature at which every partner has the least energy and comes head-on: all momenta are known [MeV]."""
FAR = 1e12
"""Radius of the star [m]."""


def dilated(tables: Tables, gamma: float) -> Tables:
    """Return the Tables as they are."""
    return tables


def undilated(tables: Tables, gamma: float) -> Tables:
    """Return Tables by which a Z' lives as long in flight as at rest."""
    return tables._replace(rest_decay_length=tables.rest_decay_length / gamma)


def check(work: Work, change=dilated) -> Findings:
    """Let packets of one energy coalesce with partners at rest, and follow the Z' to its decay."""
    comparisons, drawn = [], {}
    boson = Boson(MASS, COUPLING)
    for seed, energy in enumerate(ENERGIES):
        least = MASS**2 / (4.0 * energy)
        total, momentum = energy + least, energy - least
        packets = _flown(work.packets(PACKETS), energy, boson, change, total / MASS, seed)
        flight = float(boson.decay_length(momentum))
        length, time = packets["boson_path"], packets["path"]
        reduced = (packets["energy"] - least) / momentum
        label = f"{total:.3g} MeV"
        comparisons += [
            compare.mean(f"mean flight of a Z' of {label}", flight, length, unit="m"),
            compare.law(f"flights of a Z' of {label}", lambda s, mean=flight: -np.expm1(-s / mean), length),
            compare.mean(
                f"c t of a Z' of {label}: gamma hbar c/Gamma", flight * total / momentum, time, unit="m"
            ),
            compare.law(
                f"energy of a daughter, Z' of {label}",
                lambda y: np.clip(y, 0.0, 1.0),
                np.clip(reduced, 0.0, 1.0),
            ),
            compare.mean(
                f"mean energy of a daughter, Z' of {label}", 0.5 * total, packets["energy"], unit="MeV"
            ),
            _angle(packets, total, momentum, label),
        ]
        drawn[label] = length / flight, reduced
    return Findings(comparisons, [_flights(drawn), _daughters(drawn)])


def _flown(number, energy, boson, change, gamma, seed):
    """Return packets after one coalescence at the centre of a large cold star."""
    tables = constant_tables([FAR], 1.0, boson=boson)._replace(temperature=np.array([COLD]))
    packets = started(number, tables, options(FROZEN), seed=seed)
    packets["energy"] = energy
    coalesce_all(packets, change(tables, gamma), options(FROZEN), empty_ledger(1))
    return packets


def _angle(packets, total, momentum, label):
    """Compare the angle of every daughter to the Z' with that of its energy."""
    expected = lab_cosine(MASS, total, momentum, packets["energy"])
    worst = float(np.max(np.abs(packets["cosine"] - expected)))
    return compare.number(
        f"cosine of a daughter, Z' of {label}: worst", 0.0, worst, 0.0, scale=1.0, allowance=1e-3
    )


def _flights(drawn):
    figure, axes = pictures.panel("Flights of the Z'")
    edges = np.linspace(0.0, 10.0, 51)
    middle = 0.5 * (edges[1:] + edges[:-1])
    for label, (length, _) in drawn.items():
        axes.stairs(np.histogram(length, edges)[0] / len(length) / np.diff(edges), edges, label=label)
    axes.plot(middle, np.exp(-middle), "k--", lw=1.0, label="exp(-s)")
    axes.set_yscale("log")
    axes.set_xlabel(r"length in mean flights (p/m) $\hbar c/\Gamma$")
    axes.set_ylabel("share per unit of length")
    axes.legend(frameon=False, fontsize=8, title="energy of the Z'")
    return figure


def _daughters(drawn):
    figure, axes = pictures.panel("Energies of the daughters")
    edges = np.linspace(0.0, 1.0, 41)
    for label, (_, reduced) in drawn.items():
        axes.stairs(np.histogram(reduced, edges)[0] / len(reduced) / np.diff(edges), edges, label=label)
    axes.axhline(1.0, color="k", lw=1.0, ls="--", label="flat")
    axes.set_ylim(0.9, 1.1)
    axes.set_xlabel("energy between (E - p)/2 and (E + p)/2 of the Z'")
    axes.set_ylabel("share per unit")
    axes.legend(frameon=False, fontsize=8, title="energy of the Z'")
    return figure


CASE = Case(
    title="A Z' flies exponential lengths, lives longer in flight, and decays to a flat spectrum",
    subject="Physics",
    theory=(
        "Flights are exponential with mean (p/m) hbar c/Gamma and take gamma hbar/Gamma on the average; of an"
        " isotropic decay the daughters' energies are flat from (E - p)/2 to (E + p)/2, each at the angle"
        " cos = (2 E E' - m^2)/(2 p E') to the Z'. Exact."
    ),
    simulation=(
        "A million packets each of 6, 40 and 300 MeV at the centre of a large star meet partners of the least"
        " energy, m^2/(4 E), head-on, so that the momentum of the Z' of 10 MeV is known."
    ),
    check=check,
    control=Control("A Z' lives as long in flight as at rest: no time dilation.", undilated),
    seconds=3.0,
)
