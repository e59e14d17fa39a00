"""The use case of a provider's client, whose residence the provider attests: how many sessions are left."""

from datetime import date

from chalicelib.dates import clock
from chalicelib.ledger.port import LedgerQuery
from chalicelib.ledger.rows import without_number
from chalicelib.rules import clients
from chalicelib.rules.claim_request import ClaimContext, read_client
from chalicelib.rules.outcomes import Checked, Refused
from chalicelib.service.context import ServiceContext, refuse_client


def check(
    context: ServiceContext, provider_id: str, service: str, client: str, on: date | None = None
) -> Checked | Refused:
    """Check whether a provider's client has sessions left on a date, by default today; a new one has them all."""
    provider, running = context.register.provider(provider_id), read_client(client)
    if provider is None:
        return Refused("not_authorised")
    if refused := refuse_client(running):
        return refused

    def step() -> Checked | Refused:
        now = context.now()
        query = LedgerQuery((without_number(provider_id, service, running),), provider_id, clock.hour(now))
        by = ClaimContext(context.register, provider, now)
        snapshot = context.ledger.snapshot(query)
        return clients.check(by, context.register.service(service), running, on or clock.day(now), snapshot)

    return context.retry.run(step)
