"""Others' rules for what stands on AWS: the template breaks none, but for exceptions that say why beside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local import package
from tests.package import checkov

pytestmark = pytest.mark.xdist_group("package")
Resources = dict[str, Any]


def _policy(resources: Resources) -> Any:  # noqa: ANN401 - CloudFormation's own
    (own,) = resources["ApiHandlerRole"]["Properties"]["Policies"]
    return own["PolicyDocument"]["Statement"][0]


PLANTED: dict[str, tuple[Callable[[Resources], object], checkov.Finding]] = {
    "the site's bucket is open to the world": (
        lambda resources: resources["SiteBucket"]["Properties"].pop("PublicAccessBlockConfiguration"),
        ("CKV_AWS_54", "SiteBucket"),
    ),
    "the ledger is under no key of ours": (
        lambda resources: resources["Ledger"]["Properties"].pop("SSESpecification"),
        ("CKV_AWS_119", "Ledger"),
    ),
    "the ledger cannot be restored": (
        lambda resources: resources["Ledger"]["Properties"].pop("PointInTimeRecoverySpecification"),
        ("CKV_AWS_28", "Ledger"),
    ),
    "the endpoint may do anything with anything": (
        lambda resources: _policy(resources).update(Action="*", Resource="*"),
        ("CKV_AWS_63", "ApiHandlerRole"),
    ),
    "the log is in the clear": (
        lambda resources: resources["ApiLog"]["Properties"].pop("KmsKeyId"),
        ("CKV_AWS_158", "ApiLog"),
    ),
    "the site is sent in the clear": (
        lambda resources: resources["Front"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"].update(
            ViewerProtocolPolicy="allow-all"
        ),
        ("CKV_AWS_34", "Front"),
    ),
}


@pytest.fixture(scope="module")
def found(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[checkov.Finding]]:
    """What one run has against the template as it is, without its exceptions, and with all planted faults."""
    folder = tmp_path_factory.mktemp("templates")
    text = (packed / package.TEMPLATE).read_text(encoding="utf-8")
    (folder / "whole.json").write_text(text, encoding="utf-8")
    bare = json.loads(text)
    for one in bare["Resources"].values():
        one.pop("Metadata", None)
    (folder / "bare.json").write_text(json.dumps(bare), encoding="utf-8")
    planted = json.loads(text)
    for plant, _ in PLANTED.values():
        plant(planted["Resources"])
    (folder / "planted.json").write_text(json.dumps(planted), encoding="utf-8")
    return checkov.findings(folder)


@pytest.fixture(scope="module")
def exceptions(packed: Path) -> dict[checkov.Finding, str]:
    """Each exception of the template, with its reason."""
    resources = json.loads((packed / package.TEMPLATE).read_text(encoding="utf-8"))["Resources"]
    return {
        (skipped["id"], name): skipped["comment"]
        for name, one in resources.items()
        for skipped in one.get("Metadata", {}).get("checkov", {}).get("skip", ())
    }


def test_the_template_breaks_no_rule(found: dict[str, set[checkov.Finding]]) -> None:
    assert found["whole.json"] == set()


def test_there_is_no_exception_that_is_not_needed(
    found: dict[str, set[checkov.Finding]], exceptions: dict[checkov.Finding, str]
) -> None:
    assert found["bare.json"] == set(exceptions)


def test_every_exception_says_why(exceptions: dict[checkov.Finding, str]) -> None:
    assert [one for one, why in exceptions.items() if len(why.split()) < 5] == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(found: dict[str, set[checkov.Finding]], name: str) -> None:
    assert PLANTED[name][1] in found["planted.json"]
