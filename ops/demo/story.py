"""`build.py demo`: every step in the terminal, with real rules and the real endpoint. It asserts what it prints."""

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from catalogue import REGISTER
from catalogue.build import pipeline
from catalogue.build.report import BuildError
from catalogue.policy import daily_order, loader
from catalogue.schema import problem
from chalicelib.api import problems
from ops.demo import plan as plans
from ops.demo.plan import Plan, ServicePlan
from ops.demo.refusals import not_shown, refusals
from ops.demo.service_story import ServiceStory
from ops.demo.stage import DemoEndpoint, WrongError, expect
from ops.demo.terminal import LONGEST_SUM, Terminal, bare, format_sum, kronor, quantity


def run(root: Path, day: dt.date, build: Callable[[], bool] | None = None) -> int:
    """Run the demonstration of a day on a separate ledger; return 0 if every figure is right, else 1."""
    terminal = Terminal()
    with tempfile.TemporaryDirectory(prefix="kundval-demo-") as folder:
        try:
            terminal.section("The site and the register are built from policy/ and providers/")
            _build(root, day) if build is None else expect("the build succeeded", build(), expected=True)
            run_sections(root, DemoEndpoint.open(root / REGISTER, Path(folder), day), terminal)
        except WrongError as wrong:
            print(f"\ndemo: WRONG: {wrong}", file=sys.stderr)
            return 1
        except plans.NoStoryError as reason:
            print(f"\ndemo: {reason}", file=sys.stderr)
            return 1
    print("\nEvery figure above was asserted. The ledger of this demonstration has been deleted.")
    return 0


def _build(root: Path, day: dt.date) -> None:
    try:
        report = pipeline.build(root, today=day, with_documents=True)  # the site may be served meanwhile
    except BuildError as error:
        raise plans.NoStoryError(str(error)) from error
    if not report.ok:
        print(problem.report(report.problems, "text", "en"))
        first = "answer every TODO" if report.awaits_values else "correct the errors"
        raise plans.NoStoryError(f"the site was not built: {first} above first.")


def run_sections(root: Path, stage: DemoEndpoint, terminal: Terminal) -> None:
    """Run and print section by section; raise WrongError at the first figure that is wrong."""
    plan = _plan(root, stage, terminal)
    stories = [ServiceStory(stage, terminal, service) for service in plan.services]
    for story in stories:
        story.tell()
    _refusals(stage, terminal, plan)
    _statement(stage, terminal, plan)
    _left(stage, terminal, stories)
    _nothing_leaked(stage, terminal)


def _plan(root: Path, stage: DemoEndpoint, terminal: Terminal) -> Plan:
    """Derive what can be told, with the providers in the day's order: today, or the first day when something can."""
    rules, _problems = loader.load(root / "policy", root)
    if rules is None:
        raise WrongError("policy/ cannot be read")
    today = stage.today
    day = plans.first_day(stage.rules, today)
    if day is None:
        sentences = plans.plan(stage.rules, today).left_out
        raise plans.NoStoryError("\n".join([f"nothing can be claimed on {today} or later.", *sentences]))
    if day > today:
        stage.start_on(day)
    ids = daily_order.order_on(rules, day)
    terminal.row("Told as of", f"{day}{'' if day == today else ', the first day that anything can be claimed'}")
    terminal.row("Providers in force that day", str(len(ids)))
    if ids:
        terminal.row("First in the day's order", ids[0])
    terminal.row("Register", f"{stage.rules.sha256[:16]}…")
    plan = plans.plan(stage.rules, day, ids)
    for service in plan.services:
        terminal.row(service.service.swedish, _how(service))
    for sentence in plan.left_out:
        terminal.row("Left out", sentence)
    return plan


def _how(plan: ServicePlan) -> str:
    """Format how a resident gets to a service."""
    own = ", at the own unit alone" if plan.service.own_unit_only else ""
    if not plan.service.numbered:
        return f"without a control number{own}"
    return f"{'hours by decision' if plan.service.decision else 'sessions'} on a control number{own}"


def _refusals(stage: DemoEndpoint, terminal: Terminal, plan: Plan) -> None:
    terminal.section("Refusals, one of each kind")
    shown = set()
    for refusal in refusals(stage, plan):
        body = refusal.answer.json()
        expect(
            refusal.attempt,
            (refusal.answer.status, body.get("code")),
            (problems.PROBLEM_TYPES[refusal.code].status, refusal.code),
        )
        shown.add(refusal.code)
        print(f"  {refusal.answer.status}  {refusal.code:<25} {refusal.attempt}")
    reasons = not_shown(stage, plan)
    expect("kinds of refusal both shown and not", shown & set(reasons), set())
    expect("kinds of refusal", shown | set(reasons), set(problems.PROBLEM_TYPES))
    print("\n  Not shown:")
    for reason in dict.fromkeys(reasons.values()):
        for n, code in enumerate(code for code, why in reasons.items() if why == reason):
            print(f"  {problems.PROBLEM_TYPES[code].status}  {code:<25} {'the same' if n else reason}")


def _statement(stage: DemoEndpoint, terminal: Terminal, plan: Plan) -> None:
    month = f"{stage.today:%Y-%m}"
    terminal.section(f"The statement of {month}, by provider: claims minus reversals")
    refused = {service.refused for service in plan.services} - {service.first for service in plan.services}
    sums_ore = []
    for who in sorted({who for who, _service in stage.paid}):
        by_service = {service: amounts for (name, service), amounts in sorted(stage.paid.items()) if name == who}
        rows = _rows(stage, who, month)
        for service, amounts in by_service.items():
            claimed = sorted(row["amount_ore"] for row in rows if row["service"] == service)
            expect(f"the rows of {who}", claimed, sorted(amounts))
            label = who if len(plan.services) == 1 else f"{who}, {stage.rules.services[service].swedish}"
            note = "   (refusals)" if who in refused else ""
            terminal.row(label, format_sum(amounts) + note)
        sums_ore.append(sum(map(sum, by_service.values())))
        expect(f"the sum of {who}", sum(row["amount_ore"] for row in rows), sums_ore[-1])
    whole_ore = sum(row["amount_ore"] for row in _rows(stage, "controller", month))
    expect("the controller's sum", whole_ore, sum(sums_ore))
    sums = " + ".join(map(kronor, sums_ore))
    shown = f"{sums} = " if len(sums_ore) > 1 and len(sums) <= LONGEST_SUM else ""
    terminal.row("Everyone, as the controller sees it", f"{shown}{kronor(whole_ore)}")


def _rows(stage: DemoEndpoint, who: str, month: str) -> Sequence[dict[str, Any]]:
    """Return all rows of a statement, page by page."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = stage.client.get(f"/v1/claims?month={month}{cursor}", who).json()
        rows += page["rows"]
        if "cursor" not in page:
            return rows
        cursor = f"&cursor={page['cursor']}"


def _left(stage: DemoEndpoint, terminal: Terminal, stories: Sequence[ServiceStory]) -> None:
    """Print what is left on every number that has a letter; without control numbers there is no such section."""
    numbered = [story for story in stories if story.residents]
    if numbered:
        terminal.section("What is left: granted = left + claims − reversals, always")
    for plan, letter, resident in [(story.plan, *item) for story in numbered for item in story.residents.items()]:
        left = resident.granted - resident.used
        expect(f"left on number {letter}", stage.check(plan.first, resident)["left"], left)
        label = f"Number {letter}" if len(numbered) == 1 else f"{plan.service.swedish}, number {letter}"
        terminal.row(label, f"{bare(plan, resident.granted)} − {bare(plan, resident.used)} = {quantity(plan, left)}")


def _nothing_leaked(stage: DemoEndpoint, terminal: Terminal) -> None:
    log = "\n".join(stage.lines)
    numbers = [resident.number for resident in stage.residents]
    leaked = [number for number in numbers if number in log or number.replace("-", "") in log]
    expect("control numbers in the log", leaked, [])
    expect("tokens in the log", log.count("eyJ"), 0)
    terminal.section("The log")
    terminal.row("Lines written", str(len(stage.lines)))
    terminal.row("With a number or a token in them" if numbers else "With a token in them", "0")
