"""`build.py demo`: every step in the terminal, with real rules and the real endpoint. It asserts what it prints."""

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from catalogue import REGISTER
from catalogue.build import pipeline
from catalogue.build.report import BuildError
from catalogue.policy import daily_order, loader
from catalogue.schema import problem
from chalicelib.api import problems
from chalicelib.dates import clock
from ops.demo.refusals import CANNOT_BE_SHOWN, refusals
from ops.demo.stage import DemoEndpoint, WrongError, expect, format_sum, kronor

WIDTH = 100
SESSIONS_BEFORE_DAYS = 30


def run(root: Path, build: Callable[[], bool] | None = None) -> int:
    """Run the demonstration on a separate ledger; return 0 if every figure is right, else 1."""
    with tempfile.TemporaryDirectory(prefix="kundval-demo-") as folder:
        try:
            _section("1  The site and the register are built from policy/ and providers/")
            _build(root) if build is None else expect("the build succeeded", build(), expected=True)
            run_sections(root, DemoEndpoint.open(root / REGISTER, Path(folder)))
        except WrongError as wrong:
            print(f"\ndemo: WRONG: {wrong}", file=sys.stderr)
            return 1
    print("\nEvery figure above was asserted. The ledger of this demonstration has been deleted.")
    return 0


def _build(root: Path) -> None:
    try:
        report = pipeline.build(root, today=clock.day(clock.now()))
    except BuildError as error:
        raise WrongError(str(error)) from error
    if not report.ok:
        print(problem.report(report.problems, "text", "en"))
        raise WrongError("the site was not built")


def run_sections(root: Path, stage: DemoEndpoint) -> None:
    """Run and print section by section; raise WrongError at the first figure that is wrong."""
    own, first, second, third = _cast(root, stage)
    numbers = _issuing(stage)
    claim_id = _one_claim(stage, first, numbers["A"])
    _the_rest(stage, own, first, second, numbers)
    _refusals(stage, third, own)
    _reversal(stage, first, numbers["A"], claim_id)
    _statement(stage, third)
    _left(stage, first, numbers)
    _nothing_leaked(stage, numbers)


def _cast(root: Path, stage: DemoEndpoint) -> list[str]:
    """Return the own unit, and the first three private providers of today's list that were authorised long enough."""
    rules, _problems = loader.load(root / "policy", root)
    if rules is None:
        raise WrongError("policy/ cannot be read")
    ids = daily_order.order_on(rules, stage.today)
    age = stage.rules.services[stage.service].claim_age_days + SESSIONS_BEFORE_DAYS
    days = (stage.today, stage.today - dt.timedelta(days=age))
    providers = stage.rules.providers
    eligible = [provider for provider in ids if all(providers[provider].authorised(stage.service, day) for day in days)]
    own = [provider for provider in eligible if providers[provider].regi == "own"]
    private = [provider for provider in eligible if provider not in own]
    cast = [*own[:1], *private[:3]]
    if not own or len(cast) < len(("own", "first", "second", "third")):
        raise WrongError("the demonstration needs the own unit and three private providers in force")
    _row("Providers in force today", str(len(ids)))
    _row("First in today's order", ids[0])
    _row("Register", f"{stage.rules.sha256[:16]}…")
    return cast


def _issuing(stage: DemoEndpoint) -> dict[str, str]:
    _section("2  The reception issues control numbers, without a name")
    service = stage.rules.services[stage.service]
    numbers = {}
    plans: list[tuple[str, str, dict[str, object], int]] = [("A", "four weeks ago", {}, service.granted)]
    for reason, sessions in service.extra.items():
        plans.append(("B", f"extra: {reason}", {"extra": reason}, service.granted + sessions))
        break
    plans.append(("C", "pays no fee", {"exempt": True}, service.granted))
    for name, note, fields, granted in plans:
        issued = stage.issue(28, **fields)
        expect(f"sessions of number {name}", issued["granted"], granted)
        numbers[name] = issued["number"]
        _row(f"Number {name}", f"{issued['number']}   {granted} sessions to {issued['valid_to']}   ({note})")
    key = {"Idempotency-Key": "demonstration"}
    body = {"service": stage.service}
    once, again = (stage.client.post("/v1/numbers", "reception", body, key) for _ in range(2))
    expect("the same request again", (again.status, again.json()["number"]), (200, once.json()["number"]))
    _row("The same request sent twice", "the same number")
    return numbers


def _one_claim(stage: DemoEndpoint, who: str, number: str) -> str:
    _section(f"3  {who} checks number A and claims one session, and sends it again")
    before = stage.check(who, number)
    expect("number A is usable", before["usable"], expected=True)
    tariff, fee = stage.price_ore(who, days_ago=21)
    response = stage.claim(who, number, days_ago=21)
    receipt = response.json()
    expect("the first claim is new", response.status, 201)
    expect("the municipality pays", receipt["amount_ore"], tariff)
    expect("the resident owes", receipt["fee_ore"], fee)
    expect("sessions left", receipt["left"], before["left"] - 1)
    _row("Left before", str(before["left"]))
    _row("The municipality pays", f"{kronor(tariff)}   by {receipt['tariff']}")
    _row("The resident owes", kronor(fee))
    _row("Left after", f"{before['left']} − 1 = {receipt['left']}")
    again = stage.claim(who, number, days_ago=21)
    expect("the same claim again", (again.status, again.body), (200, response.body))
    _row("The same claim sent again", f"the same receipt, {receipt['claim_id'][:8]}…, and nothing more is paid")
    return str(receipt["claim_id"])


def _the_rest(stage: DemoEndpoint, own: str, first: str, second: str, numbers: dict[str, str]) -> None:
    _section(f"4  {second} uses up number A; the own unit and an exempt resident have their own prices")
    days = range(14, 14 - stage.check(second, numbers["A"])["left"], -1)
    for day in days:
        expect("another session", stage.claim(second, numbers["A"], day).status, 201)
    expect("number A is used up", stage.check(second, numbers["A"])["left"], 0)
    expect(f"what {second} is paid", stage.paid[second], [stage.price_ore(second, day)[0] for day in days])
    _row(second, f"{format_sum(stage.paid[second])}   and 0 sessions are left")
    tariff, _fee = stage.price_ore(own, 5)
    expect("the own unit's price", stage.claim(own, numbers.get("B", numbers["C"]), 5).json()["amount_ore"], tariff)
    _row(own, format_sum([tariff]))
    tariff, fee = stage.price_ore(first, 5)
    receipt = stage.claim(first, numbers["C"], 5).json()
    rule = stage.rules.fee(stage.service, "session", stage.today)
    made_up = fee - rule.exempt.amount_ore if rule and rule.exempt.paid_by == "municipality" else 0
    expect("an exempt session", (receipt["amount_ore"], receipt["fee_ore"]), (tariff + made_up, fee - made_up))
    _row(first, f"{kronor(tariff)} + {kronor(made_up)} = {kronor(tariff + made_up)}   the exempt resident's fee")


def _refusals(stage: DemoEndpoint, who: str, guesser: str) -> None:
    _section("5  Refusals, one of each kind")
    shown = set()
    for refusal in refusals(stage, who, guesser):
        body = refusal.answer.json()
        expect(
            refusal.attempt,
            (refusal.answer.status, body["code"]),
            (problems.PROBLEM_TYPES[refusal.code].status, refusal.code),
        )
        shown.add(refusal.code)
        print(f"  {refusal.answer.status}  {refusal.code:<25} {refusal.attempt}")
    expect("kinds of refusal", shown | set(CANNOT_BE_SHOWN), set(problems.PROBLEM_TYPES))
    print("\n  Not shown:")
    for code, reason in CANNOT_BE_SHOWN.items():
        print(f"  {problems.PROBLEM_TYPES[code].status}  {code:<25} {reason}")


def _reversal(stage: DemoEndpoint, who: str, number: str, claim_id: str) -> None:
    _section(f"6  {who} reverses its first claim, and claims the session again")
    amount_ore = stage.paid[who][0]
    reversal = stage.take_back(who, number, claim_id)
    expect("the reversal", (reversal["amount_ore"], reversal["left"]), (-amount_ore, 1))
    _row("Reversed", f"{kronor(-amount_ore)}   and 1 session is left again")
    refused = stage.claim(who, number, 21).json()
    expect("the old claim stays reversed", (refused["code"], refused["next_nth"]), ("reversed", 2))
    _row("The old claim again", "refused: it was reversed; the next one on that day has nth 2")
    tariff, _fee = stage.price_ore(who, 21)
    receipt = stage.claim(who, number, 21, nth=refused["next_nth"]).json()
    expect("the claim with nth 2", (receipt["amount_ore"], receipt["left"]), (tariff, 0))
    _row("Claimed with nth 2", f"{kronor(tariff)}   and 0 sessions are left")


def _statement(stage: DemoEndpoint, refused: str) -> None:
    month = f"{stage.today:%Y-%m}"
    _section(f"7  The statement of {month}, by provider: claims minus reversals")
    sums_ore = []
    for who, amounts in sorted(stage.paid.items()):
        page = stage.client.get(f"/v1/claims?month={month}", who).json()
        expect(f"the rows of {who}", sorted(row["amount_ore"] for row in page["rows"]), sorted(amounts))
        expect(f"the sum of {who}", page["sum_ore"], sum(amounts))
        note = "   (what it could claim in 5)" if who == refused else ""
        _row(who, format_sum(amounts) + note)
        sums_ore.append(sum(amounts))
    whole = stage.client.get(f"/v1/claims?month={month}", "controller").json()
    expect("the controller's sum", whole["sum_ore"], sum(sums_ore))
    _row("Everyone, as the controller sees it", f"{' + '.join(map(kronor, sums_ore))} = {kronor(sum(sums_ore))}")


def _left(stage: DemoEndpoint, who: str, numbers: dict[str, str]) -> None:
    _section("8  What is left: granted = left + claims − reversals, always")
    for name, number in numbers.items():
        granted, used = stage.granted[number], stage.used[number]
        expect(f"left on number {name}", stage.check(who, number)["left"], granted - used)
        _row(f"Number {name}", f"{granted} − {used} = {granted - used}")


def _nothing_leaked(stage: DemoEndpoint, numbers: dict[str, str]) -> None:
    log = "\n".join(stage.lines)
    leaked = [name for name, number in numbers.items() if number in log or number.replace("-", "") in log]
    expect("control numbers in the log", leaked, [])
    expect("tokens in the log", log.count("eyJ"), 0)
    _section("9  The log")
    _row("Lines written", str(len(stage.lines)))
    _row("With a number or a token in them", "0")


def _section(title: str) -> None:
    print(f"\n{title}\n{'─' * min(len(title), WIDTH)}")


def _row(label: str, value: str) -> None:
    print(f"  {label:<36} {value}")
