"""Runs a command line of `aws` with botocore, so that the runbook's own commands are tested."""

import re
import shlex
from collections.abc import Mapping
from typing import Any

import jmespath
from botocore import xform_name

from ops.aws.stacks import Cloud

_ASSIGNED = re.compile(r"(?P<name>[A-Z]+)=\$\((?P<command>aws .+)\)")


def run(cloud: Cloud, line: str, variables: dict[str, str]) -> Any:  # noqa: ANN401 - JSON is any
    """Run a line with the variables of earlier lines; store what it sets in `variables`, and return what it prints."""
    if assigned := _ASSIGNED.fullmatch(line):
        variables[assigned["name"]] = str(run(cloud, assigned["command"], variables))
        return None
    words = [re.sub(r"^\$([A-Z]+)$", lambda result: variables[result[1]], word) for word in shlex.split(line)]
    _, service, operation, *rest = words
    client = cloud.client(service)
    if operation == "wait":
        waiter, *rest = rest
        client.get_waiter(waiter.replace("-", "_")).wait(**_parse_options(client, "describe_table", rest)[0])
        return None
    parameters, query = _parse_options(client, operation.replace("-", "_"), rest)
    answer = getattr(client, operation.replace("-", "_"))(**parameters)
    result = jmespath.search(query, answer) if query else answer
    return result[0] if isinstance(result, list) and len(result) == 1 else result


def _parse_options(client: Any, method: str, words: list[str]) -> tuple[dict[str, Any], str]:  # noqa: ANN401 - boto3's
    """Parse options into the operation's parameters, and the --query."""
    shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
    members = {xform_name(name, "-"): (name, member) for name, member in shape.members.items()}
    parameters: dict[str, Any] = {}
    query = ""
    waiting = list(words)
    while waiting:
        word = waiting.pop(0).removeprefix("--")
        if word in ("query", "output"):
            value = waiting.pop(0)
            query = value if word == "query" else query
        elif word.removeprefix("no-") in members and members[word.removeprefix("no-")][1].type_name == "boolean":
            parameters[members[word.removeprefix("no-")][0]] = not word.startswith("no-")
        else:
            name, member = members[word]
            parameters[name] = _value(member.type_name, waiting.pop(0))
    return parameters, query


def _value(kind: str, text: str) -> object:
    """Parse a value; a structure is written as name=value,name=value."""
    if kind == "structure":
        pairs: Mapping[str, str] = dict(pair.split("=", 1) for pair in text.split(","))
        return {name: {"true": True, "false": False}.get(value, value) for name, value in pairs.items()}
    return int(text) if kind == "integer" else text
