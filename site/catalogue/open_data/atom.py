"""The changes as an Atom feed (RFC 4287), one per language; an entry's id and content never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"


class Entry(NamedTuple):
    """One change: `id` is a fragment of the feed page's address, `page` an absolute address."""

    id: str
    day: str
    title: str
    page: str


@dataclass(frozen=True)
class Feed:
    """The metadata of a feed; all addresses are absolute."""

    lang: str
    title: str
    author: str
    page: str
    address: str
    built: str  # ISO date, used as "updated" if there are no entries

    def write(self, entries: Sequence[Entry]) -> bytes:
        """Return the feed as XML; `entries` are newest first."""
        ET.register_namespace("", ATOM)
        root = ET.Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": self.lang})
        _text(root, "id", self.page)
        _text(root, "title", self.title)
        _text(root, "updated", _moment(entries[0].day if entries else self.built))
        _text(ET.SubElement(root, _name("author")), "name", self.author)
        ET.SubElement(root, _name("link"), {"rel": "self", "type": "application/atom+xml", "href": self.address})
        ET.SubElement(root, _name("link"), {"rel": "alternate", "type": "text/html", "href": self.page})
        for change in entries:
            entry = ET.SubElement(root, _name("entry"))
            _text(entry, "id", f"{self.page}#{change.id}")
            _text(entry, "title", change.title)
            _text(entry, "updated", _moment(change.day))
            ET.SubElement(entry, _name("link"), {"rel": "alternate", "type": "text/html", "href": change.page})
        ET.indent(root)
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


def _name(short: str) -> str:
    return f"{{{ATOM}}}{short}"


def _text(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, _name(name)).text = text


def _moment(day: str) -> str:
    """Format a day as an RFC 3339 timestamp at midnight UTC; only the day is known."""
    return f"{day}T00:00:00Z"
