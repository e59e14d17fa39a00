"""A botocore client, made in less time: botocore looks through 400 services to find the one that was named.

A sixth of a cold start goes into reading which of them stands where in the world; the one that is wanted has the same
address in every ordinary region, by the rules that botocore brings with the service itself.
"""

import re
from typing import Any, Final

import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

Client = Any
"""A botocore client: botocore makes their classes at run time."""

ORDINARY: Final = r"^(us|eu|ap|sa|ca|me|af|il|mx)\-\w+\-\d+$"
"""The regions of AWS' public partition, as botocore's own table has it; for others that table is read whole."""


class OneService(Loader):  # type: ignore[misc]
    """Gives botocore the data of one service and, in an ordinary region, a table of the world that has only that."""

    def __init__(self, service: str, region: str | None) -> None:
        super().__init__()
        self._service = service
        self._region = region

    def list_available_services(self, type_name: str) -> list[str]:
        """Name the one service, without looking through the folders of all."""
        del type_name
        return [self._service]

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Read a file of botocore's, or put our small table in the place of `endpoints.json`."""
        if name == "endpoints" and self._region and re.match(ORDINARY, self._region):
            return self._table(self._region), ""
        found: tuple[Any, str] = super().load_data_with_path(name)
        return found

    def _table(self, region: str) -> dict[str, Any]:
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
    """Make a client, once a process."""
    session = botocore.session.get_session()
    session.register_component("data_loader", OneService(service, region or session.get_config_variable("region")))
    return session.create_client(
        service, api_version=api_version, region_name=region, endpoint_url=endpoint, config=config
    )
