"""Numba kernels and nothing else: they see packets and Tables, never files or Fermi-Dirac integrals.

rng and grid are the tools; state says what a packet and the Tables are; geometry and events are what can
happen to a packet; source makes packets and walk moves them; production follows Z' born in equilibrium.
"""
