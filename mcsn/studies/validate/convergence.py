"""How the differences of a case fall with the number of packets, beside N^-1/2."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from mcsn.plot.frame import FAINT, INK, WARM
from mcsn.studies.validate import pictures
from mcsn.studies.validate.case import Case, Findings
from mcsn.studies.validate.compare import Comparison, Z
from mcsn.studies.validate.work import Work

_PARTS = (1 / 16, 1 / 8, 1 / 4)
"""Of the packets; together less than half as much work again."""


def with_convergence(findings: Findings, case: Case, work: Work) -> Findings:
    """Return what a case has found, with a picture of what it finds with ever fewer of these packets.

    Where chance has no part in the case there is none to draw.
    """
    if not any(row.random for row in findings.comparisons):
        return findings
    fewer = [case.check(Work(work.crew, quick=work.quick, part=part)).comparisons for part in _PARTS]
    figure = _picture([*fewer, findings.comparisons])
    return findings._replace(pictures=[*findings.pictures, figure])


def _picture(rows: Sequence[Sequence[Comparison]]) -> Figure:
    """Draw the comparisons of each part of the packets, the last of them all, in standard errors of all."""
    parts = np.array([*_PARTS, 1.0])
    percent = np.array([[abs(row.percent) for row in part] for part in rows])
    chance = np.array([row.chance for row in rows[-1]])
    differences = Z * percent[:, chance > 0.0] / chance[chance > 0.0]
    figure, axes = pictures.panel("Convergence")
    axes.loglog(parts, differences, ".", ms=3, color=FAINT)
    axes.loglog([], [], ".", color=FAINT, label="comparisons")
    axes.loglog(parts, np.sqrt(np.mean(differences**2, axis=1)), "o-", color=WARM, label="root mean square")
    axes.loglog(parts, parts**-0.5, "--", lw=1.0, color=INK, label=r"$N^{-1/2}$")
    axes.set_xlabel("share of the packets")
    axes.set_ylabel("difference in standard errors of all packets")
    axes.legend(frameon=False, fontsize=8)
    return figure
