"""Table I of the paper by the TM1 mean field."""

import dataclasses
from importlib import resources

import numpy as np

from mcsn.physics.fields import parameter_set
from mcsn.physics.meanfield import matter_of_lepton_fraction
from mcsn.studies.validate import Case, Control, Findings, Work, compare, pictures, unchanged

COLUMNS = {
    "mu_n_MeV": ("mu_n*", "mu_n_star"),
    "mu_p_MeV": ("mu_p*", "mu_p_star"),
    "m_N_MeV": ("m*", "m_star"),
    "mu_nue_MeV": ("mu of nu_e", "mu_nue"),
}
HALF_DIGIT = 0.055
"""Half of the last printed digit, and a tenth of that for the rounding of what is put in [MeV]."""
FIRST_ROW = 0.31
"""Shell 1 prints 0.30 leptons per baryon; its other entries are those of 0.31."""
BLANK = ("m_N_MeV", 4)
"""The paper leaves m* of shell 5 out."""


def half_isospin(parameters):
    """Return parameters that couple the rho to tau/2 instead of tau."""
    return dataclasses.replace(parameters, g_rho=parameters.g_rho / 2.0)


def check(work: Work, changed=unchanged) -> Findings:
    """Solve the mean field at the density, temperature and lepton fraction of every row."""
    del work  # nothing is drawn
    text = resources.files("mcsn").joinpath("data", "profiles", "cerdeno2023.csv").read_text("utf-8")
    table = np.genfromtxt([row for row in text.splitlines() if row[0] != "#"], delimiter=",", names=True)
    leptons = np.array([FIRST_ROW, *table["Y_lepton"][1:]])
    found = matter_of_lepton_fraction(
        table["baryon_density_fm3"],
        table["temperature_MeV"],
        leptons,
        changed(parameter_set("TM1")),
        neutrino_helicities=2,
    )
    comparisons = []
    for column, (name, field) in COLUMNS.items():
        for k, (printed, value) in enumerate(zip(table[column], getattr(found, field), strict=True)):
            if (column, k) == BLANK:
                continue
            allowance = 100.0 * HALF_DIGIT / float(printed)
            comparisons.append(
                compare.number(
                    f"{name}, shell {k + 1}",
                    float(printed),
                    float(value),
                    0.0,
                    allowance=allowance,
                    unit="MeV",
                )
            )
    return Findings(comparisons, [_picture(table, found)])


def _picture(table, found):
    figure, axes = pictures.panel("TM1 minus Table I")
    axes.axhspan(-0.05, 0.05, color="0.9", label="half of the last printed digit")
    for n, (column, (name, field)) in enumerate(COLUMNS.items()):
        difference = getattr(found, field) - table[column]
        if column == BLANK[0]:
            difference[BLANK[1]] = np.nan
        axes.plot(np.arange(1, 7) + 0.1 * (n - 1.5), difference, "o", ms=4, label=name)
    axes.set_xlabel("shell")
    axes.set_ylabel("difference [MeV]")
    axes.set_ylim(-0.11, 0.07)
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="lower center")
    return figure


CASE = Case(
    title="TM1 gives Table I of the paper, entry by entry",
    subject="Physics",
    theory=(
        "The relativistic mean field TM1 (Sugahara & Toki, Nucl. Phys. A 579, 557) in beta equilibrium with"
        " trapped nu_e has the chemical potentials and masses of Table I of arXiv:2301.00661, to half of the"
        " last printed digit; a tenth more, 0.055 MeV in all, is allowed for the rounding of what is put in."
        " Its column Y_e is Y_p + 2 n_nue/n_B, and 0.31 in shell 1 where 0.3 is printed."
    ),
    simulation=(
        "Solved at the density, temperature and Y_e of each shell, whose m* is left out in shell 5; nothing"
        " is drawn by chance."
    ),
    check=check,
    control=Control("The rho meson couples to tau/2 instead of tau.", half_isospin),
    seconds=1.0,
)
