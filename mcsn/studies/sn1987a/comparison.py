"""A burst beside the events of SN 1987A: all numbers, each with the standard error of the simulation.

These errors are from fluences drawn anew, each bin by itself, from normal distributions of their standard
errors, with a fixed seed. They say how well the simulation is known, not how well the star is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from mcsn.physics.flavour import Conversion, survival
from mcsn.result import Result, jsonable
from mcsn.signal import Emission, Fluence, emission_of, fluence
from mcsn.studies.sn1987a.distributions import Window, distances, quantile, window
from mcsn.studies.sn1987a.events import WINDOW_S
from mcsn.studies.sn1987a.expected import Expected, Instrument, expected, instruments
from mcsn.studies.sn1987a.likelihood import (
    LONGEST,
    OFFSETS,
    TREATMENTS,
    Treatment,
    added,
    log_ratio,
    marginal,
    scaled,
)

DISTANCE_KPC = 51.4
"""N. Panagia, IAU Colloq. 192, 585 (2005), astro-ph/0309416."""
SHARES = {"t50": 0.5, "t90": 0.9}
_DRAWS = 50
_SEED = 19870223
_ROUNDING = 1e-9


class Study(NamedTuple):
    """What `mcsn sn1987a` finds, and what its picture shows."""

    numbers: Mapping[str, Any]
    """What it prints as JSON."""
    instruments: Sequence[Instrument]
    windows: Mapping[str, Sequence[Window]]
    """By key of a treatment, of each instrument, at the offset that fits best."""


def study(result: Result, distance_kpc: float = DISTANCE_KPC, conversion: Conversion = "none") -> Study:
    """Compare a burst with the events.

    Parameters
    ----------
    result : Result
        Of a burst.
    distance_kpc : float
        How far away it was [kpc].
    conversion : {"none", "normal", "inverted"}
        Of flavours on the way, as in `mcsn.physics.flavour`.

    Raises
    ------
    InputError
        If the result is not one of a burst with energies, the distance is not positive, or there is no such
        conversion.
    """
    emission = emission_of(result)
    passing = fluence(emission, distance_kpc, conversion)
    seeing = instruments(emission.energy)
    numbers = with_errors(passing, lambda drawn: _numbers(seeing, drawn))
    windows = {
        treatment.key: [
            window(expected(one, passing), one, treatment, _offset(numbers, treatment, one)) for one in seeing
        ]
        for treatment in TREATMENTS
    }
    told = _setting(result, emission, distance_kpc, conversion) | numbers
    return Study(jsonable(told), seeing, windows)


def _setting(
    result: Result, emission: Emission, distance_kpc: float, conversion: Conversion
) -> dict[str, Any]:
    """Return what the numbers are of."""
    lost = 0.0 if "anti_nu_e" in emission.flavours else survival(conversion)[1]
    remaining = result.summary["energy_remaining_erg"] / result.summary["energy_initial_erg"]
    return {
        "name": result.scenario.name,
        "title": result.scenario.title,
        "distance_kpc": distance_kpc,
        "conversion": conversion,
        "flavours": list(emission.flavours),
        "anti_nu_e_missing": lost,
        "energy_remaining": remaining,
        "window_s": WINDOW_S,
        "offset_max_s": LONGEST,
        "version": result.summary["version"],
    }


def _offset(numbers: Mapping[str, Any], treatment: Treatment, instrument: Instrument) -> float:
    """Return the offset of a detector that fits best [s]."""
    return numbers["treatments"][treatment.key]["detectors"][instrument.detector.key]["offset_best_s"]


def _numbers(seeing: Sequence[Instrument], passing: Fluence) -> dict[str, Any]:
    """Return the numbers of one fluence."""
    signals = [expected(one, passing) for one in seeing]
    pairs = list(zip(seeing, signals, strict=True))
    return {
        "detectors": {one.detector.key: _whole_burst(one, signal) for one, signal in pairs},
        "treatments": {treatment.key: _treated(pairs, treatment) for treatment in TREATMENTS},
    }


def _whole_burst(instrument: Instrument, signal: Expected) -> dict[str, Any]:
    """Return what a detector should have seen of all of the burst, and how long that lasts."""
    total = signal.cumulative(signal.edge)
    rising = np.maximum.accumulate(total)
    durations = {
        f"{name}_s": float(np.interp(share * rising[-1], rising, signal.edge))
        for name, share in SHARES.items()
    }
    return {
        "name": instrument.detector.name,
        "seen": len(instrument.events.time),
        "background": WINDOW_S * float(np.trapezoid(signal.background, instrument.measured)),
        "expected": float(total[-1]),
        **durations,
    }


def _treated(pairs: Sequence[tuple[Instrument, Expected]], treatment: Treatment) -> dict[str, Any]:
    """Return the numbers of a treatment, of all detectors and of each."""
    of_each = {one.detector.key: _detector(one, signal, treatment) for one, signal in pairs}
    return {"meaning": treatment.meaning, **likelihoods(pairs, treatment), "detectors": of_each}


def likelihoods(pairs: Sequence[tuple[Instrument, Expected]], treatment: Treatment) -> dict[str, float]:
    """Return the logarithms of the likelihood of all detectors, over that of background alone."""
    ratios = [log_ratio(signal, one.events, treatment) for one, signal in pairs]
    factor = scaled([signal for _, signal in pairs], [one.events for one, _ in pairs], treatment)
    return {
        "log_ratio_marginal": float(sum(marginal(found) for found in ratios)),
        "log_ratio_profile": float(sum(found.max() for found in ratios)),
        "log_ratio_at_factor_best": factor.log_ratio,
        "factor_best": factor.best,
        "factor_low": factor.low,
        "factor_high": factor.high,
    }


def _detector(instrument: Instrument, signal: Expected, treatment: Treatment) -> dict[str, Any]:
    """Return the numbers of one detector; those of distributions are at the offset that fits best."""
    ratios = log_ratio(signal, instrument.events, treatment)
    offset = float(OFFSETS[np.argmax(ratios)])
    view = window(signal, instrument, treatment, offset)
    found: dict[str, Any] = {
        "seen": int(treatment.uses(instrument.events).sum()),
        "expected": float(added(signal, treatment).mean()),
        "background": float(np.trapezoid(view.background, view.measured)),
        "log_ratio_marginal": float(marginal(ratios)),
        "log_ratio_profile": float(ratios.max()),
        "offset_best_s": offset,
    }
    for name, (distance, p) in distances(view, instrument, treatment).items():
        found |= {f"ks_{name}": distance, f"ks_{name}_p": p}
    for name, share in SHARES.items():
        told = quantile(view, instrument, treatment, share)
        found |= {f"{name}_{what}_s": value for what, value in told._asdict().items()}
    return found


def with_errors(passing: Fluence, numbers: Any) -> dict[str, Any]:
    """Return nested numbers of a fluence; every estimate `x` has its `x_stderr` beside it."""
    rng = np.random.default_rng(_SEED)
    drawn = []
    for _ in range(_DRAWS):
        noise = passing.number_stderr * rng.standard_normal(passing.number.shape)
        drawn.append(numbers(passing._replace(number=passing.number + noise)))
    return _merged(numbers(passing), drawn)


def _merged(values: Mapping[str, Any], drawn: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return values with the standard deviation of what was drawn of each beside it."""
    merged: dict[str, Any] = {}
    for name, value in values.items():
        merged[name] = value
        if isinstance(value, Mapping):
            merged[name] = _merged(value, [one[name] for one in drawn])
        elif isinstance(value, float):
            error = float(np.std([one[name] for one in drawn], ddof=1))
            if not error <= _ROUNDING * abs(value):  # what follows from the data alone has none
                merged[f"{name}_stderr"] = error
    return merged
