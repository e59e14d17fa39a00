"""The secrets of the numbers in AWS: the same form as in a file, and never repeated in an error."""

from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.control_numbers import secrets_manager
from chalicelib.control_numbers.key_ring import KeysError

ONE, TWO = "ab" * 32, "cd" * 32


@dataclass
class FakeSecretsManager:
    """Answers with a text, or fails."""

    answer: dict[str, Any] | Exception
    asked: str = ""

    def get_secret_value(self, **asked: str) -> dict[str, Any]:
        """Return the secret of an id."""
        self.asked = asked["SecretId"]
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_one_or_two_secrets_are_read_the_one_in_use_first() -> None:
    store = FakeSecretsManager({"SecretString": f"{ONE}\n{TWO}\n"})
    assert secrets_manager.read(store, "kundval/dev/numbers").live == (bytes.fromhex(ONE), bytes.fromhex(TWO))
    assert store.asked == "kundval/dev/numbers"


@pytest.mark.parametrize(
    "answer",
    [
        {"SecretString": "canary"},
        {"SecretString": ""},
        {"SecretString": "abcd"},
        {"SecretString": f"{ONE} {ONE}"},
        {"SecretBinary": b"canary"},
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "canary"}}, "GetSecretValue"),
        EndpointConnectionError(endpoint_url="https://canary.example"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_repeats_nothing(answer: dict[str, Any] | Exception) -> None:
    with pytest.raises(KeysError) as refused:
        secrets_manager.read(FakeSecretsManager(answer), "kundval/dev/numbers")
    assert "canary" not in str(refused.value)
    assert ONE not in str(refused.value)


def test_the_client_speaks_to_secrets_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    assert secrets_manager.connect().meta.service_model.service_name == "secretsmanager"
