"""Reads resources of a CloudFormation template."""

from typing import Any

Template = dict[str, Any]


def properties(template: Template, name: str) -> Any:  # noqa: ANN401 - CloudFormation's own
    """Return the properties of a resource."""
    return template["Resources"][name]["Properties"]


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """Return the properties of all resources of a type, by name."""
    resources = template["Resources"].items()
    return {name: resource["Properties"] for name, resource in resources if resource["Type"] == kind}
