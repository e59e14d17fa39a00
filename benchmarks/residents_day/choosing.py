"""How residents choose among providers: by filters, the guide, a search, an order, a comparison."""

import re

from benchmarks.residents_day.visitor import NotOffered, Visitor

LIST = "/utforare/"
FOUR = (("languages", "ar"), ("areas", "farsta"), ("step_free", "yes"), ("evenings", "yes"))
SIXTEEN = (
    *(("areas", area) for area in ("alvik", "bromma", "enskede", "farsta")),
    *(("languages", language) for language in ("ar", "en", "fi", "fr")),
    *(("formats", form) for form in ("in_person", "video")),
    *((flag, "yes") for flag in ("interpreter", "accepts_new", "evenings", "saturdays", "step_free", "lift")),
)


def ordered(resident: Visitor, by: str) -> None:
    """Open the list and put it in another order."""
    resident.follow("Alla utförare", "header")
    resident.choose("#ordering", by)


def search(resident: Visitor, words: str) -> None:
    """Open the list and search it."""
    resident.follow("Alla utförare", "header")
    resident.type("#find", words)


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


def video(resident: Visitor) -> str:
    """Ask for video."""
    resident.follow("Alla utförare", "header")
    resident.tick("formats", "video")
    return resident.show_hits()


def soonest(resident: Visitor) -> str:
    """Order by the shortest waiting time."""
    ordered(resident, "soonest")
    resident.expect_text("#order-said", "väntetid")
    first = resident.read("#cards > li[data-provider]")
    if not re.search(r"Väntetid \d+ arbetsdag", first):
        raise NotOffered(first)
    cards = [" ".join(text.split()) for text in resident.page.locator("#cards > li").all_inner_texts()]
    closed = [index for index, text in enumerate(cards) if re.search(r"Tar emot nya\D{0,4}Nej", text)]
    stated = [index for index, text in enumerate(cards) if re.search(r"Väntetid \d", text)]
    mixed = [index for index in closed if any(other > index for other in stated if other not in closed)]
    return f"{len(mixed)} of {len(closed)} who take nobody new among the others"


def nearest(resident: Visitor) -> str:
    """Order by distance from Farsta."""
    ordered(resident, "distance")
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
    search(resident, "berätt")
    count = resident.read("#count")
    if not resident.has("#cards .card a[href^='tel:']"):
        resident.tap("#cards h2 a")
    resident.read("main a[href^='tel:']:visible")
    resident.taps += 1  # the call itself
    return count


def misspelt(resident: Visitor) -> str:
    """Search with two letters swapped."""
    search(resident, "arabisak")
    if not resident.shows("#meant"):
        raise NotOffered("nothing found, nothing asked")
    asked = resident.read("#meant")
    resident.tap("#meant")
    return f"asked: {asked}; {resident.read('#count')}"


def nobody_speaks_it(resident: Visitor) -> str:
    """Search for a language that nobody speaks."""
    search(resident, "kinesiska")
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


def sixteen(resident: Visitor) -> str:
    """Choose sixteen values at once."""
    resident.begin_at(LIST)
    for facet, value in SIXTEEN:
        resident.tick(facet, value)
    count = resident.show_hits()
    return f"{count} {resident.read('#too-much-said')}" if resident.shows("#too-much") else count
