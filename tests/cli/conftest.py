import signal
import sys

import pytest
from commands import CHEAP

from mcsn.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with cheap.toml in it."""
    (tmp_path / "cheap.toml").write_text(CHEAP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mcsn(folder, monkeypatch, capsys):
    """Run a command in this process; return its status, output and messages."""

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["mcsn", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    handler = signal.getsignal(signal.SIGTERM)
    yield command
    signal.signal(signal.SIGTERM, handler)
