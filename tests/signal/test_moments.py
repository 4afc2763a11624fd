"""Moments of a burst: what is merged, what is conserved, what never reaches a file."""

from dataclasses import replace

import numpy as np
import pytest

from mcsn import InputError, open_result
from mcsn.signal import emission_of
from mcsn.signal.moments import FAINT, KNOWN, moments_of


@pytest.fixture(scope="module")
def emission(small_burst):
    return emission_of(open_result(small_burst))


def test_sums_are_conserved(emission):
    """Energies, to rounding; numbers and squares as the spectra have them, in bins of 12 %."""
    moments = moments_of(emission)
    light = emission.luminosity @ np.diff(emission.time_edge)
    assert (moments.luminosity @ np.diff(moments.time_edge))[2:] == pytest.approx(light[2:], rel=1e-12)
    assert moments.number[2:].sum(axis=1) == pytest.approx(emission.number[2:].sum(axis=(1, 2)), rel=5e-3)
    squares = (emission.number * emission.energy**2).sum(axis=(1, 2))
    assert moments.square[2:].sum(axis=1) == pytest.approx(squares[2:], rel=2e-2)


def test_bins_are_merged_until_they_are_known(emission):
    moments = moments_of(emission)
    bins = len(moments.time_edge) - 1
    assert 5 < bins < len(emission.time)
    assert np.all(np.isin(moments.time_edge, emission.time_edge))
    assert (moments.time_edge[0], moments.time_edge[-1]) == (1.0, 11.0)
    error = (emission.luminosity_stderr * np.diff(emission.time_edge)) ** 2
    first = np.searchsorted(emission.time_edge, moments.time_edge[:-1])
    error = np.sqrt(np.add.reduceat(error, first, axis=1)) / np.diff(moments.time_edge)
    assert np.all(error[2:, :-1] <= KNOWN * moments.luminosity[2:, :-1])


def test_all_are_positive_and_spread(emission):
    """Also for nu_e, of which there are none."""
    moments = moments_of(emission)
    assert moments.luminosity[:2] == pytest.approx(FAINT * moments.luminosity[2:], rel=1e-12)
    for values in (*moments[1:], moments.alpha + 1.0, moments.mean_square_energy - moments.mean_energy**2):
        assert np.all(np.isfinite(values))
        assert np.all(values > 0.0)
    assert np.all(np.abs(moments.alpha) < 6.0)


def test_one_energy_alone_is_merged_with_more(emission):
    """A bin whose neutrinos have one energy, where alpha is infinite, never stands by itself."""
    mean, square = emission.mean_energy.copy(), emission.mean_square_energy.copy()
    alone = np.argmax(emission.luminosity[2] * np.diff(emission.time_edge))
    square[:, alone] = mean[:, alone] ** 2
    sharp = replace(
        emission, mean_square_energy=square, luminosity_stderr=np.zeros_like(emission.luminosity_stderr)
    )
    moments = moments_of(sharp)
    assert np.all(moments.alpha < 100.0)
    assert not np.isin(emission.time_edge[alone : alone + 2], moments.time_edge).all()


def test_a_flavour_that_leaves_too_little_is_refused(emission):
    unknown = replace(emission, luminosity_stderr=np.where(emission.luminosity > 0.0, np.inf, 0.0))
    nothing = replace(emission, number=np.zeros_like(emission.number))
    for few in (unknown, nothing):
        with pytest.raises(InputError, match=r"run with more experiment\.packets"):
            moments_of(few)
