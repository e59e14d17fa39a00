"""A provider's statement: what the municipality pays for a posting period, line by line, as an accessible PDF.

Where more was taken back than was done it is a credit note: what the provider owes the municipality.

It identifies sessions by date and receipt only. Nothing in it says who came.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalogue.policy.frameworks.model import Supplier
from catalogue.policy.model import Authorisation
from catalogue.rendering import pdf
from chalicelib.dates.periods import batch
from chalicelib.payments.lines import PaymentLine, payable_from, service_name, short_receipt
from office.context import Source
from office.print_format import format_amount, month_name, print_texts

TEMPLATE = Path(__file__).with_name("statement.typ")


def pdf_of(source: Source, month: str, provider: str, lines: Sequence[PaymentLine], layout: int) -> bytes:
    """Return the PDF; the same lines give the same bytes, because its date is the first day it can be made."""
    return pdf.write(TEMPLATE, content(source, month, provider, lines, layout), made=payable_from(month).date())


def content(source: Source, month: str, provider: str, lines: Sequence[PaymentLine], layout: int) -> dict[str, Any]:
    """Build everything that is printed, in order, for the template."""
    texts = print_texts()["statement"]
    municipality, contracted = source.policy.municipality, source.policy.contracted.get(provider)
    name = contracted.legal_name if contracted else provider
    fees_ore, amount_ore = (sum(getattr(line, name) for line in lines) for name in ("fee_ore", "amount_ore"))
    if layout > 2 and amount_ore < 0:  # noqa: PLR2004 - the first layout with credit notes
        texts = texts | texts["credit"]
    names = {id_: service_name(source.register, id_, layout) for id_ in {line.service for line in lines}}
    return {
        "title": texts["title"].format(month=month_name(month)),
        "payer": municipality.name["sv"],
        "demo": texts["demo"] if municipality.demo else None,
        "batch": batch(month, provider),
        "quote": texts["quote"].format(amount=format_amount(-amount_ore)),
        "page": texts["page"],
        "facts": [
            [texts["provider"], name],
            *([[texts["number"], _number(contracted)]] if contracted else []),
            [texts["made"], payable_from(month).date().isoformat()],
        ],
        "sums": _sums(source, lines, names, texts),
        "fees": texts["fees"].format(amount=format_amount(fees_ore)) if fees_ore else None,
        "lines": {
            "title": texts["lines"],
            "head": [texts[name] for name in ("date", "what", "receipt", "fee", "amount")],
            "rows": [_row(source, line, names[line.service] if len(names) > 1 else None) for line in lines],
        },
    }


def _number(contracted: Authorisation | Supplier) -> str:
    return contracted.organisation_number or contracted.supplier or ""


def _sums(
    source: Source, lines: Sequence[PaymentLine], names: Mapping[str, str], texts: Mapping[str, Any]
) -> dict[str, Any]:
    """Build the totals by service and event for the template; the last row is what is to be invoiced or credited.

    Events of different services are not added: a session is no hour.
    """
    totals: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        sign = {"claim": 1, "reversal": -1}.get(line.kind, 0)
        total = totals.setdefault((line.service, line.event), [0, 0, 0, 0])
        total[0] += sign
        total[1] += line.fee_ore
        total[2] += line.amount_ore
        total[3] += sign * (line.minutes or 0)
    rows = []
    for (service, event), (count, fee_ore, amount_ore, minutes) in sorted(totals.items()):
        hours = f", {texts['hours'].format(hours=_hours(minutes))}" if minutes else ""
        what = f"{names[service]}, {_event(source, service, event)}{hours}"
        rows.append([what, _count(count), format_amount(fee_ore), format_amount(amount_ore)])
    count, fee_ore, amount_ore = (sum(total[i] for total in totals.values()) for i in range(3))
    shown = _count(count) if len(names) == 1 else ""
    return {
        "title": texts["sums"],
        "head": [texts[name] for name in ("what", "count", "fee", "amount")],
        "rows": rows,
        "foot": [texts["to_pay"], shown, format_amount(fee_ore), format_amount(amount_ore)],
    }


def _count(count: int) -> str:
    """Format a count in Swedish.

    >>> _count(3), _count(-1)
    ('3', '−1')
    """
    return str(count).replace("-", "−")


def _hours(minutes: int) -> str:
    """Format minutes as hours in Swedish, to two decimals at most.

    >>> _hours(60), _hours(750), _hours(-45)
    ('1', '12,5', '−0,75')
    """
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",").replace("-", "−")


def _event(source: Source, service: str, event: str) -> str:
    """Return what an event of a service is called; sessions of a service by the hour are visits."""
    registered = source.register.service(service)
    is_visit = event == "session" and registered is not None and registered.decision is not None
    events: dict[str, str] = print_texts()["events"]
    return events["visit" if is_visit else event]


def _row(source: Source, line: PaymentLine, service: str | None) -> list[str]:
    """Build the row of a line; it names its service where the provider performs several."""
    description = _event(source, line.service, line.event)
    if line.minutes:
        description = f"{description}, {line.minutes} min"
    if line.kind != "claim":
        description = f"{print_texts()['kinds'][line.kind]}: {description}"
    if service:
        description = f"{service}, {description}"
    receipt = line.reference or short_receipt(line.claim_id)
    return [line.date, description, receipt, format_amount(line.fee_ore), format_amount(line.amount_ore)]
