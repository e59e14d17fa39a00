"""The client that is made from one service's data is the client that botocore makes from all of it."""

import sys
from collections.abc import Callable

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import NoRegionError
from botocore.loaders import Loader

from chalicelib import aws_client
from chalicelib.control_numbers import secrets_manager
from chalicelib.ledger import dynamodb_table

SERVICES = {"dynamodb": dynamodb_table.API_VERSION, "secretsmanager": secrets_manager.API_VERSION}
REGIONS = ["eu-north-1", "us-east-1", "cn-north-1", "eusc-de-east-1"]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", SERVICES)
def test_it_asks_the_same_address_in_the_same_way(service: str, region: str) -> None:
    ours = aws_client.create(service, SERVICES[service], region, None, Config())
    theirs = botocore.session.get_session().create_client(service, region_name=region)
    for one in (ours, theirs):
        one.close()
    assert (ours.meta.endpoint_url, ours.meta.partition) == (theirs.meta.endpoint_url, theirs.meta.partition)
    assert ours.meta.service_model.api_version == theirs.meta.service_model.api_version
    signing = [(one._request_signer.signing_name, one._request_signer.region_name) for one in (ours, theirs)]
    assert signing[0] == signing[1]
    assert ours._request_signer.signature_version == theirs._request_signer.signature_version


def test_an_endpoint_of_ones_own_is_kept() -> None:
    made = aws_client.create("dynamodb", SERVICES["dynamodb"], "eu-north-1", "http://127.0.0.1:4566", Config())
    made.close()
    assert made.meta.endpoint_url == "http://127.0.0.1:4566"


def without_a_method(monkeypatch: pytest.MonkeyPatch) -> None:
    """Services are not listed any more: the file of the one that is asked for is read."""
    monkeypatch.delattr(Loader, "list_available_services")
    monkeypatch.setattr(
        Loader,
        "load_service_model",
        lambda self, name, kind, api_version=None: self.load_data(f"{name}/{api_version}/{kind}"),
    )


def with_another_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read with a word more."""
    read = Loader.load_data_with_path
    monkeypatch.setattr(Loader, "load_data_with_path", lambda self, name, **_cached: read(self, name))
    monkeypatch.setattr(Loader, "load_data", lambda self, name: self.load_data_with_path(name, cached=False)[0])


def without_the_component(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is outside cannot ask for the loader by its name."""
    get = botocore.session.Session.get_component

    def refused(session: object, name: str) -> object:
        if sys._getframe(1).f_globals["__name__"] == aws_client.__name__:
            raise ValueError(f"Unknown component: {name}")
        return get(session, name)

    monkeypatch.setattr(botocore.session.Session, "get_component", refused)


@pytest.mark.parametrize("changed", [without_a_method, with_another_signature, without_the_component])
def test_a_botocore_that_has_changed_inside_gives_its_plain_client_and_the_log_says_so_once(
    changed: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(monkeypatch)
    made = aws_client.create("dynamodb", SERVICES["dynamodb"], "eu-north-1", None, Config())
    made.close()
    assert made.meta.endpoint_url == "https://dynamodb.eu-north-1.amazonaws.com"
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith("botocore is not as it is known here: dynamodb is slower to start, and works (")


def test_what_is_wrong_with_the_request_is_said_by_botocore_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(NoRegionError):
        aws_client.create("dynamodb", SERVICES["dynamodb"], None, None, Config())
    assert capsys.readouterr().out == ""


def test_a_botocore_that_is_known_is_not_spoken_of(capsys: pytest.CaptureFixture[str]) -> None:
    aws_client.create("dynamodb", SERVICES["dynamodb"], "eu-north-1", None, Config()).close()
    assert capsys.readouterr().out == ""
