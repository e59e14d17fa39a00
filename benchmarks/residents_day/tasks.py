"""What residents come to do, and how they do it on a tree, whichever way it offers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from benchmarks.residents_day.visitor import ELSEWHERE, Visitor

LIST, PROVIDER = "/utforare/", "/utforare/exempelbron/"
FOUR = (("languages", "ar"), ("areas", "farsta"), ("step_free", "yes"), ("evenings", "yes"))
SIXTEEN = (
    *(("areas", area) for area in ("alvik", "bromma", "enskede", "farsta")),
    *(("languages", language) for language in ("ar", "en", "fi", "fr")),
    *(("formats", form) for form in ("in_person", "video")),
    *((flag, "yes") for flag in ("interpreter", "accepts_new", "evenings", "saturdays", "step_free", "lift")),
)


class NotOffered(Exception):  # noqa: N818 - it names what happened
    """The tree has nothing to do the task with."""


@dataclass(frozen=True)
class Task:
    """A resident's task; `start` is where it begins."""

    name: str
    perform: Callable[[Visitor], str]
    start: str = "/"
    looks: tuple[str, ...] = ("phone",)


def four_filters(resident: Visitor) -> str:
    """Narrow the list by four filters."""
    resident.follow("Alla utförare", "header")
    for facet, value in FOUR:
        resident.tick(facet, value)
    return resident.show_hits()


def four_by_guide(resident: Visitor) -> str:
    """Answer the guide with the same four, in its own order."""
    resident.follow("Hjälp mig välja", "header")
    resident.follow("Nej")
    for answer in ("Farsta", "Arabiska", "På kvällen", "En lokal utan trappsteg"):
        resident.tap(resident.page.locator(".answers :is(label, button):visible").get_by_text(answer, exact=True))
    reasons = resident.read("#fits-cards > li")
    if "Farsta" not in reasons:
        raise NotOffered(reasons)
    return f"{resident.page.locator('#fits-cards > li').count()} shown with reasons"


def compare_three(resident: Visitor) -> str:
    """Tick three and compare them."""
    resident.follow("Alla utförare", "header")
    boxes = resident.page.locator("#cards input[type=checkbox]")
    for index in range(3):
        resident.tap(boxes.nth(index))
    ways = resident.page.get_by_role("link", name=re.compile("^Jämför"))
    resident.tap(next(way for way in reversed(ways.all()) if way.is_visible()))
    resident.read(".few")
    return f"{resident.page.locator('.few thead [role=columnheader]').count() - 1} side by side"


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


def video(resident: Visitor) -> str:
    """Ask for video."""
    resident.follow("Alla utförare", "header")
    resident.tick("formats", "video")
    return resident.show_hits()


def soonest(resident: Visitor) -> str:
    """Order by the shortest waiting time."""
    resident.follow("Alla utförare", "header")
    resident.choose("#ordering", "soonest")
    resident.expect_text("#order-said", "väntetid")
    first = resident.read("#cards > li[data-provider]")
    if not re.search(r"Väntetid \d+ arbetsdag", first):
        raise NotOffered(first)
    cards = [" ".join(text.split()) for text in resident.page.locator("#cards > li").all_inner_texts()]
    closed = [index for index, text in enumerate(cards) if re.search(r"Tar emot nya\D{0,4}Nej", text)]
    stated = [index for index, text in enumerate(cards) if re.search(r"Väntetid \d", text)]
    mixed = [index for index in closed if any(other > index for other in stated if other not in closed)]
    return f"{len(mixed)} of {len(closed)} who take nobody new among the others"


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


def nearest(resident: Visitor) -> str:
    """Order by distance from Farsta."""
    resident.follow("Alla utförare", "header")
    resident.choose("#ordering", "distance")
    resident.choose("#near", "farsta")
    return resident.read("#cards .distance")


def share(resident: Visitor) -> str:
    """Share a narrowed list with no trace in the history."""
    resident.begin_at(LIST)
    resident.tick("languages", "ar")
    resident.show_hits()
    if not resident.shows("#copy-link"):
        raise NotOffered("only the address bar; in the history")
    resident.tap("#copy-link button")
    resident.expect_text("#copy-link [role=status]", "Länken")
    if "#" in resident.page.url:
        raise NotOffered(resident.page.url)
    return "copied; the address stays bare"


def half_a_name(resident: Visitor) -> str:
    """Find a provider by half its name and call it."""
    resident.follow("Alla utförare", "header")
    resident.type("#find", "berätt")
    count = resident.read("#count")
    if not resident.has("#cards .card a[href^='tel:']"):
        resident.tap("#cards h2 a")
    resident.read("main a[href^='tel:']:visible")
    resident.taps += 1  # the call itself
    return count


def misspelt(resident: Visitor) -> str:
    """Search with two letters swapped."""
    resident.follow("Alla utförare", "header")
    resident.type("#find", "arabisak")
    if not resident.shows("#meant"):
        raise NotOffered("nothing found, nothing asked")
    asked = resident.read("#meant")
    resident.tap("#meant")
    return f"asked: {asked}; {resident.read('#count')}"


def nobody_speaks_it(resident: Visitor) -> str:
    """Search for a language that nobody speaks."""
    resident.follow("Alla utförare", "header")
    resident.type("#find", "kinesiska")
    if not resident.shows("#interpreters"):
        raise NotOffered("a dead end")
    said = resident.read("#nobody-said")
    resident.tap("#interpreters")
    return f"{said} {resident.read('#count')}"


def saturday_video_new(resident: Visitor) -> str:
    """Ask for Saturdays, video, and who takes new clients."""
    resident.follow("Alla utförare", "header")
    for facet in ("saturdays", "accepts_new"):
        resident.tick(facet, "yes")
    resident.tick("formats", "video")
    return resident.show_hits()


def sign_language(resident: Visitor) -> str:
    """Ask for sign language."""
    resident.follow("Alla utförare", "header")
    resident.tick("sign_language", "yes")
    return resident.show_hits()


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


def sixteen(resident: Visitor) -> str:
    """Choose sixteen values at once."""
    resident.begin_at(LIST)
    for facet, value in SIXTEEN:
        resident.tick(facet, value)
    count = resident.show_hits()
    return f"{count} {resident.read('#too-much-said')}" if resident.shows("#too-much") else count


def leave(resident: Visitor) -> str:
    """Leave the page by the button."""
    resident.follow("Alla utförare", "header")
    resident.tap("#exit a")
    resident.leaves(ELSEWHERE)
    return "covered and gone"


TASKS: Final = (
    Task("arabiska, nära Farsta, utan trappor, kväll (filters)", four_filters, looks=("phone", "desktop")),
    Task("the same by guide", four_by_guide),
    Task("jämför tre", compare_three, looks=("phone", "desktop")),
    Task("vad kostar det", what_it_costs),
    Task("vad kostar det, from a provider", fee_at_provider, PROVIDER),
    Task("vi vill ha video", video),
    Task("snabbast tid", soonest),
    Task("jag är rädd (header)", afraid),
    Task("jag är rädd (guide)", afraid_by_guide, "/hjalp-mig-valja/"),
    Task("jag vill klaga", complain),
    Task("jag vill klaga, from a provider", complain_at_provider, PROVIDER),
    Task("skriv ut (list)", printed("#cards.ordered"), LIST),
    Task("skriv ut (provider)", printed("article.provider"), PROVIDER),
    Task("hitta på karta", on_a_map, PROVIDER),
    Task("närmast mig", nearest),
    Task("dela länken osynligt", share),
    Task("halva namnet och ring", half_a_name),
    Task("felstavat", misspelt),
    Task("språk som ingen har", nobody_speaks_it),
    Task("lördag + video + tar emot nya", saturday_video_new),
    Task("teckenspråk", sign_language),
    Task("byta utförare", change_provider),
    Task("vad är kvar på numret", what_is_left),
    Task("vad händer på ett samtal", what_happens),
    Task("16 val på en gång", sixteen, LIST),
    Task("lämna sidan", leave),
)
