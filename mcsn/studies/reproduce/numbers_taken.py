"""Numbers of the paper's text that it takes from elsewhere, or that need what this program does not have."""

from mcsn.studies.reproduce.quantity import Quantity

_MEASURED = "measured"
_CITED = "from the literature that the paper cites"
_CHOSEN = "a choice of the paper, used here too"


def rows() -> list[Quantity]:
    """Return the rows in the order of the text."""
    given = [
        ("I", "energy seen from SN 1987A", 3e53, "erg", _MEASURED),
        ("I, III", "duration of the burst", 10.0, "s", _MEASURED),
        ("III", "duration ruled out as too short", 5.0, "s", _MEASURED),
        ("III", "offset between the clocks of the detectors", 60.0, "s", _MEASURED),
        ("I", "early bound on the nu nu cross-section", 1e-35, "cm^2", _CITED),
        ("III", "end of the accretion", 0.7, "s", _CITED),
        ("III", "difference of luminosity between species", 0.1, "", _CITED),
        ("III", "time after bounce of Table I", 1.0, "s", _CITED),
        ("III", "mass of the progenitor", 18.0, "M_sun", _CITED),
        ("III", "radius of the neutrinosphere", 20.0, "km", "of Table I; an input here too"),
        ("II", "lowest mass of the Z'", 1.0, "MeV", _CHOSEN),
        ("II", "highest mass of the Z'", 1000.0, "MeV", _CHOSEN),
        ("IV.2", "Eq. 23 at which the burst halves", 0.1, "s", _CHOSEN),
        (
            "IV.2",
            "Eq. 25 at which the burst halves",
            3e52,
            "erg/s",
            "a choice of the paper: 3e53 erg in 10 s",
        ),
        ("II", "mass below which N_eff excludes the Z'", 1.0, "MeV", _CITED),
        (
            "IV.1.1",
            "mass below which muons make more Z'",
            5.0,
            "MeV",
            _CITED + "; needs the muons of the star",
        ),
        (
            "IV.2.1",
            "mean free path of Z' on muons, g = 7e-8",
            60.0,
            "km",
            "not computed: needs the muons of Ref. [64]",
        ),
        ("IV.2.1", "mass above which Ref. [19] is recovered", 10.0, "MeV", "not computed: needs its numbers"),
        (
            "IV.2.1",
            "time after which Z' are no longer made",
            5.0,
            "s",
            "not computed: needs a star that cools",
        ),
        (
            "IV",
            "coupling at which the t channel leads, 1 MeV",
            0.1,
            "",
            "not computed: t channel left out, as there",
        ),
        (
            "IV.1",
            "coupling at which Z' scatter on neutrinos",
            1.0,
            "",
            "not computed: that scattering is left out",
        ),
    ]
    return [Quantity(section, name, value, unit, None, why) for section, name, value, unit, why in given]
