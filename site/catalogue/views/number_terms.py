"""The terms of control numbers, and the accessibility statement, as plain data for templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from babel.lists import format_list

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import in_sentence, line
from catalogue.i18n.locale_file import locale_of
from catalogue.policy.model import Service
from catalogue.policy.money.model import Fee
from catalogue.views import TemplateContext
from catalogue.views.policy_facts import MISSED, Facts
from catalogue.views.rows.field_rows import FieldRow, NamedRows

_KEPT = {True: "used", False: "kept"}
Text = TypeVar("Text")


@dataclass(frozen=True)
class Terms:
    """What a resident is granted, pays and may request, in one language."""

    facts: Facts

    def numbers(self) -> list[NamedRows]:
        """Return for each service with numbers what a number grants, and how long; for one without, a client's most."""
        return [
            {"name": self._name(service), "rows": list(self._number(service))}
            for service in self._services()
            if service.control_number == "required" or service.attestation
        ]

    def _number(self, service: Service) -> Iterator[FieldRow]:
        words = self.facts.words.of(service.id)
        if service.attestation:
            yield FieldRow(words["number.sessions"], words.plural("facts.most_of_client", service.attestation))
            return
        if service.unit == "session" and service.granted:
            notes = " ".join(self.facts.extra_sessions(service))
            yield FieldRow(words["number.sessions"], str(service.granted), note=notes)
            yield FieldRow(words["number.length"], words.format("number.minutes", minutes=service.minutes))
        else:
            yield FieldRow(words["number.sessions"], words["number.by_decision"])
        months = service.decision[1] if service.decision else service.months_valid
        yield FieldRow(
            words["number.valid"], words.plural("number.decided" if service.decision else "number.months", months)
        )

    def exemptions(self) -> list[TemplateContext]:
        """Return for each service with a fee who is exempt, and what they pay."""
        return [
            {"name": name, "who": who, "amount": amount}
            for name, (who, amount) in self._by_service(
                [(service, self._exemption(fee)) for service, fee in self._priced()]
            )
        ]

    def _exemption(self, fee: Fee) -> tuple[str, str]:
        words = self.facts.words
        who = localised(fee.exempt_who, words.lang) if fee.exempt_who else ""
        key = f"fee.exempt_{fee.exempt_paid_by}"
        if not fee.exempt_amount_ore:
            return who, words[f"{key}_free"]
        return who, words.format(key, amount=self.facts.formats.money_in_words(fee.exempt_amount_ore))

    def missed_visits(self) -> list[tuple[str, list[str]]]:
        """Return each service's name, how late one may cancel, and what it costs to be late or not to come."""
        return self._by_service(
            [(service, [*self._cancel_by(service), *self._missed_costs(service)]) for service in self._services()]
        )

    def delivery(self) -> str:
        """Return the ways in which a number can be handed over, whichever the service; empty if policy names none."""
        words = self.facts.words
        first, *others = [service.delivery for service in self._services() if service.control_number == "required"]
        ways = [words[f"delivery.{way}"] for way in first if all(way in other for other in others)]
        listed = format_list(ways, style="or", locale=locale_of(words.lang))
        return words.format("delivery.ways", ways=listed) if ways else ""

    def _cancel_by(self, service: Service) -> Iterator[str]:
        """Yield how late one may cancel, if policy says so."""
        if service.cancel_by is None:
            return
        kind, limit = service.cancel_by
        words = self.facts.words
        if isinstance(limit, int):
            yield words.plural(f"cancel.{kind}", limit)
        else:
            yield words.format(f"cancel.{kind}", time=limit.replace(":", words["time.separator"]))

    def _missed_costs(self, service: Service) -> Iterator[str]:
        """Yield one sentence for the events that cost the same: with a fee or not, with a session or not."""
        words = self.facts.words.of(service.id)
        fees = {event: self.facts.policy.fee(service.id, event, self.facts.today) for event in MISSED}
        amounts = {event: fee.amount_ore for event, fee in fees.items() if fee and fee.amount_ore}
        outcomes = {event: (amounts.get(event, 0), event in service.consumes) for event in MISSED}
        for outcome in dict.fromkeys(outcomes.values()):
            events = [event for event in MISSED if outcomes[event] == outcome]
            when = words["missed.when_both" if len(events) > 1 else f"missed.when_{events[0]}"]
            amount_ore, uses_session = outcome
            paid, amount = "paid" if amount_ore else "free", self.facts.formats.money_in_words(amount_ore)
            key = f"missed.{paid}" if service.control_number == "none" else f"missed.{paid}_{_KEPT[uses_session]}"
            yield words.format(key, when=when, amount=amount)

    def before_booking(self, services: Sequence[str]) -> TemplateContext:
        """Return what a resident pays for services, and what is needed before one books them, in sentences."""
        words, chosen = self.facts.words, [self.facts.policy.services[id_] for id_ in services]
        numbered = [service for service in chosen if service.control_number == "required"]
        needs = self._by_service([(service, words.of(service.id)["before.number"]) for service in numbered])
        if len(needs) == 1 and len(numbered) < len(chosen):
            needs = [(self.facts.formats.join([in_sentence(self._name(service)) for service in numbered]), needs[0][1])]
        return {
            "fees": list(dict.fromkeys(" ".join(self.facts.fee_sentences(service)) for service in chosen)),
            "needs": [
                words.format("value.per_service", service=line([name]), value=need) if name else need
                for name, need in needs
            ],
        }

    def used_up(self) -> list[tuple[str, str]]:
        """Return each service's name and what happens when a control number has no sessions left."""
        lang = self.facts.words.lang
        return self._by_service(
            [
                (service, localised(service.when_used_up, lang))
                for service in self._services()
                if service.control_number == "required"
            ]
        )

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

    def _services(self) -> list[Service]:
        return list(self.facts.policy.services.values())

    def _priced(self) -> Iterator[tuple[Service, Fee]]:
        for service in self._services():
            fee = self.facts.policy.fee_rule(service.id, self.facts.today)
            if fee and fee.exempt_amount_ore < fee.highest_ore and self.facts.says_who_is_exempt(service):
                yield service, fee

    def _by_service(self, texts: Sequence[tuple[Service, Text]]) -> list[tuple[str, Text]]:
        """Return each text once, with the names of the services that have it; without names if all have the same."""
        groups: list[tuple[list[str], Text]] = []
        for service, text in texts:
            same = next((names for names, other in groups if other == text), None)
            if same is None:
                groups.append(([self._name(service)], text))
            else:
                same.append(in_sentence(self._name(service)))
        return [("" if len(groups) == 1 else self.facts.formats.join(names), text) for names, text in groups]

    def _name(self, service: Service) -> str:
        """Return the service's name; empty if it is the only one, which needs no heading."""
        return localised(service.name, self.facts.words.lang) if len(self.facts.policy.services) > 1 else ""
