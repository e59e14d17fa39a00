"""One service's story: from a number, or none, to a claim that is paid, repeated, refused and reversed."""

import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from chalicelib.register.codes import AT_OWN_UNIT, MAX_MINUTES
from ops.demo.events import Event
from ops.demo.members import first_member
from ops.demo.plan import ServicePlan
from ops.demo.stage import DemoEndpoint, Resident, expect
from ops.demo.terminal import Terminal, bare, fee, format_sum, is_left, kronor, months, quantity, visit

_CHECKED: Final = "checked by the reception"
_OR_NOT: Final = f"{_CHECKED}, or not: then for the own unit alone"


@dataclass
class ServiceStory:
    """Tells the story of one service; `residents` are those whose numbers have a letter."""

    stage: DemoEndpoint
    terminal: Terminal
    plan: ServicePlan
    residents: dict[str, Resident] = field(default_factory=dict)

    def tell(self) -> None:
        """Run and print the story."""
        if self.plan.service.numbered:
            self._issue()
        else:
            self._section("residents go to a provider directly, without a control number")
            self.terminal.row("A claim quotes", self._own_key())
            if self.plan.service.attested:
                self.terminal.row("Residence", "checked by the provider, which says so in each claim")
            if member := first_member(self.stage.rules):
                members = len(self.stage.rules.municipality.members)
                self.terminal.row("The resident's municipality", f"{member}, one of {members} with a joint service")
        resident = self._resident("A")
        body, claim_id = self._claim_first(resident)
        self._claim_more(resident)
        self._reverse(resident, body, claim_id)

    def _own_key(self) -> str:
        """Return what a claim without a number quotes."""
        if not self.plan.service.attested:
            return "a reference of the provider's own; the same reference is paid once"
        most = quantity(self.plan, self.plan.service.granted)
        return f"a running number of the client, {most} at most"

    def _section(self, title: str) -> None:
        self.terminal.section(f"{self.plan.service.swedish}: {title}")

    def _resident(self, letter: str) -> Resident:
        """Return the resident whose number has a letter, or a resident without a number."""
        return self.residents.get(letter) or self.stage.resident(self.plan)

    def _issue(self) -> None:
        plan, service, terminal = self.plan, self.plan.service, self.terminal
        self._section("the reception issues control numbers, without a name")
        if service.decision:
            week, length = quantity(plan, service.decision.minutes_week), months(service.decision.months)
            terminal.row("A decision grants", f"{week} a week, for {length}")
        terminal.row("Residence", _OR_NOT if AT_OWN_UNIT in service.residence else _CHECKED)
        if "member" in plan.grant:
            members = len(self.stage.rules.municipality.members)
            terminal.row(
                "The resident's municipality", f"{plan.grant['member']}, one of {members} with a joint service"
            )
        self._issue_one("A", f"{plan.days} days ago" if plan.days else "today", {})
        reason = next(iter(service.extra), None)
        self._issue_one("B", f"extra: {reason}" if reason else "another resident", {"extra": reason} if reason else {})
        rule = plan.fee(self.stage.today)
        if rule and rule.exempt.amount_ore < rule.amount_ore:
            self._issue_one("C", f"pays {fee(rule.exempt.amount_ore)}", {"exempt": True})
        if service.presence_codes:
            first = self.residents["A"]
            expect("presence codes on the slip", len(first.codes), first.granted)
            terminal.row("Presence codes", f"{first.granted} on the slip of number A, one for each session")
        key = {"Idempotency-Key": f"demonstration of {service.id}"}
        once, again = (self.stage.client.post("/v1/numbers", "reception", plan.grant, key) for _ in range(2))
        expect("the same request again", (again.status, again.json()["number"]), (HTTPStatus.OK, once.json()["number"]))
        terminal.row("The same request sent twice", "the same number")

    def _issue_one(self, letter: str, note: str, fields: Mapping[str, Any]) -> None:
        resident = self.stage.resident(self.plan, fields=fields)
        expect(f"what number {letter} grants", resident.granted, self._granted(resident, fields.get("extra")))
        self.residents[letter] = resident
        granted = f"{quantity(self.plan, resident.granted)} to {resident.valid_to}"
        self.terminal.row(f"Number {letter}", f"{resident.number}   {granted}   ({note})")

    def _granted(self, resident: Resident, extra: str | None) -> int:
        """Return what policy grants: sessions, or the minutes of every week that the number's days lie in."""
        service = self.plan.service
        if service.decision is None:
            return service.granted + (service.extra[extra] if extra else 0)
        first, last = self.stage.day(self.plan.days), dt.date.fromisoformat(resident.valid_to)
        weeks = {(first + dt.timedelta(days)).isocalendar()[:2] for days in range((last - first).days + 1)}
        return service.decision.minutes_week * len(weeks)

    def _claim_first(self, resident: Resident) -> tuple[dict[str, Any], str]:
        """Claim one visit and send it again; return the claim and its id."""
        plan, stage, terminal, who = self.plan, self.stage, self.terminal, self.plan.first
        begins = f"{who} checks {'number A' if resident.number else 'a client'} and claims"
        begins = begins if resident.is_counted else f"{who} claims"
        self._section(f"{begins} {visit(plan)}, and sends it again")
        if resident.is_counted:
            expect("it is usable", stage.check(who, resident)["usable"], expected=True)
            terminal.row("Left before", quantity(plan, resident.granted))
        tariff_ore, fee_ore = stage.price_ore(who, resident, plan.first_days_ago)
        body = stage.body(who, resident, plan.first_days_ago)
        response = stage.send(who, body, resident)
        receipt = response.json()
        expect("the first claim is new", response.status, HTTPStatus.CREATED)
        expect("the municipality pays", receipt["amount_ore"], tariff_ore)
        expect("the resident owes", receipt["fee_ore"], fee_ore)
        expect("what is left", receipt["left"], resident.left)
        terminal.row("The municipality pays", f"{kronor(tariff_ore)}   by {receipt['tariff'] or 'its budget alone'}")
        terminal.row("The resident owes", kronor(fee_ore))
        if resident.left is not None:
            sum_ = f"{bare(plan, resident.granted)} − {bare(plan, resident.used)} = {quantity(plan, resident.left)}"
            terminal.row("Left after", sum_)
        again = stage.send(who, body, resident)
        expect("the same claim again", (again.status, again.body), (HTTPStatus.OK, response.body))
        same = f"the same receipt, {receipt['claim_id'][:8]}…, and nothing more is paid"
        terminal.row("The same claim sent again", same)
        return body, str(receipt["claim_id"])

    def _claim_more(self, resident: Resident) -> None:
        """Claim what is left of number A, then what has a price of its own."""
        plan, terminal = self.plan, self.terminal
        self._section("more claims, each at its own price")
        who = plan.second or plan.first
        if plan.second is None:
            terminal.left_out("a change of provider", f"{plan.first} is the only one with a price today")
        rule = plan.fee(self.stage.today)
        if rule and rule.first_visits:
            first, later = rule.first_visits, kronor(rule.amount_ore)
            terminal.row("The resident's fee", f"{kronor(first.amount_ore)} for the first {first.count}, then {later}")
        if resident.client and plan.second:
            resident = self.stage.resident(plan)  # a client of another provider
        if not resident.number or not plan.consumption(plan.event.name):
            terminal.row(who, format_sum([self._claim(who, resident)]))
        elif plan.minutes is None:
            self._use_up(resident, who)
        else:
            self._fill_week(resident, who)
        if plan.own and plan.own != who:
            terminal.row(plan.own, format_sum([self._claim(plan.own, self._resident("B"))]))
        if rule and rule.exempt.amount_ore < rule.amount_ore:
            self._claim_exempt(self._resident("C"))
        for event, provider in plan.others(self.stage.today).items():
            self._claim_other(event, provider)

    def _claim(
        self,
        who: str,
        resident: Resident,
        days_ago: int | None = None,
        event: Event | None = None,
        minutes: int | None = None,
    ) -> int:
        """Claim an event, compare the receipt with policy, and return what the municipality pays (öre)."""
        days_ago = self.plan.days_ago(0) if days_ago is None else days_ago
        price_ore = self.stage.price_ore(who, resident, days_ago, event, minutes)
        more: dict[str, object] = {} if minutes is None else {"minutes": minutes}
        more |= {"exempt": True} if resident.exempt and not resident.number else {}
        response = self.stage.claim(who, resident, days_ago, event, **more)
        expect(f"a claim of {who}", response.status, HTTPStatus.CREATED)
        receipt = response.json()
        expect(f"amount and fee of {who}", (receipt["amount_ore"], receipt["fee_ore"]), price_ore)
        return price_ore[0]

    def _use_up(self, resident: Resident, who: str) -> None:
        """Claim every session that is left."""
        plan, left = self.plan, resident.left or 0
        if not left:
            self.terminal.left_out("more on number A", f"it grants {quantity(plan, resident.granted)}")
            return
        amounts_ore = [self._claim(who, resident, plan.days_ago(visits)) for visits in range(left)]
        expect("number A is used up", self.stage.check(who, resident)["left"], 0)
        self.terminal.row(who, f"{format_sum(amounts_ore)}   and {is_left(plan, 0)}")

    def _fill_week(self, resident: Resident, who: str) -> None:
        """Claim the rest of the week that the first claim is in, and be refused more of it."""
        plan, days_ago = self.plan, self.plan.first_days_ago
        week_minutes = self.plan.grant["decision"]["minutes_week"]
        rest, amounts_ore = week_minutes - resident.used, []
        while resident.used < week_minutes:
            minutes = min(week_minutes - resident.used, MAX_MINUTES)
            amounts_ore.append(self._claim(who, resident, days_ago, minutes=minutes))
        if amounts_ore:
            self.terminal.row(who, f"{format_sum(amounts_ore)}   for the other {quantity(plan, rest)} of that week")
        refused = self.stage.claim(who, resident, days_ago)
        code = (refused.status, refused.json().get("code"))
        expect("more than a week's hours", code, (HTTPStatus.CONFLICT, "week_full"))
        self.terminal.row(
            "More in the same week", f"refused: the decision grants {quantity(plan, week_minutes)} a week"
        )

    def _claim_exempt(self, resident: Resident) -> None:
        """Claim a visit of a resident who pays a lower fee, and show who pays the rest."""
        if not resident.number and not self.plan.service.exempt_on_claim:
            self.terminal.left_out("an exempt resident", "neither a number nor a claim can say so")
            return
        resident.exempt = True
        who, day = self.plan.first, self.stage.day(self.plan.days_ago(0))
        full_ore = (self.plan.price_ore(who, day, visits_before=sys.maxsize) or (0, 0))[0]
        amount_ore = self._claim(who, resident)
        if amount_ore == full_ore:
            self.terminal.row(who, f"{kronor(amount_ore)}   and nothing for the exempt resident's fee")
            return
        sum_ = f"{kronor(full_ore)} + {kronor(amount_ore - full_ore)} = {kronor(amount_ore)}"
        self.terminal.row(who, f"{sum_}   the exempt resident's fee")

    def _claim_other(self, event: Event, who: str) -> None:
        """Claim another event that has a price, for another resident."""
        plan, resident = self.plan, self.stage.resident(self.plan, 0)
        fee_ore = self.stage.price_ore(who, resident, 0, event)[1]
        amount_ore = self._claim(who, resident, 0, event)
        used = f", and uses {quantity(plan, resident.used) if resident.used else 'nothing'}" if resident.number else ""
        label = visit(plan, event)
        self.terminal.row(label[:1].upper() + label[1:], f"{kronor(amount_ore)} to {who}; {fee(fee_ore)}{used}")

    def _reverse(self, resident: Resident, body: dict[str, Any], claim_id: str) -> None:
        plan, stage, terminal, who = self.plan, self.stage, self.terminal, self.plan.first
        self._section(f"{who} reverses its first claim, and claims the visit again")
        amount_ore = stage.paid[who, plan.service.id][0]
        reversal = stage.take_back(who, body, claim_id, resident)
        expect("the reversal", (reversal["amount_ore"], reversal["left"]), (-amount_ore, resident.left))
        terminal.row("Reversed", kronor(-amount_ore) + self._and_left(resident, " again"))
        refused = stage.send(who, body, resident).json()
        if resident.is_counted:
            next_nth = resident.nth[who, body["date"]] + 1
            expect("the old claim stays reversed", (refused["code"], refused["next_nth"]), ("reversed", next_nth))
            why, label = f"it was reversed; the next one on that day has nth {next_nth}", f"Claimed with nth {next_nth}"
        else:
            expect("the old claim stays reversed", refused["code"], "reference_reversed")
            why, label = "the claim of that reference was reversed", "Claimed with a new reference"
        terminal.row("The old claim again", f"refused: {why}")
        again_ore = self._claim(who, resident, plan.first_days_ago)
        terminal.row(label, kronor(again_ore) + self._and_left(resident))

    def _and_left(self, resident: Resident, again: str = "") -> str:
        return "" if resident.left is None else f"   and {is_left(self.plan, resident.left)}{again}"
