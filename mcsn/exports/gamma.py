"""The text that `sntools --format gamma` reads: a row per time, and for each of three flavours three numbers.

Source: the reader, `sntools.formats.gamma`. Its nu_x is one flavour, and stands for antineutrinos too: here
it is the mean of nu_x and anti-nu_x.
"""

import numpy as np

from mcsn.exports.rows import lines, rows_of
from mcsn.signal.moments import Moments

_HEAD = """# {title}
# what leaves the star, for sntools --format gamma; nu_x is one of nu_mu, nu_tau and their antineutrinos
# time since bounce [s], and of nu_e, anti-nu_e, nu_x each <E> [MeV], <E^2> [MeV^2], luminosity [erg/s]
"""


def text(moments: Moments, title: str) -> str:
    """Return the content of the file."""
    rows = rows_of(Moments(moments.time_edge, *(_three(sums) for sums in moments[1:])))
    columns = [rows.time]
    for flavour in range(3):
        columns += [
            values[flavour] for values in (rows.mean_energy, rows.mean_square_energy, rows.luminosity)
        ]
    return _HEAD.format(title=title) + lines(columns, ", ")


def _three(sums: np.ndarray) -> np.ndarray:
    """Return sums over neutrinos, (4, bins), with the mean of nu_x and anti-nu_x for both, (3, bins)."""
    return np.concatenate([sums[:2], sums[2:].mean(axis=0, keepdims=True)])
