"""What a build publishes besides its pages: the documents at /api/v1/, the feeds, and the data of pages about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalogue import encoding
from catalogue.history import changes as catalogue_changes
from catalogue.history.changes import CatalogueChange
from catalogue.i18n.fallback import localised
from catalogue.i18n.urls import output_file
from catalogue.open_data import dcat
from catalogue.open_data import documents as open_data
from catalogue.open_data.atom import Entry, Feed
from catalogue.open_data.bulk_files import Exports
from catalogue.open_data.published_files import File, every_file, schema_path
from catalogue.open_data.serializer import obj, or_null, texts
from catalogue.policy.model import Policy
from catalogue.profiles.json_schema import DRAFT
from catalogue.schema.containers import Json
from catalogue.views.language import Language

FOLDER = open_data.FOLDER
DATA_SET = ("providers", "providers_table", "providers_csv", "hsds")  # the same data in several formats


@dataclass(frozen=True)
class Published:
    """Everything that is published besides the pages; `names` maps provider ids to the names that the pages show."""

    languages: Mapping[str, Language]
    exports: Exports
    ids: Sequence[str]
    names: Mapping[str, str]
    changes: Sequence[CatalogueChange]
    missing: str  # why the history is incomplete, empty if it is complete; see `edits`

    @property
    def policy(self) -> Policy:
        """Return the municipality's policy."""
        return self._data.policy

    @property
    def _data(self) -> open_data.OpenData:
        return self.exports.open_data

    @cached_property
    def files(self) -> tuple[File, ...]:
        """Return the kinds of file, the most useful first."""
        return every_file(self.exports, {lang: self.feed_address(lang) for lang in self.languages})

    def about(self, kind: str, file: File) -> dict[str, str]:
        """Return a file's title (`kind` "title") or description ("about") in every language."""
        own_name = self.languages[file.lang].words["language.name"] if file.lang else ""
        return {
            lang: language.words.format(f"open_data.{kind}.{file.key}", language=own_name)
            for lang, language in self.languages.items()
        }

    def example(self, file: File) -> str:
        """Return the path of an existing file; for the file per provider, the first provider's."""
        return file.path.replace("{id}", self.ids[0] if self.ids else "{id}")

    def address(self, name: str) -> str:
        """Return the whole address of a file that there is one of."""
        (path,) = (file.path for file in self.files if file.name == name)
        return self._data.base + path

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and content of every document."""
        yield f"{FOLDER}/vocabulary.json", open_data.document(self._data.vocabulary())
        yield f"{FOLDER}/services.json", open_data.document(self._data.services())
        yield f"{FOLDER}/order.json", encoding.dumps(self._data.order(self.ids)) + b"\n"
        yield f"{FOLDER}/changes.json", open_data.document(self._changes())
        yield f"{FOLDER}/index.json", open_data.document(self._index())
        yield f"{FOLDER}/catalogue.rdf", self._catalogue()
        described = {file.schema for file in self.files}
        for name, schema in self.schemas().items():
            path = schema_path(name)
            if path in described:
                yield path.lstrip("/"), open_data.document({"$id": self._data.base + path} | schema)
        for lang in self.languages:
            yield output_file(self.feed_address(lang)), self._feed(lang)

    def schemas(self) -> dict[str, Json]:
        """Return the JSON Schema of each of our documents, by name."""
        text: Json = {"type": "string"}
        languages = self._data.policy.municipality.languages
        localised_text = texts(languages)
        integer: Json = {"type": "integer", "minimum": 0}
        day: Json = {"type": "string", "format": "date"}
        change = {
            "id": text,
            "date": day,
            "kind": {"enum": list(catalogue_changes.KINDS)},
            "provider": or_null(text),
            "name": or_null(text),
            "service": or_null(text),
            "parts": {"type": "array", "items": text},
        }
        file = {
            "name": text,
            "title": localised_text,
            "about": localised_text,
            "path": text,
            "media_type": text,
            "schema": or_null(text),
        }
        head: dict[str, Json] = {"schema_version": {"const": open_data.SCHEMA_VERSION}, "generated_at": day}
        documents = {
            "changes": {
                **head,
                "total": integer,
                "history": {"enum": ["complete", "shallow", "no_git", "no_history"]},
                "changes": {"type": "array", "items": obj(change)},
            },
            "index": {
                **head,
                "licence": or_null({"type": "string", "format": "uri"}),
                "publisher": localised_text,
                "files": {"type": "array", "items": obj(file)},
            },
        }
        framed: dict[str, Json] = {name: {"$schema": DRAFT} | obj(properties) for name, properties in documents.items()}
        return self._data.schemas() | framed

    def _changes(self) -> dict[str, Any]:
        rows = catalogue_changes.rows(self.changes, self.names)
        return self._data.head(total=len(rows), history=self.missing or "complete", changes=rows)

    def _index(self) -> dict[str, Any]:
        rows = [
            {
                "name": file.name,
                "title": self.about("title", file),
                "about": self.about("about", file),
                "path": file.path,
                "media_type": file.media_type,
                "schema": file.schema or None,
            }
            for file in self.files
        ]
        publisher = dict(self._data.policy.municipality.name)
        return self._data.head(licence=self._data.licence, publisher=publisher, files=rows)

    def _catalogue(self) -> bytes:
        keys = ("catalogue_title", "catalogue_description", "dataset_title", "dataset_description")
        words = {
            key: {lang: language.words[f"open_data.{key}"] for lang, language in self.languages.items()} for key in keys
        }
        first = next(iter(self.languages.values()))
        about = {"modified": self._data.today.isoformat(), "page": self._data.base + first.urls.page("open_data")}
        files = [
            {
                **file._asdict(),
                "schema": file.schema if file.schema.startswith("/") else "",
                "title": self.about("title", file),
                "about": self.about("about", file),
            }
            for file in self.files
            if file.name in DATA_SET
        ]
        return dcat.catalogue(self._data.policy.municipality, words, about, files)

    def feed_address(self, lang: str) -> str:
        """Return the address of a language's feed."""
        return self.languages[lang].urls.feed()

    def feed_title(self, lang: str) -> str:
        """Return the title of a language's feed."""
        words = self.languages[lang].words
        return words.format("changes.feed_title", site=words["site.name"])

    def _feed(self, lang: str) -> bytes:
        language, base = self.languages[lang], self._data.base
        here = language.urls.page("changes")
        entries = [
            Entry(change.id, change.day, self.sentence(change, lang), base + (self.page(change, lang) or here))
            for change in self.changes[: catalogue_changes.FEED_MAX]
        ]
        feed = Feed(
            lang=lang,
            title=self.feed_title(lang),
            author=localised(self._data.policy.municipality.name, lang),
            page=base + here,
            address=base + self.feed_address(lang),
            built=self._data.today.isoformat(),
        )
        return feed.write(entries)

    def page(self, change: CatalogueChange, lang: str) -> str:
        """Return the address of the page of the change's provider; empty if it is not listed today."""
        return self.languages[lang].urls.provider(change.provider) if change.provider in self._listed else ""

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(self.ids)

    def sentence(self, change: CatalogueChange, lang: str) -> str:
        """Return a change as a sentence, which never repeats what the provider states."""
        language = self.languages[lang]
        messages = language.words
        parts = language.facts.formats.join([messages[f"changes.part.{part}"] for part in change.parts])
        service = language.presenter.labels["services"].get(change.service, "")
        name = self.names.get(change.provider, "")
        return messages[f"changes.{change.kind}"].format(name=name, parts=parts, service=service)
