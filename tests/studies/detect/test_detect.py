"""Expected events of a burst: numbers, errors, notes, picture."""

import json
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from mcsn import InputError, open_result
from mcsn.detectors import open_detector
from mcsn.signal import emission_of
from mcsn.studies.detect import event_picture, expect, expectation_facts, expectation_text
from mcsn.studies.detect.text import notes


@pytest.fixture(scope="module")
def emission(small_burst):
    return emission_of(open_result(small_burst))


@pytest.fixture(scope="module")
def water():
    """Super-Kamiokande, whose response is computed once."""
    detector = open_detector("superk")
    return replace(detector, respond=cache_of(detector.respond))


def cache_of(respond):
    known = {}

    def responded(edges):
        if edges.tobytes() not in known:
            known[edges.tobytes()] = respond(edges)
        return known[edges.tobytes()]

    return responded


def of_channel(expected, name):
    return expected.events[expected.channels.index(name)].sum()


def test_without_conversion_nu_x_only_scatter_electrons(emission, water):
    expected = expect(emission, water, 10.0)
    assert of_channel(expected, "es") == pytest.approx(expected.total, rel=1e-12)
    assert expected.total > 10.0
    assert "no inverse beta decay" in " ".join(notes(expected))


@pytest.mark.parametrize("conversion", ["normal", "inverted"])
def test_converted(emission, water, conversion):
    """Inverse beta decays go with the anti-nu_x that become anti-nu_e: 1 - p of them."""
    alike = replace(emission, number=emission.number[[2, 3, 2, 3]])  # all flavours as nu_x
    share = {"normal": 0.3222, "inverted": 0.9781}[conversion]
    expected = expect(emission, water, 10.0, conversion)
    assert of_channel(expected, "ibd") == pytest.approx(
        share * of_channel(expect(alike, water, 10.0), "ibd"), rel=1e-3
    )
    told = " ".join(notes(expected))
    assert "among four" in told
    assert "no inverse" not in told


def test_alike_flavours_do_not_feel_conversion(emission, water):
    alike = replace(emission, number=emission.number[[2, 3, 2, 3]])
    none, normal = (expect(alike, water, 10.0, conversion) for conversion in ("none", "normal"))
    assert normal.events == pytest.approx(none.events, rel=1e-12)
    assert not [note for note in notes(normal) if "nu_e" in note]


def test_events_go_with_the_square_of_the_distance(emission, water):
    near, far = (expect(emission, water, distance, "normal") for distance in (10.0, 20.0))
    assert near.total == pytest.approx(4.0 * far.total, rel=1e-12)
    assert near.total_stderr == pytest.approx(4.0 * far.total_stderr, rel=1e-12)
    with pytest.raises(InputError, match="distance of 0 kpc"):
        expect(emission, water, 0.0)
    with pytest.raises(InputError, match='conversion "msw": must be one of none, normal, inverted'):
        expect(emission, water, 10.0, "msw")


def test_errors_are_those_of_the_simulation(emission, water):
    """Of single bins they are the change that they make; of bins of two flavours, those in quadrature.

    Both arrive as anti-nu_e, among others, but have left independently.
    """

    def error_in(*bins):
        stderr = np.zeros_like(emission.number)
        for place in bins:
            stderr[place] = emission.number[2:].max()
        return replace(emission, number=stderr, number_stderr=stderr)

    bins = (1, 20, 65), (3, 20, 65)
    singles = [expect(error_in(place), water, 10.0, "inverted") for place in bins]
    for single in singles:
        assert single.total_stderr == pytest.approx(single.total, rel=1e-12)
        assert single.channel_stderr == pytest.approx(single.events.sum(axis=(1, 2)), rel=1e-12)
        assert single.time_stderr == pytest.approx(single.events.sum(axis=(0, 2)), rel=1e-12)
        assert single.seen_stderr == pytest.approx(single.events.sum(axis=(0, 1)), rel=1e-12)
        assert single.total > 0.0
    both = expect(error_in(*bins), water, 10.0, "inverted")
    for name in ("total_stderr", "channel_stderr", "time_stderr", "seen_stderr"):
        one, other = (getattr(single, name) for single in singles)
        assert getattr(both, name) == pytest.approx(np.hypot(one, other), rel=1e-12)


def test_when_they_come(emission, water):
    expected = expect(emission, water, 10.0, "normal")
    half = expected.time_of(0.5)
    assert (expected.time_of(0.0), expected.time_of(1.0)) == (0.0, pytest.approx(10.0))
    before = expected.events[:, expected.time_edge[1:] <= 1.0 + half].sum()
    assert before <= 0.5 * expected.total
    assert before > 0.35 * expected.total  # bins are a quarter wide


def test_energy_beyond_the_cross_sections_is_told(emission, water):
    """All neutrinos are made ten times as energetic."""
    hot = replace(emission, energy_edge=10.0 * emission.energy_edge)
    expected = expect(hot, water, 10.0, "normal")
    above = hot.energy_edge[:-1] >= 100.0
    energy = (emission.number[2:] * hot.energy).sum(axis=(0, 1))
    assert expected.beyond == pytest.approx(energy[above].sum() / energy.sum(), rel=1e-12)
    assert any("above 100 MeV" in note for note in notes(expected))


def test_told_and_drawn(emission, water):
    expected = expect(emission, water, 51.4, "normal")
    facts = json.loads(json.dumps(expectation_facts(expected), allow_nan=False))
    assert sum(facts["channels"].values()) == pytest.approx(facts["events"]) == pytest.approx(expected.total)
    assert (
        sum(facts["events_time"]) == pytest.approx(sum(facts["events_seen"])) == pytest.approx(expected.total)
    )
    text = expectation_text(expected, "A burst")
    for words in (
        "A burst",
        "SuperK, 32.25 kt, at 51.4 kpc",
        "normal ordering",
        "Poisson",
        "anti-nu_e p -> n e+",
    ):
        assert words in text
    figure = event_picture(expected, "A burst with $ in its name")
    assert isinstance(figure, Figure)
    assert [axes.get_yscale() for axes in figure.axes] == ["log", "log"]


def test_nothing_leaves(water, emission):
    """Before the first packet has left there are no events, no mean and still a picture."""
    nothing = replace(emission, number=np.zeros_like(emission.number))
    expected = expect(nothing, water, 10.0)
    assert expected.total == 0.0
    assert expectation_facts(expected)["mean_seen_MeV"] is None
    assert "all events" in expectation_text(expected, "")
    event_picture(expected, "")
