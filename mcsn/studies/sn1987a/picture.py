"""The picture of a burst beside the events of SN 1987A: arrival times above, energies below."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mcsn.plot.frame import FAINT, INK, WARM
from mcsn.signal.emission import START_S
from mcsn.studies.sn1987a.comparison import Study
from mcsn.studies.sn1987a.distributions import Window
from mcsn.studies.sn1987a.events import WINDOW_S
from mcsn.studies.sn1987a.expected import Instrument
from mcsn.studies.sn1987a.likelihood import LATE, WHOLE

_DRAWN = ((LATE, INK, "-"), (WHOLE, WARM, "--"))


def picture(study: Study) -> Figure:
    """Draw what each detector saw, and should have seen at the offset that fits best."""
    columns = len(study.instruments)
    figure = Figure(figsize=(5.2 * columns, 8.0), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(2, columns)
    for i, instrument in enumerate(study.instruments):
        views = {key: views[i] for key, views in study.windows.items()}
        draw_times(instrument, views, axes[0, i])
        draw_energies(instrument, views, axes[1, i])
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), fontsize=9, frameon=False)
    told = study.numbers
    title = f"{told['title'] or told['name']}\n{told['distance_kpc']:g} kpc, conversion: {told['conversion']}"
    figure.suptitle(title, fontsize=11, parse_math=False)
    return figure


def draw_times(instrument: Instrument, views: dict[str, Window], axes: Axes) -> Axes:
    """Draw how many events of clear energies have come, and should have, against time."""
    events, clear = instrument.events, instrument.detector.clear
    times = events.time[events.energy >= clear]
    counts = np.arange(len(times) + 1)
    axes.stairs(counts, np.concatenate([[-1.0], times, [WINDOW_S]]), color="black", lw=1.6, label="seen")
    for treatment, colour, style in _DRAWN:
        view = views[treatment.key]
        missed = np.count_nonzero(times < view.time[0])
        axes.plot(
            view.time, missed + view.until, color=colour, ls=style, label=f"expected: {treatment.meaning}"
        )
    axes.axvspan(-1.0, START_S, color=FAINT, alpha=0.2, lw=0)
    place = axes.get_xaxis_transform()
    axes.text(0.93 * START_S, 0.03, "not simulated", transform=place, fontsize=8, rotation=90, ha="right")
    axes.set_xscale("symlog", linthresh=2.0)
    axes.set(xlim=(-0.3, WINDOW_S), ylim=(0.0, None))
    axes.set_xticks([0, 1, 2, 5, 10, 20, 30], ["0", "1", "2", "5", "10", "20", "30"])
    axes.set_title(f"{instrument.detector.name}, from {clear:g} MeV", fontsize=10)
    axes.set_xlabel("time since the first event [s]")
    axes.set_ylabel("events until then")
    return axes


def draw_energies(instrument: Instrument, views: dict[str, Window], axes: Axes) -> Axes:
    """Draw energies: of the events, in order of time from below, and of what is expected of them."""
    events = instrument.events
    for treatment, colour, style in _DRAWN:
        view = views[treatment.key]
        axes.plot(view.measured, view.spectrum + view.background, color=colour, ls=style)
    late = views[LATE.key]
    axes.fill_between(late.measured, late.background, color=FAINT, alpha=0.35, lw=0, label="background")
    height = 0.05 + 0.9 * np.arange(len(events.time)) / len(events.time)
    used = LATE.uses(events)
    for chosen, face, label in ((used, "black", f"from {LATE.begin:g} s on"), (~used, "white", "before")):
        axes.errorbar(
            events.energy[chosen], height[chosen], xerr=events.energy_error[chosen], fmt="o", ms=4.5, lw=0.8,
            color="black", mfc=face, label=label, transform=axes.get_xaxis_transform(),
        )  # fmt: skip
    total = late.spectrum + late.background
    axes.set(xlim=(0.0, min(60.0, instrument.detector.sight[1])), yscale="log")
    axes.set_ylim(0.5 * total.min(), 3.0 * total.max())
    axes.set_xlabel("measured energy [MeV]")
    axes.set_ylabel("events per MeV")
    axes.legend(fontsize=8, frameon=False)
    return axes
