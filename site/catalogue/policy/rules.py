"""Rules within and between the municipality's files, beyond the schema of each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from catalogue.policy import applications, issuers, price_rules
from catalogue.policy.contacts import rules as contacts
from catalogue.policy.field_types import CANCEL_BY, numbers_follow_type
from catalogue.policy.frameworks import rules as frameworks
from catalogue.policy.money import budget_rules
from catalogue.policy.money import rules as money
from catalogue.policy.price_rules import NEVER, Check, File, repeated
from catalogue.policy.schema import RESERVED_IDS
from catalogue.policy.translations import rules as translations
from catalogue.policy.vocabulary import rules as vocabulary_rules
from catalogue.schema.containers import Fault
from catalogue.schema.contrast import CONTRAST_MIN, LIGHT_BACKGROUND, contrast
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.register.codes import AT_OWN_UNIT, ATTESTED, CHECKED, EXTRA_REASONS


def ids_are_unique(authorisations: File) -> Iterator[Fault]:
    """An id names one provider, and is not an address of the site itself."""
    yield from repeated(authorisations["providers"], "providers", ("id",))
    for index, row in enumerate(authorisations["providers"]):
        if row["id"] in RESERVED_IDS:
            yield Fault(("providers", index, "id"), "id_reserved", {"id_": row["id"]})


def service_ids_are_unique(services: File) -> Iterator[Fault]:
    """An id names one service."""
    yield from repeated(services["services"], "services", ("id",))


def numbers_follow_the_type(authorisations: File) -> Iterator[Fault]:
    """A sole trader has a supplier code, since the number would be a person's; everyone else has the number."""
    for index, row in enumerate(authorisations["providers"]):
        path: KeyPath = ("providers", index)
        yield from numbers_follow_type(path, row)
        if (row["regi"] == "own") != (row["type"] == "municipality"):
            yield Fault((*path, "type"), "own_unit_type")


def periods_are_in_order(authorisations: File) -> Iterator[Fault]:
    """An authorisation ends after it begins, does not overlap another, and one that has ended says why."""
    for index, row in enumerate(authorisations["providers"]):
        path: KeyPath = ("providers", index, "services")
        for number, period in enumerate(row["services"]):
            if period.get("to", NEVER) < period["from"]:
                yield Fault((*path, number, "to"), "dates_order")
        ordered = sorted(enumerate(row["services"]), key=lambda pair: (pair[1]["service"], pair[1]["from"]))
        for (_, before), (number, after) in pairwise(ordered):
            if before["service"] == after["service"] and after["from"] <= before.get("to", NEVER):
                yield Fault((*path, number, "from"), "periods_overlap")
        ended = all("to" in period for period in row["services"])
        if "ended_reason" in row and not ended:
            yield Fault(("providers", index, "ended_reason"), "ended_reason_unasked", at_key=True)
        if ended and "ended_reason" not in row:
            yield Fault(("providers", index), "ended_reason_missing")


def extras_are_unique(services: File) -> Iterator[Fault]:
    """One reason gives one number of extra sessions."""
    for index, row in enumerate(services["services"]):
        for fault in repeated(row.get("extra", []), "extra", ("reason",)):
            yield fault._replace(key_path=("services", index, *fault.key_path))


def grants_fit_the_service(services: File) -> Iterator[Fault]:
    """A service by the session says how many, one by the hour what a decision may give, and neither both (D34)."""
    for index, row in enumerate(services["services"]):
        path: KeyPath = ("services", index)
        numbered, by_hour = row["control_number"] == "required", row["unit"] == "hour"
        needed = "decision" if by_hour else "granted" if numbered else ""
        if needed and needed not in row:
            yield Fault(path, "missing_key", {"missing": needed}, at_key=True)
        contradictions = {
            "control_number": by_hour and not numbered and "unit: hour",
            "presence_codes": row["presence_codes"]
            and ("unit: hour" if by_hour else not numbered and "control_number: none"),
            "extra": by_hour and row.get("extra") and "unit: hour",
            "most": by_hour and "most" in row and "unit: hour",
            "exempt_on_claim": numbered and row.get("exempt_on_claim") and "control_number: required",
            "delivery": not numbered and "delivery" in row and "control_number: none",
            "first_contact": row.get("first_contact") and not numbered and "control_number: none",
            "first_sessions": row.get("first_sessions")
            and ("decision" if "decision" in row else not numbered and "control_number: none"),
        }
        for key, other in contradictions.items():
            if other:
                yield Fault((*path, key), "service_contradicts", {"field": key, "other": other}, at_key=True)


def residence_fits_the_service(services: File) -> Iterator[Fault]:
    """Residence is checked for a number, which may be anonymous too, or attested by providers without any (D7, D25)."""
    for index, row in enumerate(services["services"]):
        path: KeyPath = ("services", index)
        residence, numbered = set(row["residence"]), row["control_number"] == "required"
        if ATTESTED in residence and "attestation" not in row:
            yield Fault(path, "missing_key", {"missing": "attestation"}, at_key=True)
        contradictions = {
            "residence": ATTESTED in residence
            and ("control_number: required" if numbered else "unit: hour" if row["unit"] == "hour" else ""),
            "attestation": "attestation" in row and ATTESTED not in residence and "residence",
            **{key: ATTESTED in residence and key in row and "attestation" for key in ("granted", "extra", "most")},
        }
        if AT_OWN_UNIT in residence and not numbered:
            contradictions["residence"] = "control_number: none"
        if residence not in ({CHECKED}, {ATTESTED}, {CHECKED, AT_OWN_UNIT}):
            yield Fault((*path, "residence"), "residence_apart", at_key=True)
        for key, other in contradictions.items():
            if other:
                yield Fault((*path, key), "service_contradicts", {"field": key, "other": other}, at_key=True)


def cancel_by_is_one_limit(services: File) -> Iterator[Fault]:
    """A cancellation has one limit: hours before, or a time of the day or the working day before."""
    for index, row in enumerate(services["services"]):
        if "cancel_by" in row and len(row["cancel_by"]) != 1:
            yield Fault(("services", index, "cancel_by"), "cancel_by_one", {"keys": ", ".join(CANCEL_BY)}, at_key=True)


def own_reasons_have_words(services: File) -> Iterator[Fault]:
    """A reason of the municipality's own has a label for the reception and a sentence for residents."""
    for index, row in enumerate(services["services"]):
        for number, extra in enumerate(row.get("extra", [])):
            missing = [key for key in ("label", "sentence") if key not in extra]
            if missing and extra["reason"] not in EXTRA_REASONS:
                facts = {"reason": extra["reason"], "missing": ", ".join(missing)}
                yield Fault(("services", index, "extra", number, "reason"), "extra_wordless", facts)


def the_maximum_covers_every_grant(services: File) -> Iterator[Fault]:
    """The maximum of a number covers its sessions and the largest extra."""
    for index, row in enumerate(services["services"]):
        at_once = row.get("granted", 0) + max((extra["sessions"] for extra in row.get("extra", [])), default=0)
        if "most" in row and row["most"] < at_once:
            yield Fault(("services", index, "most"), "most_too_few", {"at_once": at_once})


def the_non_choice_performs_the_service(services: File, authorisations: File) -> Iterator[Fault]:
    """The provider for those who do not choose is authorised for the service (LOV 9:2)."""
    performs = {
        (row["id"], period["service"])
        for row in authorisations["providers"]
        for period in row["services"]
        if "to" not in period
    }
    for index, row in enumerate(services["services"]):
        if (row["non_choice"], row["id"]) not in performs:
            yield Fault(("services", index, "non_choice"), "non_choice_unable", {"service": row["id"]})


def seeds_are_dated_once(order: File) -> Iterator[Fault]:
    """One day has one seed."""
    yield from repeated(order["orders"], "orders", ("from",))


def seeds_begin_in_time(order: File, authorisations: File) -> Iterator[Fault]:
    """There is a seed from the first day of the first authorisation."""
    first = min((period["from"] for row in authorisations["providers"] for period in row["services"]), default=NEVER)
    if min(row["from"] for row in order["orders"]) > first:
        yield Fault(("orders", 0, "from"), "seed_late", {"day": first})


def the_accent_can_be_read(municipality: File) -> Iterator[Fault]:
    """The accent contrasts enough with the light background; the colour on the dark one is derived from it."""
    accent = municipality.get("accent")
    if accent and (ratio := contrast(accent, LIGHT_BACKGROUND)) < CONTRAST_MIN:
        facts = {"value": accent, "ratio": f"{ratio:.1f}", "least": CONTRAST_MIN}
        yield Fault(("accent",), "accent_contrast", facts)


def the_statement_is_whole(municipality: File) -> Iterator[Fault]:
    """A website that does not fully comply lists its defects (lag 2018:1937, 13 §); one that does has none to list."""
    statement = municipality.get("accessibility")
    if statement and (statement["compliance"] == "full") == bool(statement["defects"]):
        yield Fault(("accessibility", "defects"), "statement_defects", {"compliance": statement["compliance"]})
    if statement and statement["updated"] < statement["assessed"]:
        yield Fault(("accessibility", "updated"), "dates_order")


def members_are_unique(municipality: File) -> Iterator[Fault]:
    """A municipality is a member once."""
    codes = Counter(member["code"] for member in municipality.get("members", []))
    for index, member in enumerate(municipality.get("members", [])):
        if codes[member["code"]] > 1:
            yield Fault(("members", index, "code"), "entry_repeated", {"keys": "code", "entry": "members"})


def swedish_is_first(municipality: File) -> Iterator[Fault]:
    """Swedish comes first among the languages."""
    if municipality["languages"][0] != "sv":
        yield Fault(("languages", 0), "swedish_first")


# Each rule with the files that it reads; its faults belong to the first file.
CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (members_are_unique, ("municipality",)),
    (swedish_is_first, ("municipality",)),
    (the_accent_can_be_read, ("municipality",)),
    (the_statement_is_whole, ("municipality",)),
    *((rule, ("municipality",)) for rule in (*contacts.RULES, *translations.RULES, *issuers.RULES)),
    *((rule, ("services",)) for rule in (service_ids_are_unique, *applications.RULES)),
    (extras_are_unique, ("services",)),
    (grants_fit_the_service, ("services",)),
    (residence_fits_the_service, ("services",)),
    (cancel_by_is_one_limit, ("services",)),
    (own_reasons_have_words, ("services",)),
    (the_maximum_covers_every_grant, ("services",)),
    (the_non_choice_performs_the_service, ("services", "authorisations")),
    (ids_are_unique, ("authorisations",)),
    (numbers_follow_the_type, ("authorisations",)),
    (periods_are_in_order, ("authorisations",)),
    *price_rules.RULES,
    *money.RULES,
    (seeds_are_dated_once, ("order",)),
    (seeds_begin_in_time, ("order", "authorisations")),
    *budget_rules.RULES,
    *frameworks.RULES,
    *vocabulary_rules.RULES,
)
