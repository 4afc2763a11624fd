import numpy as np
import pytest

from mcsn.constants import HBAR_C_MEV_FM
from mcsn.physics import fields

SETS = fields.parameter_sets()


@pytest.mark.parametrize("name", SETS)
def test_omega_field_solves_its_equation(name):
    density, p = np.array([1e-12, 1e-3, 0.15, 5.0]), SETS[name]
    w = fields.omega_potential(density, p) / p.g_omega
    source = p.g_omega * density * HBAR_C_MEV_FM**3
    np.testing.assert_allclose(p.omega_mass**2 * w + p.c3 * w**3, source, rtol=1e-13)


@pytest.mark.parametrize("name", SETS)
def test_rho_field_pulls_protons_into_neutron_matter(name):
    assert fields.rho_potential(0.1, 0.05, SETS[name]) < 0.0
    assert fields.rho_potential(0.1, 0.1, SETS[name]) == 0.0
    assert fields.rho_potential(0.05, 0.1) == -fields.rho_potential(0.1, 0.05)


def test_densities_without_a_solution_are_named(monkeypatch):
    monkeypatch.setattr(fields, "_STEPS", 1)
    densities = np.array([[0.1, 0.3], [0.05, 0.1]])
    with pytest.raises(ValueError, match=r"TM1 has no solution .* 0.1 and 0.05 fm\^-3 .* 20 MeV"):
        fields.sigma_field(densities, np.array([20.0, 30.0]), SETS["TM1"])


def test_every_parameter_set_names_its_source():
    assert all("Phys." in parameters.source for parameters in SETS.values())
    with pytest.raises(ValueError, match='no mean field "tm1"; the parameter sets are TM1, NL3'):
        fields.parameter_set("tm1")
