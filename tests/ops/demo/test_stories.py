"""The story of every system of the sources, and of one that combines sessions and hours: green, in its own words."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.api import problems
from ops.demo import story
from ops.demo.refusals import NEVER_SHOWN
from tests.support.app import endpoint
from tests.support.municipalities.sites import COMBINED, NAMES
from tests.support.ops import stories


def printed(capsys: pytest.CaptureFixture[str], root: Path) -> tuple[str, str]:
    """Tell a story that ends well; return what its services say, and what comes after."""
    code, said = stories.run(root), capsys.readouterr()
    assert (code, said.err) == (0, "")
    services, _, rest = said.out.replace("\u00a0", " ").partition("  Refusals, one of each kind")
    return services, rest


@pytest.mark.parametrize("name", NAMES)
def test_it_ends_well_and_no_line_is_too_wide_to_read(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services, rest = printed(capsys, stories.write(name, tmp_path))
    assert "Every figure above was asserted." in rest
    assert max(map(len, (services + rest).splitlines())) <= 110


def test_hours_by_decision_are_told_in_hours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services, rest = printed(capsys, stories.write("nacka", tmp_path))
    for line in (
        "Familjebehandling                    hours by decision on a control number",
        "A decision grants                    5 hours a week, for 6 months",
        "checks number A and claims 1 hour, and sends it again",
        "1 × 3 472 kr = 3 472 kr   for the other 4 hours of that week",  # 4 × 868
        "refused: the decision grants 5 hours a week",
        "1 hour with 2 counsellors            1 651 kr to ",
    ):
        assert line in services
    assert [line for line in services.splitlines() if "session" in line and "/session/" not in line] == []
    assert "− 5 = " in rest
    assert " sessions\n" not in rest.partition("What is left")[2]


def test_a_service_without_control_numbers_has_no_numbers_in_its_story(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services, rest = printed(capsys, stories.write("stockholm-2024", tmp_path))
    assert "residents go to a provider directly, without a control number" in services
    assert "Claimed with a new reference" in services
    assert "1 104 kr + 450 kr = 1 554 kr   the exempt resident's fee" in services
    assert "Number A" not in services + rest
    assert "What is left" not in rest


def test_a_joint_own_unit_tells_of_nobody_to_change_to_and_of_visits_that_were_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services, rest = printed(capsys, stories.write("jamtland", tmp_path))
    for line in (
        "A claim quotes                       a reference of the provider's own; the same reference is paid once",
        "The resident's municipality          2380, one of 8 with a joint service",
        "Left out                             a change of provider: egen-regi is the only one with a price today",
        "The municipality pays                0 kr   by its budget alone",
        "A late cancellation                  0 kr to egen-regi; a fee of 300 kr",
    ):
        assert line in services
    assert "422  member_required" in rest.partition("Not shown")[0]


def test_residence_is_told_as_policy_has_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    attested, rest = printed(capsys, stories.write("attested", tmp_path / "attested"))
    assert "a running number of the client, 5 sessions at most" in attested
    assert "Residence                            checked by the provider, which says so in each claim" in attested
    assert "422  not_attested" in rest.partition("Not shown")[0]
    anonymous, _ = printed(capsys, stories.write("stockholm-2007", tmp_path / "anonymous"))
    assert "checked by the reception, or not: then for the own unit alone" in anonymous


def test_money_of_several_services_is_told_by_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services, rest = printed(capsys, stories.write(COMBINED, tmp_path))
    assert {title.split(": ")[0].split("  ")[-1] for title in services.splitlines() if " claims " in title} >= {
        "Familjerådgivning",
        "Gruppbehandling",
        "Samarbetssamtal",
        "Familjebehandling",
    }
    assert "egen-regi, Familjebehandling " in rest
    assert "egen-regi, Familjerådgivning " in rest


def test_with_a_service_of_each_kind_every_refusal_is_shown_that_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, rest = printed(capsys, stories.write_endpoint(tmp_path))
    lines = rest.partition("Not shown:")[2].partition("\n\n")[0].split()
    assert set(problems.PROBLEM_TYPES) & set(lines) == {*NEVER_SHOWN, "member_required", "no_supplier"}


ONE: dict[str, Any] = {
    "services": [endpoint.service()],
    "tariffs": [endpoint.tariff("own", 106_600), endpoint.tariff("private", 110_400)],
    "accounts": [],
    "providers": [endpoint.provider("ana", "private", "2019-01-01")],
}


def _event(name: str, amount_ore: int) -> dict[str, Any]:
    return {**endpoint.tariff("private", amount_ore), "event": name}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"services": [endpoint.service(granted=1, extra=[])]}, id="one session"),
        pytest.param({"services": [endpoint.service(granted=120, extra=[])]}, id="more sessions than days"),
        pytest.param({"services": [endpoint.service(claim_age_days=0)]}, id="claimed the same day"),
        pytest.param({"services": [endpoint.service(consumes=[])]}, id="nothing is used"),
        pytest.param({"services": [endpoint.service(presence_codes=True)]}, id="presence codes"),
        pytest.param({"services": [endpoint.service(case_reports=True)]}, id="case reports"),
        pytest.param(
            {"services": [endpoint.service(unit="hour", extra=[], decision={"minutes_week": 60, "months": 1})]},
            id="visits longer than the week",
        ),
        pytest.param(
            {"services": [endpoint.service(unit="hour", extra=[], decision={"minutes_week": 4_000, "months": 3})]},
            id="a week longer than a day",
        ),
        pytest.param({"providers": [endpoint.provider("ana", "private", endpoint.ago(0))]}, id="from today"),
        pytest.param(
            {"providers": [endpoint.provider("ana", "private", "2019-01-01", endpoint.ago(0))]}, id="to today"
        ),
        pytest.param({"tariffs": [endpoint.tariff("private", 1_000, counsellors=2)]}, id="two counsellors only"),
        pytest.param({"tariffs": [_event("phone", 300), _event("first_assessment", 500)]}, id="no visits"),
    ],
)
def test_a_policy_of_another_kind_is_told_too(
    changes: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed(capsys, stories.write_endpoint(tmp_path, **{**ONE, **changes}))


class TestNothingToTell:
    """A sentence that names the place in policy, and no traceback."""

    def test_nothing_can_ever_be_claimed(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        ended = [endpoint.provider("ana", "private", "2019-01-01", endpoint.ago(3))]
        assert stories.run(stories.write_endpoint(tmp_path, **{**ONE, "providers": ended})) == 1
        first, second = capsys.readouterr().err.strip().splitlines()
        assert first == "demo: nothing can be claimed on 2026-11-21 or later."
        assert second.startswith("policy/authorisations.yaml: no provider is authorised for Familjerådgivning on ")

    def test_a_policy_that_is_not_in_force_yet_is_told_as_of_its_first_day(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        coming = [endpoint.provider("ana", "private", endpoint.ago(-40))]
        price = {**endpoint.tariff("private", 110_400), "from": endpoint.ago(-60)}
        root = stories.write_endpoint(tmp_path, **{**ONE, "providers": coming, "tariffs": [price]})
        services, _ = printed(capsys, root)
        assert f"Told as of                           {endpoint.ago(-60)}, the first day that anything " in services

    def test_a_service_that_cannot_be_claimed_is_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        services = [endpoint.service(), endpoint.service(endpoint.UNNUMBERED, control_number="none")]
        providers = [endpoint.provider("ana", "private", "2019-01-01", None, endpoint.SERVICE, endpoint.UNNUMBERED)]
        root = stories.write_endpoint(tmp_path, **{**ONE, "services": services, "providers": providers})
        said, _ = printed(capsys, root)
        (line,) = [line for line in said.splitlines() if line.startswith("  Left out") and "policy/" in line]
        assert "policy/tariffs.yaml: no price of Familjerådgivning (private) is in force on " in line

    def test_a_question_that_is_not_answered_yet_is_named_before_anything_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        root = stories.write("attested", tmp_path)
        tariffs = root / "policy" / "tariffs.yaml"
        text = tariffs.read_text(encoding="utf-8")
        tariffs.write_text(text.replace("'1098'", '"TODO: Hur många kronor?"', 1), encoding="utf-8")
        assert story.run(root, endpoint.TODAY) == 1
        said = capsys.readouterr()
        assert "Hur många kronor?" in said.out
        assert said.err.strip() == "demo: the site was not built: answer every TODO above first."
