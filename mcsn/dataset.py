"""Arrays with names, as xarray has them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mcsn.experiments.protocol import Variable

if TYPE_CHECKING:
    import xarray


def to_dataset(variables: Mapping[str, Variable], attributes: Mapping[str, Any]) -> "xarray.Dataset":
    """Return variables as a Dataset: units and meanings are their attributes `units` and `long_name`.

    A variable with the name of an axis is a coordinate. Where an axis has none, as `zone` of a burst, what
    lies along it alone and has no standard error labels it.
    """
    import xarray

    arrays = {name: (told.dims, told.values, _attributes(told)) for name, told in variables.items()}
    axes = {axis for told in variables.values() for axis in told.dims}
    labels = [
        name
        for name, told in variables.items()
        if len(told.dims) == 1
        and told.dims[0] not in variables
        and not name.endswith("_stderr")
        and f"{name}_stderr" not in variables
    ]
    return xarray.Dataset(arrays, attrs=dict(attributes)).set_coords([*axes & variables.keys(), *labels])


def _attributes(told: Variable) -> dict[str, str]:
    named = {"units": told.unit, "long_name": told.meaning}
    return {name: text for name, text in named.items() if text}
