"""Others' rules for what stands on AWS: the template breaks none, but for exceptions that say why beside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops.aws import account, package
from tests.support.ops import checkov

pytestmark = [
    pytest.mark.xdist_group("package"),
    pytest.mark.proof("tests/ops/aws/test_template.py::test_an_outside_checker_finds_nothing"),
]
Resources = dict[str, Any]
NAMES = (package.TEMPLATE, account.ACCOUNT.name, account.BUDGET.name)


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
def templates(packed: Path) -> dict[str, Any]:
    """All that is ever asked of CloudFormation."""
    places = (packed / package.TEMPLATE, package.ROOT / account.ACCOUNT, package.ROOT / account.BUDGET)
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in places}


@pytest.fixture(scope="module")
def found(templates: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[checkov.Finding]]:
    """What one run has against each template as it is and without its exceptions (bare), the package's with faults."""
    folder = tmp_path_factory.mktemp("templates")
    for name, template in templates.items():
        text = json.dumps(template)
        (folder / name).write_text(text, encoding="utf-8")
        bare = json.loads(text)
        for one in bare["Resources"].values():
            one.pop("Metadata", None)
        for plant, _ in PLANTED.values() if name == package.TEMPLATE else ():
            plant(bare["Resources"])
        (folder / f"bare {name}").write_text(json.dumps(bare), encoding="utf-8")
    return checkov.findings(folder)


def exceptions(template: Any) -> dict[checkov.Finding, str]:  # noqa: ANN401 - CloudFormation's own
    """Each exception of a template, with its reason."""
    return {
        (skipped["id"], name): skipped["comment"]
        for name, one in template["Resources"].items()
        for skipped in one.get("Metadata", {}).get("checkov", {}).get("skip", ())
    }


@pytest.mark.parametrize("name", NAMES)
class TestEach:
    """A template that others have nothing against."""

    def test_it_breaks_no_rule(self, found: dict[str, set[checkov.Finding]], name: str) -> None:
        assert found[name] == set()

    def test_it_has_no_exception_that_is_not_needed(
        self, found: dict[str, set[checkov.Finding]], templates: dict[str, Any], name: str
    ) -> None:
        assert set(exceptions(templates[name])) - found[f"bare {name}"] == set()

    def test_every_exception_says_why(self, templates: dict[str, Any], name: str) -> None:
        assert [one for one, why in exceptions(templates[name]).items() if len(why.split()) < 5] == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_no_exception_hides_it(
    found: dict[str, set[checkov.Finding]], templates: dict[str, Any], name: str
) -> None:
    assert PLANTED[name][1] in found[f"bare {package.TEMPLATE}"]
    assert PLANTED[name][1] not in exceptions(templates[package.TEMPLATE])
