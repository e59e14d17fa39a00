"""The catalogue of data: valid by the DCAT-AP shapes, with absolute addresses of files that are there."""

import pyshacl
import pytest
from rdflib import DCTERMS, RDF, Graph, URIRef

from tests.support.catalogue.published_demo import ORACLES, demo

SHAPES = ORACLES / "dcat-ap-3.0.1.shacl.ttl"
DCAT = "http://www.w3.org/ns/dcat#"
# pyshacl asks rdflib in a way that rdflib will give up.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
BASE = "https://kundval.example/"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(demo() / "api/v1/catalogue.rdf", format="xml")


def conforms(graph: Graph) -> tuple[bool, str]:
    if not SHAPES.exists():
        pytest.skip("the DCAT-AP shapes are not beside the project")
    good, _, told = pyshacl.validate(graph, shacl_graph=str(SHAPES), advanced=True)
    return good, told


def objects(graph: Graph, name: str) -> list[str]:
    return [str(value) for value in graph.objects(None, URIRef(name))]


def test_the_catalogue_keeps_the_shapes(graph: Graph) -> None:
    good, told = conforms(graph)
    assert good, told


def test_a_catalogue_without_a_title_would_break_them(graph: Graph) -> None:
    broken = Graph()
    for triple in graph:
        if triple[1] != DCTERMS.title:
            broken.add(triple)
    assert not conforms(broken)[0]


def test_every_file_that_can_be_fetched_is_there(graph: Graph) -> None:
    addresses = objects(graph, DCAT + "downloadURL")
    assert len(addresses) == 4
    assert all(address.startswith(BASE) for address in addresses)
    assert all((demo() / address.removeprefix(BASE)).is_file() for address in addresses)


def test_titles_are_said_in_every_language_of_the_site(graph: Graph) -> None:
    catalog = graph.value(predicate=RDF.type, object=URIRef(DCAT + "Catalog"))
    assert {getattr(title, "language", None) for title in graph.objects(catalog, DCTERMS.title)} == {"sv", "en", "fi"}


def test_the_licence_is_named_of_the_catalogue_and_of_each_file(graph: Graph) -> None:
    chosen = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert objects(graph, str(DCTERMS.license)) == [chosen] * (1 + len(objects(graph, DCAT + "downloadURL")))
