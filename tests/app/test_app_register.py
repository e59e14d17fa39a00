"""The register that claims are judged by, for whoever answers for the money."""

from chalicelib.register import parser
from tests.support.app.endpoint import Endpoint, register_data


def test_finance_gets_the_register_as_it_is_stored(endpoint: Endpoint) -> None:
    answer = endpoint.get("/v1/register", "controller")
    document = answer.json()
    assert answer.status == 200
    assert document["sha256"] == parser.digest(document) == endpoint.get("/v1/health").json()["register"]
    assert {key: document[key] for key in ("tariffs", "fees")} == {
        key: register_data()[key] for key in ("tariffs", "fees")
    }


def test_nobody_else_does(endpoint: Endpoint) -> None:
    statuses = [endpoint.get("/v1/register", who).status for who in ("", "reception", "ana")]
    assert statuses == [401, 403, 403]
