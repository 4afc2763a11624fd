import shlex
import signal
import sys

import pytest

from mcsn.cli import main


@pytest.fixture
def mcsn_command(tmp_path, monkeypatch, capsys):
    """Run a line of the shell that begins with mcsn, in an empty folder; it must succeed."""
    monkeypatch.chdir(tmp_path)

    def command(line):
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code, capsys.readouterr().err

    handler = signal.getsignal(signal.SIGTERM)
    yield command
    signal.signal(signal.SIGTERM, handler)
