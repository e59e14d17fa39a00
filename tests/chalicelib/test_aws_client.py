"""The client that is made from one service's data is the client that botocore makes from all of it."""

import botocore.session
import pytest
from botocore.config import Config

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
