import socket

import pytest


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """Nothing here may reach for a network: models and tables come with what is installed."""

    def refuse(*_):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
