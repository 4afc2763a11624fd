"""The documentation builds without a warning or a network, and tells every key and every public name."""

import re
import subprocess
import sys

import pytest
from blocks import ROOT

import mcsn
from mcsn import Scenario
from mcsn.scenario.scan import RangeTable, ScanTable
from mcsn.scenario.text import schema_keys


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("html")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "-d", folder / "doctrees"]
    done = subprocess.run([*command, ROOT / "docs", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def keys():
    tables = (Scenario, ""), (ScanTable, "scan."), (RangeTable, "scan.KEY.")
    found = [key for schema, prefix in tables for key, _ in schema_keys(schema, prefix)]
    return [*found, "experiment.start.radius_km"]


def test_every_key_is_told(built):
    page = (built / "scenario.html").read_text()
    names = r'<dt class="sig[^"]*"[^>]*>\s*<span class="sig-name[^"]*"><span class="pre">([^<]+)'
    assert sorted(re.findall(names, page)) == sorted(keys())


def test_every_public_name_is_told(built):
    page = (built / "api.html").read_text()
    assert {name for name in mcsn.__all__ if f'id="mcsn.{name}"' not in page} == set()


def test_nothing_is_fetched(built):
    """Links may lead out; scripts, styles, fonts and pictures may not."""
    for page in built.rglob("*.html"):
        used = re.findall(r'<(?:script|img|iframe|object)[^>]*\ssrc="([^"]+)"', page.read_text())
        used += re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', page.read_text())
        assert not [source for source in used if "//" in source], page.name
    for style in built.rglob("*.css"):
        assert not re.findall(r"url\(['\"]?https?:|@import", style.read_text()), style.name
