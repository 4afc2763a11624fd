"""Pure functions of physical quantities: numpy arrays in and out, each citing its equation."""
