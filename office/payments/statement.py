"""A provider's statement: what the municipality pays for a booking month, line by line, as an accessible PDF.

It names sessions by date and receipt only. Nothing in it says who came.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalogue.policy.loader import Authorisation
from catalogue.rendering import pdf
from chalicelib.dates.periods import batch
from chalicelib.payments.lines import PaymentLine, payable_from, service_name
from office.context import Source
from office.print_format import month_name, spaced, words

TEMPLATE = Path(__file__).with_name("statement.typ")
RECEIPT_CHARACTERS = 8


def pdf_of(source: Source, month: str, provider: str, lines: Sequence[PaymentLine], layout: int) -> bytes:
    """Print the statement; the same lines give the same bytes, for it is dated with the first day it can be made."""
    return pdf.write(TEMPLATE, told(source, month, provider, lines, layout), made=payable_from(month).date())


def told(source: Source, month: str, provider: str, lines: Sequence[PaymentLine], layout: int) -> dict[str, Any]:
    """Give everything that stands in print, in the order in which it stands."""
    say = words()["statement"]
    town, authorised = source.policy.municipality, source.policy.authorisations.get(provider)
    name = authorised.legal_name if authorised else provider
    return {
        "title": say["title"].format(month=month_name(month)),
        "payer": town.name["sv"],
        "demo": say["demo"] if town.demo else None,
        "batch": batch(month, provider),
        "quote": say["quote"],
        "page": say["page"],
        "facts": [
            [say["provider"], name],
            *([[say["number"], _number(authorised)]] if authorised else []),
            [say["made"], payable_from(month).date().isoformat()],
        ],
        "sums": _sums(source, lines, layout),
        "fees": say["fees"].format(amount=spaced(sum(line.fee_ore for line in lines))),
        "lines": {
            "title": say["lines"],
            "head": [say[name] for name in ("date", "what", "receipt", "fee", "amount")],
            "rows": [_row(line) for line in lines],
        },
    }


def _number(authorised: Authorisation) -> str:
    return authorised.organisation_number or authorised.supplier or ""


def _sums(source: Source, lines: Sequence[PaymentLine], layout: int) -> dict[str, Any]:
    """Add the lines up by service and event; the last row is what is to be invoiced."""
    say = words()
    found: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        part = found.setdefault((line.service, line.event), [0, 0, 0])
        part[0] += {"claim": 1, "reversal": -1}.get(line.kind, 0)
        part[1] += line.fee_ore
        part[2] += line.amount_ore
    rows = [
        [
            f"{service_name(source.register, service, layout)}, {say['events'][event]}",
            str(count),
            spaced(fee),
            spaced(amount),
        ]
        for (service, event), (count, fee, amount) in sorted(found.items())
    ]
    count, fee, amount = (sum(part[i] for part in found.values()) for i in range(3))
    statement = say["statement"]
    return {
        "title": statement["sums"],
        "head": [statement[name] for name in ("what", "count", "fee", "amount")],
        "rows": rows,
        "foot": [statement["to_pay"], str(count), spaced(fee), spaced(amount)],
    }


def _row(line: PaymentLine) -> list[str]:
    say = words()
    what = say["events"][line.event]
    if line.minutes:
        what = f"{what}, {line.minutes} min"
    if line.kind != "claim":
        what = f"{say['kinds'][line.kind]}: {what}"
    receipt = line.reference or line.claim_id[:RECEIPT_CHARACTERS]
    return [line.date, what, receipt, spaced(line.fee_ore), spaced(line.amount_ore)]
