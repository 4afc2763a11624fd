import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsn.profiles.headings import QUANTITIES, example, heading


@pytest.mark.parametrize(
    ("text", "key", "size"),
    [
        ("radius [km]", "radius", 1e3),
        ("r (km)", "radius", 1e3),
        ("R / km", "radius", 1e3),
        ("radius_km", "radius", 1e3),
        ("outer_radius_km", "outer_radius", 1e3),
        ("Outer radius [cm]", "outer_radius", 1e-2),
        ("r_center [m]", "centre_radius", 1.0),
        ("T_MeV", "temperature", 1.0),
        ("temperature [K]", "temperature", 8.617333e-11),
        ("temp_GK", "temperature", 0.08617333),
        ("rho_g_cm3", "baryon_density", 6.02214e-16),
        ("rho_g_per_cm3", "baryon_density", 6.02214e-16),
        ("density_cgs", "baryon_density", 6.02214e-16),
        ("n_B [fm^-3]", "baryon_density", 1.0),
        ("baryon_density_fm3", "baryon_density", 1.0),
        ("nb_fm-3", "baryon_density", 1.0),
        ("Ye", "proton_fraction", 1.0),
        ("Y_e []", "proton_fraction", 1.0),
        ("electron fraction", "proton_fraction", 1.0),
        ("Y_lepton", "lepton_fraction", 1.0),
        ("m_N_MeV", "nucleon_mass", 1.0),
        ("m* [MeV]", None, None),
        ("mu_n [MeV]", "mu_n", 1.0),
        ("mu_p*_MeV", "mu_p", 1.0),
        ("radius", "radius", None),
        ("radius [furlong]", "radius", None),
        ("T", "temperature", None),
        ("radius_furlong", None, None),
        ("T_max [MeV]", None, None),
        ("T_1.5MeV", None, None),
        ("T_MeV_1.5", None, None),
        ("Y_e_2", None, None),
        ("T_MeV [K]", "temperature", None),
        ("T_MeV [MeV]", "temperature", 1.0),
        ("T_MeV []", "temperature", 1.0),
        ("shell", None, None),
        ("", None, None),
    ],
)
def test_meaning(text, key, size):
    meaning = heading(text)
    assert (meaning.quantity.key if meaning else None) == key
    if size is not None:
        assert meaning.size == pytest.approx(size, rel=1e-5)
    elif meaning:
        assert meaning.size is None


def test_unit_apart_from_the_name():
    assert heading("radius", "km").size == 1e3
    assert heading("radius", "K").size is None
    assert heading("radius", None).size is None


def test_two_units_must_be_one():
    assert heading("rho_g_cm3", "g cm^-3").size == pytest.approx(6.02214e-16, rel=1e-5)
    assert heading("outer_radius_km", "").size == 1e3
    assert heading("outer_radius_km", "cm")[1:] == ("cm", None, "km")
    assert heading("T_MeV", "K").size is None


def test_names_mean_one_thing_and_the_examples_are_understood():
    names = [name for quantity in QUANTITIES for name in quantity.names]
    assert len(names) == len(set(names))
    for quantity in QUANTITIES:
        meaning = heading(example(quantity.key))
        assert meaning.quantity is quantity
        assert meaning.size > 0.0


@given(st.text(max_size=40))
def test_no_text_breaks_it(text):
    heading(text)
    heading(text, text)
