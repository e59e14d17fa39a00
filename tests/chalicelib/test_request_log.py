"""What a line holds, and what it can never hold."""

import json

from botocore.exceptions import ClientError

from chalicelib.control_numbers.key_ring import KeysError
from chalicelib.request_log import LogRecord, describe_error, format_record


class TestLine:
    """One line of JSON a request."""

    LINE = LogRecord("id-1", "POST", "/v1/claims", 201, "ok", "provider", 12)

    def test_it_is_one_line_of_json(self) -> None:
        written = format_record(self.LINE)
        assert "\n" not in written
        assert json.loads(written) == {
            "request_id": "id-1",
            "method": "POST",
            "route": "/v1/claims",
            "status": 201,
            "code": "ok",
            "role": "provider",
            "duration_ms": 12,
        }

    def test_a_duration_of_nothing_is_still_said(self) -> None:
        assert json.loads(format_record(LogRecord("i", "GET", "/v1/health", 200, "ok", "", 0)))["duration_ms"] == 0

    def test_it_has_no_field_for_what_was_sent(self) -> None:
        names = {"request_id", "method", "route", "status", "code", "role", "duration_ms", "where"}
        assert set(LogRecord.__dataclass_fields__) == names


class TestWhere:
    """A bug's place, never its message."""

    def test_it_names_the_innermost_line_and_not_the_message(self) -> None:
        def fail() -> None:
            raise ValueError("canary")

        try:
            fail()
        except ValueError as error:
            found = describe_error(error)
        assert found.startswith("ValueError test_request_log.py:")
        assert "canary" not in found

    def test_an_error_that_was_never_raised_has_no_place(self) -> None:
        assert describe_error(ValueError("canary")) == "ValueError"

    def test_what_aws_refused_is_named_and_nothing_that_it_repeats(self) -> None:
        message = "User: arn:aws:sts::1:canary is not authorized to perform: dynamodb:PutItem on resource: canary"
        refused = ClientError({"Error": {"Code": "AccessDeniedException", "Message": message}}, "TransactWriteItems")
        assert describe_error(refused) == "ClientError TransactWriteItems AccessDeniedException dynamodb:PutItem"

    def test_what_stands_behind_our_own_error_is_named_too(self) -> None:
        behind = KeysError("canary")
        behind.__cause__ = ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetSecretValue")
        assert describe_error(behind) == "KeysError GetSecretValue ResourceNotFoundException"
