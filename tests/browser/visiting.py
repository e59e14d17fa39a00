"""What browser tests share: a built site and a reader's visit to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import BrowserContext, Page

BUILT = dt.date(2026, 11, 21)  # the day that the site is built for
PROVIDER = "familjeradgivningen"
PAGES = {
    "start": "/",
    "list": "/utforare/",
    "provider": "/utforare/familjeradgivningen/",
    "selection": "/urval/",
    "order": "/sa-ordnas-listan/",
    "number": "/kontrollnummer-och-avgift/",
    "feedback": "/klagomal-och-synpunkter/",
    "accessibility": "/tillganglighet/",
    "privacy": "/dina-uppgifter/",
    "for_providers": "/for-utforare/",
    "form": "/for-utforare/formular/",
    "fields": "/for-utforare/uppgifter/",
    "problems": "/for-utforare/felkoder/",
    "statistics": "/statistik/",
    "changes": "/forandringar/",
    "open_data": "/oppna-uppgifter/",
    "help": "/behover-du-hjalp-nu/",
    "compare": "/jamfor/",
    "guide": "/hjalp-mig-valja/",
    "guide_questions": "/hjalp-mig-valja/fragor/",
    "no_choice": "/om-du-inte-vill-valja/",
    "children": "/till-dig-som-ar-barn/",
    "not_found": "/404.html",
    "finnish list": "/fi/palveluntuottajat/",
    "english provider": "/en/providers/familjeradgivningen/",
}


class Site(NamedTuple):
    """A built site and where it answers."""

    folder: Path
    url: str


class Visit:
    """One reader's browser window; remembers what it asked for and what it complained about."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, address: str, *, settled: bool = False) -> Page:
        """Open an address of the site; with `settled`, wait for what its scripts fetch."""
        self.page.goto(self.site.url + address, wait_until="networkidle" if settled else "load")
        return self.page
