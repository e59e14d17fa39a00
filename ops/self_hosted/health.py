"""The health check of a container: exits with 0 if the service answers for the municipality's own name, 1 if not.

It asks as the proxy does, and it imports little, since it is started every half minute.
"""

import http.client
import os
import sys
import urllib.parse
from pathlib import Path

import yaml

PORT = 8000
TIMEOUT_SECONDS = 8


def main(port: int = PORT) -> int:
    """Ask `/v1/health`; print why the service is not well."""
    try:
        policy = Path(os.environ["KUNDVAL_DATA"]) / "policy" / "municipality.yaml"
        address = yaml.load(policy.read_bytes(), yaml.CSafeLoader)["address"]
        host = urllib.parse.urlsplit(address).netloc
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        connection.request("GET", "/v1/health", headers={"Host": host, "X-Kundval-Viewer": "127.0.0.1"})
        status = connection.getresponse().status
    except (OSError, LookupError, TypeError, yaml.YAMLError, http.client.HTTPException) as error:
        print(f"health: {type(error).__name__}: the service cannot be asked.", file=sys.stderr)
        return 1
    if status != http.HTTPStatus.OK:
        print(f"health: the service answers {status}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
