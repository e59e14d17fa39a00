"""Finance's tasks: months are read, closed and corrected, and the year is followed."""

from benchmarks.staff_day.hands import PAGES, Hands
from benchmarks.staff_day.served import CLOSED, PROVIDER, READY, day_of, today
from benchmarks.staff_day.task import Task

WHO = "Controller"
RUN = "[data-part=run] "
TO_DO = "[data-part=to_do]"
TO_CLOSE = "[data-part=to_do] li:last-child button"
CORRECTED = "[data-part=correction_done]:not(:empty)"


def sign_in(hands: Hands) -> None:
    """Sign in."""
    hands.begin()
    hands.sign_in(PAGES["finance"], WHO)


def see_months(hands: Hands) -> None:
    """Sign in, and see which months are open, ready and closed, and which closed ones were not exported."""
    hands.begin()
    hands.sign_in(PAGES["finance"], WHO)
    hands.see("[data-part=months] tbody button")
    hands.see(TO_DO + " li")


def opened(hands: Hands, ago: int) -> None:
    """Open a month in the table of its year."""
    day = day_of(ago)
    if day.year != today().year:
        hands.choose("#year", str(day.year))
    hands.press(hands.page.locator("[data-part=months] tbody button").nth(day.month - 1))
    hands.see(RUN + "[data-part=made]")


def preview(hands: Hands) -> None:
    """Preview a month that is over: from the list of what is to be done, or else in the table."""
    hands.begin()
    if hands.has(TO_CLOSE):
        hands.press(TO_CLOSE)
        hands.see(RUN + "[data-part=made]")
    else:
        opened(hands, READY)


def close(hands: Hands) -> None:
    """Close a month that is over, and then, uncounted, take its file."""
    hands.served.another_month()
    hands.sign_in(PAGES["finance"], WHO)
    hands.see(TO_CLOSE)
    hands.begin()
    hands.press(hands.page.locator("[data-part=to_do] li button").first)
    hands.press(RUN + "[data-part=close]")
    hands.press(RUN + "[data-part=close_yes]")
    hands.see(RUN + "[data-part=closing_told]:not(:empty)")
    hands.end()
    hands.save(RUN + "[data-part=sie]")
    hands.see(RUN + "[data-part=saved]:not(:empty)")


def take_files(hands: Hands) -> None:
    """Take the CSV and the SIE file of a closed month."""
    hands.begin()
    opened(hands, CLOSED)
    hands.save(RUN + "[data-part=csv]")
    hands.save(RUN + "[data-part=sie]")


def print_statements(hands: Hands) -> None:
    """Print the statements of a closed month, a page a provider."""
    hands.begin()
    opened(hands, CLOSED)
    hands.press(RUN + "[data-part=statements_go]")
    hands.printed()


def lines(hands: Hands) -> None:
    """Show the lines of one provider in a month."""
    hands.begin()
    opened(hands, READY)
    hands.choose("#lines-of", PROVIDER)
    lines_shown(hands)


def lines_shown(hands: Hands) -> None:
    """Show a month's lines."""
    hands.press(RUN + "[data-part=lines_form] [type=submit]")
    hands.see(RUN + "[data-part=lines_table] tbody tr")


def reverse(hands: Hands) -> None:
    """Take a provider's report back."""
    hands.begin()
    corrected(hands, "reverse", "duplicate")


def adjust(hands: Hands) -> None:
    """Correct the price of a report."""
    hands.begin()
    corrected(hands, "adjust", "wrong_tariff")


def corrected(hands: Hands, verb: str, reason: str) -> None:
    """Correct the next report of a closed month."""
    opened(hands, CLOSED)
    lines_shown(hands)
    hands.press(f"[data-claim='{hands.served.claims[f'{day_of(CLOSED):%Y-%m}'].pop()}']")
    hands.press(f"[data-part={verb.removesuffix('e')}ing] summary")
    hands.choose(f"#claim-{verb}-reason", reason)
    hands.press(f"[data-part={verb}_form] [type=submit]")
    hands.see(CORRECTED)


def adjust_service(hands: Hands) -> None:
    """Correct all prices of a service from a day on, previewed."""
    month = hands.served.another_month()
    hands.begin()
    hands.fill("#adjust-from", f"{month}-01")
    hands.choose("#adjust-reason", "wrong_tariff")
    hands.press("[data-part=adjustments] [type=submit]")
    hands.press("[data-part=adjustments] [data-part=sure_yes]")
    hands.page.locator("[data-part=adjustments] [data-part=sure]").wait_for(state="hidden")
    hands.see("[data-part=adjustments] [data-part=sum]:not(:empty)")


def follow_up(hands: Hands) -> None:
    """Follow the year up against its budget."""
    hands.begin()
    hands.press("[data-part=follow_up] [data-part=show]")
    hands.see("[data-part=follow_up] [data-part=result]")


def statistics(hands: Hands) -> None:
    """Read last year's statistics."""
    hands.begin()
    hands.choose("#year", str(today().year - 1))
    hands.press("[data-part=statistics] [data-part=show]")
    hands.see("[data-part=statistics] [data-part=result]")


BY_REQUEST = "a request to the API with a controller's token, by whoever has one"
TASKS = (
    Task("Sign in", sign_in, signed_in=False),
    Task(
        "Sign in and see which months are open, ready, closed, and closed but not exported",
        see_months,
        TO_DO,
        "of a closed one nobody sees whether its files were taken",
        signed_in=False,
    ),
    Task("Preview a month", preview),
    Task("Take CSV and SIE of a closed month", take_files),
    Task(
        "Print the statements of a closed month",
        print_statements,
        RUN + "[data-part=statements_go]",
        "a terminal: PDFs of `build.py payment-run MONTH`",
    ),
    Task("Lines of one provider", lines),
    Task("Follow up the year", follow_up),
    Task("Read last year's statistics", statistics),
    Task("Close a month", close, TO_DO, "a terminal: `build.py payment-run MONTH`", "**guard**: a second press"),
    Task("Take a report back", reverse, "[data-part=correction]", BY_REQUEST),
    Task("Correct a report's price", adjust, "[data-part=correction]", BY_REQUEST),
    Task(
        "Correct a service's prices from a day on",
        adjust_service,
        "[data-part=adjustments]",
        f"{BY_REQUEST}, for each claim",
        "**guard**: previewed, and a second press",
    ),
)
