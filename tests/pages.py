"""Reads pages of HTML."""

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """Collects what a page says and refers to."""

    def __init__(self, source):
        super().__init__()
        self.source = source
        self.ids, self.links, self.text, self.commands = [], [], [], []
        self._in_commands = False
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href"):
                self.links.append(value)
        if tag == "pre":
            self.commands.append("")
            self._in_commands = True

    def handle_endtag(self, tag):
        self._in_commands &= tag != "pre"

    def handle_data(self, data):
        self.text.append(data.strip())
        if self._in_commands:
            self.commands[-1] += data

    def assert_alone(self):
        """The page needs nothing from elsewhere, and runs nothing."""
        assert len(self.ids) == len(set(self.ids))
        assert all(link.startswith(("#", "data:")) for link in self.links)
        assert {link[1:] for link in self.links if link.startswith("#")} <= set(self.ids)
        assert set(re.findall(r"url\(#([^)]+)\)", self.source)) <= set(self.ids)
        assert "<script" not in self.source
        assert "@import" not in self.source
