"""The blocks of the changes and open data pages: one method per block, called by its name in the prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from catalogue.history.changes import PAGE_MAX
from catalogue.i18n.formatting import mailto
from catalogue.open_data.publication import Published
from catalogue.rendering.language import PageLanguage


@dataclass(frozen=True)
class PublishedBlocks:
    """Renders the blocks of one language."""

    published: Published
    language: PageLanguage

    def changes(self) -> Markup:
        """Providers that joined or left, and changed profiles: grouped by day, newest first."""
        changes, words = self.published.changes, self.language.words
        return self.language.render(
            "changes.html",
            days=list(self._days()),
            more=words.format("changes.newest", count=PAGE_MAX) if len(changes) > PAGE_MAX else "",
            missing=bool(self.published.missing),
            feed=self.published.feed_address(words.lang),
        )

    def _days(self) -> Iterator[dict[str, Any]]:
        lang = self.language.words.lang
        for day, changes in groupby(self.published.changes[:PAGE_MAX], key=lambda change: change.day):
            yield {
                "iso": day,
                "day": self.language.facts.formats.day(day),
                "changes": [
                    {
                        "id": change.id,
                        "text": self.published.sentence(change, lang),
                        "page": self.published.page(change, lang),
                        "name": self.published.names.get(change.provider, ""),
                    }
                    for change in changes
                ],
            }

    def data_files(self) -> Markup:
        """Every file, with its meaning, an example and its schema."""
        lang = self.language.words.lang
        files = [
            {
                "title": self.published.about("title", file)[lang],
                "about": self.published.about("about", file)[lang],
                "path": file.path,
                "example": self.published.example(file),
                "schema": file.schema,
            }
            for file in self.published.files
        ]
        return self.language.render("data_files.html", files=files)

    def data_address(self, name: str) -> str:
        """The whole address of a file."""
        return self.published.address(name)

    def data_licence(self) -> Markup:
        """The licence of the data, or that none has been chosen."""
        town, words = self.published.policy.municipality, self.language.words
        if town.data_licence:
            link = Markup('<a href="{0}" rel="license noreferrer">{0}</a>').format(town.data_licence)
            return Markup("<p>{}</p>").format(escape(words["open_data.licence"]).format(link=link))
        link = Markup('<a href="{}">{}</a>').format(mailto(town.reception.email), town.reception.email)
        return Markup("<p>{}</p>").format(escape(words["open_data.no_licence"]).format(link=link))
