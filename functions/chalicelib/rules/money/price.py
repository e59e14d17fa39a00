"""The price of one performed event: what the municipality pays and what the resident owes, in öre."""

from dataclasses import dataclass
from datetime import date

from chalicelib.amounts import divide
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.codes import TOGETHER
from chalicelib.register.model import Reduction, Register, RegisterFee, RegisterService, RegisterTariff
from chalicelib.register.provider import Provider

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Price:
    """`amount_ore` is what the municipality pays, `fee_ore` what the resident pays to the provider."""

    amount_ore: int
    fee_ore: int


def price(
    tariff: RegisterTariff, fee: RegisterFee | None, *, exempt: bool, visits_before: int, minutes: int | None
) -> Price:
    """Return the price: the fee comes on top of the tariff or is deducted from it, as the tariff says.

    The rest of a reduced fee is paid by the municipality (`paid_by: municipality`) or lost by the provider
    (`paid_by: provider`). `minutes` are given for a tariff by the hour.
    """
    tariff_ore = tariff.amount_ore if minutes is None else for_minutes(tariff.amount_ore, minutes)
    if fee is None:
        return Price(tariff_ore, 0)
    reduced = reduction(fee, exempt=exempt, visits_before=visits_before)
    owed_ore = fee.amount_ore if reduced is None else reduced.amount_ore
    compensated_ore = fee.amount_ore - owed_ore if reduced and reduced.paid_by == "municipality" else 0
    base_ore = tariff_ore if tariff.fee == "on_top" else tariff_ore - fee.amount_ore
    return Price(base_ore + compensated_ore, owed_ore)


def half(whole: Price, provider: str, partner: str | None) -> Price:
    """Return a provider's half of the price of two, where it names a partner: the two halves make the whole (D37).

    An öre that cannot be halved goes to the one whose id is first in the alphabet, so that it does not matter who
    reports first, or once more. The fee, which the resident owes once, is halved as well.
    """
    if partner is None:
        return whole
    more = provider < partner
    return Price((whole.amount_ore + more) // TOGETHER, (whole.fee_ore + more) // TOGETHER)


def visits_before(service: RegisterService, number: NumberRow) -> int:
    """Return how many sessions were used before the next one, which may make its fee lower; hours have none."""
    return 0 if service.decision else number.used_before + number.used


def fee_of_session(register: Register, provider: Provider, number: NumberRow, on: date) -> int | None:
    """Return the fee in öre that the number's holder owes a provider for a session that day.

    None if the provider has no tariff for a session, with any number of counsellors.
    """
    service = register.service(number.service)
    counsellors = sorted({1, *(entry.counsellors for entry in register.tariffs)})
    tariffs = (register.tariff(number.service, "session", provider.priced_by, count, on) for count in counsellors)
    tariff = next(filter(None, tariffs), None)
    if service is None or tariff is None:
        return None
    fee, before = register.fee(service.id, "session", on), visits_before(service, number)
    return price(tariff, fee, exempt=number.exempt, visits_before=before, minutes=None).fee_ore


def reduction(fee: RegisterFee, *, exempt: bool, visits_before: int) -> Reduction | None:
    """Return the reduction with the lowest fee, or None; of two equal ones, that for exempt residents."""
    available = [fee.exempt] if exempt else []
    if fee.first_visits and visits_before < fee.first_visits.count:
        available.append(fee.first_visits)
    return min(available, key=lambda candidate: candidate.amount_ore, default=None)


def for_minutes(hour_ore: int, minutes: int) -> int:
    """Return the price in öre of minutes at an hourly price, half an öre rounded up."""
    return divide(hour_ore * minutes, _MINUTES_AN_HOUR)
