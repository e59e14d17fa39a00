"""The municipality's rules for readers: policy in, plain data for the templates out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import Addresses
from catalogue.policy import daily_order
from catalogue.policy.model import Fee, HelpLine, OrderSeed, Policy, Service, Tariff
from catalogue.views import TemplateContext


class ServiceFacts(TypedDict):
    """What is granted of a service, and what it costs."""

    name: str
    facts: list[str]
    non_choice: tuple[str, str] | None  # name and address of the provider for those who do not choose


@dataclass(frozen=True)
class Facts:
    """The municipality's rules as of `today`, in one language."""

    policy: Policy
    words: Messages
    formats: Formats
    urls: Addresses
    today: date

    def municipality(self) -> str:
        """Return the name of the municipality."""
        return localised(self.policy.municipality.name, self.words.lang)

    def help_lines(self, whom: str = "") -> list[HelpLine]:
        """Return the emergency help lines in policy's order; with `whom`, only those for that group."""
        return [line for line in self.policy.municipality.help_lines if not whom or whom in line.whom]

    def services(self, names: Mapping[str, str]) -> list[ServiceFacts]:
        """Return for each service what is granted, what it costs, and the provider for those who do not choose.

        `names` maps provider ids to names; the legal name is used for others.
        """
        return [
            {
                "name": localised(service.name, self.words.lang),
                "facts": self._granted(service),
                "non_choice": self._non_choice(service, names),
            }
            for service in self.policy.services.values()
        ]

    def _granted(self, service: Service) -> list[str]:
        facts = [self.words.format("facts.minutes", minutes=service.minutes)] if service.unit == "session" else []
        if service.unit == "session" and service.granted:
            facts.append(self.words.format("facts.granted", sessions=service.granted))
            facts += self.extra_sessions(service)
        fee = self.fee(service.id)
        if fee is None or fee.amount_ore == 0:
            facts.append(self.words["facts.fee_none"])
        else:
            facts.append(self.words.format("facts.fee", amount=self.formats.money(fee.amount_ore)))
        return facts

    def extra_sessions(self, service: Service) -> list[str]:
        """Return a sentence for each reason to grant more sessions; a reason without a text of ours has none."""
        return [
            self.words.format(f"extra.{extra.reason}", sessions=extra.sessions)
            for extra in service.extra
            if f"extra.{extra.reason}" in self.words.texts
        ]

    def _non_choice(self, service: Service, names: Mapping[str, str]) -> tuple[str, str] | None:
        provider = self.policy.authorisations.get(service.non_choice)
        if provider is None or not provider.in_force(self.today, service.id):
            return None
        return names.get(provider.id, provider.legal_name), self.urls.provider(provider.id)

    def fee(self, service: str) -> Fee | None:
        """Return the fee for a session that is in force today; None if there is none."""
        return self.policy.fee(service, "session", self.today)

    def seed(self) -> OrderSeed:
        """Return the seed of the day's order."""
        in_force = daily_order.seed_of(self.policy, self.today)
        return next(order for order in reversed(self.policy.orders) if order.seed == in_force)

    def tariffs(self) -> TemplateContext:
        """Return every tariff entry, by service and newest first, and their sources, each once."""
        entries = sorted(
            self.policy.tariffs,
            key=lambda tariff: (
                tariff.service,
                -tariff.start.toordinal(),
                tariff.event,
                tariff.regi,
                tariff.counsellors,
            ),
        )
        source_of_each = [(localised(entry.source, self.words.lang), entry.assumed) for entry in entries]
        sources = list(dict.fromkeys(source_of_each))
        return {
            "tariffs": [
                self._tariff(entry, sources.index(source) + 1)
                for entry, source in zip(entries, source_of_each, strict=True)
            ],
            "sources": sources,
            "notes": self._tariff_notes(),
        }

    def _tariff(self, entry: Tariff, source: int) -> TemplateContext:
        return {
            "service": localised(self.policy.services[entry.service].name, self.words.lang),
            "event": self.words[f"event.{entry.event}"],
            "regi": self.words[f"regi_short.{entry.regi}"],
            "counsellors": entry.counsellors,
            "since": self.formats.day(entry.start.isoformat()),
            "amount": self.formats.money(entry.amount_ore),
            "source": source,
        }

    def _tariff_notes(self) -> list[str]:
        """Return notes on how remuneration and fee relate."""
        kinds = {entry.fee for entry in self.policy.tariffs}
        return [self.words[f"table.fee_{kind}"] for kind in ("on_top", "deducted") if kind in kinds]

    def fees(self) -> list[TemplateContext]:
        """Return every fee rule as sentences."""
        return [self._fee(fee) for fee in self.policy.fees]

    def _fee(self, fee: Fee) -> TemplateContext:
        message, money = self.words.format, self.formats.money
        count, each, _ = fee.first_visits or (0, 0, "")
        return {
            "rule": message(
                "fee.rule",
                service=localised(self.policy.services[fee.service].name, self.words.lang),
                amount=money(fee.amount_ore),
                date=self.formats.day(fee.start.isoformat()),
                events=self.formats.join([self.words[f"event.{event}"].lower() for event in fee.events]),
            ),
            "exempt": message(f"fee.exempt_{fee.exempt_paid_by}", amount=money(fee.exempt_amount_ore)),
            "first_visits": message("fee.first_visits", count=count, amount=money(each)) if count else "",
            "source": localised(fee.source, self.words.lang),
            "assumed": fee.assumed,
        }


def help_tel(number: str) -> str:
    """Return a tel: link with a help line's digits as written: 112 and 020 have no global form (RFC 3966, 5.1.5).

    >>> help_tel("020-50 50 50")
    'tel:020505050'
    """
    return "tel:" + "".join(character for character in number if character.isdigit())
