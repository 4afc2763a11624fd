"""The README's commands are ones that exist."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from mcsn import load_scenario, scenario_names
from mcsn.cli import app

README = Path(__file__).parent.parent / "README.md"


def commands():
    """Return the words of every mcsn command in the README, in blocks of code and quoted in its text."""
    text = README.read_text("utf-8")
    block = re.compile(r"^```[^\n]*\n(.*?)^```", re.M | re.S)
    quoted = re.findall(r"`([^`]+)`", block.sub("", text))
    lines = [line for code in block.findall(text) for line in code.splitlines()]
    # Of a line of the shell, each command by itself: what follows a pipe or a redirection is not ours.
    parts = [part.strip() for line in lines for part in re.split(r"[|>;&]", line)]
    found = [shlex.split(part, comments=True) for part in parts + quoted if re.match(r"(\S*/)?mcsn\s", part)]
    return [["mcsn", *words[1:]] for words in found]


def group():
    return typer.main.get_command(app)


def test_there_are_commands():
    assert {"run", "plot"} <= {words[1] for words in commands()}


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_command_is_known(words):
    known = group()
    if words[1].startswith("--"):
        assert words[1] in ("--help",)
        return
    command = known.commands[words[1]]
    if not any(word.isupper() or "..." in word for word in words):  # not a synopsis
        try:
            context = command.make_context(words[1], words[2:])
        except typer.Exit:  # --help
            return
        scenario = context.params.get("scenario") or context.params.get("name")
        if scenario and not scenario.endswith(".toml"):
            assert scenario in scenario_names()
            load_scenario(scenario)
