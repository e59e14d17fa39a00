"""A provider's tasks: numbers are checked, sessions reported, months read, and waiting times stated."""

import re

from benchmarks.staff_day.hands import PAGES, Hands
from benchmarks.staff_day.served import PROVIDER, today
from benchmarks.staff_day.task import Task

WHO = PROVIDER
REPORT, SEVERAL, STATEMENT = "[data-part=report] ", "[data-part=report_several] ", "[data-part=statement] "
AVAILABILITY, SAID = "[data-part=availability] ", "[data-part=availability] [data-part=saved]:not(:empty)"
CASE = {"wait": "6-10", "sessions": "2-4", "content": "repair", "initiative": "referral"}
ROWS = 10


def sign_in(hands: Hands) -> None:
    """Sign in."""
    hands.begin()
    hands.sign_in(PAGES["provider"], WHO)


def check(hands: Hands) -> None:
    """Check a number before the visit."""
    number = hands.served.number()
    hands.begin()
    hands.fill("#reported", number)
    hands.press(REPORT + "[data-part=check]")
    hands.see(REPORT + "[data-part=checked]:not(:empty)")


def report(hands: Hands) -> None:
    """Report a session of today."""
    number = hands.served.number()
    hands.begin()
    reported(hands, number)


def report_missed(hands: Hands) -> None:
    """Report a missed visit of today."""
    number = hands.served.number()
    hands.begin()
    hands.fill("#reported", number)
    hands.choose("#event", "no_show")
    hands.press(REPORT + "[data-part=form] [type=submit]")
    hands.see(REPORT + "[data-part=result] h3")


def reported(hands: Hands, number: str) -> None:
    """Report a session of a number."""
    hands.fill("#reported", number)
    hands.press(REPORT + "[data-part=form] [type=submit]")
    hands.see(REPORT + "[data-part=result] h3")


def report_several(hands: Hands) -> None:
    """Paste ten rows and report them."""
    numbers = [hands.served.number() for _ in range(ROWS)]
    hands.begin()
    pasted(hands, numbers)


def pasted(hands: Hands, numbers: list[str]) -> None:
    """Paste a row for each number, and report them."""
    hands.fill("#pasted", "\n".join(f"{number}\t{today()}" for number in numbers))
    hands.press(SEVERAL + "[type=submit]")
    hands.see(hands.page.get_by_text(re.compile(f"Registrerade: {len(numbers)} av")))


def save_receipts(hands: Hands) -> None:
    """Save the rows that were reported with their receipts."""
    pasted(hands, [hands.served.number() for _ in range(ROWS)])
    hands.begin()
    hands.save(SEVERAL + "[data-part=save]")


def find_report(hands: Hands) -> None:
    """Find a report by its number and day."""
    number = hands.served.number()
    hands.served.claim(number)
    hands.begin()
    hands.fill("#found", number)
    hands.fill("#found-day", today().isoformat())
    hands.press("[data-part=find_report] [type=submit]")
    hands.see(STATEMENT + "[data-part=receipt_heading]")


def month(hands: Hands) -> None:
    """Show this month's reports."""
    hands.begin()
    month_shown(hands)


def month_shown(hands: Hands) -> None:
    """Show this month's reports."""
    hands.press(STATEMENT + "[data-part=form] [type=submit]")
    hands.see(STATEMENT + "[data-part=result] h3")


def take_back(hands: Hands) -> None:
    """Take a report of this month back."""
    claim = hands.served.claim(hands.served.number())
    hands.begin()
    month_shown(hands)
    hands.press(f"[data-claim='{claim}']")
    hands.press(STATEMENT + "[data-part=reversal] summary")
    hands.choose("#reverse-reason", "wrong_date")
    hands.press(STATEMENT + "[data-part=reversal] [type=submit]")
    hands.see(STATEMENT + "[data-part=reversed]:not(:empty)")


def save_month(hands: Hands) -> None:
    """Save the month as CSV."""
    hands.begin()
    month_shown(hands)
    hands.save(STATEMENT + "[data-part=csv]")


def print_month(hands: Hands) -> None:
    """Print the month."""
    hands.begin()
    month_shown(hands)
    hands.press(STATEMENT + "[data-part=result] [data-part=print]")
    hands.printed()


def case_report(hands: Hands) -> None:
    """Report a case that was closed, of one person."""
    hands.begin()
    hands.choose("#gender-1", "woman")
    hands.choose("#age-1", "35-44")
    for name, value in CASE.items():
        hands.choose(f"#case-{name}", value)
    hands.press("[data-part=case_report] [type=submit]")
    hands.see("[data-part=case_report] [data-part=result] h3")


def say_waiting_time(hands: Hands) -> None:
    """State a waiting time."""
    hands.begin()
    hands.press(AVAILABILITY + "summary")
    hands.fill(AVAILABILITY + "[data-part=days]", "12")
    hands.press(AVAILABILITY + "[type=submit]")
    hands.see(SAID)


def decline_new(hands: Hands) -> None:
    """State that no new clients are accepted now."""
    hands.begin()
    hands.press(AVAILABILITY + "summary")
    hands.press(AVAILABILITY + "[data-part=not_now]")
    hands.see(SAID)


def confirm_waiting_time(hands: Hands) -> None:
    """Sign in and confirm a waiting time that has grown old."""
    provider = hands.served.aged.pop()
    hands.begin()
    hands.sign_in(PAGES["provider"], provider)
    hands.press(AVAILABILITY + "[data-part=still]")
    hands.see(SAID)


PULL_REQUEST = "a pull request that changes the profile, its approval, and the next build"
TASKS = (
    Task("Sign in", sign_in, signed_in=False),
    Task("Check a number", check, note="it says the visit's fee too"),
    Task("Report a session", report),
    Task("Report a missed visit", report_missed),
    Task("Paste ten rows and report them", report_several),
    Task("Take a report back", take_back),
    Task("Show the month", month),
    Task("Save the month as CSV", save_month),
    Task("Print the month", print_month),
    Task(
        "Save ten reported rows with their receipts",
        save_receipts,
        SEVERAL + "[data-part=save]",
        "copied by hand from the page",
    ),
    Task(
        "Find a report by number and day",
        find_report,
        "[data-part=find_report]",
        "the month's rows of that day, opened one by one",
    ),
    Task("Report a closed case", case_report),
    Task("Say the waiting time", say_waiting_time, "[data-part=availability]", PULL_REQUEST),
    Task("Say that no new ones are accepted now", decline_new, "[data-part=availability]", PULL_REQUEST),
    Task(
        "Sign in and confirm an old waiting time",
        confirm_waiting_time,
        "[data-part=availability]",
        PULL_REQUEST,
        signed_in=False,
    ),
)
