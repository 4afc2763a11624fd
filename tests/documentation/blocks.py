"""The README and the pages of the documentation: their blocks of code, and the commands in them."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(p for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts)]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_FENCED = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    """A fenced block of code."""

    place: str
    language: str
    text: str


class Command(NamedTuple):
    """A command of the shell."""

    words: list[str]
    into: str | None
    """File that its output goes to."""

    @property
    def is_mcsn(self):
        """Whether it is one of ours."""
        return Path(self.words[0]).name == "mcsn"


def blocks(name):
    """Return the fenced blocks of a page."""
    text = (ROOT / name).read_text("utf-8")
    return [
        Block(f"{name}:{text.count(chr(10), 0, found.start()) + 1}", found[1], found[2])
        for found in _FENCED.finditer(text)
    ]


def commands(block):
    """Return the commands of a block of the shell, in order."""
    lines = block.text.replace("\\\n", " ").splitlines()
    parts = [shlex.split(part, comments=True) for line in lines for part in line.split("&&")]
    return [_command(words) for words in parts if words]


def quoted_commands(name):
    """Return our commands that are quoted in the text of a page."""
    text = _FENCED.sub("", (ROOT / name).read_text("utf-8"))
    quoted = [shlex.split(found) for found in re.findall(r"`(mcsn [^`]+)`", text)]
    return [Command(words, None) for words in quoted if not _is_synopsis(words)]


def _command(words):
    if ">" not in words:
        return Command(words, None)
    place = words.index(">")
    (target,) = words[place + 1 :]
    return Command(words[:place], target)


def _is_synopsis(words):
    """Tell whether some words stand for others: NAME, OUT.nc, ..."""
    return any(word.isupper() or "..." in word or word.startswith("OUT.") for word in words)
