"""The changes as an Atom feed (RFC 4287), one a language; an entry's id never changes, nor what it says of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"


class Entry(NamedTuple):
    """One change as it is told: `id` is a part of an address, `page` an address."""

    id: str
    day: str
    title: str
    page: str


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself; all addresses are absolute."""

    lang: str
    title: str
    author: str
    page: str
    address: str
    built: str  # the day that stands for "updated" while there is no entry

    def write(self, entries: Sequence[Entry]) -> bytes:
        """Write the feed; `entries` stand newest first."""
        ET.register_namespace("", ATOM)
        root = ET.Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": self.lang})
        _text(root, "id", self.page)
        _text(root, "title", self.title)
        _text(root, "updated", _moment(entries[0].day if entries else self.built))
        _text(ET.SubElement(root, _name("author")), "name", self.author)
        ET.SubElement(root, _name("link"), {"rel": "self", "type": "application/atom+xml", "href": self.address})
        ET.SubElement(root, _name("link"), {"rel": "alternate", "type": "text/html", "href": self.page})
        for one in entries:
            entry = ET.SubElement(root, _name("entry"))
            _text(entry, "id", f"{self.page}#{one.id}")
            _text(entry, "title", one.title)
            _text(entry, "updated", _moment(one.day))
            ET.SubElement(entry, _name("link"), {"rel": "alternate", "type": "text/html", "href": one.page})
        ET.indent(root)
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


def _name(short: str) -> str:
    return f"{{{ATOM}}}{short}"


def _text(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, _name(name)).text = text


def _moment(day: str) -> str:
    """Write a day as the moment that RFC 3339 wants; only the day is known."""
    return f"{day}T00:00:00Z"
