"""The scenario: the one strict schema of everything that a run depends on, and how it is read.

Every key has a type, bounds, a default, a unit and one line of meaning. A key may declare more: `used_with`
(dotted keys, and the values of each that it goes with; without a default it is then required, unless it is
`optional`; what a table declares holds for all keys in it), `later` (words kept for later versions),
`allowed` (what is allowed, where bounds do not say it).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from mcsn.scenario.document import (
    builtin_scenario_text,
    data_folder,
    parse_document,
    read_document,
    scenario_names,
    with_overrides,
)
from mcsn.scenario.rules import SHELLS, AllBut, cross_problems, used_values, used_with
from mcsn.scenario.scan import Scan, first_values, read_scan, spread, without_varied
from mcsn.scenario.text import (
    ScenarioError,
    field_problems,
    nested,
    quoted,
    schema_keys,
    shortened,
    toml_key,
    toml_text,
    toml_value,
)

BUILTIN_PROFILES = ("cerdeno2023", "derocco2019", "polytrope", "uniform")
"""Names of the stars that ship with the package."""
_PROFILES = [*BUILTIN_PROFILES, SHELLS]
_PROFILE_FILES = (".csv", ".ecsv", ".txt", ".dat", ".h5", ".hdf5")


def _key(default: Any, meaning: str, unit: str = "", *, declared: Any = None, **constraints: Any) -> Any:
    """Return the field of one key; `...` as default makes it required."""
    extra = {"unit": unit} if unit else {}
    return Field(default, description=meaning, json_schema_extra=extra | (declared or {}), **constraints)


def _known_profile(profile: str) -> str:
    if profile in _PROFILES or (profile.lower().endswith(_PROFILE_FILES) and profile.isprintable()):
        return profile
    raise ValueError(profile)


# Far beyond any star, and well within what squares and cubes can hold.
_Radius = Annotated[float, Field(ge=1e-3, le=1e15)]
_FreePath = Annotated[float, Field(ge=1e-9, le=1e21)]
_Temperature = Annotated[float, Field(ge=1e-3, le=1e3)]
_PER_SHELL = Field(strict=False, min_length=1)  # TOML has lists, not tuples
_Profile = Annotated[str, AfterValidator(_known_profile)]
_WITH_SHELLS = {"used_with": {"star.profile": (SHELLS,)}}
_WITH_FILE = {"used_with": {"star.profile": AllBut(tuple(_PROFILES), "the path of a file")}, "optional": True}
_WITH_JUMPS = {"used_with": {"transport.method": ("accelerated",)}}
_OF_ESCAPE = {"used_with": {"experiment.kind": ("escape",)}}
_OF_BURST = {"used_with": {"experiment.kind": ("burst",)}}
_OF_TRANSPORT = {"used_with": {"experiment.kind": ("escape", "burst")}}
_OF_BATCHES = {"used_with": {"experiment.kind": ("escape", "luminosity")}}


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class StarTable(_Table):
    """The table `[star]`: where the matter is."""

    profile: _Profile = _key(
        "cerdeno2023",
        "Built-in profile, path of a CSV, ECSV or HDF5 file, or shells written here.",
        declared={
            "words": _PROFILES,
            "allowed": f"{', '.join(map(quoted, _PROFILES))} or the path of a file"
            f" ({', '.join(_PROFILE_FILES)})",
        },
    )
    radius: Literal["outer-edge", "cell-centre"] | None = _key(
        None,
        "What the radii of a file are, where the file does not say it.",
        declared=_WITH_FILE
        | {"words": ["outer-edge", "cell-centre"], "allowed": '"outer-edge" or "cell-centre"'},
    )
    group: str | None = _key(
        None,
        "Group of an HDF5 file, or table in it, that has the columns; needed where there are several.",
        declared=_WITH_FILE,
        pattern=r"\A[^\x00-\x1f]*\z",
    )
    shells: int = _key(
        24,
        "Shells that the rows of a file are merged into, at most; each costs tables and some 0.2 s.",
        ge=1,
        le=1000,
        declared=_WITH_FILE,
    )
    neutrinosphere_km: float | None = _key(
        None,
        "Radius where a star from a file ends; when absent, where 2/3 of a mean free path is left at the"
        " temperatures of the file.",
        "km",
        ge=1e-3,
        le=1e12,
        declared=_WITH_FILE,
    )
    zones_per_shell: int = _key(1, "Zones, each with its own temperature, per shell.", ge=1, le=1000)
    temperature_scale: float = _key(1.0, "Factor on every temperature of the profile.", ge=1e-3, le=1e3)
    outer_radius_m: Annotated[tuple[_Radius, ...], _PER_SHELL] | None = _key(
        None, "Outer radius of each shell, from the centre outwards.", "m", declared=_WITH_SHELLS
    )
    mean_free_path_m: Annotated[tuple[_FreePath, ...], _PER_SHELL] | None = _key(
        None,
        "Mean free path of a neutrino in each shell.",
        "m",
        declared={"used_with": _OF_ESCAPE["used_with"] | _WITH_SHELLS["used_with"]},
    )
    temperature_MeV: Annotated[tuple[_Temperature, ...], _PER_SHELL] | None = _key(
        None, "Temperature of each shell.", "MeV", declared=_WITH_SHELLS
    )


class BosonTable(_Table):
    """The table `[boson]`: the Z', or another light boson. Without it the run is of the standard model."""

    mass_MeV: float = _key(..., "Mass of the boson.", "MeV", ge=1e-3, le=1e5)
    coupling: float = _key(..., "Coupling of the boson to each flavour of its model.", ge=1e-100, lt=1)
    model: Literal["Lmu-Ltau", "universal", "scalar"] = _key(
        "Lmu-Ltau",
        "Lmu-Ltau: Z' of mu and tau flavour; universal: Z' of all neutrinos and of nothing else; scalar: made"
        " by two neutrinos or two antineutrinos, of all flavours. A decay to nu_e ends a number packet.",
    )
    kernel: Literal["detailed-balance", "cerdeno2023"] = _key(
        "detailed-balance", "Coalescence rate: from first principles, or as Cerdeno et al. (2023)."
    )
    decay: Literal["isotropic", "helicity"] = _key(
        "isotropic", "Angular law of the decay in the rest frame of the Z'."
    )


class TransportTable(_Table):
    """The table `[transport]`: how a packet moves."""

    opacity: Literal["relativistic", "elastic", "constant"] = _key(
        "relativistic", "Neutrino-nucleon opacity; constant: the mean free paths written in [star]."
    )
    opacity_scale: float = _key(
        1.0, "Factor on the inverse mean free path of neutrinos on nucleons.", ge=1e-9, le=1e9
    )
    spectrum: Literal["grey", "frozen", "shell", "collision"] = _key(
        "collision", "When a packet's energy is redrawn: no energy, never, per shell, per collision."
    )
    inelasticity: float = _key(
        1.0,
        "Probability that a collision redraws the energy.",
        gt=0,
        le=1,
        declared={"used_with": {"transport.spectrum": ("collision",)}},
    )
    steps: Literal["exponential", "fixed"] = _key(
        "exponential", "Law of the length of flights; fixed: one mean free path each (random walk)."
    )
    scattering: Literal["isotropic", "dipole"] = _key("isotropic", "Angular law of collisions.")
    method: Literal["analog", "accelerated"] = _key(
        "accelerated",
        "accelerated: many collisions in one jump where that is right (not with fixed steps, dipole"
        " scattering or inelasticity < 1); analog: collision by collision.",
    )
    jump_zone_width: float = _key(
        20.0, "Zones of fewer mean free paths are walked.", gt=0, declared=_WITH_JUMPS
    )
    jump_zone_radius: float = _key(
        40.0, "Zones whose outer radius has fewer mean free paths are walked.", gt=0, declared=_WITH_JUMPS
    )
    jump_clearance: float = _key(
        6.0,
        "Packets with fewer mean free paths to vacuum, or to a zone that is walked, walk.",
        ge=1,
        declared=_WITH_JUMPS,
    )
    jump_reach: float = _key(
        0.5, "Share of the way to such a place that a jump may go.", gt=0, lt=1, declared=_WITH_JUMPS
    )
    jump_cut: float = _key(
        0.05,
        "Spectrum collision: share of a jump's surroundings beyond which flights are flown one by one.",
        gt=1e-4,
        lt=1,
        declared=_WITH_JUMPS,
    )


class RadiusStart(_Table):
    """The start `{radius_km = X}`: every packet starts at this radius."""

    radius_km: float = _key(..., "Radius at which packets start.", "km", ge=0)


class HistogramTable(_Table):
    """The table `[experiment.histogram]`: bins of the escape time."""

    bins: int = _key(100, "Number of bins.", ge=1, le=10_000)
    scale: Literal["log", "linear"] = _key("log", "Spacing of the bins.")
    from_: float | None = _key(None, "Lower edge; from the data when absent.", "s", ge=0, alias="from")
    to: float | None = _key(None, "Upper edge; from the data when absent.", "s", gt=0)


class ExperimentTable(_Table):
    """The table `[experiment]`: what is started, and what is counted."""

    kind: Literal["escape", "luminosity", "burst"] = _key(
        "escape",
        "escape: times at which packets leave; luminosity: energy that Z' carry out per second; burst: the"
        " star cools by the packets that leave it.",
    )
    packets: int = _key(10_000, "Number of packets; in a burst, of each replica.", ge=1, le=10**12)
    batch: int = _key(
        10_000,
        "Packets per batch, the unit of statistics and checkpoints.",
        ge=1,
        le=10**7,
        declared=_OF_BATCHES,
    )
    seed: int = _key(1, "Seed of the random numbers.", ge=0, le=2**63 - 1)
    species: Literal["nu_mu", "anti_nu_mu", "nu_x"] = _key(
        "nu_mu",
        "Species that start; nu_x: nu_mu and anti_nu_mu, half each. A burst is of nu_x: nu_mu, nu_tau and"
        " their antineutrinos.",
        declared=_OF_TRANSPORT | {"later": ["all"]},
    )
    duration_s: float = _key(30.0, "Time that a burst is followed.", "s", gt=0, le=1e4, declared=_OF_BURST)
    replicas: int = _key(
        4, "Independent bursts, whose scatter gives errors.", ge=1, le=1000, declared=_OF_BURST
    )
    time_step: float = _key(
        0.04,
        "Length of a burst's time steps, as a share of the time since its start.",
        gt=0,
        le=0.5,
        declared=_OF_BURST,
    )
    start: Literal["centre", "thermal"] | RadiusStart = _key(
        "centre",
        "Where packets start: the centre, as the thermal population, or a radius.",
        declared={
            "words": ["centre", "thermal"],
            "allowed": '"centre", "thermal" or {radius_km = X} with a number X >= 0',
        }
        | _OF_ESCAPE,
    )
    weighting: Literal["number", "energy"] = _key(
        "number", "What a packet stands for: one neutrino, or a fixed energy.", declared=_OF_ESCAPE
    )
    histogram: HistogramTable = _key(HistogramTable(), "Bins of the escape time.", declared=_OF_ESCAPE)

    @model_validator(mode="before")
    @classmethod
    def _species_of_a_burst(cls, table: Any) -> Any:
        """Give a burst the species that it is of."""
        if isinstance(table, Mapping) and table.get("kind") == "burst":
            return {"species": "nu_x", **table}
        return table


class Scenario(_Table):
    """Everything that a run depends on; made by `load_scenario` or `parse_scenario`."""

    title: str = _key("", "What the scenario is for, in one line.", pattern=r"\A[^\x00-\x1f]*\z")
    star: StarTable = _key(StarTable(), "The star.")
    boson: BosonTable | None = _key(None, "The Z'; None: the standard model.")
    transport: TransportTable = _key(TransportTable(), "How a packet moves.", declared=_OF_TRANSPORT)
    experiment: ExperimentTable = _key(ExperimentTable(), "What is started and counted.")

    _name: str = PrivateAttr("scenario")
    _folder: Path = PrivateAttr(default_factory=Path.cwd)
    _scan: Scan | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _check_cross_rules(self) -> "Scenario":
        document = self.model_dump(by_alias=True, exclude_unset=True)
        if problems := cross_problems(Scenario, document, ()):
            raise ValueError("\n".join(problems))
        return self

    @property
    def name(self) -> str:
        """Name of the built-in scenario, or of the file without its suffix."""
        return self._name

    @property
    def folder(self) -> Path:
        """Folder where a relative path of a profile starts; absolute."""
        return self._folder

    @property
    def scan(self) -> Scan | None:
        """What is varied, where this is the scenario of a scan; the rest then holds what is not."""
        return self._scan

    @property
    def profile_path(self) -> Path | None:
        """Absolute path of the profile's file, CSV, ECSV or HDF5 (it may not exist); None for others."""
        return None if self.star.profile in _PROFILES else self._folder / self.star.profile

    def resolved(self) -> dict[str, object]:
        """Return every key in use, dotted and in the schema's order, with its value."""
        return used_values(Scenario, self.model_dump(by_alias=True, exclude_none=True))

    def to_toml(self) -> str:
        """Return the resolved scenario as TOML; `parse_scenario` makes an equal one of it."""
        return toml_text(self.resolved()) + (f"\n{self.scan.to_toml()}" if self.scan else "")

    def __repr__(self) -> str:
        from mcsn.shown import scenario_text

        return scenario_text(self)

    def __str__(self) -> str:
        return repr(self)

    def _repr_html_(self) -> str:
        from mcsn.shown import scenario_html

        return scenario_html(self)

    def replaced(self, values: Mapping[str, object]) -> "Scenario":
        """Return the scenario with other values of some dotted keys, and no scan.

        Keys that went with a choice made here and do not go with one in `values` are left out.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        complete = self.model_dump(by_alias=True, exclude_none=True)
        changed = with_overrides(complete, values, self.name)
        document = with_overrides(nested(used_values(Scenario, changed)), values, self.name)
        return _validated(document, self.name, self.name, self.folder)


def keys_of_kind(kind: str) -> frozenset[str]:
    """Return the dotted keys that an experiment of this kind may use; further choices may rule some out."""
    choices = {key: used_with(Scenario, key) for key, _ in schema_keys(Scenario)}
    return frozenset(key for key, needs in choices.items() if kind in needs.get("experiment.kind", (kind,)))


def load_scenario(source: str | os.PathLike[str], overrides: Mapping[str, object] | None = None) -> Scenario:
    """Read a built-in scenario or a file.

    Parameters
    ----------
    source : str or path
        Built-in name, or path of a TOML file. A relative path of a profile starts at the file's folder; one
        that is set for a built-in scenario starts at the current folder.
    overrides : mapping, optional
        Dotted keys and the values that replace the file's.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    if isinstance(source, str) and source in scenario_names():
        scenario = parse_scenario(builtin_scenario_text(source), source, overrides=overrides)
        if scenario.profile_path and "star.profile" not in (overrides or {}):
            scenario._folder = data_folder("scenarios")  # its own profile ships beside it
        return scenario
    shown = os.fspath(source)
    if isinstance(source, str) and not (os.sep in shown or shown.endswith(".toml") or os.path.exists(shown)):
        builtin_scenario_text(source)  # raises: the message lists the names
    path = Path(source)
    return parse_scenario(read_document(path, shown), path.stem, path.parent, overrides, source=shown)


def parse_scenario(
    text: str,
    name: str,
    folder: str | os.PathLike[str] = ".",
    overrides: Mapping[str, object] | None = None,
    *,
    source: str | None = None,
) -> Scenario:
    """Make a scenario of TOML text.

    Parameters
    ----------
    text : str
        The document.
    name : str
        Becomes `Scenario.name`.
    folder : path
        Where a relative path of a profile starts.
    overrides : mapping, optional
        Dotted keys and the values that replace the document's.
    source : str, optional
        What errors begin with, when not `name`.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    source = source or name
    written = parse_document(text, source)
    if "scan" in written:
        written["scan"] = spread(written["scan"])
    document = with_overrides(written, overrides or {}, source)
    if "scan" not in document:
        return _validated(document, source, name, folder)
    table = document.pop("scan")
    scan, problems = read_scan(table, Scenario)
    document = with_overrides(document, first_values(document, scan), source)
    try:
        scenario = _validated(document, source, name, folder)
    except ScenarioError as error:
        others = without_varied(error.problems, table, Scenario) if problems else error.problems
        raise ScenarioError(source, [*others, *problems]) from None
    if problems:
        raise ScenarioError(source, problems)
    scenario._scan = scan
    return scenario


def _validated(
    document: Mapping[str, Any], source: str, name: str, folder: str | os.PathLike[str]
) -> Scenario:
    """Make a scenario of a document without a scan; ScenarioError with everything that is wrong."""
    try:
        scenario = Scenario.model_validate(document)
    except ValidationError as error:
        problems = field_problems(error, Scenario, document)
        cross = cross_problems(Scenario, document, problems)
        raise ScenarioError(source, [*problems.values(), *cross]) from None
    scenario._name = name
    scenario._folder = Path(folder).absolute()
    return scenario


def differences(a: Scenario, b: Scenario) -> list[str]:
    """Return a line for each key in use that differs, with both values; the names do not count."""
    first, second = _with_scan(a), _with_scan(b)

    def shown(values: Mapping[str, object], key: str) -> str:
        return shortened(toml_value(values[key])) if key in values else "absent"

    return [
        f"{key}: {shown(first, key)} and {shown(second, key)}"
        for key in {**first, **second}
        if first.get(key) != second.get(key)
    ]


def _with_scan(scenario: Scenario) -> dict[str, object]:
    """Return every key in use, and those of the scan."""
    scan = scenario.scan.resolved() if scenario.scan else {}
    return scenario.resolved() | {toml_key(["scan", name]): value for name, value in scan.items()}
