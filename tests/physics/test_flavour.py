"""Conversion of flavours against its source, and what it must conserve."""

import numpy as np
import pytest

from mcsn import InputError
from mcsn.physics.flavour import CONVERSIONS, converted, converted_errors, mixing, survival


def test_survival_is_what_dighe_and_smirnov_have():
    """|U_e3|^2 and |U_e1|^2; |U_e2|^2 and |U_e3|^2; the three add up to 1."""
    normal, inverted = survival("normal"), survival("inverted")
    assert survival("none") == (1.0, 1.0)
    assert normal[0] == inverted[1] == 0.0219
    assert normal[1] == pytest.approx(0.678, abs=1e-3)
    assert inverted[0] == pytest.approx(0.300, abs=1e-3)
    assert normal[0] + normal[1] + inverted[0] == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("conversion", CONVERSIONS)
def test_numbers_are_conserved(conversion):
    """nu_e + nu_mu + nu_tau stay as many, and what is alike in all flavours stays as it is."""
    left = np.random.default_rng(1).random((4, 3, 5))
    arrived = converted(left, conversion)
    for sign in (0, 1):
        assert arrived[sign] + 2.0 * arrived[2 + sign] == pytest.approx(left[sign] + 2.0 * left[2 + sign])
    assert converted(np.ones((4, 2)), conversion) == pytest.approx(np.ones((4, 2)), rel=1e-15)


def test_errors_are_those_of_independent_flavours():
    random = np.random.default_rng(2)
    errors = np.array([1.0, 2.0, 3.0, 4.0])
    arrived = converted(errors[:, None] * random.standard_normal((4, 100_000)), "normal")
    assert converted_errors(errors, "normal") == pytest.approx(arrived.std(axis=1), rel=0.02)


def test_unknown_conversion():
    with pytest.raises(InputError, match='"both": must be one of none, normal, inverted'):
        mixing("both")
