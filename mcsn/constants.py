"""Constants in the units of the code: MeV, metre, second (densities in fm^-3)."""

from scipy import constants as _si

HBAR_C_MEV_FM = 197.3269804
"""hbar c [MeV fm]."""
HBAR_C_MEV_M = HBAR_C_MEV_FM * 1e-15
"""hbar c [MeV m]: a rate of R MeV is R / HBAR_C_MEV_M per metre at the speed of light."""
SPEED_OF_LIGHT = 2.99792458e8
"""c [m/s]."""
HBAR_MEV_S = HBAR_C_MEV_M / SPEED_OF_LIGHT
"""hbar [MeV s]: a rate of R MeV is R / HBAR_MEV_S per second."""
FERMI_CONSTANT = 1.1663787e-11
"""G_F [MeV^-2]."""
SIN2_THETA_W = 0.23122
"""Weak mixing angle, sin^2(theta_W)."""
AXIAL_COUPLING = 1.2723
"""g_A of the nucleon."""
COS_CABIBBO = 0.97427
"""cos(theta_C), quark mixing of the charged currents of nucleons."""
ELECTRON_MASS = 0.511
"""[MeV]."""
MUON_MASS = 105.6584
"""[MeV]."""
ERG_PER_MEV = _si.electron_volt * 1e6 / _si.erg
"""One MeV in erg."""
BOLTZMANN_MEV_PER_K = _si.k / _si.electron_volt * 1e-6
"""Boltzmann's constant [MeV/K]."""
ATOMIC_MASS_G = _si.atomic_mass * 1e3
"""Atomic mass unit [g]: what simulations count as the mass of a baryon."""
ATOMIC_MASS_MEV = _si.atomic_mass * _si.c**2 / _si.electron_volt * 1e-6
"""The same [MeV]."""
SOLAR_MASS_G = 1.98841e33
"""Mass of the sun [g]: GM of IAU 2015 resolution B3 over G of CODATA 2018."""
