"""The officer's tasks: the contracts at a glance."""

from benchmarks.staff_day.hands import PAGES, Hands
from benchmarks.staff_day.task import Task

WHO = ""
CONTRACTS = ".contracts table"


def contracts(hands: Hands) -> None:
    """See all contracts."""
    hands.begin()
    hands.open(PAGES["officer"])
    hands.see(CONTRACTS)


def ending(hands: Hands) -> None:
    """See those with something to do."""
    hands.begin()
    hands.open(PAGES["officer"])
    hands.press("#show-todo")
    hands.page.locator(CONTRACTS + " tbody tr:not([data-state~=todo])").first.wait_for(state="hidden")


def contracts_csv(hands: Hands) -> None:
    """Take the contracts as CSV."""
    hands.begin()
    hands.open(PAGES["officer"])
    hands.save(".contracts a[download]")


BY_READING = "reading `policy/authorisations.yaml`, and a terminal: `build.py stale`"
TASKS = (
    Task("See the contracts at a glance", contracts, CONTRACTS, BY_READING, signed_in=False),
    Task("… those with something to do alone", ending, CONTRACTS, BY_READING, signed_in=False),
    Task("… as CSV", contracts_csv, CONTRACTS, "typed into a sheet", signed_in=False),
)
