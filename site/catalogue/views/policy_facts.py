"""The municipality's rules for readers: policy in, plain data for the templates out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from catalogue.i18n.fallback import localised, plain
from catalogue.i18n.formatting import Formats, in_sentence, mailto
from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import Addresses
from catalogue.policy import daily_order
from catalogue.policy.contacts.model import HelpLine
from catalogue.policy.model import OrderSeed, Policy, Service
from catalogue.policy.money.model import Fee, Tariff
from catalogue.views import TemplateContext
from chalicelib.register.codes import EXTRA_REASONS


class ServiceFacts(TypedDict):
    """What is granted of a service, and what it costs."""

    name: str
    facts: list[str]
    non_choice: tuple[str, str] | None  # name and address of the provider for those who do not choose


SHORT_HELP_LINES = 4
MISSED = ("late_cancellation", "no_show")


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
        """Return the help lines in policy's order; with `whom`, only those for that group."""
        return [line for line in self.policy.municipality.help_lines if not whom or whom in line.whom]

    def help_lines_in_short(self) -> list[HelpLine]:
        """Return the help lines of the footer: the first of policy that can be called."""
        return [line for line in self.help_lines() if line.number][:SHORT_HELP_LINES]

    def help_groups(self) -> list[tuple[str, list[HelpLine]]]:
        """Return the help lines by whom they are for, with a heading each; those for everyone come first."""
        lines = self.help_lines()
        everyone = [line for line in lines if not line.whom]
        groups = [(self.words["help.for_everyone"], everyone)] if everyone else []
        used = dict.fromkeys(whom for line in lines for whom in line.whom)
        return groups + [(self.words[f"help.for_{whom}"], self.help_lines(whom)) for whom in used]

    def feedback(self, provider: str = "") -> TemplateContext:
        """Return how to complain or suggest something, about a provider or in general."""
        words, town = self.words, self.policy.municipality
        subject = words.format("feedback.subject_about", name=provider) if provider else words["feedback.subject"]
        link = mailto(town.reception.email, plain(subject), words["feedback.text"])
        return {"form": town.feedback, "form_text": words["feedback.form"], "email": town.reception.email, "mail": link}

    def accessibility_feedback(self) -> TemplateContext:
        """Return how to report a fault in the accessibility of the website."""
        words, town = self.words, self.policy.municipality
        form = (town.accessibility and town.accessibility.messages) or town.feedback
        link = mailto(town.reception.email, words["statement.mail_subject"], words["statement.mail_text"])
        return {"form": form, "form_text": words["statement.messages"], "email": town.reception.email, "mail": link}

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
        words, facts = self.words.of(service.id), list[str]()
        if service.unit == "session":
            facts.append(words.format("facts.minutes", minutes=service.minutes))
        if service.decision:
            facts.append(words.plural("facts.by_decision", service.decision[0]))
        elif service.granted:
            facts.append(words.plural("facts.granted", service.granted))
            facts += self.extra_sessions(service)
        elif service.attestation:
            facts.append(words.plural("facts.most_of_client", service.attestation))
        if service.own_unit_only and len(self.policy.authorisations) > 1:
            facts.append(words["facts.own_unit_only"])
        return facts + [sentence for sentence in self.fee_sentences(service) if sentence]

    def extra_sessions(self, service: Service) -> list[str]:
        """Return a sentence for each reason to grant more sessions: policy's own, or ours; a draft may lack both."""
        return [
            localised(extra.sentence, self.words.lang)
            if extra.sentence
            else self.words.plural(f"extra.{extra.reason}", extra.sessions)
            for extra in service.extra
            if extra.sentence or extra.reason in EXTRA_REASONS
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
        """Return the tariff entries in force or decided, by service and newest first, and notes on them."""
        entries = sorted(
            (tariff for tariff in self.policy.tariffs if self._applies(tariff)),
            key=lambda tariff: (
                tariff.service,
                -tariff.start.toordinal(),
                tariff.event,
                tariff.regi,
                tariff.counsellors,
            ),
        )
        kinds = {entry.fee for entry in entries} if any(fee.highest_ore for fee in self.policy.fees) else set()
        exempt = {
            fee.exempt_paid_by
            for fee in self.policy.fees
            if fee.highest_ore > fee.exempt_amount_ore and self.says_who_is_exempt(self.policy.services[fee.service])
        }
        return {
            "tariffs": [self._tariff(entry) for entry in entries],
            "notes": [self.words[f"table.fee_{kind}"] for kind in ("on_top", "deducted") if kind in kinds]
            + [self.words[f"table.exempt_{payer}"] for payer in ("municipality", "provider") if payer in exempt],
        }

    @staticmethod
    def says_who_is_exempt(service: Service) -> bool:
        """Return whether a number, or a provider's report, says that the resident is exempt."""
        return service.control_number == "required" or service.exempt_on_claim

    def _applies(self, tariff: Tariff) -> bool:
        """Return whether a tariff is in force or comes into force: no later one has taken its place."""
        return not any(
            (later.service, later.event, later.regi, later.counsellors)
            == (tariff.service, tariff.event, tariff.regi, tariff.counsellors)
            and tariff.start < later.start <= self.today
            for later in self.policy.tariffs
        )

    def _tariff(self, entry: Tariff) -> TemplateContext:
        amount = self.formats.money(entry.amount_ore)
        by_the_hour = self.policy.services[entry.service].unit == "hour"
        return {
            "service": localised(self.policy.services[entry.service].name, self.words.lang),
            "event": self.words.of(entry.service)[f"event.{entry.event}"],
            "regi": self.words[f"regi_short.{entry.regi}"],
            "counsellors": entry.counsellors,
            "since": self.formats.day(entry.start.isoformat()),
            "amount": self.words.format("table.per_hour", amount=amount) if by_the_hour else amount,
        }

    def sources(self) -> list[tuple[str, str, bool]]:
        """Return what is said of each service, where it comes from, and whether a part of it is assumed."""
        lang, texts = self.words.lang, dict[tuple[str, str, bool], None]()
        for service in self.policy.services.values():
            name = localised(service.name, lang)
            entries: list[tuple[str, Service | Fee | Tariff]] = [("terms", service)]
            entries += [("fee", fee) for fee in self.policy.fees if fee.service == service.id]
            entries += [
                ("tariff", entry)
                for entry in self.policy.tariffs
                if entry.service == service.id and self._applies(entry)
            ]
            for topic, entry in entries:
                about = self.words.format(f"source.{topic}", service=name)
                texts[about, localised(entry.source, lang), entry.assumed] = None
        return list(texts)

    def fees(self) -> list[list[str]]:
        """Return the sentences on the fee of each service."""
        return [self.fee_sentences(service) for service in self.policy.services.values()]

    def fee_sentences(self, service: Service) -> list[str]:
        """Return what a resident pays for a service: what is in force, and what is decided for a coming date."""
        rules = sorted((fee for fee in self.policy.fees if fee.service == service.id), key=lambda fee: fee.start)
        in_force = [fee for fee in rules if fee.start <= self.today][-1:]
        coming = [fee for fee in rules if fee.start > self.today]
        now = self._fee(service, in_force[0] if in_force else None)
        return now + [sentence for fee in coming for sentence in self._fee(service, fee, fee.start)]

    def _fee(self, service: Service, fee: Fee | None, start: date | None = None) -> list[str]:
        """Return the sentences on a fee rule; with `start`, as of that day. One of several services is named."""
        words = self.words.of(service.id)
        name = localised(service.name, words.lang)
        facts: dict[str, object] = {"service": in_sentence(name) if start else name}
        facts["date"] = self.formats.day(start.isoformat()) if start else ""
        key = ("fee.service_" if len(self.policy.services) > 1 else "fee.") + "{}" + ("_from" if start else "")
        of_session = fee.of_event("session") if fee else None
        if fee is None or of_session is None or not of_session.amount_ore:
            missed = self._missed(words, fee, 0) if fee else ()
            return [words.format(key.format("free"), **facts), *missed]
        amount = self.formats.money_in_words(of_session.amount_ore)
        sentences = [words.format(key.format("costs"), amount=amount, **facts)]
        if service.fee_per:
            sentences.append(words[f"fee.per_{service.fee_per}"])
        sentences += self._missed(words, fee, of_session.amount_ore)
        if fee.first_visits:
            count, each_ore, _ = fee.first_visits
            kind = "fee.first_visits" if each_ore else "fee.first_visits_free"
            sentences.append(words.plural(kind, count, amount=self.formats.money_in_words(each_ore)))
        return sentences

    def _missed(self, words: Messages, fee: Fee, session_ore: int) -> Iterator[str]:
        """Yield what it costs to be late or not to come: the same as a session, or an amount of its own."""
        owed = {event: of_event.amount_ore for event in MISSED if (of_event := fee.of_event(event))}
        if same := [event for event, amount_ore in owed.items() if amount_ore == session_ore != 0]:
            yield words["fee.same_both" if len(same) > 1 else f"fee.same_{same[0]}"]
        for event, amount_ore in owed.items():
            if event not in same and amount_ore:
                when, amount = words[f"missed.when_{event}"], self.formats.money_in_words(amount_ore)
                yield words.format("missed.paid", when=when, amount=amount)


def help_tel(number: str) -> str:
    """Return a tel: link with a help line's digits as written: 112 and 020 have no global form (RFC 3966, 5.1.5).

    >>> help_tel("020-50 50 50")
    'tel:020505050'
    """
    return "tel:" + "".join(character for character in number if character.isdigit())
