# %% [markdown]
# # A burst, with and without a Z'
#
# A star with all its heat cools by the neutrinos that leave it. How long does the burst last, and how much
# shorter does a Z' make it? Jupyter (with jupytext) and VS Code open this file cell by cell; as a script,
# `python burst.py`, it prints its numbers and saves its pictures. It takes some half a minute: these
# bursts are small ones, of 4000 packets in 12 zones. `mcsn run burst` has 50,000 in 48.

# %%
import matplotlib.pyplot as plt
import numpy as np

import mcsn

SMALL = {
    "star.zones_per_shell": 2,
    "experiment.packets": 4000,
    "experiment.replicas": 2,
    "experiment.duration_s": 20.0,
    "experiment.time_step": 0.1,
}

# %%
without = mcsn.run("burst", overrides=SMALL)
without

# %%
with_boson = mcsn.run("burst-zprime", overrides=SMALL)
with_boson

# %% [markdown]
# ## Light curves
#
# Arrays with their axes are in `dataset`; times run from the start of the burst, 1 s after bounce.

# %%
figure, axes = plt.subplots(layout="constrained")
for name, result, colour in (("standard model", without, "C0"), ("Z' of 10 MeV", with_boson, "C1")):
    data = result.dataset
    edges, light, error = data["time_edge"], data["luminosity"], data["luminosity_stderr"]
    axes.stairs(light, edges, color=colour, label=name)
    axes.stairs(light + error, edges, baseline=light - error, fill=True, color=colour, alpha=0.3)
axes.set(xscale="log", yscale="log", xlim=(1e-2, 20.0), ylim=(1e49, 3e53))
axes.set(xlabel="time since the start [s]", ylabel="luminosity [erg/s]")
axes.legend()
figure.savefig("light_curves.png")

# %% [markdown]
# ## How much shorter?
#
# `t50_s` is when half of the energy has left. Two results are independent: the error of their difference, or
# ratio, comes from both.

# %%
for name in ("t50_s", "t90_s"):
    long, long_error = without.summary[name], without.summary[f"{name}_stderr"]
    short, short_error = with_boson.summary[name], with_boson.summary[f"{name}_stderr"]
    ratio = short / long
    ratio_error = ratio * np.hypot(short_error / short, long_error / long)
    print(
        f"{name}: {long:.3f} +- {long_error:.3f} s without, {short:.3f} +- {short_error:.3f} s with the Z',"
    )
    print(f"       ratio {ratio:.3f} +- {ratio_error:.3f}")

# %% [markdown]
# ## What the errors are
#
# Errors come from the scatter of replicas, bursts with other random numbers, and are never less than those of
# independent packets. They fall with the square root of packets times replicas. What they do not hold: the
# length of time steps (some 2 % with 0.1; `experiment.time_step`), the number of zones, and the physics that
# is left out (accretion, convection, a changing composition). Change a key and see; the error of the change
# says whether so few packets can tell it at all:

# %%
coarse = mcsn.run("burst", overrides=SMALL | {"experiment.time_step": 0.2})
change = coarse.summary["t50_s"] / without.summary["t50_s"] - 1.0
change_error = (
    np.hypot(coarse.summary["t50_s_stderr"], without.summary["t50_s_stderr"]) / without.summary["t50_s"]
)
print(f"steps twice as long change t50 by {100 * change:+.1f} +- {100 * change_error:.1f} %")

# %% [markdown]
# ## Where the energy is
#
# Energy is conserved packet by packet: what has left and what remains make the start.

# %%
numbers = with_boson.summary
kept = numbers["energy_emitted_erg"] + numbers["energy_remaining_erg"]
print(f"emitted and remaining / start - 1 = {kept / numbers['energy_initial_erg'] - 1.0:.1e}")
print(
    f"left as Z': {100 * numbers['emitted_as_boson']:.1f} +- {100 * numbers['emitted_as_boson_stderr']:.1f} %"
)

# %%
with_boson.plot("temperature_map")

# %% [markdown]
# ## Spectra
#
# The energy that leaves in all, by species. A species of the result may stand for several flavours: the
# `long_name` of the coordinate says so.

# %%
data = with_boson.dataset
print(data["species"].long_name)
fluence = data["spectrum"].sum("time")  # erg/MeV
width = np.diff(data["energy_edge"])
for species in data["species"].values:
    energy = float((fluence.sel(species=species) * width).sum())
    mean = numbers[f"energy_mean_{species}_MeV"]
    error = numbers[f"energy_mean_{species}_MeV_stderr"]
    print(f"{species:>10}: {energy:.3g} erg, mean energy {mean:.2f} +- {error:.2f} MeV")

# %%
figure, axes = plt.subplots(layout="constrained")
for species in data["species"].values:
    axes.stairs(fluence.sel(species=species), data["energy_edge"], label=species)
axes.set(xscale="log", yscale="log", xlim=(1.0, 200.0), ylim=(1e48, 1e52))
axes.set(xlabel="energy of the neutrino [MeV]", ylabel="fluence [erg/MeV]")
axes.legend()
figure.savefig("fluence.png")

# %% [markdown]
# ## Beside the walk of single neutrinos
#
# The burst takes much longer than the escape of a neutrino from the centre, since matter holds most of the
# heat and gives it out again and again: the paper's Eq. 5 over its Eq. 6.

# %%
analytic = without.summary["analytic"]
print(
    f"Eq. 6 {analytic['eq6_s']:.3f} s, Eq. 5 {analytic['eq5_s']:.3f} s, t50 {without.summary['t50_s']:.3f} s"
)
