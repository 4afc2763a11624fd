"""Every block of code in the README and the documentation works: see `lighter` for how it is run."""

import signal
import sys
import tomllib
from importlib.util import find_spec

import pytest
import typer
from blocks import NAMES, ROOT, blocks, commands, quoted_commands
from lighter import ELSEWHERE, NOT_OURS, lighter, lighter_keys

import mcsn
from mcsn.cli import app, main
from mcsn.scenario import load_scenario, parse_scenario, scenario_names
from mcsn.star import load_star
from mcsn.studies.validate.discovery import load_cases

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]


class Reader:
    """Someone who does what a page says, block after block, in one folder."""

    def __init__(self, capsys, monkeypatch):
        self.capsys, self.monkeypatch = capsys, monkeypatch
        self.names = {}

    def do(self, block):
        doing = {"sh": self.shell, "python": self.python, "toml": self.toml, "csv": self.csv}
        if block.language not in ("", "text"):  # what a command prints
            doing[block.language](block)

    def shell(self, block):
        for command in commands(block):
            if command.is_mcsn:
                parse(command)
                self.run(command, block.place)
            else:
                assert any(tuple(command.words[: len(known)]) == known for known in NOT_OURS), block.place
                assert extras(command.words) <= set(EXTRAS), block.place

    def run(self, command, place):
        words = lighter(command.words)
        if words is None:
            return
        self.monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        assert not ended.value.code, f"{place}: {' '.join(words)}\n{err}"
        if command.into:
            with open(command.into, "w") as file:
                file.write(out)

    def python(self, block):
        code = compile(block.text, block.place, "exec")
        if imported := [module for module in ELSEWHERE if module in block.text]:
            assert all(find_spec(module) for module in imported), block.place
            return
        exec(code, self.names)

    def toml(self, block):
        parse_scenario(block.text, block.place)

    def csv(self, block):
        with open("block.csv", "w") as file:
            file.write(block.text)
        load_star(parse_scenario('[star]\nprofile = "block.csv"', block.place))


def parse(command):
    """Parse a command of ours; SystemExit or AssertionError where there is no such command or scenario."""
    known = typer.main.get_command(app)
    if command.words[1:] == ["--help"]:
        return
    parsed = known.commands[command.words[1]]
    if "--help" in command.words:
        return
    found = parsed.make_context(command.words[1], command.words[2:]).params
    if command.words[1] == "validate":
        load_cases(found["cases"] or ())
    scenario = found.get("name" if command.words[1] == "scenarios" else "scenario")
    assert not scenario or scenario.endswith(".toml") or scenario in scenario_names()


def extras(words):
    """Return the extras that an installation asks for."""
    asked = [word for word in words if "[" in word]
    return {extra for word in asked for extra in word.partition("[")[2].rstrip("]").split(",")}


def run_lighter(scenario, *arguments, overrides=None, **options):
    """Do what `mcsn.run` does, with less to do."""
    from mcsn.engine import run

    if not isinstance(scenario, mcsn.Scenario):
        scenario = load_scenario(scenario, overrides or {})
    return run(scenario.replaced(lighter_keys(scenario)), *arguments, **options)


@pytest.fixture
def reader(tmp_path, monkeypatch, capsys):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(mcsn, "run", run_lighter, raising=False)
    handler = signal.getsignal(signal.SIGTERM)
    yield Reader(capsys, monkeypatch)
    signal.signal(signal.SIGTERM, handler)


def test_pages_are_found():
    assert {"README.md", "docs/start.md"} <= set(NAMES)
    shell = [block for name in NAMES for block in blocks(name) if block.language == "sh"]
    assert sum(len(commands(block)) for block in shell) > 20


@pytest.mark.parametrize("name", NAMES)
def test_blocks(name, reader):
    for block in blocks(name):
        if not block.language.startswith("{"):  # a directive of Sphinx
            reader.do(block)


@pytest.mark.parametrize("name", NAMES)
def test_quoted_commands(name):
    for command in quoted_commands(name):
        parse(command)
