"""Nothing costs a resident a fee or a session that no provider can report: what is promised has a price at the time."""

import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from tests.support.catalogue.policy_lines import CASES, Change, line_of

CODE = "event_unpriced"
AT_TARIFFS = f"tariffs:{line_of('tariffs', 'tariffs:')} {CODE}"


def entry(event: str, regi: str) -> str:
    """Cut one entry out of the small policy's tariffs."""
    entries = (CASES / "tariffs.yaml").read_text(encoding="utf-8").split("  - service: ")[1:]
    (found,) = (one for one in entries if f"event: {event}\n    regi: {regi}\n" in one)
    return f"  - service: {found}"


def told(folder: Path) -> list[str]:
    """Return what the check says of prices that are missing, in English."""
    return [one.message.en for one in policies.load(folder / "policy")[1] if one.code == CODE]


@pytest.mark.parametrize("event", ["late_cancellation", "no_show"])
@pytest.mark.parametrize("regi", ["own", "private"])
def test_an_event_that_is_promised_and_has_no_price_stops_the_build(
    changed: Change, tmp_path: Path, event: str, regi: str
) -> None:
    assert changed("tariffs", entry(event, regi), "") == [AT_TARIFFS]
    assert policies.load(tmp_path / "policy")[0] is None
    (sentence,) = told(tmp_path)
    assert sentence.startswith(f"{event} of familjeradgivning, {regi}, ")


def test_the_sentence_says_both_ways_out_in_both_languages(changed: Change, tmp_path: Path) -> None:
    changed("tariffs", entry("no_show", "private"), "")
    (problem,) = policies.load(tmp_path / "policy")[1]
    for said, ways in (
        (
            problem.message.sv,
            ('amount "0" om kommunen inget betalar', "events i fees.yaml", "consumes i services.yaml"),
        ),
        (
            problem.message.en,
            ('amount "0" if the municipality pays nothing', "events in fees.yaml", "in services.yaml"),
        ),
    ):
        assert [way for way in ways if way not in said] == []


def test_a_fee_alone_is_a_promise(changed: Change) -> None:
    changed("services", "consumes: [session, late_cancellation, no_show]", "consumes: [session]")
    assert changed("tariffs", entry("no_show", "own"), "") == [AT_TARIFFS]


def test_a_session_that_is_used_up_alone_is_a_promise(changed: Change) -> None:
    changed("fees", "events: [session, late_cancellation, no_show]", "events: [session]")
    assert changed("tariffs", entry("no_show", "own"), "") == [AT_TARIFFS]


def test_what_is_not_promised_needs_no_price(changed: Change) -> None:
    changed("fees", "events: [session, late_cancellation, no_show]", "events: [session, late_cancellation]")
    changed("services", "consumes: [session, late_cancellation, no_show]", "consumes: [session, late_cancellation]")
    changed("tariffs", entry("no_show", "own"), "")
    assert changed("tariffs", entry("no_show", "private"), "") == []


def test_a_price_that_begins_after_the_promise_is_too_late(changed: Change, tmp_path: Path) -> None:
    late = entry("no_show", "own").replace("2019-01-01", "2022-01-01")
    assert changed("tariffs", entry("no_show", "own"), late) == [AT_TARIFFS]
    assert "has no tariff from 2019-01-01" in told(tmp_path)[0]


def test_nobody_is_promised_anything_before_somebody_may_perform_the_service(changed: Change) -> None:
    first = entry("no_show", "private").replace("2019-01-01", "2021-04-01")  # the first private authorisation
    assert changed("tariffs", entry("no_show", "private"), first) == []


INTENDED = "    intended: true\n    reason: Nämnden 2023-04-20 § 31\n"


def test_a_fee_that_begins_later_needs_its_price_from_then(changed: Change, tmp_path: Path) -> None:
    changed("services", "consumes: [session, late_cancellation, no_show]", "consumes: [session]")
    rule = (CASES / "fees.yaml").read_text(encoding="utf-8").partition("fees:\n")[2]
    before = rule.replace("late_cancellation, no_show", "late_cancellation")
    changed("fees", rule, before + rule.replace("2019-01-01", "2023-05-01") + INTENDED)
    assert changed("tariffs", entry("no_show", "own"), "") == [AT_TARIFFS]
    assert "has no tariff from 2023-05-01" in told(tmp_path)[0]
    from_then = entry("no_show", "own").replace("2019-01-01", "2023-05-01")
    assert changed("tariffs", "tariffs:\n", f"tariffs:\n{from_then}") == []


def test_a_regi_whose_sessions_have_no_price_at_all_is_told_of(tmp_path: Path) -> None:
    shutil.copytree(CASES, tmp_path / "policy")
    file = tmp_path / "policy" / "tariffs.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("session\n    regi: private", "phone\n    regi: private"), encoding="utf-8")
    assert told(tmp_path)[0].startswith("session of familjeradgivning, private, ")


def test_a_price_of_nothing_has_no_fee_deducted_from_it(changed: Change) -> None:
    """The receipt would say that the provider owes the municipality money."""
    nothing = entry("no_show", "own")
    found = changed("tariffs", nothing, nothing.replace("fee: on_top", "fee: deducted"))
    assert [one.split()[1] for one in found] == ["fee_above_tariff"]
