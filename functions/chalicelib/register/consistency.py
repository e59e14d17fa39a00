"""Contradictions between a register's entries, each as one sentence."""

from collections.abc import Iterator

from chalicelib.register.codes import AT_OWN_UNIT, ATTESTED, CHECKED
from chalicelib.register.model import Register, RegisterFee, RegisterService, RegisterTariff


def contradictions(register: Register) -> Iterator[str]:
    """Yield entries that name an unknown service, are duplicated, or would make a payment negative."""
    authorisations = [authorisation for provider in register.providers.values() for authorisation in provider.services]
    named = [t.service for t in register.tariffs] + [fee.service for fee in register.fees]
    for service_id in sorted({*named, *(authorisation.service for authorisation in authorisations)}):
        if service_id not in register.services:
            yield f"the service {service_id} is named but not described"
    tariff_keys = [(t.service, t.event, t.priced_by, t.counsellors, t.start) for t in register.tariffs]
    fee_keys = [(fee.service, fee.start) for fee in register.fees]
    if len(set(tariff_keys)) < len(tariff_keys) or len(set(fee_keys)) < len(fee_keys):
        yield "two entries for the same thing start on the same day"
    yield from _framework_contradictions(register)
    for service in register.services.values():
        yield from _service_contradictions(service)
    for tariff in register.tariffs:
        if (paid := register.service(tariff.service)) and paid.remuneration == "none":
            yield f"the service {paid.id} is paid by budget alone but has the tariff {tariff.id}"
    for fee in register.fees:
        yield from _fee_contradictions(register, fee)
    for budget in register.budgets:
        if budget.provider is not None and budget.provider not in register.providers:
            yield f"the budget of {budget.year} names the provider {budget.provider}, which is not described"


def _framework_contradictions(register: Register) -> Iterator[str]:
    """Yield prices of suppliers that are none, suppliers of what nobody hands over, and limits that lead nowhere."""
    suppliers = {provider.id: provider for provider in register.providers.values() if provider.framework}
    for supplier in sorted({t.supplier for t in register.tariffs if t.supplier} - suppliers.keys()):
        yield f"there is a price of the supplier {supplier}, which has no framework agreement"
    covered = {row.service for supplier in suppliers.values() for row in supplier.services}
    for service in register.services.values():
        if service.id in covered and not service.numbered:
            yield f"the service {service.id} has suppliers but no control numbers to hand over"
        if service.decision and service.decision.otherwise and service.id not in covered:
            yield f"decisions of the service {service.id} go to a framework agreement, and there is none"


def _service_contradictions(service: RegisterService) -> Iterator[str]:
    """Yield rules of one service that contradict each other, and a missing Swedish name, which the accounts need."""
    if "sv" not in service.name:
        yield f"the service {service.id} has no name in Swedish"
    yield from _residence_contradictions(service)
    if service.presence_codes and not service.numbered:
        yield f"the service {service.id} has presence codes but no control numbers to derive them from"
    if service.decision and not service.numbered:
        yield f"the service {service.id} is granted by decision but has no control numbers"
    if service.exempt_on_claim and service.numbered:
        yield f"the service {service.id} has an exemption on the claim but control numbers, which say it"
    if service.presence_codes and service.decision:
        yield f"the service {service.id} has a presence code for each session but is granted by the hour"
    if service.extra and service.decision:
        yield f"the service {service.id} has extra sessions but is granted by the hour"
    elif service.most and service.decision:
        yield f"the service {service.id} has a maximum number of sessions but is granted by the hour"
    if service.most < service.granted + max(service.extra.values(), default=0):
        yield f"the service {service.id} can grant more sessions at once than its maximum"


def _residence_contradictions(service: RegisterService) -> Iterator[str]:
    """Yield ways to establish residence that do not go together, or not with the service's numbers (D7, D25)."""
    if set(service.residence) not in ({CHECKED}, {ATTESTED}, {CHECKED, AT_OWN_UNIT}):
        yield f"the service {service.id} has ways to establish residence that do not go together"
    if service.attested and (service.numbered or not service.granted):
        yield f"the service {service.id} has residence attested by providers, but control numbers or no maximum"
    if AT_OWN_UNIT in service.residence and not service.numbered:
        yield f"the service {service.id} has no control number that can say that residence was not checked"


def _fee_contradictions(register: Register, fee: RegisterFee) -> Iterator[str]:
    """Yield a fee that is higher for the exempt or at first, or exceeds the tariff that it is deducted from."""
    service = register.service(fee.service)
    lowest_ore = min([fee.amount_ore, *fee.amounts_ore.values()])
    if not fee.events.issuperset(fee.amounts_ore):
        yield f"the fee of {fee.service} from {fee.start} has an amount for an event that it is not taken for"
    if fee.exempt.amount_ore > lowest_ore:
        yield f"the fee of {fee.service} from {fee.start} is higher for the exempt"
    if fee.first_visits and fee.first_visits.amount_ore > lowest_ore:
        yield f"the fee of {fee.service} from {fee.start} is higher for the first visits"
    if fee.first_visits and service and (service.decision or not (service.numbered or service.attested)):
        yield f"the fee of {fee.service} from {fee.start} has first visits, and no number counts them"
    if service and service.remuneration == "none" and _is_compensated(fee):
        yield f"the fee of {fee.service} from {fee.start} is paid by the municipality, which pays by budget alone"
    for tariff in register.tariffs:
        if tariff.fee == "deducted" and service and service.decision and tariff.service == fee.service:
            yield f"the tariff {tariff.id} is by the hour, so that no fee can be deducted from it"
        elif tariff.fee == "deducted" and _fee_exceeds_tariff(register, tariff, fee):
            yield f"the tariff {tariff.id} is less than the fee that is deducted from it"


def _is_compensated(fee: RegisterFee) -> bool:
    """Return whether the municipality pays the rest of a reduced fee."""
    reductions = filter(None, (fee.exempt, fee.first_visits))
    highest_ore = max(fee.amount_ore, *fee.amounts_ore.values()) if fee.amounts_ore else fee.amount_ore
    return any(low.paid_by == "municipality" and low.amount_ore < highest_ore for low in reductions)


def _fee_exceeds_tariff(register: Register, tariff: RegisterTariff, fee: RegisterFee) -> bool:
    """Return whether the fee exceeds the tariff on a day when both are in force: the later of their starts."""
    on = max(tariff.start, fee.start)
    owed = register.fee(tariff.service, tariff.event, on)
    return (
        owed is not None
        and owed.start == fee.start
        and tariff.amount_ore < owed.amount_ore
        and register.tariff(tariff.service, tariff.event, tariff.priced_by, tariff.counsellors, on) == tariff
    )
