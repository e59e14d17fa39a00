"""The secrets of the numbers in AWS Secrets Manager, in the same form as in the file: hexadecimal, one per line."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws_client
from chalicelib.control_numbers.key_ring import KeyRing, KeysError

API_VERSION = "2017-10-17"


def connect() -> Any:  # noqa: ANN401 - botocore creates its classes at run time
    """Create the client; the secrets are read once per process."""
    config = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 3})
    return aws_client.create("secretsmanager", API_VERSION, None, None, config)


def read(client: Any, secret_id: str) -> KeyRing:  # noqa: ANN401 - as above
    """Read the live secrets; the message of a KeysError never repeats one."""
    try:
        text = client.get_secret_value(SecretId=secret_id)["SecretString"]
        return KeyRing(tuple(bytes.fromhex(line) for line in text.split()))
    except (ClientError, BotoCoreError) as error:
        raise KeysError("The secrets of the numbers could not be read from Secrets Manager.") from error
    except (KeyError, ValueError):
        raise KeysError("The secret in Secrets Manager does not hold secrets in hexadecimal, one per line.") from None
