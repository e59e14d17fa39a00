"""One contract for every ledger: what is written stands whole, and only where nothing has moved."""

from dataclasses import replace

import pytest

from chalicelib.ledger.port import ClaimLocation, Ledger, MovedError
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.kept import CLAIM, EVENT, HOUR, SLOT, TAKEN, look, with_claim, with_number


class TestLook:
    """One look sees the number, the claim, its reversal and the failures of an hour."""

    def test_nothing_stands_in_an_empty_ledger(self, ledger: Ledger) -> None:
        view = ledger.snapshot(look())
        assert (view.number, view.claim, view.reversal, view.failures) == (None, None, None, 0)

    def test_a_number_comes_back_as_it_was_written(self, ledger: Ledger) -> None:
        number = replace(NUMBER, member="2305", exempt=True, nth={"a#2026-01-01": 2})
        assert with_number(ledger, number).snapshot(look()).number == number

    def test_a_number_without_a_member_comes_back_without(self, ledger: Ledger) -> None:
        assert with_number(ledger).snapshot(look()).number == NUMBER

    def test_a_number_is_found_at_either_of_two_places(self, ledger: Ledger) -> None:
        with_claim(ledger)
        for places in (("elsewhere", NUMBER.place), (NUMBER.place, "elsewhere")):
            view = ledger.snapshot(look(*places))
            assert (view.number, view.claim) == (TAKEN, CLAIM)

    def test_a_look_without_a_slot_sees_no_claim(self, ledger: Ledger) -> None:
        assert with_claim(ledger).snapshot(look(slot=None)).claim is None

    def test_another_providers_claim_is_not_seen(self, ledger: Ledger) -> None:
        assert with_claim(ledger).snapshot(look(slot=replace(SLOT, provider="another"))).claim is None

    def test_numbers_are_found_by_their_places(self, ledger: Ledger) -> None:
        other = replace(NUMBER, place="other")
        with_number(with_number(ledger), other)
        found = ledger.numbers((NUMBER.place, "nowhere", "other"))
        assert found == {NUMBER.place: NUMBER, "other": other}


class TestIssue:
    """A number is put where none stands."""

    def test_a_number_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.issue(replace(NUMBER, granted=99), replace(EVENT, n=2))
        assert ledger.snapshot(look()).number == NUMBER

    def test_a_number_is_not_written_without_its_event(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.issue(replace(NUMBER, place="other"), EVENT)
        assert ledger.numbers(("other",)) == {}


class TestRecord:
    """A claim is put once, with the number's next version, or neither is written."""

    def test_claim_and_number_stand_as_they_were_written(self, ledger: Ledger) -> None:
        view = with_claim(ledger).snapshot(look())
        assert (view.claim, view.number) == (CLAIM, TAKEN)

    def test_minutes_and_member_come_back(self, ledger: Ledger) -> None:
        claim = replace(CLAIM, minutes=90, member="2305", exempt=True)
        with_number(ledger).append_claim(claim, TAKEN)
        assert ledger.snapshot(look()).claim == claim

    def test_a_claim_that_stands_is_not_overwritten(self, ledger: Ledger) -> None:
        with_claim(ledger)
        other = replace(CLAIM, claim_id="f" * 32, amount_ore=1)
        with pytest.raises(MovedError):
            ledger.append_claim(other, replace(TAKEN, used=2, version=3))
        view = ledger.snapshot(look())
        assert (view.claim, view.number) == (CLAIM, TAKEN)
        assert ledger.find_claim("f" * 32) is None

    def test_a_number_that_moved_since_the_look_is_not_moved_again(self, ledger: Ledger) -> None:
        with_claim(ledger)
        stale = replace(CLAIM, nth=2, claim_id="f" * 32)
        with pytest.raises(MovedError):
            ledger.append_claim(stale, replace(TAKEN, nth={SLOT.day: 2}))
        assert ledger.snapshot(look(slot=stale.slot)).claim is None
        assert ledger.snapshot(look()).number == TAKEN

    def test_a_number_that_does_not_stand_cannot_be_claimed_on(self, ledger: Ledger) -> None:
        with pytest.raises(MovedError):
            ledger.append_claim(CLAIM, TAKEN)
        assert ledger.snapshot(look()).claim is None

    def test_a_client_is_written_with_its_first_claim(self, ledger: Ledger) -> None:
        client = replace(TAKEN, version=1)
        ledger.append_claim(CLAIM, client)
        view = ledger.snapshot(look())
        assert (view.claim, view.number) == (CLAIM, client)

    def test_a_claim_is_found_by_its_id(self, ledger: Ledger) -> None:
        assert with_claim(ledger).find_claim(CLAIM.claim_id) == ClaimLocation(NUMBER.place, SLOT)

    def test_an_id_that_nobody_gave_leads_nowhere(self, ledger: Ledger) -> None:
        assert with_claim(ledger).find_claim("f" * 32) is None

    def test_the_highest_nth_of_each_provider_and_day_is_kept(self, ledger: Ledger) -> None:
        with_claim(ledger)
        other = replace(CLAIM, provider="another", claim_id="f" * 32)
        ledger.append_claim(other, replace(TAKEN, used=2, version=3, nth={SLOT.day: 1, other.slot.day: 1}))
        number = ledger.snapshot(look()).number
        assert number is not None
        assert number.nth == {SLOT.day: 1, "another#2026-11-21": 1}


class TestFailures:
    """Failed look-ups are counted by provider and hour."""

    def test_they_add_up(self, ledger: Ledger) -> None:
        for _ in range(3):
            ledger.count_failure(SLOT.provider, HOUR)
        assert ledger.snapshot(look()).failures == 3

    @pytest.mark.parametrize(("provider", "hour"), [("another", HOUR), (SLOT.provider, "2026-11-21T10")])
    def test_another_providers_and_another_hours_do_not_count(self, ledger: Ledger, provider: str, hour: str) -> None:
        ledger.count_failure(provider, hour)
        assert ledger.snapshot(look()).failures == 0


class TestChange:
    """A number's next version is written with its event, or neither is."""

    CHANGED = replace(
        NUMBER,
        granted=8,
        used=1,
        status="revoked",
        nth={"ana 2026-11-09": 1},
        weeks={"2026-W46": 90},
        shared={"2026-11-09#session#90#ana#bo": {"#": 90, "ana": 1, "bo": 0}},
        codes=(2, 5),
        wrong_codes=("a", "b"),
        exempt=not NUMBER.exempt,
        exempt_changed=True,
        beyond="decision",
        supplier="ana",
        supplier_because="declined",
        granted_before=5,
        used_before=3,
        successor="new",
        version=2,
    )
    """Everything that changes has changed."""
    EXTENDED = replace(EVENT, n=2, kind="extend", granted=8)

    def test_what_changes_stands_as_it_was_written(self, ledger: Ledger) -> None:
        with_number(ledger).change(self.CHANGED, self.EXTENDED)
        assert ledger.snapshot(look()).number == self.CHANGED

    def test_a_wrong_code_is_counted_without_an_event(self, ledger: Ledger) -> None:
        counted = replace(NUMBER, wrong_codes=("a",), version=2)
        with_number(ledger).change(counted, None)
        assert ledger.snapshot(look()).number == counted

    def test_a_number_that_moved_since_the_look_is_not_changed(self, ledger: Ledger) -> None:
        with_claim(ledger)
        with pytest.raises(MovedError):
            ledger.change(self.CHANGED, self.EXTENDED)
        assert ledger.snapshot(look()).number == TAKEN

    def test_a_number_is_not_changed_without_its_event(self, ledger: Ledger) -> None:
        with_number(ledger)
        with pytest.raises(MovedError):
            ledger.change(self.CHANGED, EVENT)
        assert ledger.snapshot(look()).number == NUMBER


class TestReplace:
    """The old number's last version, the new number and both events are written together."""

    OLD = replace(NUMBER, granted=0, status="replaced", successor="new", version=2)
    NEW = replace(NUMBER, place="new", replaces=True, weeks={"2026-W47": 90}, codes=(2, 5), used_before=3)
    EVENTS = (replace(EVENT, n=2, kind="replace"), replace(EVENT, place="new"))

    def test_both_stand_as_they_were_written(self, ledger: Ledger) -> None:
        with_number(ledger).replace(self.OLD, self.NEW, self.EVENTS)
        assert ledger.numbers((NUMBER.place, "new")) == {NUMBER.place: self.OLD, "new": self.NEW}

    def test_neither_is_written_where_the_new_one_stands_or_the_old_one_moved(self, ledger: Ledger) -> None:
        with_number(with_number(ledger), replace(NUMBER, place="new"))
        with pytest.raises(MovedError):
            ledger.replace(self.OLD, self.NEW, self.EVENTS)
        with pytest.raises(MovedError):
            ledger.replace(replace(self.OLD, version=3), replace(self.NEW, place="newer"), self.EVENTS)
        assert ledger.numbers((NUMBER.place, "newer")) == {NUMBER.place: NUMBER}


class TestGiveBack:
    """Both numbers' next versions and both events are written together; what is gone of a row is gone."""

    LIVE = replace(TestReplace.OLD, granted=5, status="live", successor=None, version=3)
    GONE = replace(TestReplace.NEW, granted=0, status="revoked", version=2)
    EVENTS = (replace(EVENT, n=3, kind="give_back"), replace(EVENT, place="new", n=2, kind="give_back"))

    def test_both_stand_as_they_were_written(self, ledger: Ledger) -> None:
        with_number(ledger).replace(TestReplace.OLD, TestReplace.NEW, TestReplace.EVENTS)
        ledger.give_back(self.LIVE, self.GONE, self.EVENTS)
        assert ledger.numbers((NUMBER.place, "new")) == {NUMBER.place: self.LIVE, "new": self.GONE}

    @pytest.mark.parametrize("moved", ["old", "new", "event of the old", "event of the new"])
    def test_neither_is_written_where_one_has_moved(self, ledger: Ledger, moved: str) -> None:
        with_number(ledger).replace(TestReplace.OLD, TestReplace.NEW, TestReplace.EVENTS)
        before = ledger.numbers((NUMBER.place, "new"))
        old = replace(self.LIVE, version=4) if moved == "old" else self.LIVE
        new = replace(self.GONE, version=3) if moved == "new" else self.GONE
        standing, (of_old, of_new) = TestReplace.EVENTS, self.EVENTS
        events = (
            standing[0] if moved == "event of the old" else of_old,
            standing[1] if moved == "event of the new" else of_new,
        )
        with pytest.raises(MovedError):
            ledger.give_back(old, new, events)
        assert ledger.numbers((NUMBER.place, "new")) == before
