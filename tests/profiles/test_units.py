import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsn.profiles.units import DENSITY, ENERGY, FRACTION, LENGTH, TEMPERATURE, unit_size

GRAM = 6.02214076e-16
"""Baryons per fm^3 in one g/cm^3, by Avogadro's number."""


@pytest.mark.parametrize(
    ("text", "kind", "size"),
    [
        ("km", LENGTH, 1e3),
        ("kilometers", LENGTH, 1e3),
        ("cm", LENGTH, 1e-2),
        ("1e5 cm", LENGTH, 1e3),
        ("10^5 cm", LENGTH, 1e3),
        ("MeV", TEMPERATURE, 1.0),
        ("keV", TEMPERATURE, 1e-3),
        ("K", TEMPERATURE, 8.617333e-11),
        ("GK", TEMPERATURE, 0.08617333),
        ("10**9 K", TEMPERATURE, 0.08617333),
        ("fm^-3", DENSITY, 1.0),
        ("fm-3", DENSITY, 1.0),
        ("1/fm^3", DENSITY, 1.0),
        ("1 / fm3", DENSITY, 1.0),
        ("fm$^{-3}$", DENSITY, 1.0),
        ("fm\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT THREE}", DENSITY, 1.0),
        ("cm^-3", DENSITY, 1e-39),
        ("g/cm3", DENSITY, GRAM),
        ("g / cm3", DENSITY, GRAM),
        ("g cm^-3", DENSITY, GRAM),
        ("g.cm**-3", DENSITY, GRAM),
        ("g/cc", DENSITY, GRAM),
        ("1e+14 g / cm3", DENSITY, 1e14 * GRAM),
        ("kg m^-3", DENSITY, 1e-3 * GRAM),
        ("MeV/fm^3", DENSITY, 1 / 931.494),
        ("GeV", ENERGY, 1e3),
        ("", FRACTION, 1.0),
        ("1", FRACTION, 1.0),
        ("erg/cm^3", DENSITY, 6.24151e-34 / 931.494),
        ("dimensionless", FRACTION, 1.0),
    ],
)
def test_known_units(text, kind, size):
    assert unit_size(text, kind) == pytest.approx(size, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("furlong", LENGTH),
        ("km", TEMPERATURE),
        ("K", ENERGY),
        ("g cm3", DENSITY),  # the sign matters where it can be written
        ("g/cm2", DENSITY),
        ("km^2", LENGTH),
        ("km", FRACTION),
        ("%", FRACTION),
        ("0.01", FRACTION),
        ("Mm", LENGTH),
        ("", LENGTH),
        ("0 km", LENGTH),
        ("1e999 km", LENGTH),
        ("10^999999999 km", LENGTH),
        ("km km", LENGTH),
        ("km^999999999", LENGTH),
        ("-5 km", LENGTH),
        ("km" * 1000, LENGTH),
    ],
)
def test_what_is_no_unit_of_the_kind(text, kind):
    assert unit_size(text, kind) is None


def test_signs_may_be_left_out_of_a_suffix():
    assert unit_size("g cm3", DENSITY, signless=True) == pytest.approx(GRAM)
    assert unit_size("fm3", DENSITY, signless=True) == pytest.approx(1.0)
    assert unit_size("cm2", DENSITY, signless=True) is None
    assert unit_size("1 5mev", TEMPERATURE, signless=True) is None
    assert unit_size("mev 1 5", TEMPERATURE, signless=True) is None


@given(st.text(max_size=30) | st.text("10^eE+-./* kmgcfMVK()3", max_size=30))
def test_no_text_breaks_it(text):
    for kind in (LENGTH, DENSITY, FRACTION):
        size = unit_size(text, kind)
        assert size is None or 0.0 < size < float("inf")
