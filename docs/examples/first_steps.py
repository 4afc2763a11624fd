# %% [markdown]
# # First steps
#
# How long do neutrinos need to leave a newborn neutron star, and what does a light Z' change?
# This file is a notebook: Jupyter (with jupytext) and VS Code open it cell by cell. As a script,
# `python first_steps.py`, it prints its numbers and saves its pictures. It takes some ten seconds.

# %%
import matplotlib.pyplot as plt
import numpy as np

import mcsn

# %% [markdown]
# A run is one line: the name of a scenario that ships (or the path of your own), and what to change in it.
# `sm` is the standard model in the star of Table I of Cerdeño, Cermeño & Farzan (arXiv:2301.00661).

# %%
sm = mcsn.run("sm", overrides={"experiment.packets": 1000})
sm

# %% [markdown]
# Every number has its standard error beside it, in the table above and in `summary`.

# %%
mean, error = sm.summary["escape_time_mean_s"], sm.summary["escape_time_mean_s_stderr"]
print(f"mean escape time: {mean:.4f} +- {error:.4f} s")

# %% [markdown]
# ## With a Z'
#
# `zprime` adds a Z' of 10 MeV: pairs of neutrinos become a Z', which flies some hundred metres and decays.

# %%
zprime = mcsn.run("zprime", overrides={"experiment.packets": 1000})
faster = mean / zprime.summary["escape_time_mean_s"]
print(f"the Z' makes the escape {faster:.1f} times as fast")

# %% [markdown]
# A view draws into Axes that you give it, or makes its own; `picture()` has all of them.

# %%
print(zprime.views)
axes = zprime.plot("escape_times")
axes.set_title("escape times with a Z' of 10 MeV", pad=18)
axes.figure.savefig("escape.png")

# %% [markdown]
# ## The same as arrays
#
# `dataset` is an xarray Dataset, with axes, units and standard errors.

# %%
data = zprime.dataset
print(data["escape_rate"].dims, data["escape_rate"].units, data["escape_rate"].long_name)
escaped = float(np.sum(data["escape_rate"] * np.diff(data["time_edge"])))
print(f"share of packets in the histogram: {escaped:.4f}")

# %%
figure, axes = plt.subplots(layout="constrained")
for name, result in (("standard model", sm), ("Z' of 10 MeV", zprime)):
    rate = result.dataset["escape_rate"] * result.dataset["time"]
    error_of_rate = result.dataset["escape_rate_stderr"] * result.dataset["time"]
    axes.errorbar(rate["time"], rate, error_of_rate, fmt=".", label=name)
axes.set(xscale="log", xlabel="escape time [s]", ylabel="share of packets per unit of ln t")
axes.legend()
figure.savefig("compared.png")

# %% [markdown]
# ## Against the random walk
#
# The paper's Eq. 6 takes all steps as one mean free path. With exponentially distributed flights the walk
# takes half as long, `walk_s`. The spectrum mode `grey` is that walk, and must give this number:

# %%
grey = mcsn.run("sm", overrides={"experiment.packets": 1000, "transport.spectrum": "grey"})
walk, eq6 = grey.summary["analytic"]["walk_s"], grey.summary["analytic"]["eq6_s"]
grey_mean, grey_error = grey.summary["escape_time_mean_s"], grey.summary["escape_time_mean_s_stderr"]
print(f"Eq. 6: {eq6:.4f} s, exact walk: {walk:.4f} s, simulated: {grey_mean:.4f} +- {grey_error:.4f} s")
print(f"that is {(grey_mean - walk) / grey_error:+.1f} standard errors from the exact walk")

# %% [markdown]
# With energies, in `sm`, neutrinos are five times as fast as that: those of low energy fly far, and every
# collision draws a new energy.

# %%
print(f"with energies: {mean:.4f} s, {grey_mean / mean:.1f} times as fast")

# %% [markdown]
# ## How large is the error?
#
# A standard error falls with the square root of the number of packets. Other seeds are other draws of the
# same quantity: two runs differ by their errors, added in squares.

# %%
for packets in (250, 1000, 4000):
    few = mcsn.run("zprime", overrides={"experiment.packets": packets, "experiment.seed": 2}).summary
    print(
        f"{packets:5d} packets: {few['escape_time_mean_s']:.4f} +- {few['escape_time_mean_s_stderr']:.4f} s"
    )

# %%
first, second = zprime.summary, few
difference = second["escape_time_mean_s"] - first["escape_time_mean_s"]
spread = np.hypot(first["escape_time_mean_s_stderr"], second["escape_time_mean_s_stderr"])
print(f"two seeds differ by {difference / spread:+.1f} of their standard errors")

# %% [markdown]
# ## Files
#
# A result saved is the same when opened; `xarray.open_dataset` reads the file, too. `mcsn report zprime.nc`
# makes a page of HTML of it.

# %%
zprime.save("zprime.nc")
again = mcsn.open_result("zprime.nc")
print(again.summary == zprime.summary)

# %% [markdown]
# Scenario, star and boson show what they are.

# %%
again.scenario

# %%
mcsn.load_star(again.scenario)

# %%
mcsn.Boson(mass_MeV=10.0, coupling=5.9e-8, kernel="cerdeno2023")
