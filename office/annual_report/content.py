"""`build.py annual-report YEAR`: the year for the council (D47-D51), from published figures and entered facts.

Nothing is read from the ledger: the figures are those of the reviewed, suppressed files, three years side by side, and
members other than the host are one figure (D50). The same content becomes a PDF and a Markdown file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from catalogue import SITE
from catalogue.i18n import messages
from catalogue.i18n.fallback import localised
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy, Service
from catalogue.policy.sentences import traits
from catalogue.policy.sentences.traits import Traits
from catalogue.views import published_statistics
from catalogue.views.figures import surveys
from catalogue.views.figures.surveys import Survey
from catalogue.views.published_statistics import Mark, Published
from chalicelib.reporting.layouts import SESSIONS
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from office.annual_report import finances
from office.annual_report.finances import table
from office.annual_report.service_years import ServiceYears
from office.context import OfficeError
from office.print_format import texts_under
from office.statistics_csv import HIDDEN


@dataclass(frozen=True)
class Report:
    """One year's report: the published years of each service, and the entered facts of `policy/reports/`."""

    policy: Policy
    year: int
    published: Published
    surveys: Sequence[Survey]  # until the year
    entered: Mapping[str, Any]
    messages: Messages
    traits: Traits

    def as_dict(self) -> dict[str, Any]:
        """Build the document's content, in order, for the template."""
        texts = self.texts["report"]
        services = [self._service(service) for service in self.policy.services.values() if service.id in self.published]
        several = len(self.policy.services) > 1
        parts = [part for service in services for part in service.parts(named=several)]
        withheld = [title for service in services for title in service.withheld(named=several)]
        return {
            "title": texts["title"].format(year=self.year),
            "town": self.policy.municipality.name["sv"],
            "demo": texts["demo"] if services[0].year.demo else None,
            "lead": " ".join(filter(None, (service.lead(named=several) for service in services))),
            "how_read": " ".join(self.messages[f"statistics.{mark}_about"] for mark in ("hidden", "not_collected")),
            "page": self.texts["statement"]["page"],
            "sections": [
                self._entered("goals"),
                self._entered("events"),
                *parts,
                *self._surveys(),
                self._outreach(),
                self._time(),
                self._entered("resources"),
                finances.economy(self.policy, self.year, self.entered, texts, rounded=self._hides_counts),
                finances.compared(self.policy, self.year, self._own_sessions(), texts),
                *self._withheld(withheld),
            ],
        }

    @cached_property
    def texts(self) -> Mapping[str, Any]:
        """Return the texts of printed documents as they are under the policy."""
        return texts_under(self.traits)

    def _service(self, service: Service) -> ServiceYears:
        texts = texts_under(self.traits.by_service()[service.id])
        words = Messages("sv", {**self.messages.of(service.id).texts, **texts["charts"]})
        name, years = localised(service.name, "sv"), self.published[service.id]
        return ServiceYears(name, years, words, texts["report"], self.policy, service.id)

    @property
    def hides_entered(self) -> bool:
        """Return whether the report says less than what was entered: sums to the krona, or how few people."""
        sums = any(self.entered.get(name) for name in ("income", "costs", "result_kronor"))
        return (sums and self._hides_counts) or any(
            name in self.entered and _unless_few(name, self.entered[name]) == HIDDEN
            for name in self.texts["report"]["time"]
        )

    @property
    def _hides_counts(self) -> bool:
        """Return whether any count of the year is hidden, in any service."""
        years = [years[0] for years in self.published.values()]
        return any(year.withheld or any(None in cells.values() for cells in year.tables.values()) for year in years)

    def _own_sessions(self) -> dict[str, int]:
        """Return the own unit's sessions by service, as they are published; a service by the hour has none.

        A cost per session is left out where they are hidden, and else tells no more than its two known parts.
        """
        by_session = [service.id for service in self.policy.services.values() if service.unit == "session"]
        cells = {service: self._own_cell(service) for service in by_session if service in self.published}
        return {service: count for service, count in cells.items() if isinstance(count, int)}

    def _own_cell(self, service: str) -> int | Mark:
        """Return the cell of the own unit's sessions: all sessions, where it is the only provider."""
        year, authorised = self.published[service][0], self.policy.authorisations.values()
        regi = {row.regi for row in authorised if any(period.service == service for period in row.services)}
        regi |= {"private" for row in self.policy.frameworks if row.service == service}
        table = "sessions×regi"
        return year.cell(table, SESSIONS if regi == {"own"} else f"{table}|own")

    def _entered(self, name: str) -> dict[str, Any]:
        """Build a section of entered paragraphs, or one that says that they are missing."""
        texts = self.texts["report"]
        return {"title": texts["parts"][name], "paragraphs": self.entered.get(name) or [texts["missing"]], "tables": []}

    def _surveys(self) -> Iterator[dict[str, Any]]:
        """Yield a section for each service that has a survey: means, years side by side, and answers (D20, D51)."""
        for shown in surveys.by_service(self.policy, self.surveys, self.messages):
            title = self.messages["statistics.survey.title"]
            yield {
                "title": f"{title}: {shown.name}" if shown.name else title,
                "paragraphs": [self.messages["statistics.survey.about"], *shown.sources],
                "tables": [
                    table(part.caption, part.head, [[label, *cells] for label, cells in part.rows], None)
                    for part in (shown.means, shown.answers)
                    if part
                ],
            }

    def _outreach(self) -> dict[str, Any]:
        """Build the section on outreach, one row per venue (D47)."""
        texts, venues = self.texts["report"], self.entered.get("outreach")
        if not venues:
            return {"title": texts["parts"]["outreach"], "paragraphs": [texts["missing"]], "tables": []}
        rows = [[venue["where"], str(venue["occasions"]), str(venue["participants"])] for venue in venues]
        foot = [texts["sum"], *(str(sum(venue[name] for venue in venues)) for name in ("occasions", "participants"))]
        tables = [table(texts["outreach"]["caption"], texts["outreach"]["head"], rows, foot)]
        return {"title": texts["parts"]["outreach"], "paragraphs": [], "tables": tables}

    def _time(self) -> dict[str, Any]:
        """Build the section on overtime, travel to branches, and what started in the home municipality (D48, D49)."""
        texts = self.texts["report"]
        sentences = []
        for name, sentence in texts["time"].items():
            value = self.entered.get(name)
            shown = texts["missing"].rstrip(".").lower() if value is None else _unless_few(name, value)
            sentences.append(sentence.format(value=shown))
        return {"title": texts["parts"]["time"], "paragraphs": sentences, "tables": []}

    def _withheld(self, titles: Sequence[str]) -> Iterator[dict[str, Any]]:
        if titles:
            texts = self.texts["report"]
            yield {
                "title": texts["parts"]["withheld"],
                "paragraphs": [self.messages["statistics.withheld_about"], *titles],
                "tables": [],
            }


def load_report(root: Path, policy: Policy, entered: Mapping[str, Any], year: int) -> Report:
    """Return the report of a year, read from its published file and those of the two years before it."""
    published, problems = published_statistics.load(root / "policy" / "statistics", root, until=year)
    every_survey, faults = surveys.load(root / "policy" / "surveys", root)
    if problems := [*problems, *faults]:
        raise OfficeError(problems[0].text("en"))
    reported = {service: years for service, years in published.items() if years[0].year == year}
    if reported and not reported.keys() & policy.services.keys():
        raise OfficeError(f"policy/statistics/{year}.json has none of the services of policy/services.yaml.")
    if not reported:
        raise OfficeError(f"policy/statistics/{year}.json is missing. Run: python3 build.py statistics {year}")
    own = traits.of_languages(policy, date(year, 12, 31), ("sv",))
    until = [survey for survey in every_survey if survey.year <= year]
    return Report(policy, year, reported, until, entered, messages.load(SITE, own)["sv"], own["sv"])


def _unless_few(name: str, value: int) -> str:
    """Format a count, hiding fewer than five residents, none included; hours are recognised by their name and shown."""
    return HIDDEN if value < SMALLEST_SHOWN and not name.endswith("_hours") else str(value)
