"""How the tests read a template."""

from typing import Any

Template = dict[str, Any]


def properties(template: Template, name: str) -> Any:  # noqa: ANN401 - CloudFormation's own
    """What a resource is to be."""
    return template["Resources"][name]["Properties"]


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """All resources of a type, by name, and what each is to be."""
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}
