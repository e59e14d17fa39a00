"""The registers of the four services of `plain_kinds`, one for each level of prices."""

from chalicelib.register.model import Register
from chalicelib.rules.issuing import DecisionGrant
from tests.support.chalicelib.sample import HOURS, ONE, OPEN, OWN, SERVICE, TWO, fee, provider, rules, service, tariff
from tests.support.model.plain_kinds import LEVEL_ORE, MEMBER, UNPAID

GRANTED, MOST, LEVELS = 3, 6, 3
DECISIONS = (DecisionGrant(180, 2, 1), DecisionGrant(90, 1, 2))


def priced(level: int) -> Register:
    """Build the register of the four services at a level of prices."""
    amounts: dict[tuple[str, str, str, int], int] = {
        (SERVICE, "session", "private", 1): 110_400,
        (SERVICE, "session", "own", 1): 106_600,
        (SERVICE, "no_show", "private", 1): 50_000,
        (OPEN, "session", "private", 1): 110_400,
        (OPEN, "session", "own", 1): 106_600,
        (HOURS, "session", "private", 1): 86_800,
        (HOURS, "session", "own", 1): 81_900,
        (HOURS, "session", "private", 2): 165_100,
        (HOURS, "session", "own", 2): 155_800,
    }
    by_hour = {"minutes_week": 300, "months": 6}
    rights = [{"service": name, "from": "2019-01-01", "to": None} for name in (SERVICE, HOURS, OPEN, UNPAID)]
    return rules(
        municipality={"code": MEMBER, "name": "Provköping", "members": [MEMBER], "demo": True},
        services=[
            service(granted=GRANTED, most=MOST, extra=[], presence_codes=True),
            service(id=HOURS, unit="hour", extra=[], decision=by_hour, consumes=["session"]),
            service(id=OPEN, control_number="none", exempt_on_claim=True),
            service(id=UNPAID, control_number="none", remuneration="none"),
        ],
        tariffs=[
            tariff(
                service=service_id, event=event, regi=regi, counsellors=count, amount_ore=amount_ore + level * LEVEL_ORE
            )
            for (service_id, event, regi, count), amount_ore in amounts.items()
        ],
        fees=[fee(), fee(service=OPEN), fee(service=UNPAID, exempt={"amount_ore": 0, "paid_by": "provider"})],
        providers=[provider(name, "own" if name == OWN else "private", *rights) for name in (OWN, ONE, TWO)],
    )


REGISTERS = [priced(level) for level in range(LEVELS)]
