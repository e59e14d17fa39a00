"""A botocore client that is created faster: botocore searches the data of 400 services for the one that is named.

A sixth of a cold start is spent on reading the endpoints of every service in every region. The one service needed has
an endpoint of the same form in every ordinary region, by the rule set that botocore ships with the service itself.

Lambda brings a botocore of its own, which changes without us. If its inner methods are no longer those that are known
here, the client is the plain one: slower to create, and the same to use.
"""

import re
from typing import Any, Final

import botocore.session
from botocore.config import Config

from chalicelib import request_log

Client = Any
"""A botocore client: botocore creates their classes at run time."""

ORDINARY: Final = r"^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$"
"""The regions of AWS's public partition, as in botocore's own table; for other regions that table is read."""


def create(service: str, api_version: str, region: str | None, endpoint: str | None, config: Config) -> Client:
    """Create a client; call it once per process."""
    options = {"api_version": api_version, "region_name": region, "endpoint_url": endpoint, "config": config}
    session = botocore.session.get_session()
    try:
        loader = session.get_component("data_loader")
        _load_one_service(loader, service, region or session.get_config_variable("region"))
        return session.create_client(service, **options)
    except Exception as error:  # noqa: BLE001 - inner methods change in any way; what is wrong with the request recurs
        client = botocore.session.get_session().create_client(service, **options)
        cause = request_log.describe_error(error)
        request_log.to_stdout(f"botocore is not as it is known here: {service} is slower to start, and works ({cause})")
        return client


def _load_one_service(loader: Any, service: str, region: str | None) -> None:  # noqa: ANN401 - botocore has no types
    """Make a loader find one service only and, in an ordinary region, an endpoint table with that service alone."""
    read = loader.load_data_with_path
    small = _endpoint_table(service, region) if region and re.match(ORDINARY, region) else None

    def list_available_services(type_name: str) -> list[str]:
        del type_name
        return [service]

    def load_data_with_path(name: str) -> Any:  # noqa: ANN401 - a data file of botocore, and its path
        return (small, "") if small and name == "endpoints" else read(name)

    for method in (list_available_services, load_data_with_path):
        getattr(loader, method.__name__)  # what is not there would be replaced in vain
        setattr(loader, method.__name__, method)


def _endpoint_table(service: str, region: str) -> dict[str, Any]:
    partition = {
        "partition": "aws",
        "partitionName": "AWS Standard",
        "dnsSuffix": "amazonaws.com",
        "regionRegex": ORDINARY,
        "regions": {region: {}},
        "services": {service: {"endpoints": {region: {}}}},
        "defaults": {
            "hostname": "{service}.{region}.{dnsSuffix}",
            "protocols": ["https"],
            "signatureVersions": ["v4"],
        },
    }
    return {"version": 3, "partitions": [partition]}
