"""Mean ways out of a uniform sphere."""

from mcsn.studies.validate import Case, Findings, Work, compare, hops, idealised, pictures, unchanged

RADII = (5.0, 10.0, 30.0)
"""In mean free paths."""
SOURCES = {"centre": idealised.CENTRE, "uniform": idealised.THERMAL}
FROM = {"centre": "from the centre", "uniform": "from everywhere"}
PACKETS = {5.0: 4_000_000, 10.0: 3_000_000, 30.0: 2_000_000}


def check(work: Work, changed=unchanged) -> Findings:
    """Let packets leave spheres, from the centre and from everywhere."""
    comparisons, samples = [], {}
    for radius in RADII:
        solved = hops.mean_times([radius], [1.0], [1.0], hops.exponential)
        tables = changed(idealised.constant_tables([radius], 1.0))
        for name, source in SOURCES.items():
            exact = getattr(solved, name) - 1.0
            number = work.packets(PACKETS[radius])
            paths = work.walked(number, tables, idealised.options(), source, seed=len(comparisons) + 1)[
                "path"
            ]
            comparisons.append(
                compare.mean(
                    f"mean way, R = {radius:g} λ, {FROM[name]}",
                    exact,
                    paths,
                    tolerance=0.4,
                    method="analog",
                    unit="λ",
                )
            )
            samples[name, radius] = paths, exact
    return Findings(comparisons, [_picture(samples)])


def _picture(samples):
    figure, axes = pictures.panel("Mean way out of a uniform sphere")
    for name, marker in (("centre", "o"), ("uniform", "s")):
        found = {radius: values for (where, radius), values in samples.items() if where == name}
        axes.plot(
            list(found),
            [exact / radius**2 for radius, (_, exact) in found.items()],
            "k" + marker,
            ms=9,
            mfc="none",
            label=f"integral equation, {FROM[name]}",
        )
        axes.plot(
            list(found),
            [paths.mean() / radius**2 for radius, (paths, _) in found.items()],
            marker,
            ms=4,
            color=pictures.INK,
            label="simulated" if name == "centre" else None,
        )
    axes.axhline(0.5, color=pictures.FAINT, lw=0.8, ls=":")
    axes.axhline(0.2, color=pictures.FAINT, lw=0.8, ls=":", label="diffusion without boundary layer")
    axes.set_xscale("log")
    axes.set_xticks(RADII, [f"{radius:g}" for radius in RADII])
    axes.minorticks_off()
    axes.set_xlabel("radius [λ]")
    axes.set_ylabel("mean way / (R²/λ)")
    axes.legend(frameon=False, fontsize=8)
    return figure


CASE = Case(
    title="Mean ways out of uniform spheres, from the centre and from everywhere",
    subject="Transport",
    theory=(
        "The mean way T(r) to the surface obeys Peierls' integral equation, (r T)(r) = Int E₁(|r - r'|)/2"
        " [(r T)(r') + r'] dr' over -R < r' < R, r T odd, in mean free paths. Solved here with product"
        " integration to 6 digits. Exact, no diffusion limit."
    ),
    simulation=(
        "Packets of constant mean free path from the centre, or uniform in the volume, to the surface."
    ),
    check=check,
    control=idealised.MORE_SCATTERING,
    methods=["analog"],
    seconds=22.0,
)
