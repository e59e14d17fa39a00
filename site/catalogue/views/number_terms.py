"""The terms of control numbers, and the accessibility statement, as plain data for templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.i18n.fallback import localised
from catalogue.policy.model import Fee, Service
from catalogue.views import TemplateContext
from catalogue.views.field_rows import FieldRow, NamedRows
from catalogue.views.policy_facts import Facts

MISSED = ("late_cancellation", "no_show")


@dataclass(frozen=True)
class Terms:
    """What a resident is granted, pays and may request, in one language."""

    facts: Facts

    def numbers(self) -> list[NamedRows]:
        """Return for each service with control numbers what a number grants, and how long it is valid."""
        return [
            {"name": self._name(service), "rows": list(self._number(service))}
            for service in self._services()
            if service.control_number == "required"
        ]

    def _number(self, service: Service) -> Iterator[FieldRow]:
        words, message = self.facts.words, self.facts.words.format
        if service.unit == "session" and service.granted:
            notes = " ".join(self.facts.extra_sessions(service))
            yield FieldRow(words["number.sessions"], str(service.granted), note=notes)
            yield FieldRow(words["number.length"], message("number.minutes", minutes=service.minutes))
        else:
            yield FieldRow(words["number.sessions"], words["number.by_decision"])
        yield FieldRow(words["number.valid"], message("number.months", months=service.months_valid))

    def exemptions(self) -> list[TemplateContext]:
        """Return for each service with a fee who is exempt, and what they pay."""
        return [
            {
                "name": self._name(service),
                "who": localised(fee.exempt_who, self.facts.words.lang) if fee.exempt_who else "",
                "amount": self.facts.words.format(
                    f"fee.exempt_{fee.exempt_paid_by}", amount=self.facts.formats.money(fee.exempt_amount_ore)
                ),
            }
            for service, fee in self._priced()
        ]

    def missed_visits(self) -> list[tuple[str, list[str]]]:
        """Return each service's name and what a late cancellation or missed visit costs, in money and sessions."""
        return [(self._name(service), list(self._missed_costs(service))) for service in self._services()]

    def _missed_costs(self, service: Service) -> Iterator[str]:
        """Yield one sentence for the events that cost the same: with a fee or not, with a session or not."""
        words = self.facts.words
        fees = {event: self.facts.policy.fee(service.id, event, self.facts.today) for event in MISSED}
        amounts = {event: fee.amount_ore for event, fee in fees.items() if fee and fee.amount_ore}
        for charged in (True, False):
            for uses_session in (True, False):
                events = [
                    event
                    for event in MISSED
                    if (event in amounts) is charged and (event in service.consumes) is uses_session
                ]
                if events:
                    labels = self.facts.formats.join([words[f"event.{event}"].lower() for event in events])
                    amount = self.facts.formats.money(amounts[events[0]]) if charged else ""
                    cost = words.format(f"missed.{'paid' if charged else 'free'}", events=labels, amount=amount)
                    yield f"{cost} {words['missed.used' if uses_session else 'missed.kept']}"

    def used_up(self) -> list[tuple[str, str]]:
        """Return each service's name and what happens when a control number has no sessions left."""
        lang = self.facts.words.lang
        return [(self._name(service), localised(service.when_used_up, lang)) for service in self._services()]

    def statement(self) -> list[FieldRow]:
        """Return the rows of the accessibility statement that the law requires (lag 2018:1937, 13 §)."""
        words, day = self.facts.words, self.facts.formats.day
        assessment = self.facts.policy.municipality.accessibility
        compliance = assessment.compliance if assessment else "unknown"
        rows = [
            FieldRow(words["statement.actor"], self.facts.municipality()),
            FieldRow(words["statement.service"], words["site.name"]),
            FieldRow(words["statement.compliance"], words[f"statement.compliance_{compliance}"]),
        ]
        if assessment is None:
            return rows
        return [
            *rows,
            FieldRow(words["statement.method"], words[f"statement.method_{assessment.method}"]),
            FieldRow(words["statement.assessed"], day(assessment.assessed.isoformat())),
            FieldRow(words["statement.updated"], day(assessment.updated.isoformat())),
        ]

    def defects(self) -> list[str]:
        """Return the accessibility defects that the municipality knows of."""
        assessment = self.facts.policy.municipality.accessibility
        return [localised(defect, self.facts.words.lang) for defect in assessment.defects] if assessment else []

    def messages(self) -> str | None:
        """Return the address for reporting accessibility defects in writing; None if the municipality has none."""
        assessment = self.facts.policy.municipality.accessibility
        return assessment.messages if assessment else None

    def _services(self) -> list[Service]:
        return list(self.facts.policy.services.values())

    def _priced(self) -> Iterator[tuple[Service, Fee]]:
        for service in self._services():
            fee = self.facts.fee(service.id)
            if fee and fee.amount_ore:
                yield service, fee

    def _name(self, service: Service) -> str:
        """Return the service's name; empty if it is the only one, which needs no heading."""
        return localised(service.name, self.facts.words.lang) if len(self.facts.policy.services) > 1 else ""
