"""How residents get an answer: on fees, numbers, help and complaints, on paper and on a map; and how they leave."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from benchmarks.residents_day.visitor import ELSEWHERE, NotOffered, Visitor


def what_it_costs(resident: Visitor) -> str:
    """Find the fee, and whether it is per couple."""
    fee = resident.page.locator("main").get_by_text(re.compile(r"450\s*kr"))
    if not (fee.count() and fee.first.is_visible()):
        resident.follow("Nummer och avgift", "header")
        resident.follow("Vad det kostar")
    resident.read(fee)
    is_said = resident.page.get_by_text(re.compile("två som för en|båda|paret|per par")).count()
    per = "per couple said" if is_said else "per couple?"
    return f"450 kr, {per}"


def fee_at_provider(resident: Visitor) -> str:
    """Find the fee from a provider's page."""
    fee = resident.page.locator("main").get_by_text(re.compile(r"450\s*kr"))
    if not fee.count():
        return what_it_costs(resident) + " (on another page)"
    return resident.read(fee)[:30]


def afraid(resident: Visitor) -> str:
    """Find help from the header."""
    resident.follow("Behöver du hjälp nu?", "header")
    return resident.read('main a[href="tel:112"]')


def afraid_by_guide(resident: Visitor) -> str:
    """Find help from the guide."""
    resident.follow("Ja, eller jag är osäker")
    return resident.read('main a[href="tel:112"]')


def complain(resident: Visitor) -> str:
    """Find how to complain."""
    link = resident.page.get_by_role("link", name=re.compile("klag|Klagomål", re.IGNORECASE))
    resident.tap(link.first)
    resident.read("main a[href^='tel:'], main a[href^='mailto:']")
    mail = resident.page.locator("main a[href^='mailto:']").first.get_attribute("href") or ""
    return "telephone and e-mail" + (", prepared" if "subject=" in mail else "")


def complain_at_provider(resident: Visitor) -> str:
    """Find how to complain from a provider's page."""
    mail = resident.page.locator("main a[href^='mailto:'][href*='subject=']")
    return complain(resident) + (", named" if mail.count() else "")


def printed(selector: str) -> Callable[[Visitor], str]:
    """Build the task of printing a page, which is ready when `selector` stands."""

    def perform(resident: Visitor) -> str:
        resident.page.locator(selector).first.wait_for()
        paper = resident.page.pdf(format="A4")
        sheets = len(re.findall(rb"/Type\s*/Page[^s]", paper))
        return f"{sheets} sheets"

    return perform


def on_a_map(resident: Visitor) -> str:
    """Find the premises on a map."""
    link = resident.page.get_by_role("link", name=re.compile("karta"))
    if not link.count():
        raise NotOffered("no map and no link")
    host = urlsplit(link.first.get_attribute("href") or "").hostname
    return f"{resident.read(link)}: a link to {host}"


def change_provider(resident: Visitor) -> str:
    """Read how to change provider."""
    resident.follow("Nummer och avgift", "header")
    return resident.read(resident.page.locator("main").get_by_text("Du kan byta mottagning när du vill"))[:40]


def what_is_left(resident: Visitor) -> str:
    """Ask what is left on one's own number."""
    number = resident.served.number()
    link = resident.page.get_by_role("link", name=re.compile("kvar på"))
    if not (link.count() and link.first.is_visible()):
        resident.follow("Nummer och avgift", "header")
    resident.tap(link)
    resident.type("[data-part=number]", number)
    resident.tap("#own-number [type=submit]")
    return resident.read("[data-part=heading]:visible")


def what_happens(resident: Visitor) -> str:
    """Read what happens in a session."""
    link = resident.page.locator("header").get_by_role("link", name="Så går ett samtal till")
    if not link.count():
        raise NotOffered("not answered")
    resident.tap(link)
    return resident.read("main h1")


def leave(resident: Visitor) -> str:
    """Leave the page by the button."""
    resident.follow("Alla utförare", "header")
    resident.tap("#exit a")
    resident.leaves(ELSEWHERE)
    return "covered and gone"
