"""A line of the AWS command line, done by botocore: what the runbook says is what is tried."""

import re
import shlex
from collections.abc import Mapping
from typing import Any

import jmespath
from botocore import xform_name

from ops.aws.deploy import Cloud

_ASSIGNED = re.compile(r"(?P<name>[A-Z]+)=\$\((?P<command>aws .+)\)")


def run(cloud: Cloud, line: str, known: dict[str, str]) -> Any:  # noqa: ANN401 - JSON is any
    """Do a line, with what earlier lines have set; what it sets is kept, what it prints is given."""
    if assigned := _ASSIGNED.fullmatch(line):
        known[assigned["name"]] = str(run(cloud, assigned["command"], known))
        return None
    words = [re.sub(r"^\$([A-Z]+)$", lambda found: known[found[1]], word) for word in shlex.split(line)]
    _, service, operation, *rest = words
    client = cloud.client(service)
    if operation == "wait":
        waiter, *rest = rest
        client.get_waiter(waiter.replace("-", "_")).wait(**_given(client, "describe_table", rest)[0])
        return None
    given, query = _given(client, operation.replace("-", "_"), rest)
    answer = getattr(client, operation.replace("-", "_"))(**given)
    found = jmespath.search(query, answer) if query else answer
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _given(client: Any, method: str, words: list[str]) -> tuple[dict[str, Any], str]:  # noqa: ANN401 - boto3's
    """The parameters of an operation by their own names and kinds, and what is asked of its answer."""
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
    members = {xform_name(name, "-"): (name, member) for name, member in shape.members.items()}
    given: dict[str, Any] = {}
    query = ""
    waiting = list(words)
    while waiting:
        word = waiting.pop(0).removeprefix("--")
        if word in ("query", "output"):
            value = waiting.pop(0)
            query = value if word == "query" else query
        elif word.removeprefix("no-") in members and members[word.removeprefix("no-")][1].type_name == "boolean":
            given[members[word.removeprefix("no-")][0]] = not word.startswith("no-")
        else:
            name, member = members[word]
            given[name] = _value(member.type_name, waiting.pop(0))
    return given, query


def _value(kind: str, text: str) -> object:
    """A value as the command line writes it: a structure is name=value,name=value."""
    if kind == "structure":
        pairs: Mapping[str, str] = dict(pair.split("=", 1) for pair in text.split(","))
        return {name: {"true": True, "false": False}.get(value, value) for name, value in pairs.items()}
    return int(text) if kind == "integer" else text
