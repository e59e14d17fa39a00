"""The printed brochure (D2), for people without internet: all providers in the day's order, the same fields for all.

A build makes it for each language, with the pages that link to it and as old as they are; each sheet has the day. It is
printed on command for any day, and where the providers are too many for a document that somebody reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import unbroken, web_address
from catalogue.i18n.messages import Messages
from catalogue.policy import daily_order
from catalogue.policy.contacts.model import HelpLine
from catalogue.profiles.availability import Availability
from catalogue.profiles.model import Profile
from catalogue.rendering import pdf
from catalogue.rendering.language import PageLanguage
from catalogue.rendering.renderer import Renderer
from catalogue.schema import yaml_reader
from catalogue.views.rows.field_rows import FieldRow

TEMPLATE = "brochure.typ"


@dataclass(frozen=True)
class Brochure:
    """The brochure of one day, in one language; `profiles` must have been checked."""

    renderer: Renderer
    lang: str
    profiles: Mapping[str, Profile]

    def pdf(self, site: Path) -> bytes:
        """Return the PDF; raises pdf.PdfError if a text cannot be printed."""
        return pdf.write(site / "templates" / TEMPLATE, self.data(), made=self.renderer.today)

    @property
    def _language(self) -> PageLanguage:
        return self.renderer.languages[self.lang]

    def data(self) -> dict[str, Any]:
        """Return everything that the template prints, as plain text."""
        words, facts = self._language.words, self._language.facts
        day = facts.formats.day(self.renderer.today.isoformat())
        ids = daily_order.order_on(self.renderer.policy, self.renderer.today)
        town = self.renderer.policy.municipality
        return {
            "lang": self.lang,
            "direction": words.direction,
            "title": words["brochure.title"],
            "municipality": plain(facts.municipality()),
            "subtitle": words.format("brochure.subtitle", municipality=facts.municipality(), date=day),
            "demo": words["demo"] if town.demo else "",
            "order": self._order(day, alone=len(ids) == 1),
            "how_read": words["provider.how_read"],
            "help_title": words["help.title"],
            "help_lead": words["brochure.help"],
            "help_lines": [
                {
                    "label": ", ".join((*_reached_by(line, words), plain(localised(line.name, self.lang)))),
                    "text": plain(localised(line.about, self.lang)),
                }
                for line in facts.help_lines()
            ],
            "start_title": words["brochure.start"],
            "reception": words.format(
                "brochure.reception",
                name=plain(localised(town.reception.name, self.lang)),
                phone=unbroken(town.reception.phone),
                hours=plain(localised(town.reception.hours, self.lang)),
            ),
            "services": [
                {"name": plain(service["name"]), "facts": [plain(fact) for fact in service["facts"]]}
                for service in facts.services({})
            ],
            "contents": words["brochure.contents"],
            "providers_title": words["list.title"],
            "count": words.plural("list.count", len(ids)),
            "footer": words.format("brochure.footer", municipality=facts.municipality(), date=day),
            "page_of": words["brochure.page_of"],
            "accent": town.accent,
            "providers": [self._provider(id_) for id_ in ids],
        }

    def _order(self, day: str, *, alone: bool) -> str:
        """Return what the order is, unless there is a single provider, and of which day the facts are."""
        words = self._language.words
        facts = words.format("brochure.changes", date=day)
        return facts if alone else f"{words.format('list.order_of', date=day)} {words['list.order_why']} {facts}"

    def _provider(self, id_: str) -> dict[str, Any]:
        """Return a provider with the same groups and rows as its page, in the same order."""
        words = self._language.words
        view = self._language.presenter.provider(self.profiles.get(id_), self.renderer.authorised_provider(id_), {})
        if view["about"]:
            about = list(view["about"]["paragraphs"])
        else:
            about = [words["provider.no_about" if view["has_profile"] else "provider.no_profile"]]
        return {"name": plain(view["name"]), "about": about, "groups": list(self._groups(view))}

    def _groups(self, view: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        words, source = self._language.words, view["source"]
        yield _rows(words["provider.contact"], view["contact"], source["contact"])
        for service in view["services"]:
            yield _rows(plain(service["name"]), service["rows"], source["services"])
        times = ("provider.day", "provider.time")
        for name, days in view["hours"]:
            title = words.format("brochure.place", label=words["provider.hours"], place=name) if name else ""
            hours = self._table("provider.hours", times, days, source["hours"])
            yield hours | ({"title": title} if title else {}) | {"lines": [plain(closed) for closed in view["closed"]]}
        if view["languages"]:
            yield _rows(words["provider.languages"], view["languages"], source["languages"]) | {"beside": True}
        for place in view["locations"]:
            title = words["provider.locations"]
            if len(view["locations"]) > 1:
                title = words.format("brochure.place", label=title, place=place["name"])
            yield _rows(title, place["rows"], source["locations"])
        heads = ("provider.staff_title", "provider.staff_credentials", "provider.staff_name")
        yield self._table("provider.staff", heads, view["staff"], source["staff"])
        yield _rows(words["provider.municipality"], view["municipality"], words["provider.municipality_source"])

    def _table(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], source: str) -> dict[str, Any]:
        """Return a table; an empty cell becomes "not stated"."""
        words = self._language.words
        table = [[plain(cell) or words["value.not_stated"] for cell in row] for row in rows]
        head = [words[head] for head in heads]
        return {"title": words[title], "source": source, "columns": len(heads), "head": head, "table": table}


def profiles(
    renderer: Renderer,
    files: Mapping[str, tuple[str, str | Path]],
    stated: Availability,
    dates: Mapping[str, Mapping[str, str]],
) -> dict[str, Profile]:
    """Read the profiles of today's providers, with what they have stated since; they must have been checked."""
    shown = [id_ for id_ in daily_order.order_on(renderer.policy, renderer.today) if id_ in files]
    written = {id_: yaml_reader.load(Path(files[id_][1]).read_bytes(), files[id_][0])[0] for id_ in shown}
    services = {id_: [service for service, _ in renderer.authorised_provider(id_).services] for id_ in shown}
    newest = {id_: stated.applied(written[id_], id_, services[id_], dates.get(id_))[0] for id_ in shown}
    return {id_: profile for id_, profile in newest.items() if profile is not None}


def _reached_by(line: HelpLine, words: Messages) -> Iterator[str]:
    """Yield how a help line is reached, as it is written on paper."""
    if line.number:
        yield unbroken(line.number)
    if line.sms:
        yield unbroken(words.format("help.sms", number=line.sms))
    if line.web:
        yield web_address(line.web)


def _rows(title: str, rows: Sequence[FieldRow], source: str) -> dict[str, Any]:
    return {"title": title, "rows": [_row(row) for row in rows], "source": source}


def _row(row: FieldRow) -> dict[str, Any]:
    """Return a row for print: web links become their address."""
    values = [plain(text) for text in row.several] or [plain(row.value)]
    if row.link.startswith("https:"):
        values = [row.link]
    return {"label": row.label, "values": values, "missing": row.state == "missing", "note": plain(row.note)}


def plain(text: str) -> str:
    """Return the text of markup; plain text is returned unchanged."""
    return text.striptags() if isinstance(text, Markup) else str(text)
