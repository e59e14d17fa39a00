"""A botocore client that is created faster: botocore searches the data of 400 services for the one that is named.

A sixth of a cold start is spent on reading the endpoints of every service in every region. The one service needed has
an endpoint of the same form in every ordinary region, by the rule set that botocore ships with the service itself.
"""

import re
from typing import Any, Final

import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

Client = Any
"""A botocore client: botocore creates their classes at run time."""

ORDINARY: Final = r"^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$"
"""The regions of AWS's public partition, as in botocore's own table; for other regions that table is read."""


class OneService(Loader):  # type: ignore[misc]
    """Loads the data of one service only and, in an ordinary region, an endpoint table with that service alone."""

    def __init__(self, service: str, region: str | None) -> None:
        super().__init__()
        self._service = service
        self._region = region

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the one service, without listing the data folders of all."""
        del type_name
        return [self._service]

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Return a data file of botocore, or our small table instead of `endpoints.json`."""
        if name == "endpoints" and self._region and re.match(ORDINARY, self._region):
            return self._endpoint_table(self._region), ""
        data: tuple[Any, str] = super().load_data_with_path(name)
        return data

    def _endpoint_table(self, region: str) -> dict[str, Any]:
        partition = {
            "partition": "aws",
            "partitionName": "AWS Standard",
            "dnsSuffix": "amazonaws.com",
            "regionRegex": ORDINARY,
            "regions": {region: {}},
            "services": {self._service: {"endpoints": {region: {}}}},
            "defaults": {
                "hostname": "{service}.{region}.{dnsSuffix}",
                "protocols": ["https"],
                "signatureVersions": ["v4"],
            },
        }
        return {"version": 3, "partitions": [partition]}


def create(service: str, api_version: str, region: str | None, endpoint: str | None, config: Config) -> Client:
    """Create a client; call it once per process."""
    session = botocore.session.get_session()
    session.register_component("data_loader", OneService(service, region or session.get_config_variable("region")))
    return session.create_client(
        service, api_version=api_version, region_name=region, endpoint_url=endpoint, config=config
    )
