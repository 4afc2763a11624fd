"""A star of five rows, and how files of it look."""

ROWS = {
    "outer_radius [km]": [4.0, 8.0, 12.0, 16.0, 20.0],
    "T [MeV]": [15.0, 20.0, 30.0, 20.0, 8.0],
    "rho [g/cm3]": [6e14, 4e14, 2e14, 4e13, 4e12],
    "Y_e": [0.29, 0.25, 0.2, 0.1, 0.06],
}
"""A star that ends inside its neutrinosphere."""

ECSV = """# %ECSV 1.0
# ---
# datatype:
# - {name: outer_radius, unit: km, datatype: float64, description: 'a description that goes on
#     in the next line'}
# - {name: T, unit: MeV, datatype: float64}
# - {name: rho, unit: 1e+14 g / cm3, datatype: float64}
# - {name: Y_e, datatype: float64}
# - {name: remark, datatype: string}
# meta: !!omap
# - {time: 1 s}
# - __serialized_columns__:
#     T:
#       __class__: astropy.units.quantity.Quantity
#       unit: !astropy.units.Unit {unit: MeV}
#       value: !astropy.table.SerializedColumn {name: T}
# schema: astropy-2.0
outer_radius T rho Y_e remark
4.0 15.0 6.0 0.29 "the core"
8.0 20.0 4.0 0.25 ""
12.0 30.0 2.0 0.2 a
16.0 20.0 0.4 0.1 a
20.0 8.0 0.04 0.06 a
"""
"""As Astropy writes a QTable."""


def csv_text(columns, delimiter=","):
    lines = [delimiter.join(columns)]
    lines += [delimiter.join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    return "\n".join(lines) + "\n"
