"""How the differences of a case fall with the number of packets, beside N^-1/2."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from mcsn.studies.validate import pictures
from mcsn.studies.validate.case import Case, Findings
from mcsn.studies.validate.compare import Comparison
from mcsn.studies.validate.work import Work

_SHARES = (1 / 16, 1 / 8, 1 / 4)
"""Of the packets; together less than half as many again."""


def with_convergence(findings: Findings, case: Case, work: Work) -> Findings:
    """Return what a case has found, with a picture of what it finds with ever fewer of these packets.

    Where chance has no part in the case there is none to draw.
    """
    if not any(row.random for row in findings.comparisons):
        return findings
    fewer = [case.check(Work(work.crew, quick=work.quick, share=share)).comparisons for share in _SHARES]
    figure = _picture([*fewer, findings.comparisons])
    return findings._replace(pictures=[*findings.pictures, figure])


def _picture(found: Sequence[Sequence[Comparison]]) -> Figure:
    """Draw comparisons, with each share of the packets and with all, over their spread with all of them."""
    shares = np.array([*_SHARES, 1.0])
    percent = np.array([[abs(row.percent) for row in comparisons] for comparisons in found])
    spread = np.array([row.spread for row in found[-1]])
    differences = percent[:, spread > 0.0] / spread[spread > 0.0]
    # Of a root mean square, were they independent and normal.
    scatter = 1.0 / np.sqrt(2.0 * differences.shape[1])
    law = shares**-0.5
    figure, axes = pictures.panel("Convergence")
    axes.loglog(shares, differences, ".", ms=3, color=pictures.FAINT)
    axes.loglog([], [], ".", color=pictures.FAINT, label="comparisons")
    axes.loglog(
        shares,
        np.sqrt(np.mean(differences**2, axis=1)),
        "o-",
        color=pictures.WARM,
        label="their root mean square",
    )
    axes.loglog(shares, law, "--", lw=1.0, color=pictures.INK, label=r"$N^{-1/2}$, scatter if independent")
    low = max(1.0 - scatter, 0.05)
    axes.fill_between(shares, law * low, law * (1.0 + scatter), color=pictures.INK, alpha=0.15, lw=0.0)
    axes.set_xlabel("share of the packets")
    axes.set_ylabel("difference / expected error with all packets")
    axes.legend(frameon=False, fontsize=8)
    return figure
