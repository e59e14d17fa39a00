"""The DCAT-AP-SE catalogue of our data sets, for data portals to harvest: RDF/XML with absolute addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from catalogue.i18n.formatting import mailto
from catalogue.policy.municipality import Municipality

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPACES = {
    "rdf": RDF,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATE = "http://www.w3.org/2001/XMLSchema#date"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_LANGUAGES = {"sv": "SWE", "en": "ENG", "fi": "FIN", "se": "SME", "ar": "ARA", "fa": "FAS", "so": "SOM"}
_MEDIA = "https://www.iana.org/assignments/media-types"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
SOCIETY = f"{_AUTHORITY}/data-theme/SOCI"
_CONCEPTS = {LOCAL_AUTHORITY: "Local Authority", SOCIETY: "Population and society"}  # labels of those vocabularies


def catalogue(
    municipality: Municipality, words: Mapping[str, Any], about: Mapping[str, str], files: Sequence[Mapping[str, Any]]
) -> bytes:
    """Return the catalogue as XML: one data set, with a distribution for each file (`path`, `media_type`, `about` …).

    `words` has title and description of catalogue and data set, each as language → text; `about` has the date
    (`modified`) and the address of the page about the data (`page`).
    """
    for prefix, space in SPACES.items():
        ET.register_namespace(prefix, space)
    base = municipality.address.rstrip("/")
    root = ET.Element(_name("rdf:RDF"))
    catalog = _node(root, "dcat:Catalog", f"{base}/api/v1/catalogue.rdf#catalogue")
    _texts(catalog, "dcterms:title", words["catalogue_title"])
    _texts(catalog, "dcterms:description", words["catalogue_description"])
    _common(catalog, municipality, base)
    _resource(catalog, "foaf:homepage", f"{base}/")
    _licence(catalog, municipality)
    _resource(catalog, "dcat:dataset", f"{base}/api/v1/catalogue.rdf#providers")
    _dataset(root, municipality, words, about, files, base)
    for file in files:
        _distribution(root, municipality, file, base)
    _agents(root, municipality, base)
    _types(root)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


# DCAT-AP-SE requires an rdf:type for resources that are only referred to.
_KINDS = {
    "dcterms:language": "http://purl.org/dc/terms/LinguisticSystem",
    "dcterms:accessRights": "http://purl.org/dc/terms/RightsStatement",
    "dcterms:license": "http://purl.org/dc/terms/LicenseDocument",
    "dcat:mediaType": "http://purl.org/dc/terms/MediaType",
    "foaf:homepage": "http://xmlns.com/foaf/0.1/Document",
    "dcat:landingPage": "http://xmlns.com/foaf/0.1/Document",
}


def _types(root: ET.Element) -> None:
    pointed = {
        (node.attrib[_name("rdf:resource")], kind) for name, kind in _KINDS.items() for node in root.iter(_name(name))
    }
    for address, kind in sorted(pointed):
        _resource(_node(root, "rdf:Description", address), "rdf:type", kind)
    for address, label in _CONCEPTS.items():
        _texts(_node(root, "skos:Concept", address), "skos:prefLabel", {"en": label})


def _dataset(  # noqa: PLR0913, PLR0917 - the properties of a data set
    root: ET.Element,
    municipality: Municipality,
    words: Mapping[str, Any],
    about: Mapping[str, str],
    files: Sequence[Mapping[str, Any]],
    base: str,
) -> None:
    dataset = _node(root, "dcat:Dataset", f"{base}/api/v1/catalogue.rdf#providers")
    _texts(dataset, "dcterms:title", words["dataset_title"])
    _texts(dataset, "dcterms:description", words["dataset_description"])
    _common(dataset, municipality, base)
    ET.SubElement(dataset, _name("dcterms:modified"), {_name("rdf:datatype"): _DATE}).text = about["modified"]
    _resource(dataset, "dcat:landingPage", about["page"])
    _resource(dataset, "dcat:contactPoint", f"{base}/api/v1/catalogue.rdf#contact")
    _resource(dataset, "dcat:theme", SOCIETY)
    _resource(dataset, "dcterms:accessRights", f"{_AUTHORITY}/access-right/PUBLIC")
    for file in files:
        _resource(dataset, "dcat:distribution", _distribution_id(file, base))


def _distribution(root: ET.Element, municipality: Municipality, file: Mapping[str, Any], base: str) -> None:
    node = _node(root, "dcat:Distribution", _distribution_id(file, base))
    _texts(node, "dcterms:title", file["title"])
    _texts(node, "dcterms:description", file["about"])
    _resource(node, "dcat:accessURL", f"{base}{file['path']}")
    _resource(node, "dcat:downloadURL", f"{base}{file['path']}")
    _resource(node, "dcat:mediaType", f"{_MEDIA}/{file['media_type']}")
    if file["schema"]:
        schema = _node(root, "dcterms:Standard", f"{base}{file['schema']}")
        _texts(schema, "dcterms:title", {"en": f"JSON Schema of {file['path']}"})
        _resource(node, "dcterms:conformsTo", f"{base}{file['schema']}")
    _licence(node, municipality)


def _distribution_id(file: Mapping[str, Any], base: str) -> str:
    return f"{base}/api/v1/catalogue.rdf#{file['path'].removeprefix('/api/v1/')}"


def _common(node: ET.Element, municipality: Municipality, base: str) -> None:
    _resource(node, "dcterms:publisher", f"{base}/api/v1/catalogue.rdf#publisher")
    for lang in municipality.languages:
        if lang in _LANGUAGES:
            _resource(node, "dcterms:language", f"{_AUTHORITY}/language/{_LANGUAGES[lang]}")


def _agents(root: ET.Element, municipality: Municipality, base: str) -> None:
    agent = _node(root, "foaf:Organization", f"{base}/api/v1/catalogue.rdf#publisher")
    _resource(agent, "rdf:type", "http://xmlns.com/foaf/0.1/Agent")
    _texts(agent, "foaf:name", municipality.name)
    _resource(agent, "dcterms:type", LOCAL_AUTHORITY)
    contact = _node(root, "vcard:Organization", f"{base}/api/v1/catalogue.rdf#contact")
    _resource(contact, "rdf:type", "http://www.w3.org/2006/vcard/ns#Kind")
    _texts(contact, "vcard:fn", municipality.reception.name)
    _resource(contact, "vcard:hasEmail", mailto(municipality.reception.email))


def _licence(node: ET.Element, municipality: Municipality) -> None:
    """Add the licence that the municipality has chosen, if any; none is ever assumed."""
    if municipality.data_licence is not None:
        _resource(node, "dcterms:license", municipality.data_licence)


def _name(short: str) -> str:
    prefix, _, name = short.partition(":")
    return f"{{{SPACES[prefix]}}}{name}"


def _node(root: ET.Element, kind: str, about: str) -> ET.Element:
    return ET.SubElement(root, _name(kind), {_name("rdf:about"): about})


def _resource(node: ET.Element, name: str, address: str) -> None:
    ET.SubElement(node, _name(name), {_name("rdf:resource"): address})


def _texts(node: ET.Element, name: str, texts: Mapping[str, str]) -> None:
    for lang, text in texts.items():
        ET.SubElement(node, _name(name), {_XML_LANG: lang}).text = text
