"""The reception's tasks: numbers are issued, handed over, looked up and changed."""

from playwright.sync_api import expect

from benchmarks.staff_day.hands import PAGES, Hands
from benchmarks.staff_day.task import Task

WHO = "Reception"
SUBMIT, HANDOVER = "[data-part=issue] [data-part=submit]", "[data-part=handover] [data-part=number_shown]"
CHANGED = "[data-part=changed]:not(:empty)"
LANGUAGE = "[data-part=handover] [data-part=language]"
SPOKEN, AREA, WORDS = "ar", "rinkeby", "arabiska rinkeby"
"""What a caller asks for: Arabic, in Rinkeby."""


def sign_in(hands: Hands) -> None:
    """Sign in."""
    hands.begin()
    hands.sign_in(PAGES["reception"], WHO)


def issue(hands: Hands) -> None:
    """Issue a number as the form stands."""
    hands.begin()
    hands.press(SUBMIT)
    hands.see(HANDOVER)


def issue_for_children(hands: Hands) -> None:
    """Issue a number with the sessions for children."""
    hands.begin()
    hands.press("[data-part=issue] input[value=children_under_18]")
    hands.press(SUBMIT)
    hands.see(HANDOVER)


def issue_exempt(hands: Hands) -> None:
    """Issue a number whose visitor pays nothing."""
    hands.begin()
    hands.press("[data-part=issue] [data-part=exempt]")
    hands.press(SUBMIT)
    hands.see(HANDOVER)


def copy_text(hands: Hands) -> None:
    """Issue a number and copy the text to send."""
    hands.begin()
    hands.press(SUBMIT)
    hands.press("[data-part=handover] [data-part=copy]")
    hands.see("[data-part=copied]:not(:empty)")


def print_slip(hands: Hands) -> None:
    """Issue a number and print its slip."""
    hands.begin()
    hands.press(SUBMIT)
    hands.press("[data-part=handover] [data-part=print]")
    hands.printed()


def slip_in_english(hands: Hands) -> None:
    """Issue a number and print its slip in English: where the page gives one language alone, on the English page."""
    hands.begin()
    if hands.has(LANGUAGE):
        hands.press(SUBMIT)
        hands.choose(LANGUAGE, "/en" + english(hands))
        hands.see("#message[lang=en]")
    else:
        hands.sign_in("/en" + english(hands), WHO)
        hands.press(SUBMIT)
    hands.press("[data-part=handover] [data-part=print]")
    hands.printed()


def english(hands: Hands) -> str:
    """Return the address of the reception's English page, below its language."""
    address = hands.page.locator("link[hreflang=en], a[hreflang=en]").first.get_attribute("href") or ""
    return address.partition("/en")[2]


def search_provider(hands: Hands) -> None:
    """Find the same by words: beside the form, or else on the residents' list."""
    hands.begin()
    if hands.has("#asked"):
        if not hands.shows("#asked"):
            hands.press("[data-part=list] summary")
        hands.fill("#asked", WORDS)
        expect(hands.page.locator("[data-part=providers] > li")).to_have_count(1)
        return
    hands.open("/utforare/")
    hands.fill("#find", WORDS)
    expect(hands.page.locator("#cards > li")).to_have_count(1)


def find_provider(hands: Hands) -> None:
    """Find who speaks a caller's language in a caller's area by choices: beside the form, or on the residents' list."""
    hands.begin()
    if hands.has("[data-part=list] select[data-facet]"):
        if not hands.shows("[data-part=list] [data-facet=languages]"):
            hands.press("[data-part=list] summary")
        hands.choose("[data-part=list] [data-facet=languages]", SPOKEN)
        hands.choose("[data-part=list] [data-facet=areas]", AREA)
        expect(hands.page.locator("[data-part=providers] > li")).to_have_count(1)
        return
    hands.open("/utforare/")
    if not hands.shows("#panel"):
        hands.press("#narrow")
    for facet, value in (("languages", SPOKEN), ("areas", AREA)):
        box = f"fieldset[data-facet={facet}] label:has(input[value={value}])"
        if not hands.shows(box):
            hands.press(f".group:has({box}) .opener")
        hands.press(box)
    if hands.touch:
        hands.press("#done")
    expect(hands.page.locator("#cards > li")).to_have_count(1)


def looked_up(hands: Hands, number: str) -> None:
    """Look a number up."""
    hands.fill("#looked-up", number)
    hands.press("[data-part=look_up] [data-part=form] [type=submit]")
    hands.see("[data-part=look_up] [data-part=result] h3")


def submit(hands: Hands, part: str, reasons: str, reason: str | None = None) -> None:
    """Submit one of the forms below a number, with a reason or the first of them."""
    hands.press(f"[data-part={part}] summary")
    hands.choose(reasons, reason, index=None if reason else 1)
    hands.press(f"[data-part={part}] [type=submit]")


def look_up(hands: Hands) -> None:
    """Look up a number."""
    number = hands.served.number()
    hands.begin()
    looked_up(hands, number)


def extend(hands: Hands) -> None:
    """Give a number three sessions more, for children: by its step, or else by a new total that is confirmed."""
    number = hands.served.number()
    hands.begin()
    looked_up(hands, number)
    hands.press("[data-part=extending] summary")
    if hands.has("[data-part=steps] button"):
        hands.press("[data-part=steps] button")
    else:
        total(hands, "8", "children_under_18")
    hands.see(CHANGED)


def total(hands: Hands, granted: str, reason: str, beyond: str = "") -> None:
    """Fill in a new total and its reason, and confirm it."""
    hands.fill("#granted", granted)
    hands.choose("#extend-reason", reason)
    if beyond:
        hands.choose("#beyond", beyond)
    hands.press("[data-part=extend_go]")
    hands.press("[data-part=sure_yes]")


def extend_beyond(hands: Hands) -> None:
    """Give a number more than the rule gives."""
    number = hands.served.number()
    hands.begin()
    looked_up(hands, number)
    hands.press("[data-part=extending] summary")
    total(hands, "10", "assessment", "decision" if hands.has("#beyond") else "")
    hands.see(CHANGED)


def exempt_later(hands: Hands) -> None:
    """Exempt a number from the fee after it was issued."""
    number = hands.served.number()
    hands.begin()
    looked_up(hands, number)
    hands.press("[data-part=exempting] summary")
    hands.choose("#exempt-reason", index=1)
    hands.press("[data-part=exempt_go]")
    hands.see(CHANGED)


def replace(hands: Hands) -> None:
    """Replace a number that was lost."""
    number = hands.served.number()
    hands.begin()
    looked_up(hands, number)
    submit(hands, "replacing", "#replace-reason", "lost")
    hands.see(HANDOVER)


def revoke(hands: Hands) -> None:
    """Block a number."""
    number = hands.served.number()
    hands.begin()
    looked_up(hands, number)
    submit(hands, "revoking", "#revoke-reason", "moved")
    hands.see(CHANGED)


def unlock(hands: Hands) -> None:
    """Unlock a number's presence codes."""
    number = hands.served.locked()
    hands.begin()
    looked_up(hands, number)
    submit(hands, "unlocking", "#unlock-reason")
    hands.see(CHANGED)


BY_ANOTHER = "the number blocked, another issued, the resident told"
TASKS = (
    Task("Sign in", sign_in, signed_in=False),
    Task("Issue a standard number", issue),
    Task("Issue with sessions for children", issue_for_children),
    Task("Issue with exemption from the fee", issue_exempt),
    Task("Issue, and copy the text to send", copy_text),
    Task("Issue, and print the slip", print_slip),
    Task("Issue, and print the slip in English", slip_in_english, note="before: on the English page, signed in anew"),
    Task("Find who speaks Arabic in Rinkeby, by words", search_provider, note="before: on the residents' list"),
    Task("Find who speaks Arabic in Rinkeby, by choices", find_provider, note="before: on the residents' list"),
    Task("Look up a number", look_up),
    Task("Three sessions more, for children", extend, note="the policy's own step"),
    Task("More sessions than the rule gives", extend_beyond, coded=True, note="**guard**: a second reason"),
    Task("Exempt a number later", exempt_later, "[data-part=exempting]", BY_ANOTHER),
    Task("Replace a lost number", replace),
    Task("Block a number", revoke),
    Task("Unlock presence codes", unlock, coded=True),
)
