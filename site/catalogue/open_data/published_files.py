"""The kinds of file that are published for everybody, besides the schemas of our own documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from catalogue.open_data.bulk_files import CSV, HSDS, JSON, TABLE, Exports
from catalogue.open_data.documents import FOLDER
from catalogue.profiles import form_rules
from catalogue.profiles.json_schema import DRAFT

JSON_TYPE, CSV_TYPE, RDF_TYPE, ATOM_TYPE = "application/json", "text/csv", "application/rdf+xml", "application/atom+xml"
HSDS_SCHEMA = "https://docs.openreferral.org/en/v3.0.0/hsds/schema_reference.html"
DCAT_AP_SE = "https://docs.dataportal.se/dcat/sv/"
ATOM_FORMAT = "https://www.rfc-editor.org/rfc/rfc4287"


class File(NamedTuple):
    """One kind of file: name, path, media type, the address of its schema or specification, and a feed's language."""

    name: str
    path: str
    media_type: str
    schema: str
    lang: str = ""

    @property
    def key(self) -> str:
        """Return the name in the keys of messages, which is the same for the feeds of all languages."""
        return "feed" if self.lang else self.name


def every_file(exports: Exports, feeds: Mapping[str, str]) -> tuple[File, ...]:
    """Return the kinds of file, the most useful first; `feeds` are the addresses of each language's."""
    in_small_catalogues = (
        File("provider", f"/{exports.own_file('{id}')}", JSON_TYPE, schema_path("provider")),
        File("hsds", f"/{HSDS}", JSON_TYPE, HSDS_SCHEMA),
    )
    return (
        File("providers", f"/{JSON}", JSON_TYPE, schema_path("providers")),
        File("providers_table", f"/{TABLE}", CSV_TYPE, ""),
        File("providers_csv", f"/{CSV}", CSV_TYPE, ""),
        *(in_small_catalogues if exports.one_each else ()),
        *(_own(name) for name in ("vocabulary", "services", "order", "changes")),
        *(File(f"feed_{lang}", address, ATOM_TYPE, ATOM_FORMAT, lang) for lang, address in feeds.items()),
        File("catalogue", f"/{FOLDER}/catalogue.rdf", RDF_TYPE, DCAT_AP_SE),
        _own("index"),
        File("profile_schema", "/schema/v1/provider.schema.json", JSON_TYPE, DRAFT),
        File("profile_form", f"/{form_rules.ADDRESS}", JSON_TYPE, ""),
    )


def schema_path(name: str) -> str:
    """Return the path of the schema of a document of ours."""
    return f"/{FOLDER}/schema/{name}.json"


def _own(name: str) -> File:
    """Return a document that is called as its schema is."""
    return File(name, f"/{FOLDER}/{name}.json", JSON_TYPE, schema_path(name))
